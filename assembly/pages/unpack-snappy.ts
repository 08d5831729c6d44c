import { InU8, OutU8 } from "../abi";

/** Bytes before the end up to which words of sixteen bytes can be copied and overrun. */
const SLACK: usize = 16;

/**
 * Unpacks a block of Snappy. Nothing is read or written outside the buffers, whatever the bytes are.
 *
 * In    packed u8[n]
 * Out   out u8[m], m bytes as the block must say of itself
 * Info  0; 1 if the block is damaged: then what stands in out means nothing
 * Cost  O(n + m)
 * Source  Google, "Snappy compressed format description" (2011)
 */
export function unpackSnappy(n: usize, m: usize, packed: InU8, out: OutU8): i32 {
  const end = packed + n, full = out + m;
  let at = packed, to = out;
  let length: u64 = 0;
  for (let shift: u64 = 0; ; shift += 7) {
    if (at >= end || shift > 28) return 1;
    const byte = <u64>load<u8>(at++);
    length |= (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  if (length != <u64>m) return 1;
  while (at < end) {
    const tag = <usize>load<u8>(at++);
    if ((tag & 3) == 0) {
      let size = (tag >> 2) + 1;
      if (size > 60) {
        const bytes = size - 60;
        if (bytes > end - at) return 1;
        size = 0;
        for (let i: usize = 0; i < bytes; i++) size |= <usize>load<u8>(at + i) << (i << 3);
        at += bytes;
        if (++size == 0) return 1;
      }
      if (size > end - at || size > full - to) return 1;
      if (size <= 16 && end - at >= SLACK && full - to >= SLACK) copy16(to, at);
      else memory.copy(to, at, size);
      at += size;
      to += size;
      continue;
    }
    let size: usize, back: usize;
    if ((tag & 3) == 1) {
      if (at >= end) return 1;
      size = ((tag >> 2) & 7) + 4;
      back = ((tag >> 5) << 8) | <usize>load<u8>(at++);
    } else {
      const bytes: usize = (tag & 3) == 2 ? 2 : 4;
      if (bytes > end - at) return 1;
      size = (tag >> 2) + 1;
      back = bytes == 2 ? <usize>load<u16>(at) : <usize>load<u32>(at);
      at += bytes;
    }
    if (back == 0 || back > to - out || size > full - to) return 1;
    repeat(to, back, size, full);
    to += size;
  }
  return to == full ? 0 : 1;
}

// @ts-ignore: decorator
@inline function copy16(to: usize, from: usize): void {
  store<u64>(to, load<u64>(from));
  store<u64>(to, load<u64>(from, 8), 8);
}

/** Copies `size` bytes from `back` before, which may be among those it writes. */
// @ts-ignore: decorator
@inline function repeat(to: usize, back: usize, size: usize, full: usize): void {
  const from = to - back;
  if (back >= 8 && full - to >= size + 8) {
    for (let i: usize = 0; i < size; i += 8) store<u64>(to + i, load<u64>(from + i));
  } else {
    for (let i: usize = 0; i < size; i++) store<u8>(to + i, load<u8>(from + i));
  }
}
