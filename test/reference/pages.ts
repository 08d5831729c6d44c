/**
 * References of the kernels that unpack pages, in plain TypeScript.
 */
import type { Arrays } from "../cases/row.js";

const BROKEN = 1;

/** A block of Snappy, element by element. */
export function unpackSnappy({ n, m, packed, out }: Arrays<"unpackSnappy">): number {
  let at = 0;
  let length = 0;
  for (let scale = 1; ; scale *= 128) {
    if (at >= n) return BROKEN;
    const byte = packed[at++]!;
    length += (byte & 127) * scale;
    if (byte < 128) break;
  }
  if (length !== m) return BROKEN;
  let to = 0;
  const little = (bytes: number) => {
    let value = 0;
    for (let i = 0; i < bytes; i++) value += packed[at + i]! * 256 ** i;
    at += bytes;
    return value;
  };
  while (at < n) {
    const tag = packed[at++]!;
    const kind = tag & 3;
    if (kind === 0) {
      const size = tag >> 2 < 60 ? (tag >> 2) + 1 : little((tag >> 2) - 59) + 1;
      if (size > n - at || size > m - to) return BROKEN;
      out.set(packed.subarray(at, at + size), to);
      at += size;
      to += size;
      continue;
    }
    const size = kind === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
    const back = kind === 1 ? (tag >> 5) * 256 + little(1) : little(kind === 2 ? 2 : 4);
    if (back === 0 || back > to || size > m - to) return BROKEN;
    for (let i = 0; i < size; i++, to++) out[to] = out[to - back]!;
  }
  return to === m ? 0 : BROKEN;
}

/** Runs and groups, bit by bit. */
export function unpackRuns({ n, width, count, bytes, out }: Arrays<"unpackRuns">): number {
  let at = 0;
  let done = 0;
  while (done < count) {
    let header = 0;
    for (let scale = 1; ; scale *= 128) {
      if (at >= n) return BROKEN;
      const byte = bytes[at++]!;
      header += (byte & 127) * scale;
      if (byte < 128) break;
    }
    const size = Math.floor(header / 2);
    if (header % 2 === 0) {
      let value = 0;
      for (let i = 0; i < Math.ceil(width / 8); i++) value += bytes[at++]! * 256 ** i;
      for (let i = 0; i < size && done < count; i++) out[done++] = value;
      continue;
    }
    for (let i = 0; i < 8 * size && done < count; i++) {
      let value = 0;
      for (let k = 0; k < width; k++) {
        const bit = 8 * at + i * width + k;
        value += ((bytes[bit >> 3]! >> (bit & 7)) & 1) * 2 ** k;
      }
      out[done++] = value;
    }
    at += size * width;
  }
  return 0;
}

const BLOCK = 65_536;
const MARGIN = 16;

/** Block after block, with a table of where four bytes stood last. */
export function packSnappy({ n, bytes, out, table }: Arrays<"packSnappy">): number {
  const packed: number[] = [];
  for (let length = n; ; length = Math.floor(length / 128)) {
    packed.push(length < 128 ? length : (length % 128) + 128);
    if (length < 128) break;
  }
  const literal = (piece: Uint8Array) => {
    const most = piece.length - 1;
    if (most < 0) return;
    packed.push(...(most < 60 ? [most * 4] : most < 256 ? [240, most] : [244, most % 256, most >> 8]), ...piece);
  };
  const copy = (back: number, size: number) => {
    if (size < 12 && back < 2048) packed.push(1 + (size - 4) * 4 + (back >> 8) * 32, back % 256);
    else packed.push(2 + (size - 1) * 4, back % 256, back >> 8);
  };
  for (let start = 0; start < n; start += BLOCK) {
    const block = bytes.subarray(start, Math.min(n, start + BLOCK));
    const word = (at: number) => new DataView(block.buffer, block.byteOffset + at, 4).getUint32(0, true);
    let anchor = 0;
    table.fill(0);
    for (let at = 1, passed = 32; at + MARGIN <= block.length; ) {
      const place = Math.imul(word(at), 0x1e35_a7bd) >>> 18;
      const before = table[place]!;
      table[place] = at;
      if (word(before) !== word(at) || before === at) {
        at += passed++ >> 5;
        continue;
      }
      literal(block.subarray(anchor, at));
      let size = 4;
      while (at + size < block.length && block[before + size] === block[at + size]) size++;
      at += size;
      const back = at - size - before;
      for (; size >= 68; size -= 64) copy(back, 64);
      if (size > 64) copy(back, 60);
      copy(back, size > 64 ? size - 60 : size);
      anchor = at;
      passed = 32;
    }
    literal(block.subarray(anchor));
  }
  out.set(packed);
  return packed.length;
}
