/**
 * Bytes unpacked by the host's own gzip, piece by piece, and never more of them than their packed size can honestly hold.
 */
import { DataError, WasmetricsError } from "../../../base/errors.js";
import { gunzipped } from "../../../base/host.js";

import type { MemoryBudget } from "../memory-budget.js";

type Bytes = Uint8Array<ArrayBuffer>;

/** Unpacked bytes that any file may have, and how often its own size: what spreadsheets and text come to, and bombs go beyond. */
const FREE = 2 ** 28;
const TIMES = 200;

/** The most bytes that are unpacked from `packed` bytes. */
export const mostUnpacked = (packed: number): number => Math.max(FREE, TIMES * packed);

/** DataError `unpacked_size`: `what` unpacks to more than `mostUnpacked`. */
export const refusedBomb = (what: string, packed: number): DataError =>
  new DataError(
    "unpacked_size",
    `${what} unpacks to more than ${mostUnpacked(packed)} bytes from ${packed}, as no table does; if it is one, unpack it first.`,
    { got: packed, expected: mostUnpacked(packed) },
  );

/** What a gzip stream is called in errors, and how these are made. */
export interface Unpacking {
  /** The bytes there are, packed. */
  readonly packed: number;
  /** The bytes it says there are, unpacked: more are damage, and are not waited for. */
  readonly unpacked?: number;
  readonly what: string;
  /** The error for bytes that are no whole gzip stream. */
  readonly failed: (cause: unknown) => Error;
}

/** Unpacked bytes that come at a time, about. */
const PIECE = 2 ** 18;

/** The bytes of the gzip stream in `pieces`, whose checksum the host verifies. Throws `failed`, `unpacked_size`, and as `pieces`. */
export async function* unpackGzip(
  pieces: AsyncIterable<Bytes>,
  { packed, unpacked = Number.POSITIVE_INFINITY, what, failed }: Unpacking,
): AsyncGenerator<Bytes> {
  let size = 0;
  try {
    for await (const piece of gunzipped(pieces, PIECE)) {
      size += piece.length;
      if (size > unpacked) throw failed(new Error(`more than ${unpacked} bytes`));
      if (size > mostUnpacked(packed)) throw refusedBomb(what, packed);
      yield piece as Bytes;
    }
  } catch (cause) {
    throw cause instanceof WasmetricsError ? cause : failed(cause);
  }
}

/** All of `pieces` in one array, which `memory` holds. Throws as `pieces`, DataError `file_memory`. */
export async function gathered(pieces: AsyncIterable<Uint8Array>, memory: MemoryBudget): Promise<Bytes> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const piece of pieces) {
    memory.take(piece.length, "what is packed in it");
    memory.require(size, "what is packed in it"); // once more, for the one array
    parts.push(piece);
    size += piece.length;
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
