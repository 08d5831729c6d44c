/**
 * Layer table, Node. Looks at a data file before anything reads it: there, a file, not empty; and holds it while it is read.
 * Knows nothing of formats.
 */
import { open, readdir, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { didYouMean } from "../../base/did-you-mean.js";
import { DataError } from "../../base/errors.js";
import { systemWords } from "../../base/system-error.js";
import { HeldFile } from "../disk/held-file.js";
import { claims, targetOf } from "../disk/identity.js";
import { settle } from "../disk/transaction.js";

/** A file that exists and is not empty. */
export interface DataFile {
  /** What messages call it. */
  readonly name: string;
  /** Where to read it, which need not be where the user found it: the same bytes whatever that path leads to by now. */
  readonly path: string;
  readonly held: HeldFile;
  readonly bytes: number;
  /** Its first bytes, at most 8. */
  readonly magic: Buffer;
}

const MAGIC_BYTES = 8;

/**
 * The file at `path`, held until the caller closes it. Throws DataError `file_missing` (with the nearest name in its folder),
 * `file_is_directory`, `file_unreadable`, `file_empty`, UsageError `output_is_input` where it is to be written, and as `settle`.
 */
export async function openDataFile(path: string): Promise<DataFile> {
  await requireData(path);
  settle(dirname(targetOf(path)));
  const held = await HeldFile.open(path).catch((cause: NodeJS.ErrnoException) => {
    throw unreadable(path, cause);
  });
  try {
    claims.input(path, path, held.status);
    const file = { name: path, path: held.path, held, bytes: Number(held.status.size) };
    return { ...file, magic: await bytesAt(file, 0, MAGIC_BYTES) };
  } catch (error) {
    await held.close();
    throw error;
  }
}

/** What `use` makes of the file at `path`. Throws as `openDataFile` and `use`, and DataError `file_changed`. */
export async function withDataFile<T>(path: string, use: (file: DataFile) => Promise<T>): Promise<T> {
  const file = await openDataFile(path);
  return file.held.during(() => use(file));
}

/** Up to `count` bytes of a file from `position`. Throws DataError `file_unreadable`. */
export async function bytesAt(
  { name, path }: Pick<DataFile, "name" | "path">,
  position: number,
  count: number,
): Promise<Buffer> {
  const handle = await open(path, "r").catch((cause: NodeJS.ErrnoException) => {
    throw unreadable(name, cause);
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

async function requireData(path: string): Promise<void> {
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
}
