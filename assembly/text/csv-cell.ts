// One cell of a CSV file: where it begins and ends, and the number in it. The structure is that of `CsvScanner`
// (src/data/table/csv-scan.ts), which says what is wrong where a cell is not sound. Behind the text there are zero bytes, which a
// text has none of.

import { readNumber } from "./decimal";

// @ts-ignore: decorator
@inline export const LF: u32 = 10;
// @ts-ignore: decorator
@inline export const CR: u32 = 13;
// @ts-ignore: decorator
@inline const SPACE: u32 = 32;
// @ts-ignore: decorator
@inline const QUOTE: u32 = 34;

/** A cell that is sound so far, ends before its end is known, or is not sound. */
// @ts-ignore: decorator
@inline export const SOUND: i32 = 0;
// @ts-ignore: decorator
@inline export const CUT: i32 = 1;
// @ts-ignore: decorator
@inline export const BROKEN: i32 = 2;

/** The cell found last: its first byte but for spaces; its extent, quotes excluded; what stands behind it; how it is written; line ends in it. */
export let firstByte: u32 = 0;
export let cellStart: usize = 0;
export let cellEnd: usize = 0;
export let behind: usize = 0;
export let isQuoted: bool = false;
export let isDoubled: bool = false;
export let lineEnds: u32 = 0;

// @ts-ignore: decorator
@inline export function byteAt(p: usize): u32 { return <u32>load<u8>(p); }

/** Whether a cell that begins with c, not in quotes, tells that its column has numbers outside quotes. */
// @ts-ignore: decorator
@inline export function isBare(c: u32): bool { return c - 48 <= 9 || c == 43 || c == 45; }

/** The first delimiter, line end or zero from p on. Reads up to 15 bytes beyond. */
// @ts-ignore: decorator
@inline export function plainEnd(p: usize, delimiter: u32): usize {
  if (ASC_FEATURE_SIMD) {
    const delimiters = i8x16.splat(<i8>delimiter), lf = i8x16.splat(<i8>LF), cr = i8x16.splat(<i8>CR), zero = i8x16.splat(0);
    let mask: i32 = 0;
    for (p -= 16; mask == 0;) {
      const v = v128.load(p += 16);
      const ends = v128.or(v128.or(i8x16.eq(v, delimiters), i8x16.eq(v, lf)), v128.or(i8x16.eq(v, cr), i8x16.eq(v, zero)));
      mask = i8x16.bitmask(ends);
    }
    return p + <usize>ctz(mask);
  }
  for (let c = byteAt(p); c != delimiter && c != LF && c != CR && c != 0; c = byteAt(p)) p++;
  return p;
}

/** The first quote, line end or zero from p on. Reads up to 15 bytes beyond. */
// @ts-ignore: decorator
@inline function quoteOrLineEnd(p: usize): usize {
  if (ASC_FEATURE_SIMD) {
    const quotes = i8x16.splat(<i8>QUOTE), lf = i8x16.splat(<i8>LF), cr = i8x16.splat(<i8>CR), zero = i8x16.splat(0);
    let mask: i32 = 0;
    for (p -= 16; mask == 0;) {
      const v = v128.load(p += 16);
      const ends = v128.or(v128.or(i8x16.eq(v, quotes), i8x16.eq(v, lf)), v128.or(i8x16.eq(v, cr), i8x16.eq(v, zero)));
      mask = i8x16.bitmask(ends);
    }
    return p + <usize>ctz(mask);
  }
  for (let c = byteAt(p); c != QUOTE && c != LF && c != CR && c != 0; c = byteAt(p)) p++;
  return p;
}

/** The first quote or zero from p on; line ends before it are counted. */
function quotedEnd(p: usize): usize {
  let after: usize = 0; // behind a carriage return
  p = quoteOrLineEnd(p);
  for (let c = byteAt(p); c == LF || c == CR; c = byteAt(p)) {
    if (c == CR || p != after) lineEnds++;
    if (c == CR) after = p + 1;
    p = quoteOrLineEnd(p + 1);
  }
  return p;
}

/** Finds the cell at p, the text ending at `limit`. */
export function findCell(p: usize, limit: usize, delimiter: u32): i32 {
  lineEnds = 0;
  isDoubled = false;
  isQuoted = false;
  const start = p;
  while (byteAt(p) == SPACE) p++;
  firstByte = byteAt(p);
  if (firstByte != QUOTE) {
    cellStart = start;
    cellEnd = behind = plainEnd(p, delimiter);
    return behind < limit ? SOUND : CUT;
  }
  isQuoted = true;
  cellStart = ++p;
  for (p = quotedEnd(p); byteAt(p) == QUOTE && byteAt(p + 1) == QUOTE; p = quotedEnd(p + 2)) isDoubled = true;
  if (p + 1 >= limit) return CUT; // no quote yet, or what follows it is not known
  cellEnd = p++;
  while (byteAt(p) == SPACE) p++;
  behind = p;
  if (p >= limit) return CUT;
  const c = byteAt(p);
  return c == delimiter || c == LF || c == CR ? SOUND : BROKEN;
}

/** Takes the spaces around the cell found away. */
export function trimCell(): void {
  while (cellStart < cellEnd && byteAt(cellStart) == SPACE) cellStart++;
  while (cellStart < cellEnd && byteAt(cellEnd - 1) == SPACE) cellEnd--;
}

/** Reads the number in the trimmed cell found into `to`; false where it is none in plain writing. */
export function readNumberInCell(to: usize, powers: usize): bool {
  return readNumber(cellStart, to, powers) == cellEnd;
}

/** Whether the trimmed cell found is among `count` markers, each a byte of length and its bytes. */
export function isMarker(markers: usize, count: u32): bool {
  const length = cellEnd - cellStart;
  for (; count > 0; count--) {
    const size = <usize>load<u8>(markers++);
    if (size == length && memory.compare(markers, cellStart, size) == 0) return true;
    markers += size;
  }
  return false;
}

/** A hash of the bytes start .. end - 1, eight at a time, multiplied and folded. */
// @ts-ignore: decorator
@inline export function hashBytes(start: usize, end: usize): u32 {
  let hash: u64 = <u64>(end - start) * 0x9e37_79b9_7f4a_7c15;
  for (; start + 8 <= end; start += 8) {
    hash = (hash ^ load<u64>(start)) * 0xff51_afd7_ed55_8ccd;
    hash ^= hash >> 32;
  }
  if (start < end) {
    hash = (hash ^ (load<u64>(start) & (~(<u64>0) >> (64 - ((end - start) << 3))))) * 0xff51_afd7_ed55_8ccd;
    hash ^= hash >> 32;
  }
  hash *= 0xc4ce_b9fe_1a85_ec53;
  return <u32>(hash >> 32);
}
