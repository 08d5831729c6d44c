/**
 * The checksum CRC-32 of bytes, as gzip, zip and Parquet have it. Source: ISO 3309 and ITU-T V.42, as RFC 1952 section 8 states it.
 */

const POLYNOMIAL = 0xedb8_8320;
/** Bytes taken at a time. */
const STRIDE = 8;

let tables: readonly Int32Array[] | undefined;

/** Table k: what a byte becomes with k bytes of zero behind it. */
function makeTables(): readonly Int32Array[] {
  const first = Int32Array.from({ length: 256 }, (_, byte) => {
    let sum = byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ POLYNOMIAL : sum >>> 1;
    return sum;
  });
  const made = [first];
  while (made.length < STRIDE) {
    const before = made.at(-1)!;
    made.push(before.map((sum) => (sum >>> 8) ^ first[sum & 255]!));
  }
  return made;
}

/** The checksum of `bytes` after those whose checksum is `before`, a number of 32 bits without sign. */
export function crc32(bytes: Uint8Array, before = 0): number {
  tables ??= makeTables();
  const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as [Int32Array, ...Int32Array[]] & readonly Int32Array[];
  let sum = ~before;
  let i = 0;
  for (; i + STRIDE <= bytes.length; i += STRIDE) {
    const low = sum ^ (bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24));
    sum =
      t7![low & 255]! ^
      t6![(low >>> 8) & 255]! ^
      t5![(low >>> 16) & 255]! ^
      t4![low >>> 24]! ^
      t3![bytes[i + 4]!]! ^
      t2![bytes[i + 5]!]! ^
      t1![bytes[i + 6]!]! ^
      t0[bytes[i + 7]!]!;
  }
  for (; i < bytes.length; i++) sum = (sum >>> 8) ^ t0[(sum ^ bytes[i]!) & 255]!;
  return ~sum >>> 0;
}
