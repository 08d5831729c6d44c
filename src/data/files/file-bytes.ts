/**
 * Layer table, Node. Reads a file's bytes once, in pieces: hashes what is on disk, unpacks gzip, and says which of the
 * ways to be damaged it met. Knows nothing of what the bytes mean.
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { DataError, WasmetricsError } from "../../base/errors.js";
import { type DataFile, unreadable } from "./file-open.js";
import { type PieceTaker, Utf8Pieces } from "./utf8-pieces.js";

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
