/**
 * Layer cli. Outputs are written whole or not at all: to a temporary place beside the target, then renamed.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { DataError, UsageError } from "../base/errors.js";
import { systemWords } from "../base/system-error.js";

/**
 * Writes one file; a half-written file never stands under `path`. Throws UsageError as `requireFilePath`, DataError when
 * it can't be written.
 */
export function writeFileWhole(path: string, content: string | Uint8Array): void {
  requireFilePath(path);
  const target = resolve(path);
  writeWhole(path, dirname(target), new Map([[basename(target), content]]));
}

/** Throws UsageError `out_is_folder` where `path` can only be a folder: known before anything is read. */
export function requireFilePath(path: string): void {
  const exists = isFolder(path);
  if (!exists && !/[/\\]$/.test(path)) return;
  throw new UsageError(
    "out_is_folder",
    `--out ${path} ${exists ? "is" : "names"} a folder, and this command writes one file: give its name too, such as --out ${join(path, "result.txt")}.`,
    { got: path, expected: "a file" },
  );
}

/** Throws UsageError `out_is_file` where `path`, the value of `option`, is a file, so that no folder can be made there. */
export function requireFolderPath(path: string, option = "--out"): void {
  if (!existsSync(path) || !statSync(path).isFile()) return;
  throw new UsageError(
    "out_is_file",
    `${option} ${path} is a file, and this command writes several files into a folder: give a folder, new or not.`,
    { got: path, expected: "a folder" },
  );
}

/**
 * Has `produce` write files that are too large to hold: it gets a place beside each of `paths`, with the same name, and
 * all appear under their names when it is done, or none. Throws what `produce` throws, UsageError as `requireFilePath`,
 * DataError `cannot_write`.
 */
export async function writeStaged(
  paths: readonly string[],
  produce: (staged: readonly string[]) => Promise<void>,
): Promise<void> {
  const staging: string[] = [];
  try {
    for (const path of paths) {
      requireFilePath(path);
      staging.push(stagingBeside(path));
    }
    const staged = paths.map((path, i) => join(staging[i]!, basename(resolve(path))));
    await produce(staged);
    staged.forEach((file, i) => {
      renameSync(file, resolve(paths[i]!));
    });
  } catch (cause) {
    const { code, path = paths[0] } = cause as NodeJS.ErrnoException;
    throw code !== undefined && /^E[A-Z]+$/.test(code) ? cannotWrite(path!, cause) : cause;
  } finally {
    for (const folder of staging) rmSync(folder, { recursive: true, force: true });
  }
}

/** A new folder beside `path`, which is made with those above it where they are missing. */
function stagingBeside(path: string): string {
  const folder = dirname(resolve(path));
  ensureFolder(folder);
  removeAbandoned(folder);
  return mkdtempSync(join(folder, `${STAGING}${process.pid}-`));
}

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();

/**
 * Writes all files into `folder` (made when missing), in their order. Every file is complete on disk before the first
 * one appears under its name; other files in the folder stay. Throws DataError when it can't be written, leaving nothing
 * behind, and UsageError as `requireFolderPath`; what a killed process left behind, the next run takes away.
 */
export function writeFolderWhole(folder: string, files: ReadonlyMap<string, string | Uint8Array>): void {
  requireFolderPath(folder);
  writeWhole(folder, resolve(folder), files);
}

/** `named` is what the user called the place. */
function writeWhole(named: string, target: string, files: ReadonlyMap<string, string | Uint8Array>): void {
  let staging: string | undefined;
  try {
    ensureFolder(target);
    removeAbandoned(target);
    staging = mkdtempSync(join(target, `${STAGING}${process.pid}-`));
    for (const [name, content] of files) writeFileSync(join(staging, name), content);
    for (const name of files.keys()) renameSync(join(staging, name), join(target, name));
  } catch (cause) {
    throw cannotWrite(named, cause);
  } finally {
    if (staging !== undefined) rmSync(staging, { recursive: true, force: true });
  }
}

/**
 * Throws DataError `cannot_write` unless `folder` can be written or made, UsageError as `requireFolderPath`: known before
 * anything is computed.
 */
export function requireWritable(folder: string): void {
  requireFolderPath(folder);
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

/** Whether a process with the number `pid` runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

function cannotWrite(named: string, cause: unknown): DataError {
  return new DataError("cannot_write", `Can't write to '${named}': ${systemWords(cause)}.`, { got: named }, { cause });
}

/**
 * Makes a folder, with `mode`, and those above it; one that another process has just made is as good. Not `recursive: true`,
 * which loops for ever where a parent can't be made (/proc).
 */
export function ensureFolder(path: string, mode?: number): void {
  if (existsSync(path)) return;
  ensureFolder(dirname(path), mode);
  try {
    mkdirSync(path, { mode });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
  }
}
