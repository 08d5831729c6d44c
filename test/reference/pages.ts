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
