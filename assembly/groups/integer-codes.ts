import { InF64, InOutF64, InOutU32, InU32, OutU32, f64At, setF64, setU32, u32At } from "../abi";

/** The code of a missing row. */
// @ts-ignore: decorator
@inline const MISSING: usize = 0xffff_ffff;
/** Largest double below which every integer is one. */
// @ts-ignore: decorator
@inline const MAX_SAFE: f64 = 9007199254740991;

/**
 * Widens a range to n numbers, NaN left aside, if all are integers that a double holds exactly.
 *
 * In     x f64[n]
 * InOut  range f64[2]: smallest and largest so far, to begin with Infinity and -Infinity; -0 counts as 0
 * Info   1; 0 when some number is no such integer, the range being then undefined
 * Cost   O(n)
 */
export function integerRange(n: usize, x: InF64, range: InOutF64): i32 {
  let low = f64At(range, 0), high = f64At(range, 1);
  let broken: i32 = 0;
  const end = x + (n << 3);
  if (ASC_FEATURE_SIMD) {
    let lows = f64x2.splat(low), highs = f64x2.splat(high), bad = i64x2.splat(0);
    const zero = f64x2.splat(0);
    for (const body = x + ((n & ~1) << 3); x < body; x += 16) {
      const v = f64x2.add(v128.load(x), zero);
      bad = v128.or(bad, v128.andnot(f64x2.eq(v, v), f64x2.eq(f64x2.floor(v), v)));
      lows = f64x2.pmin(lows, v); // a NaN is never smaller or larger
      highs = f64x2.pmax(highs, v);
    }
    low = min(f64x2.extract_lane(lows, 0), f64x2.extract_lane(lows, 1));
    high = max(f64x2.extract_lane(highs, 0), f64x2.extract_lane(highs, 1));
    broken = <i32>v128.any_true(bad);
  }
  for (; x < end; x += 8) {
    const v = load<f64>(x) + 0;
    if (v == v && floor(v) != v) broken = 1;
    if (v < low) low = v;
    if (v > high) high = v;
  }
  setF64(range, 0, low);
  setF64(range, 1, high);
  return broken || (low <= high && (low < -MAX_SAFE || high > MAX_SAFE)) ? 0 : 1;
}

/**
 * Slots x[i] - low of n numbers, counts[slot] going up by 1 for each; NaN counts nowhere and has the code of a missing row.
 *
 * In     x f64[n], integers in low..low+nSlots-1 or NaN, low and low+nSlots being integers that a double holds exactly
 * InOut  counts u32[nSlots]
 * Out    slots u32[n]
 * Info   how many are NaN; -4 when a number is outside or no integer, slots and counts being then undefined
 * Cost   O(n)
 */
export function slotIntegers(n: usize, low: f64, nSlots: usize, x: InF64, counts: InOutU32, slots: OutU32): i32 {
  let i: usize = 0;
  let missing: i32 = 0;
  if (ASC_FEATURE_SIMD) {
    const base = f64x2.splat(low), limit = f64x2.splat(<f64>nSlots);
    for (; i + 4 <= n; i += 4) {
      const v = v128.load(x + (i << 3)), w = v128.load(x + (i << 3), 16);
      const from = f64x2.sub(v, base), next = f64x2.sub(w, base);
      if (!i64x2.all_true(v128.and(inSlots(v, from, limit), inSlots(w, next, limit)))) {
        const found = slotRows(i, i + 4, low, nSlots, x, counts, slots);
        if (found < 0) return -4;
        missing += found;
        continue;
      }
      const four = i32x4.shuffle(
        i32x4.trunc_sat_f64x2_u_zero(from), i32x4.trunc_sat_f64x2_u_zero(next), 0, 1, 4, 5,
      );
      v128.store(slots + (i << 2), four);
      countOne(counts, <u32>i32x4.extract_lane(four, 0));
      countOne(counts, <u32>i32x4.extract_lane(four, 1));
      countOne(counts, <u32>i32x4.extract_lane(four, 2));
      countOne(counts, <u32>i32x4.extract_lane(four, 3));
    }
  }
  const left = slotRows(i, n, low, nSlots, x, counts, slots);
  return left < 0 ? -4 : missing + left;
}

// @ts-ignore: decorator
@inline function countOne(counts: usize, slot: usize): void { setU32(counts, slot, u32At(counts, slot) + 1); }

/** Lanes of ones where v is an integer and 0 <= its slot < count. */
// @ts-ignore: decorator
@inline function inSlots(v: v128, slot: v128, count: v128): v128 {
  const within = v128.and(f64x2.ge(slot, f64x2.splat(0)), f64x2.lt(slot, count));
  return v128.and(within, f64x2.eq(f64x2.floor(v), v));
}

/** `slotIntegers` of the rows start .. end - 1. */
function slotRows(
  start: usize, end: usize, low: f64, nSlots: usize, x: usize, counts: usize, slots: usize,
): i32 {
  let missing: i32 = 0;
  for (let i = start; i < end; i++) {
    const value = f64At(x, i), slot = value - low;
    if (slot != slot) {
      setU32(slots, i, MISSING);
      missing++;
      continue;
    }
    if (!(slot >= 0 && slot < <f64>nSlots && floor(value) == value)) return -4;
    setU32(slots, i, <usize>(<u32>slot));
    countOne(counts, <usize>(<u32>slot));
  }
  return missing;
}

/**
 * Turns the counts of slots into numbers of those that are not 0, from 0 in the order of slots, and gives what each stands
 * for, low + slot, and its count; the number of a slot that nobody was counted in means nothing.
 *
 * InOut    counts u32[nSlots]; levels f64[m + 1], rows u32[m + 1], m being nSlots or, if that is less, the rows that were
 *          counted: values and counts go to their front
 * Returns  how many are not 0
 * Cost     O(nSlots)
 */
export function numberSlots(nSlots: usize, low: f64, counts: InOutU32, levels: InOutF64, rows: InOutU32): u32 {
  let used: usize = 0;
  for (let slot: usize = 0; slot < nSlots; slot++) {
    const count = u32At(counts, slot);
    setU32(counts, slot, used);
    setF64(levels, used, low + <f64>slot); // the next one takes its place where this slot was not used
    setU32(rows, used, count);
    used += usize(count != 0);
  }
  return <u32>used;
}

/**
 * codes[i] = numbers[codes[i]]; the code of a missing row stays.
 *
 * In     numbers u32[nSlots]
 * InOut  codes u32[n], below nSlots or missing
 * Info   0; -4 when a code is outside, those before it being done
 * Cost   O(n)
 */
export function renumberCodes(n: usize, nSlots: usize, numbers: InU32, codes: InOutU32): i32 {
  for (let i: usize = 0; i < n; i++) {
    const code = u32At(codes, i);
    if (code < nSlots) setU32(codes, i, u32At(numbers, code));
    else if (code != MISSING) return -4;
  }
  return 0;
}

/**
 * Codes of n numbers that never fall, by where they change: no table, whatever they are. Goes on from an earlier part.
 *
 * In     x f64[n]
 * InOut  state f64[3]: the last number, levels and rows so far, to begin with -Infinity, 0 and 0. levels f64[n + 1] and
 *        ends u32[n + 1]: to their front go the level that is gone on with and new ones, as many as Info says, -0 as 0,
 *        and the row behind the last that each has so far
 * Out    codes u32[n]
 * Info   the number of new levels; -1 when a number falls or is NaN, outputs and state being then undefined
 * Cost   O(n)
 */
export function codeAscending(
  n: usize, x: InF64, state: InOutF64, levels: InOutF64, ends: InOutU32, codes: OutU32,
): i32 {
  let last = f64At(state, 0);
  const before = <u32>f64At(state, 1), rows = <u32>f64At(state, 2);
  let found: u32 = u32(before == 0 && n > 0); // -Infinity as the first number is no rise
  let fallen: u32 = 0;
  setF64(levels, 0, last);
  setU32(ends, 0, rows);
  // where levels begin no branch can foresee: every row writes its level
  for (let i: usize = 0; i < n; i++) {
    const v = f64At(x, i) + 0;
    fallen |= u32(!(v >= last));
    found += u32(v > last) & u32(before + <u32>i > 0);
    setF64(levels, found, v);
    setU32(ends, found, rows + <u32>i + 1);
    setU32(codes, i, before + found - 1);
    last = v;
  }
  if (fallen) return -1;
  setF64(state, 0, last);
  setF64(state, 1, <f64>(before + found));
  setF64(state, 2, <f64>(rows + <u32>n));
  return <i32>found;
}
