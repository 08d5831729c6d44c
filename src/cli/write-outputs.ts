/**
 * Layer cli. Outputs are written whole or not at all: to a temporary place beside the target, then renamed.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { DataError } from "../base/errors.js";

/** Writes one file; a half-written file never stands under `path`. Throws DataError when the folder can't be written. */
export function writeFileWhole(path: string, content: string | Uint8Array): void {
  writeFolderWhole(dirname(resolve(path)), new Map([[basename(path), content]]));
}

/**
 * Writes all files into `folder` (made when missing), in their order. Every file is complete on disk before the first
 * one appears under its name; other files in the folder stay. Throws DataError when it can't be written, leaving nothing
 * behind; what a killed process left behind, the next run takes away.
 */
export function writeFolderWhole(folder: string, files: ReadonlyMap<string, string | Uint8Array>): void {
  const target = resolve(folder);
  let staging: string | undefined;
  try {
    ensureFolder(target);
    removeAbandoned(target);
    staging = mkdtempSync(join(target, `${STAGING}${process.pid}-`));
    for (const [name, content] of files) writeFileSync(join(staging, name), content);
    for (const name of files.keys()) renameSync(join(staging, name), join(target, name));
  } catch (cause) {
    throw cannotWrite(folder, cause);
  } finally {
    if (staging !== undefined) rmSync(staging, { recursive: true, force: true });
  }
}

/** Throws DataError `cannot_write` unless `folder` can be written or made: known before anything is computed. */
export function requireWritable(folder: string): void {
  let existing = resolve(folder);
  while (!existsSync(existing)) existing = dirname(existing);
  try {
    rmdirSync(mkdtempSync(join(existing, `${STAGING}${process.pid}-`)));
  } catch (cause) {
    throw cannotWrite(folder, cause);
  }
}

/** Folders in the making are called this, then the number of the process. */
const STAGING = ".writing-";

/** Removes folders in the making whose process is gone. */
function removeAbandoned(target: string): void {
  for (const name of readdirSync(target)) {
    const pid = /^\.writing-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(target, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

function cannotWrite(folder: string, cause: unknown): DataError {
  return new DataError(
    "cannot_write",
    `Can't write to '${folder}': ${(cause as Error).message}. Choose another place with --out.`,
    { got: folder },
    { cause },
  );
}

/** Makes a folder and those above it. Not `recursive: true`, which loops for ever where a parent can't be made (/proc). */
function ensureFolder(path: string): void {
  if (existsSync(path)) return;
  ensureFolder(dirname(path));
  mkdirSync(path);
}
