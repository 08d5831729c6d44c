import { f64At, InF64, InU32, OutU32, setU32, u32At, WorkF64, WorkU32 } from "../abi";

/** Bits of a digit, digits of a key, and numbers a digit can be. */
// @ts-ignore: decorator
@inline const BITS: u64 = 11;
// @ts-ignore: decorator
@inline const DIGITS: usize = 6;
// @ts-ignore: decorator
@inline const BASE: usize = 1 << 11;

// @ts-ignore: decorator
@inline function digitOf(key: u64, d: usize): usize { return <usize>((key >> (<u64>d * BITS)) & <u64>(BASE - 1)); }

/**
 * Units in order of their score, ascending or descending; equal scores (-0 is 0) keep the order of `rows`. Keys are the
 * bits of the numbers, made to ascend as whole numbers do, and are sorted digit by digit from the lowest; a digit that is
 * the same in all keys is passed over.
 *
 * In    rows u32[m]; score f64 by row, no NaN where read
 * Out   order u32[m]: order[i] is the place in `rows` of the unit that comes at i
 * Work  keys f64[2 m], places u32[m], counts u32[12288]
 * Info  0; -4 if a score is NaN
 * Cost  O(m)
 * Source  Knuth (1998), The Art of Computer Programming 3, section 5.2.5 (radix sorting)
 */
export function scoreOrder(
  m: usize, descending: i32, rows: InU32, score: InF64, order: OutU32, keys: WorkF64, places: WorkU32, counts: WorkU32,
): i32 {
  const flip: u64 = descending ? ~(<u64>0) : 0;
  memory.fill(counts, 0, (DIGITS * BASE) << 2);
  for (let i: usize = 0; i < m; i++) {
    const value = f64At(score, u32At(rows, i)) + 0;
    if (isNaN(value)) return -4;
    const bits = reinterpret<u64>(value);
    const key = flip ^ (bits >> 63 ? ~bits : bits | (<u64>1 << 63));
    store<u64>(keys + (i << 3), key);
    setU32(order, i, i);
    for (let d: usize = 0; d < DIGITS; d++) {
      const at = d * BASE + digitOf(key, d);
      setU32(counts, at, u32At(counts, at) + 1);
    }
  }
  let fromKeys: usize = keys, toKeys = keys + (m << 3);
  let from: usize = order, to: usize = places;
  for (let d: usize = 0; d < DIGITS && m > 0; d++) {
    const count = counts + ((d * BASE) << 2);
    if (u32At(count, digitOf(load<u64>(fromKeys), d)) == m) continue;
    startsOf(count);
    for (let i: usize = 0; i < m; i++) {
      const key = load<u64>(fromKeys + (i << 3));
      const digit = digitOf(key, d);
      const at = u32At(count, digit);
      setU32(count, digit, at + 1);
      store<u64>(toKeys + (at << 3), key);
      setU32(to, at, u32At(from, i));
    }
    const keysBefore = fromKeys, before = from;
    fromKeys = toKeys;
    toKeys = keysBefore;
    from = to;
    to = before;
  }
  if (from != order) memory.copy(order, from, m << 2);
  return 0;
}

/** Turns counts of the numbers a digit can be into the places at which each begins. */
function startsOf(count: usize): void {
  let at: usize = 0;
  for (let digit: usize = 0; digit < BASE; digit++) {
    const size = u32At(count, digit);
    setU32(count, digit, at);
    at += size;
  }
}
