/**
 * A data file before anything knows its format: there, not empty, held while it is read. Its bytes are read once, in pieces:
 * hashed as they are on disk, unpacked from gzip, and every way to be damaged has its error. Knows nothing of what bytes mean.
 */

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { didYouMean } from "../../base/did-you-mean.js";
import { DataError, WasmetricsError } from "../../base/errors.js";
import { systemWords } from "../../base/system-error.js";
import { HeldFile } from "../disk/held-file.js";
import { claims, targetOf } from "../disk/identity.js";
import { settle } from "../disk/transaction.js";
import { incompleteTail, joined, requireText, textStart } from "../formats/csv/utf8.js";

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

const PIECE = 1 << 20;

/** A data file of text, packed or not. */
export interface TextFile extends DataFile {
  readonly gzip: boolean;
}

/** A data file as text. Throws DataError `gzip_corrupt` if the name ends in .gz and the file is not packed. */
export function asTextFile(file: DataFile): TextFile {
  const { name, magic } = file;
  const gzip = magic[0] === 0x1f && magic[1] === 0x8b;
  if (!gzip && name.toLowerCase().endsWith(".gz")) {
    throw new DataError(
      "gzip_corrupt",
      `${name} ends in .gz but is not packed with gzip; rename it or pack it again.`,
      { path: name, got: magic.toString("hex"), expected: "1f8b" },
    );
  }
  return { ...file, gzip };
}

/**
 * Passes the unpacked bytes of `file` on in order, waiting for each piece to be taken. Returns the SHA-256 of the file
 * on disk, in hex. Throws DataError `gzip_truncated`, `gzip_corrupt`, `file_unreadable`, `file_changed`, and what `take` throws.
 */
export async function readBytes(file: TextFile, take: (piece: Buffer) => void | Promise<void>): Promise<string> {
  const hash = createHash("sha256");
  const disk = createReadStream(file.path, { highWaterMark: PIECE });
  const hashed = async function* (pieces: AsyncIterable<Buffer>) {
    for await (const piece of pieces) {
      hash.update(piece);
      yield piece;
    }
  };
  const takeAll = async (pieces: AsyncIterable<Buffer>) => {
    for await (const piece of pieces) await take(piece);
  };
  try {
    if (file.gzip) await pipeline(disk, hashed, createGunzip({ chunkSize: PIECE }), takeAll);
    else await pipeline(disk, hashed, takeAll);
  } catch (cause) {
    throw cause instanceof WasmetricsError ? cause : streamError(file.name, cause as NodeJS.ErrnoException);
  }
  const sha256 = hash.digest("hex");
  file.held.saw(sha256);
  return sha256;
}

/**
 * Passes the text of `file` to `taker`, whole characters only, without a byte order mark. Returns as `readBytes`.
 * Throws as `readBytes`, and DataError `not_utf8`, `not_text`.
 */
export async function readPieces(file: TextFile, taker: PieceTaker): Promise<string> {
  const text = new Utf8Pieces(file.name, taker);
  const sha256 = await readBytes(file, (piece) => text.push(piece));
  text.finish();
  return sha256;
}

function streamError(name: string, cause: NodeJS.ErrnoException): DataError {
  if (cause.code === "Z_BUF_ERROR") {
    return new DataError(
      "gzip_truncated",
      `${name} is cut short: its gzip stream ends before its end mark; copy or download it again.`,
      { path: name },
      { cause },
    );
  }
  if (cause.code?.startsWith("Z_")) {
    return new DataError(
      "gzip_corrupt",
      `${name} is damaged: ${cause.message} (gzip); copy or download it again.`,
      { path: name, got: cause.message },
      { cause },
    );
  }
  return unreadable(name, cause);
}

// Checks that pieces of a file are text in UTF-8 and hands them on cut between characters.

/** Takes the text in order; `line` is the line reached, for messages about what comes next. */
export interface PieceTaker {
  readonly line: number;
  push(piece: Uint8Array): void;
}

/** Feeds `taker` with whole characters; throws DataError `not_utf8` or `not_text`. */
class Utf8Pieces {
  private rest: Uint8Array = new Uint8Array(0);
  private first = true;

  constructor(
    private readonly name: string,
    private readonly taker: PieceTaker,
  ) {}

  push(piece: Uint8Array): void {
    let bytes = this.rest.length === 0 ? piece : joined(this.rest, piece);
    if (this.first) bytes = bytes.subarray(textStart(bytes, this.name));
    this.first = false;
    const whole = bytes.length - incompleteTail(bytes);
    this.rest = bytes.subarray(whole);
    requireText(bytes.subarray(0, whole), this.name, this.taker.line);
    if (whole > 0) this.taker.push(bytes.subarray(0, whole));
  }

  /** Ends the file: a character begun must have been completed. */
  finish(): void {
    if (this.rest.length > 0) requireText(this.rest, this.name, this.taker.line);
  }
}
