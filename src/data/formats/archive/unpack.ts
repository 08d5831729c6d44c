/**
 * Bytes unpacked by the host's own gzip, piece by piece, and never more of them than their packed size can honestly hold.
 */
import { DataError } from "../../../base/errors.js";

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
  readonly what: string;
  /** The error for bytes that are no whole gzip stream. */
  readonly failed: (cause: unknown) => Error;
}

/** The bytes of the gzip stream in `pieces`, whose checksum the host verifies. Throws `failed`, `unpacked_size`, and as `pieces`. */
export async function* unpackGzip(
  pieces: AsyncIterable<Bytes>,
  { packed, what, failed }: Unpacking,
): AsyncGenerator<Bytes> {
  let thrown: unknown;
  const source = pieces[Symbol.asyncIterator]();
  const input = new ReadableStream<Bytes>({
    async pull(controller) {
      try {
        const { done, value } = await source.next();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        thrown = error;
        controller.error(error);
      }
    },
  });
  const reader = input.pipeThrough(new DecompressionStream("gzip") as GenericTransform).getReader();
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause) => {
        throw thrown ?? failed(cause);
      });
      if (done) return;
      size += value.length;
      if (size > mostUnpacked(packed)) throw refusedBomb(what, packed);
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** `DecompressionStream` as every host has it: its types differ in whose bytes it takes. */
type GenericTransform = ReadableWritablePair<Bytes, Bytes>;

/** All of `pieces` in one array. */
export async function gathered(pieces: AsyncIterable<Uint8Array>): Promise<Bytes> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const piece of pieces) {
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

/** The same bytes in pieces of at least `least`, the last apart. */
export async function* coarser(pieces: AsyncIterable<Bytes>, least: number): AsyncGenerator<Bytes> {
  let parts: Bytes[] = [];
  let size = 0;
  for await (const piece of pieces) {
    parts.push(piece);
    size += piece.length;
    if (size < least) continue;
    yield joined(parts, size);
    parts = [];
    size = 0;
  }
  if (size > 0) yield joined(parts, size);
}

function joined(parts: readonly Bytes[], size: number): Bytes {
  if (parts.length === 1) return parts[0]!;
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
