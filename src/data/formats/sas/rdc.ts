/**
 * Rows of data sets compressed by COMPRESS=BINARY (SASYZCR2): Ross Data Compression.
 *
 * Source: E. Ross, "A Simple Data-Compression Technique", The C Users Journal 10 (1992), no. 10.
 */

/** Unpacks `packed` into the `length` bytes of `out` from `start`. Whether they were exactly that many. */
export function unpackRdc(packed: Uint8Array, out: Uint8Array, start: number, length: number): boolean {
  const end = start + length;
  const n = packed.length;
  let to = start;
  let at = 0;
  let bits = 0;
  let mask = 0;
  while (at < n) {
    mask >>= 1;
    if (mask === 0) {
      if (at + 2 > n) return false;
      bits = (packed[at]! << 8) | packed[at + 1]!;
      at += 2;
      mask = 0x8000;
      if (at >= n) break;
    }
    if ((bits & mask) === 0) {
      if (to >= end) return false;
      out[to++] = packed[at++]!;
      continue;
    }
    const low = packed[at]! & 0x0f;
    const command = packed[at++]! >> 4;
    if (command < 2) {
      const count = command === 0 ? low + 3 : low + ((packed[at++] ?? 0) << 4) + 19;
      if (at >= n || to + count > end) return false;
      out.fill(packed[at++]!, to, to + count);
      to += count;
      continue;
    }
    const back = low + 3 + ((packed[at++] ?? 0) << 4);
    const count = command === 2 ? (packed[at++] ?? 0) + 16 : command;
    if (at > n || to - back < start || to + count > end) return false;
    for (let i = 0; i < count; i++) out[to + i] = out[to - back + i]!;
    to += count;
  }
  return to === end;
}
