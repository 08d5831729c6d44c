/**
 * Unpacks LZ4 frames. Source: Collet (2011-2023), LZ4 Frame Format Description 1.6.4 and LZ4 Block Format Description. Checksums of frames
 * are not verified: what is unpacked must fill its place to the byte.
 */

const MAGIC = 0x184d2204;
const FLAGS = { independent: 0x20, blockSum: 0x10, size: 0x08, dictionary: 0x01 };
const STORED = 0x8000_0000;
const SHORTEST_MATCH = 4;

/** Fills `out` from the frames in `packed`; false if these are none, or are of another size. */
export function unpackLz4(packed: Uint8Array, out: Uint8Array): boolean {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.length);
  let at = 0;
  let filled = 0;
  while (at + 7 <= packed.length) {
    if (view.getUint32(at, true) !== MAGIC) return false;
    const flags = packed[at + 4]!;
    if (flags >>> 6 !== 1 || (flags & FLAGS.dictionary) !== 0) return false;
    at += 7 + ((flags & FLAGS.size) !== 0 ? 8 : 0);
    const frame = filled;
    for (;;) {
      if (at + 4 > packed.length) return false;
      const size = view.getUint32(at, true);
      at += 4;
      if (size === 0) break;
      const end = at + (size & 0x7fff_ffff);
      if (end > packed.length) return false;
      const block = packed.subarray(at, end);
      // blocks that depend on each other refer back to the frame's beginning, others to their own
      const from = (flags & FLAGS.independent) !== 0 ? filled : frame;
      filled = size >= STORED ? stored(block, out, filled) : unpackBlock(block, out, filled, from);
      if (filled < 0) return false;
      at = end + ((flags & FLAGS.blockSum) !== 0 ? 4 : 0);
    }
    at += (flags & 0x04) !== 0 ? 4 : 0;
  }
  return at === packed.length && filled === out.length;
}

function stored(block: Uint8Array, out: Uint8Array, filled: number): number {
  if (filled + block.length > out.length) return -1;
  out.set(block, filled);
  return filled + block.length;
}

/** Fills `out` from `filled` on; returns how far, or -1. Matches reach back to `from` at most. */
function unpackBlock(block: Uint8Array, out: Uint8Array, filled: number, from: number): number {
  let at = 0;
  let to = filled;
  while (at < block.length) {
    const token = block[at++]!;
    let literals = token >>> 4;
    if (literals === 15) {
      let more: number;
      do {
        if (at >= block.length) return -1;
        more = block[at++]!;
        literals += more;
      } while (more === 255);
    }
    if (at + literals > block.length || to + literals > out.length) return -1;
    if (literals <= 16) for (let i = 0; i < literals; i++) out[to + i] = block[at + i]!;
    else out.set(block.subarray(at, at + literals), to);
    at += literals;
    to += literals;
    if (at === block.length) return to;
    if (at + 2 > block.length) return -1;
    const back = block[at]! | (block[at + 1]! << 8);
    at += 2;
    let length = token & 15;
    if (length === 15) {
      let more: number;
      do {
        if (at >= block.length) return -1;
        more = block[at++]!;
        length += more;
      } while (more === 255);
    }
    length += SHORTEST_MATCH;
    if (back === 0 || to - back < from || to + length > out.length) return -1;
    if (back >= length) out.copyWithin(to, to - back, to - back + length);
    else for (let i = 0; i < length; i++) out[to + i] = out[to + i - back]!;
    to += length;
  }
  return -1;
}
