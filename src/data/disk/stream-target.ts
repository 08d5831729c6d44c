/**
 * Places that are no files: devices, pipes, and the descriptors a process has open. They are written to as they
 * are, never replaced.
 */
import { writeFile } from "node:fs/promises";
import { UsageError } from "../../base/errors.js";
import { descriptorOf, requireNotOwnPipe } from "./descriptor.js";
import type { Disk } from "./disk.js";

/**
 * Whether `path` is written to and not replaced. Throws UsageError `out_special` for what can't be written as a file is, and as
 * `requireNotOwnPipe`.
 */
export function isStream(path: string, disk: Disk): boolean {
  requireNotOwnPipe(path);
  if (descriptorOf(path) !== undefined) return true;
  const status = disk.statSync(path, { throwIfNoEntry: false });
  if (status === undefined || status.isFile() || status.isDirectory()) return false;
  if (status.isFIFO() || status.isCharacterDevice()) return true;
  throw new UsageError("out_special", `${path} is neither a file nor a pipe: give the path of a file.`, {
    got: path,
    expected: "a file",
  });
}

/** Writes `content` to a pipe, a device or a descriptor, after what is there. */
export async function writeToStream(path: string, content: Uint8Array): Promise<void> {
  const own = { 1: process.stdout, 2: process.stderr }[descriptorOf(path) ?? 0];
  if (own === undefined) return writeFile(path, content, { flag: "a" });
  await new Promise<void>((done, failed) => {
    own.write(content, (error) => (error == null ? done() : failed(error)));
  });
}
