import { InOutU8, InU8, u32At, setU32, WorkU32 } from "../abi";

/** Bytes within which matches are looked for: distances fit two bytes. */
const BLOCK: usize = 65_536;
/** Bits of a place in the table. */
const TABLE_BITS: u32 = 14;
/** The least match, and bytes at the end that begin none. */
const LEAST: usize = 4;
const MARGIN: usize = 16;

/**
 * Packs bytes into a block of Snappy, greedily: the last place where the next four bytes stood is looked at, and bytes without a match are
 * passed the faster the longer there was none.
 *
 * In    bytes u8[n]
 * InOut out u8[32 + n + n/6]: the block
 * Work  u32[2^14]
 * Info  bytes of the block
 * Cost  O(n)
 * Source  Google, "Snappy compressed format description" (2011)
 */
export function packSnappy(n: usize, bytes: InU8, out: InOutU8, table: WorkU32): i32 {
  let to = out;
  let length = n;
  for (; length >= 128; length >>= 7) store<u8>(to++, <u8>(length | 128));
  store<u8>(to++, <u8>length);
  for (let start: usize = 0; start < n; start += BLOCK) {
    const size = n - start < BLOCK ? n - start : BLOCK;
    to = packBlock(bytes + start, size, to, table);
  }
  return <i32>(to - out);
}

/** Packs up to 64 KiB; returns where the block ends. */
function packBlock(base: usize, size: usize, to: usize, table: usize): usize {
  let anchor: usize = 0;
  if (size > MARGIN) {
    memory.fill(table, 0, <usize>4 << TABLE_BITS);
    const last = size - MARGIN;
    let passed: usize = 32;
    let at: usize = 1;
    while (at <= last) {
      const word = load<u32>(base + at);
      const place = <usize>((word * 0x1e35a7bd) >> (32 - TABLE_BITS));
      const before = u32At(table, place);
      setU32(table, place, at);
      if (load<u32>(base + before) != word || before == at) {
        at += passed++ >> 5;
        continue;
      }
      to = putLiteral(base + anchor, at - anchor, to);
      let match = LEAST;
      while (at + match < size && load<u8>(base + before + match) == load<u8>(base + at + match)) match++;
      to = putCopies(at - before, match, to);
      at += match;
      anchor = at;
      passed = 32;
    }
  }
  return putLiteral(base + anchor, size - anchor, to);
}

function putLiteral(from: usize, size: usize, to: usize): usize {
  if (size == 0) return to;
  const most = size - 1;
  if (most < 60) {
    store<u8>(to++, <u8>(most << 2));
  } else if (most < 256) {
    store<u8>(to, 60 << 2);
    store<u8>(to + 1, <u8>most);
    to += 2;
  } else {
    store<u8>(to, 61 << 2);
    store<u16>(to + 1, <u16>most);
    to += 3;
  }
  memory.copy(to, from, size);
  return to + size;
}

/** Copies of at most 64 bytes, none of them of fewer than four. */
// @ts-ignore: decorator
@inline function putCopies(back: usize, size: usize, to: usize): usize {
  while (size >= 68) {
    to = putCopy(back, 64, to);
    size -= 64;
  }
  if (size > 64) {
    to = putCopy(back, 60, to);
    size -= 60;
  }
  return putCopy(back, size, to);
}

// @ts-ignore: decorator
@inline function putCopy(back: usize, size: usize, to: usize): usize {
  if (size < 12 && back < 2048) {
    store<u8>(to, <u8>(1 | ((size - 4) << 2) | ((back >> 8) << 5)));
    store<u8>(to + 1, <u8>back);
    return to + 2;
  }
  store<u8>(to, <u8>(2 | ((size - 1) << 2)));
  store<u16>(to + 1, <u16>back);
  return to + 3;
}
