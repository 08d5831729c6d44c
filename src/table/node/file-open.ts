/**
 * Layer table, Node. Looks at a data file before anything reads it: there, a file, not empty. Knows nothing of formats.
 */
import { open, readdir, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { DataError } from "../../base/errors.js";
import { didYouMean } from "../../base/nearest.js";
import { systemWords } from "../../base/system-error.js";

/** A file that exists and is not empty. */
export interface DataFile {
  /** What messages call it. */
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  /** Its first bytes, at most 8. */
  readonly magic: Buffer;
}

const MAGIC_BYTES = 8;

/** Throws DataError `file_missing` (with the nearest name in its folder), `file_is_directory`, `file_unreadable`, `file_empty`. */
export async function openDataFile(path: string): Promise<DataFile> {
  const bytes = await sizeOf(path);
  return { name: path, path, bytes, magic: await bytesAt(path, 0, MAGIC_BYTES) };
}

/** Up to `count` bytes of a file from `position`. Throws DataError `file_unreadable`. */
export async function bytesAt(path: string, position: number, count: number): Promise<Buffer> {
  const handle = await open(path, "r").catch((cause: NodeJS.ErrnoException) => {
    throw unreadable(path, cause);
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(count), 0, count, position);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** DataError `file_unreadable`, with what the system said. */
export const unreadable = (name: string, cause: NodeJS.ErrnoException): DataError =>
  new DataError(
    "file_unreadable",
    `${name} cannot be read: ${systemWords(cause, "read")}.`,
    { path: name, got: cause.code },
    { cause },
  );

async function sizeOf(path: string): Promise<number> {
  const status = await stat(path).catch(async (cause: NodeJS.ErrnoException) => {
    if (cause.code !== "ENOENT") throw unreadable(path, cause);
    const neighbours = await readdir(dirname(path)).catch(() => []);
    throw new DataError("file_missing", `There is no file ${path}${didYouMean(basename(path), neighbours)}`, {
      got: path,
      expected: "a file",
    });
  });
  if (status.isDirectory()) {
    throw new DataError("file_is_directory", `${path} is a directory, a data file was expected.`, { got: path });
  }
  if (status.size === 0) {
    throw new DataError("file_empty", `${path} is empty (0 bytes).`, { got: 0, expected: "data", path });
  }
  return status.size;
}
