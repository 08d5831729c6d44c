/**
 * The compressed data of a .zsav file: blocks of zlib (RFC 1950), listed at the end of the file, each unpacked by the host's own
 * decompressor. Sizes are checked before anything is unpacked, and none is unpacked beyond the size it states.
 */
import { DataError } from "../../../base/errors.js";
import { ByteBlock } from "../byte-cursor.js";
import { type ByteSource, bytesAt, damaged } from "../source.js";

interface Block {
  readonly at: number;
  readonly packed: number;
  readonly unpacked: number;
}

const HEADER = 24;
const DESCRIPTOR = 24;
/** Bytes that one byte of zlib unpacks to at most (RFC 1951: 258 of two codes of a bit each). */
const MOST_PER_BYTE = 1032;
/** A block of SPSS has 4 MB; more than this is no block. */
const LARGEST_BLOCK = 1 << 28;

/** Bytes that the blocks of the data unpack to, as they say. Throws as `blocksOf`. */
export const unpackedBytes = async (source: ByteSource, start: number, little: boolean): Promise<number> =>
  (await blocksOf(source, start, little)).reduce((sum, { unpacked }) => sum + unpacked, 0);

/** The blocks of the data that begin at `start`. Throws DataError `file_truncated`, `file_damaged`. */
async function blocksOf(source: ByteSource, start: number, little: boolean): Promise<Block[]> {
  const header = new ByteBlock(await bytesAt(source, start, HEADER, "the header of compressed data"), little);
  const headerAt = header.int64();
  const trailerAt = header.int64();
  const trailerLength = header.int64();
  if (headerAt !== start || trailerLength < HEADER || (trailerLength - HEADER) % DESCRIPTOR !== 0) {
    throw damaged(source.name, `the header of its compressed data, at byte ${start}, contradicts itself`);
  }
  const trailer = new ByteBlock(
    await bytesAt(source, trailerAt, trailerLength, "the list of compressed blocks"),
    little,
  );
  trailer.skip(20);
  const count = trailer.int32();
  if (count !== (trailerLength - HEADER) / DESCRIPTOR) {
    throw damaged(
      source.name,
      `its list of compressed blocks, at byte ${trailerAt}, has ${count} of them and other room`,
    );
  }
  const blocks = Array.from({ length: count }, () => block(trailer));
  let at = start + HEADER;
  for (const next of blocks) {
    const { packed, unpacked } = next;
    if (next.at !== at || packed < 0 || unpacked < 0 || unpacked > packed * MOST_PER_BYTE || unpacked > LARGEST_BLOCK) {
      throw damaged(source.name, `the compressed block at byte ${at} has impossible sizes`, { packed, unpacked });
    }
    at += packed;
  }
  if (at !== trailerAt) throw damaged(source.name, `its compressed blocks end at byte ${at} and not at ${trailerAt}`);
  return blocks;
}

function block(trailer: ByteBlock): Block {
  trailer.skip(8);
  const at = trailer.int64();
  const unpacked = trailer.int32();
  return { at, packed: trailer.int32(), unpacked };
}

/** The bytes of all blocks in order, each with where it ends in the file; the next is unpacked while one is used. */
export async function* unpackedBlocks(source: ByteSource, start: number, little: boolean) {
  const blocks = await blocksOf(source, start, little);
  let next = blocks[0] === undefined ? undefined : unpackBlock(source, blocks[0]);
  for (const [k, { at, packed }] of blocks.entries()) {
    const bytes = await next!;
    const following = blocks[k + 1];
    next = following === undefined ? undefined : unpackBlock(source, following);
    next?.catch(() => {});
    yield { bytes, at: at + packed, last: following === undefined };
  }
}

/** The bytes of a block. Throws DataError `file_damaged` for what is not zlib, has another size or fails its checksum. */
async function unpackBlock(source: ByteSource, { at, packed, unpacked }: Block): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await bytesAt(source, at, packed, "a compressed block");
  source.memory.require(2 * unpacked + packed, "a compressed block"); // one is unpacked while another is used
  const whole = new Uint8Array(unpacked);
  let filled = 0;
  try {
    for await (const piece of inflated(bytes)) {
      if (filled + piece.length > unpacked)
        throw damaged(source.name, `the compressed block at byte ${at} is longer than it says`);
      whole.set(piece, filled);
      filled += piece.length;
    }
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    throw damaged(source.name, `the compressed block at byte ${at} is not valid zlib (${(cause as Error).message})`);
  }
  if (filled !== unpacked) throw damaged(source.name, `the compressed block at byte ${at} is shorter than it says`);
  return whole;
}

async function* inflated(bytes: Uint8Array<ArrayBuffer>): AsyncGenerator<Uint8Array> {
  const { writable, readable } = new DecompressionStream("deflate");
  const writer = writable.getWriter();
  // what fails here fails in the reader as well
  writer.write(bytes).catch(() => {});
  writer.close().catch(() => {});
  const reader = readable.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
