/**
 * A text file as pieces of bytes in order, unpacked from gzip where it is packed; read again from the start as often as it is asked
 * for. Knows nothing of what bytes mean.
 */
import { DataError, WasmetricsError } from "../../../base/errors.js";
import { gunzipped } from "../../../base/host.js";
import type { ByteSource } from "../source.js";

/** Bytes of a text, good until the next piece is asked for, and the share of the file that was read for them, 0 to 1. */
export interface TextPiece {
  readonly bytes: Uint8Array;
  readonly read: number;
}

/** The bytes of a text. */
export interface TextStream {
  /** What messages call it. */
  readonly name: string;
  /** Its pieces from the start. Throws as its source, and DataError `gzip_truncated`, `gzip_corrupt`, `gzip_bomb`. */
  open(): AsyncGenerator<TextPiece>;
  /** True where the pieces are the bytes of the file as they stand there. */
  readonly isFile?: boolean;
}

/** The text in `source`, `piece` bytes at a time. Throws DataError `gzip_corrupt` if the name ends in .gz and the file is not packed. */
export async function textStream(source: ByteSource, piece: number): Promise<TextStream> {
  const { name } = source;
  const magic = await source.slice(0, Math.min(2, source.size));
  if (magic[0] === 0x1f && magic[1] === 0x8b) return { name, open: () => unpackedPieces(source, piece) };
  if (!name.toLowerCase().endsWith(".gz")) return { name, isFile: true, open: () => plainPieces(source, piece, true) };
  const got = Array.from(magic, (byte) => byte.toString(16).padStart(2, "0")).join("");
  throw new DataError("gzip_corrupt", `${name} ends in .gz but is not packed with gzip; rename it or pack it again.`, {
    path: name,
    got,
    expected: "1f8b",
  });
}

/** The bytes of `source`, each piece read while the one before it is used; into one buffer where it can be filled and is `lent`. */
async function* plainPieces(source: ByteSource, piece: number, lent: boolean): AsyncGenerator<TextPiece> {
  const { size } = source;
  const buffer = lent && source.fill !== undefined ? new Uint8Array(Math.min(size, piece)) : undefined;
  const read = async (at: number): Promise<Uint8Array> => {
    const end = Math.min(size, at + piece);
    if (buffer === undefined) return source.slice(at, end);
    return buffer.subarray(0, source.fill!(at, buffer.subarray(0, end - at)));
  };
  let next: Promise<Uint8Array> | undefined;
  for (let at = 0; at < size; at += piece) {
    const bytes: Uint8Array = await (next ?? read(at));
    const end = at + bytes.length;
    next = buffer === undefined && end < size ? read(at + piece) : undefined;
    next?.catch(() => {}); // reported when it is awaited
    yield { bytes, read: end / size };
  }
}

/** Bytes of which a text is unpacked without a word, and how many times its file larger ones may be: gzip packs zeros 1,032 times. */
const UNPACKED = 2 ** 30;
const MOST_PACKED = 500;

async function* unpackedPieces(source: ByteSource, piece: number): AsyncGenerator<TextPiece> {
  const { name, size } = source;
  let read = 0;
  const packed = async function* () {
    for await (const { bytes, read: share } of plainPieces(source, piece, false)) {
      yield bytes;
      read = share;
    }
  };
  let unpacked = 0;
  try {
    for await (const bytes of gunzipped(packed(), piece)) {
      unpacked += bytes.length;
      if (unpacked > UNPACKED && unpacked > MOST_PACKED * size) throw bomb(name, unpacked, size);
      yield { bytes, read };
    }
  } catch (cause) {
    throw cause instanceof WasmetricsError ? cause : gzipError(name, cause as Error & { readonly code?: string });
  }
}

const bomb = (name: string, got: number, size: number): DataError =>
  new DataError(
    "gzip_bomb",
    `${name} unpacks to more than ${MOST_PACKED} times its size (${got} bytes of ${size}, and no end), which no table does: unpack it by hand if you trust it.`,
    { path: name, got, expected: MOST_PACKED * size },
  );

function gzipError(name: string, cause: Error & { readonly code?: string }): unknown {
  if (cause.code === "Z_BUF_ERROR") {
    return new DataError(
      "gzip_truncated",
      `${name} is cut short: its gzip stream ends before its end mark; copy or download it again.`,
      { path: name },
      { cause },
    );
  }
  if (cause.code?.startsWith("Z_") || cause instanceof TypeError) {
    return new DataError(
      "gzip_corrupt",
      `${name} is damaged: ${cause.message} (gzip); copy or download it again.`,
      { path: name, got: cause.message },
      { cause },
    );
  }
  return cause;
}
