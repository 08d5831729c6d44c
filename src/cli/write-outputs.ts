/**
 * Layer cli. Outputs are written whole or not at all: to a temporary place beside the target, then renamed.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { DataError } from "../base/errors.js";

/** Writes one file; a half-written file never stands under `path`. Throws DataError when the folder can't be written. */
export function writeFileWhole(path: string, content: string | Uint8Array): void {
  writeFolderWhole(dirname(resolve(path)), new Map([[basename(path), content]]));
}

/**
 * Writes all files into `folder` (made when missing). Every file is complete on disk before the first one appears under
 * its name; other files in the folder stay. Throws DataError when it can't be written, leaving nothing behind.
 */
export function writeFolderWhole(folder: string, files: ReadonlyMap<string, string | Uint8Array>): void {
  const target = resolve(folder);
  let staging: string | undefined;
  try {
    ensureFolder(target);
    staging = mkdtempSync(join(target, ".writing-"));
    for (const [name, content] of files) writeFileSync(join(staging, name), content);
    for (const name of readdirSync(staging)) renameSync(join(staging, name), join(target, name));
  } catch (cause) {
    throw new DataError(
      "cannot_write",
      `Can't write to '${folder}': ${(cause as Error).message}. Choose another place with --out.`,
      { got: folder },
      { cause },
    );
  } finally {
    if (staging !== undefined) rmSync(staging, { recursive: true, force: true });
  }
}

/** Makes a folder and those above it. Not `recursive: true`, which loops for ever where a parent can't be made (/proc). */
function ensureFolder(path: string): void {
  if (existsSync(path)) return;
  ensureFolder(dirname(path));
  mkdirSync(path);
}
