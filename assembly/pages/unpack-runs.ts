import { InU8, OutU32, setU32 } from "../abi";

/** Values of a group of bit-packed ones. */
const GROUP: usize = 8;

/**
 * Unpacks Parquet's hybrid of runs and bit-packed groups: levels and indices into dictionaries. Groups that the bytes do not hold are
 * damage, but for the last, which may be cut behind the last value.
 *
 * In    bytes u8[n], 8 more readable; width of a value, bits, 0 to 32
 * Out   out u32[count]
 * Info  0; 1 if the bytes are damaged or too few: then what stands in out means nothing
 * Cost  O(n + count)
 * Source  Apache Parquet format 2.11, Encodings.md, "Run Length Encoding / Bit-Packing Hybrid"
 */
export function unpackRuns(n: usize, width: usize, count: usize, bytes: InU8, out: OutU32): i32 {
  if (width > 32) return 1;
  const end = bytes + n;
  const mask: u64 = (<u64>1 << <u64>width) - 1;
  const wide = (width + 7) >> 3;
  let at = bytes;
  let done: usize = 0;
  while (done < count) {
    let header: u64 = 0;
    for (let shift: u64 = 0; ; shift += 7) {
      if (at >= end || shift > 35) return 1;
      const byte = <u64>load<u8>(at++);
      header |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    const left = count - done;
    const size = header >> 1;
    if ((header & 1) == 0) {
      if (wide > end - at) return 1;
      let value: u64 = 0;
      for (let i: usize = 0; i < wide; i++) value |= <u64>load<u8>(at + i) << (<u64>i << 3);
      at += wide;
      if (value > mask) return 1;
      const run = size > <u64>left ? left : <usize>size;
      for (let i: usize = 0; i < run; i++) setU32(out, done + i, <usize>value);
      done += run;
      continue;
    }
    const most = <u64>size * GROUP;
    const take = most > <u64>left ? left : <usize>most;
    if ((take * width + 7) >> 3 > end - at) return 1;
    for (let i: usize = 0, bit: usize = 0; i < take; i++, bit += width) {
      setU32(out, done + i, <usize>((load<u64>(at + (bit >> 3)) >> (<u64>bit & 7)) & mask));
    }
    const held = size * <u64>width;
    at = held > <u64>(end - at) ? end : at + <usize>held;
    done += take;
  }
  return 0;
}
