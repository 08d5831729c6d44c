/**
 * Layer table, Node. Reads a text file's bytes once, in pieces: hashes what is on disk, unpacks gzip, and refuses what
 * is not text in UTF-8, each case with its own message. Knows nothing of CSV.
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { DataError, WasmetricsError } from "../../base/errors.js";
import { didYouMean } from "../../base/nearest.js";
import { type PieceTaker, Utf8Pieces } from "./utf8-pieces.js";

const PIECE = 1 << 20;

/** A file that exists, is not empty, and is packed or not. */
export interface TextFile {
  readonly path: string;
  readonly bytes: number;
  readonly gzip: boolean;
}

/**
 * Looks at the file. Throws DataError `file_missing`, `file_is_directory`, `file_unreadable`, `file_empty`, and
 * `gzip_corrupt` if it ends in .gz and is not packed.
 */
export async function openTextFile(path: string): Promise<TextFile> {
  const bytes = await sizeOf(path);
  const magic = await firstBytes(path);
  const gzip = magic[0] === 0x1f && magic[1] === 0x8b;
  if (!gzip && path.toLowerCase().endsWith(".gz")) {
    throw new DataError(
      "gzip_corrupt",
      `${path} ends in .gz but is not packed with gzip; rename it or pack it again.`,
      {
        path,
        got: magic.toString("hex"),
        expected: "1f8b",
      },
    );
  }
  return { path, bytes, gzip };
}

/**
 * Passes the unpacked text of `file` on, piece by piece, whole characters only, without a byte order mark. Returns the
 * SHA-256 of the file on disk, in hex.
 * Throws DataError `gzip_truncated`, `gzip_corrupt`, `file_unreadable`, `not_utf8`, `not_text`, and what the taker throws.
 */
export async function readPieces(file: TextFile, taker: PieceTaker): Promise<string> {
  const hash = createHash("sha256");
  const text = new Utf8Pieces(file.path, taker);
  const disk = createReadStream(file.path, { highWaterMark: PIECE });
  const hashed = async function* (pieces: AsyncIterable<Buffer>) {
    for await (const piece of pieces) {
      hash.update(piece);
      yield piece;
    }
  };
  const take = async (pieces: AsyncIterable<Buffer>) => {
    for await (const piece of pieces) text.push(piece);
  };
  try {
    if (file.gzip) await pipeline(disk, hashed, createGunzip({ chunkSize: PIECE }), take);
    else await pipeline(disk, hashed, take);
  } catch (cause) {
    throw cause instanceof WasmetricsError ? cause : streamError(file.path, cause as NodeJS.ErrnoException);
  }
  text.finish();
  return hash.digest("hex");
}

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
    throw new DataError("file_empty", `${path} is empty (0 bytes).`, { got: 0, expected: "a header and rows", path });
  }
  return status.size;
}

async function firstBytes(path: string): Promise<Buffer> {
  const handle = await open(path, "r").catch((cause: NodeJS.ErrnoException) => {
    throw unreadable(path, cause);
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function streamError(path: string, cause: NodeJS.ErrnoException): DataError {
  if (cause.code === "Z_BUF_ERROR") {
    return new DataError(
      "gzip_truncated",
      `${path} is cut short: its gzip stream ends before its end mark; copy or download it again.`,
      { path },
      { cause },
    );
  }
  if (cause.code?.startsWith("Z_")) {
    return new DataError(
      "gzip_corrupt",
      `${path} is damaged: ${cause.message} (gzip); copy or download it again.`,
      { path, got: cause.message },
      { cause },
    );
  }
  return unreadable(path, cause);
}

const unreadable = (path: string, cause: NodeJS.ErrnoException) =>
  new DataError("file_unreadable", `${path} cannot be read: ${cause.message}.`, { path, got: cause.code }, { cause });
