import { InF64, InOutF64, InOutU32, OutU32, WorkF64, WorkU32, f64At, setF64, setU32, u32At } from "../abi";

/** The code of a missing row, and a slot that holds no level. */
// @ts-ignore: decorator
@inline const NONE: usize = 0xffff_ffff;

/**
 * The finalizer of MurmurHash3 over both words of a double.
 *
 * Source  Appleby (2011), SMHasher
 */
// @ts-ignore: decorator
@inline function hashOf(value: f64): u32 {
  const bits = reinterpret<u64>(value);
  let h = <u32>bits ^ (<u32>(bits >> 32) * 0x9e37_79b1);
  h = (h ^ (h >> 16)) * 0x85eb_ca6b;
  h = (h ^ (h >> 13)) * 0xc2b2_ae35;
  return h ^ (h >> 16);
}

/** The slot that holds `value`, or the empty one where it belongs. */
// @ts-ignore: decorator
@inline function slotOf(value: f64, mask: usize, slots: usize, levels: usize): usize {
  let slot = <usize>hashOf(value) & mask;
  for (let code = u32At(slots, slot); code != NONE && f64At(levels, code) != value; code = u32At(slots, slot)) {
    slot = (slot + 1) & mask;
  }
  return slot;
}

/**
 * Puts distinct numbers into a table of their hashes, which had anything in it: to begin with none, or into a larger one.
 *
 * In    levels f64[n]
 * Out   slots u32[nSlots]; nSlots a power of 2, at least 2 n
 * Info  0; -2 unless the table is large enough
 * Cost  O(n + nSlots)
 */
export function placeLevels(n: usize, nSlots: usize, levels: InF64, slots: OutU32): i32 {
  if (popcnt(nSlots) != 1 || nSlots < 2 * n) return -2;
  memory.fill(slots, 0xff, nSlots << 2);
  for (let level: usize = 0; level < n; level++) {
    setU32(slots, slotOf(f64At(levels, level), nSlots - 1, slots, levels), level);
  }
  return 0;
}

/**
 * Codes of n numbers by first appearance, -0 as 0 and NaN as missing, by a table of their hashes with linear probing. Goes on
 * from an earlier part.
 *
 * In     nFound: levels met so far
 * InOut  slots u32[nSlots] of `placeLevels`, nSlots at least 2 (nFound + n); levels f64[nFound + n] and counts
 *        u32[nFound + n], their rows: levels that are met are put behind those before
 * Out    codes u32[n]
 * Info   levels met so far; -3 unless the table is large enough
 * Cost   O(n)
 * Source  Knuth (1998), The Art of Computer Programming 3, 6.4
 */
export function hashCodes(
  n: usize, nFound: usize, nSlots: usize, x: InF64, slots: InOutU32, levels: InOutF64, counts: InOutU32, codes: OutU32,
): i32 {
  if (popcnt(nSlots) != 1 || nSlots < 2 * (nFound + n)) return -3;
  for (let i: usize = 0; i < n; i++) {
    const value = f64At(x, i) + 0;
    if (value != value) {
      setU32(codes, i, NONE);
      continue;
    }
    const slot = slotOf(value, nSlots - 1, slots, levels);
    let code = u32At(slots, slot);
    if (code == NONE) {
      code = nFound++;
      setU32(slots, slot, code);
      setF64(levels, code, value);
      setU32(counts, code, 0);
    }
    setU32(counts, code, u32At(counts, code) + 1);
    setU32(codes, i, code);
  }
  return <i32>nFound;
}

/** Bits of a digit, and what it counts to. */
const DIGIT: u64 = 11;
const RADIX: usize = 1 << 11;

/**
 * Puts distinct numbers in order, their counts with them: a radix sort, digits that all have in common left out.
 *
 * InOut  levels f64[n], no NaN and no -0; counts u32[n]
 * Out    numbers u32[n]: the place each level has come to
 * Work   keys f64[2 n], order u32[2 n], places u32[2048]
 * Info   0
 * Cost   O(n)
 * Source  Knuth (1998), The Art of Computer Programming 3, 5.2.5
 */
export function sortLevels(
  n: usize, levels: InOutF64, counts: InOutU32, numbers: OutU32, keys: WorkF64, order: WorkU32, places: WorkU32,
): i32 {
  let from = keys, to = keys + (n << 3), rows = order, turned = order + (n << 2);
  for (let i: usize = 0; i < n; i++) {
    const bits = load<u64>(levels + (i << 3));
    store<u64>(from + (i << 3), bits ^ (bits >> 63 ? ~(<u64>0) : <u64>1 << 63));
    setU32(rows, i, i);
  }
  for (let shift: u64 = 0; shift < 64; shift += DIGIT) {
    if (!placesOfDigit(n, shift, from, places)) continue;
    for (let i: usize = 0; i < n; i++) {
      const key = load<u64>(from + (i << 3));
      const digit = <usize>(key >> shift) & (RADIX - 1);
      const place = u32At(places, digit);
      setU32(places, digit, place + 1);
      store<u64>(to + (place << 3), key);
      setU32(turned, place, u32At(rows, i));
    }
    const keysBefore = from, rowsBefore = rows;
    from = to;
    to = keysBefore;
    rows = turned;
    turned = rowsBefore;
  }
  for (let i: usize = 0; i < n; i++) {
    const key = load<u64>(from + (i << 3)), level = u32At(rows, i);
    store<u64>(levels + (i << 3), key ^ (key >> 63 ? <u64>1 << 63 : ~(<u64>0)));
    setU32(numbers, level, i);
    setU32(turned, i, u32At(counts, level));
  }
  memory.copy(counts, turned, n << 2);
  return 0;
}

/** The first place of each digit; 0 where all keys have the same. */
function placesOfDigit(n: usize, shift: u64, keys: usize, places: usize): i32 {
  memory.fill(places, 0, RADIX << 2);
  for (let i: usize = 0; i < n; i++) {
    const digit = <usize>(load<u64>(keys + (i << 3)) >> shift) & (RADIX - 1);
    setU32(places, digit, u32At(places, digit) + 1);
  }
  let next: usize = 0;
  for (let digit: usize = 0; digit < RADIX; digit++) {
    const count = u32At(places, digit);
    if (count == n) return 0;
    setU32(places, digit, next);
    next += count;
  }
  return 1;
}
