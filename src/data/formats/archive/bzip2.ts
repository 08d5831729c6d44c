/**
 * Unpacks bzip2: Huffman codes, moves to the front, the inverse of the Burrows-Wheeler transform, runs; sums are checked. Source: Burrows
 * and Wheeler (1994), A block-sorting lossless data compression algorithm, SRC Research Report 124; Tsai (2016), BZIP2: Format
 * Specification.
 */
import { type ByteSource, damaged } from "../source.js";
import { BitReader } from "./bit-reader.js";
import { readCodes, type SymbolCodes } from "./huffman.js";

const BLOCK = 0x314159;
const BLOCK_REST = 0x265359;
const END = 0x177245;
const END_REST = 0x385090;

const LEVEL_BYTES = 100_000;
const GROUP = 50;
const RUN_A = 0;
const RUN_B = 1;
const POLYNOMIAL = 0x04c11db7;

/** The sum of bzip2 takes bits from the left, unlike that of gzip. */
const SUMS = Int32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte << 24;
  for (let bit = 0; bit < 8; bit++) sum = sum < 0 ? (sum << 1) ^ POLYNOMIAL : sum << 1;
  return sum;
});

/** The bytes of the bzip2 file in `source`, block by block; files may stand one after the other. Throws DataError `file_damaged`. */
export async function* unpackBzip2(source: ByteSource): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const bits = new BitReader(await source.slice(0, source.size), (problem) =>
    damaged(source.name, `its bzip2 stream ${problem}`),
  );
  do {
    const size = streamHeader(bits) * LEVEL_BYTES;
    let sums = 0;
    for (;;) {
      const [magic, rest] = [bits.take(24), bits.take(24)];
      if (magic === END && rest === END_REST) break;
      if (magic !== BLOCK || rest !== BLOCK_REST) throw bits.broken("has no block where one should begin");
      const sum = bits.take(16) * 65_536 + bits.take(16);
      const block = unpackBlock(bits, size);
      if (sumOf(block) !== sum) throw bits.broken("does not agree with its checksum");
      sums = ((sums << 1) | (sums >>> 31)) ^ sum;
      yield block;
    }
    if (bits.take(16) * 65_536 + bits.take(16) !== sums >>> 0) throw bits.broken("does not agree with its checksum");
    bits.align();
  } while (bits.left > 0);
}

/** The size of blocks, 1 to 9. */
function streamHeader(bits: BitReader): number {
  const [letters, level] = [bits.take(24), bits.take(8) - 48];
  if (letters !== 0x425a68 || level < 1 || level > 9) throw bits.broken("has no header");
  return level;
}

function unpackBlock(bits: BitReader, size: number): Uint8Array<ArrayBuffer> {
  if (bits.take(1) === 1) throw bits.broken("is of a version before 0.9.5");
  const origin = bits.take(24);
  const symbols = usedBytes(bits);
  const { codes, selectors } = readCodes(bits, symbols.length + 2);
  const { sorted, length } = unsorted(bits, symbols, codes, selectors, size);
  if (origin >= length) throw bits.broken("has a block that begins beyond its end");
  return expanded(sorted, length, origin, bits);
}

function usedBytes(bits: BitReader): number[] {
  const ranges = bits.take(16);
  const used: number[] = [];
  for (let range = 0; range < 16; range++) {
    if ((ranges & (0x8000 >> range)) === 0) continue;
    const present = bits.take(16);
    for (let k = 0; k < 16; k++) if ((present & (0x8000 >> k)) !== 0) used.push(16 * range + k);
  }
  if (used.length === 0) throw bits.broken("has a block without bytes");
  return used;
}

/** The last column of the sorted rotations, a byte in the low 8 bits of each element. */
function unsorted(
  bits: BitReader,
  symbols: number[],
  codes: readonly SymbolCodes[],
  selectors: Uint8Array,
  size: number,
) {
  const sorted = new Uint32Array(size);
  const front = Uint8Array.from(symbols);
  const end = symbols.length + 1;
  let length = 0;
  let run = 0;
  let weight = 1;
  for (let group = 0; ; group++) {
    if (group >= selectors.length) throw bits.broken("has a block that does not end");
    const code = codes[selectors[group]!]!;
    for (let k = 0; k < GROUP; k++) {
      const symbol = code.next(bits);
      if (symbol === RUN_A || symbol === RUN_B) {
        run += weight << symbol;
        weight <<= 1;
        if (run > size) throw bits.broken("has a block beyond its size");
        continue;
      }
      if (run > 0) {
        if (length + run > size) throw bits.broken("has a block beyond its size");
        sorted.fill(front[0]!, length, length + run);
        length += run;
        run = 0;
        weight = 1;
      }
      if (symbol === end) return { sorted, length };
      const byte = front[symbol - 1]!;
      front.copyWithin(1, 0, symbol - 1);
      front[0] = byte;
      if (length >= size) throw bits.broken("has a block beyond its size");
      sorted[length++] = byte;
    }
  }
}

/** The text whose rotations were sorted, with its runs of four and more made long again. */
function expanded(sorted: Uint32Array, length: number, origin: number, bits: BitReader): Uint8Array<ArrayBuffer> {
  const starts = new Uint32Array(257);
  for (let i = 0; i < length; i++) starts[sorted[i]! + 1]!++;
  for (let byte = 0; byte < 256; byte++) starts[byte + 1]! += starts[byte]!;
  for (let i = 0; i < length; i++) {
    const byte = sorted[i]! & 0xff;
    const place = starts[byte]!++;
    sorted[place] = (sorted[place]! & 0xff) | (i << 8);
  }
  const out = new Output(2 * length);
  let at = sorted[origin]! >>> 8;
  let last = -1;
  let alike = 0;
  for (let i = 0; i < length; i++) {
    const entry = sorted[at]!;
    at = entry >>> 8;
    const byte = entry & 0xff;
    if (alike === 4) {
      out.repeat(last, byte);
      alike = 0;
      last = -1;
      continue;
    }
    alike = byte === last ? alike + 1 : 1;
    last = byte;
    out.repeat(byte, 1);
  }
  if (alike === 4) throw bits.broken("ends within a run");
  return out.bytes();
}

/** Bytes that grow. */
class Output {
  private buffer: Uint8Array<ArrayBuffer>;
  private length = 0;

  constructor(size: number) {
    this.buffer = new Uint8Array(size);
  }

  repeat(byte: number, times: number): void {
    if (this.length + times > this.buffer.length) {
      const larger = new Uint8Array(2 * (this.length + times));
      larger.set(this.buffer);
      this.buffer = larger;
    }
    for (let time = 0; time < times; time++) this.buffer[this.length++] = byte;
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return this.buffer.subarray(0, this.length);
  }
}

function sumOf(bytes: Uint8Array): number {
  let sum = -1;
  for (let i = 0; i < bytes.length; i++) sum = (sum << 8) ^ SUMS[(sum >>> 24) ^ bytes[i]!]!;
  return ~sum >>> 0;
}
