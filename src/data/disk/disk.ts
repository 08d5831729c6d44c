/**
 * The file system as outputs are written with it, in one place so that a test can make any step of it fail; and
 * the steps POSIX leaves to the program: forcing to disk, making folders.
 */
import * as fs from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";

/** The functions of `node:fs` that are used. */
export type Disk = typeof fs;

/** The disk there is. */
export const realDisk: Disk = fs;

/** Forces a file to the disk, with permissions `mode` where they are given. */
export async function syncFile(path: string, disk: Disk, mode?: number): Promise<void> {
  const file = disk.openSync(path, "r+");
  try {
    if (mode !== undefined) disk.fchmodSync(file, mode);
    await promisify(disk.fsync)(file);
  } finally {
    disk.closeSync(file);
  }
}

/** Systems that have no forcing of folders say one of these. */
const NO_SYNC = ["EISDIR", "EPERM", "EACCES", "EINVAL", "ENOTSUP"];

/** Forces the names in a folder to the disk. */
export function syncFolder(path: string, disk: Disk): void {
  let folder: number | undefined;
  try {
    folder = disk.openSync(path, "r");
    disk.fsyncSync(folder);
  } catch (error) {
    if (!NO_SYNC.includes((error as NodeJS.ErrnoException).code!)) throw error;
  } finally {
    if (folder !== undefined) disk.closeSync(folder);
  }
}

/**
 * Makes a folder, with `mode`, and those above it, and returns what it made; one that another process has just made is as
 * good. Not `recursive: true`, which loops for ever where a parent can't be made (/proc).
 */
export function ensureFolder(path: string, mode?: number, disk: Disk = fs): string[] {
  if (disk.existsSync(path)) return [];
  const above = ensureFolder(dirname(path), mode, disk);
  try {
    disk.mkdirSync(path, { mode });
    return [...above, path];
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
    return above;
  }
}
