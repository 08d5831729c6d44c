import { f64At, InF64, InU32, OutF64, OutU32, setF64, setU32, u32At, WorkF64, WorkU32 } from "../abi";

/** Bits of a digit, digits of a key, and numbers a digit can be. */
// @ts-ignore: decorator
@inline const BITS: u64 = 11;
// @ts-ignore: decorator
@inline const DIGITS: usize = 6;
// @ts-ignore: decorator
@inline const BASE: usize = 1 << 11;

/** The bit of the sign. */
// @ts-ignore: decorator
@inline const TOP: u64 = 1 << 63;

// @ts-ignore: decorator
@inline function digitOf(key: u64, d: usize): usize { return <usize>((key >> (<u64>d * BITS)) & <u64>(BASE - 1)); }

/**
 * Units in order of their score, ascending or descending; equal scores (-0 is 0) keep the order they came in. Keys are the
 * bits of the numbers, made to ascend as whole numbers do, and are sorted digit by digit from the lowest; a digit that is
 * the same in all keys is passed over.
 *
 * In    rows u32[m]; labels u32[m]: what each is called in `order`; score f64 by row, no NaN where read
 * Out   order u32[m]: labels in order; sorted f64[m]: scores in order
 * Work  keys f64[2 m], places u32[m], counts u32[12288]
 * Info  0; -5 if a score is NaN
 * Cost  O(m)
 * Source  Knuth (1998), The Art of Computer Programming 3, section 5.2.5 (radix sorting)
 */
export function scoreOrder(
  m: usize, descending: i32, rows: InU32, labels: InU32, score: InF64, order: OutU32, sorted: OutF64,
  keys: WorkF64, places: WorkU32, counts: WorkU32,
): i32 {
  const flip: u64 = descending ? ~(<u64>0) : 0;
  memory.fill(counts, 0, (DIGITS * BASE) << 2);
  for (let i: usize = 0; i < m; i++) {
    const value = f64At(score, u32At(rows, i)) + 0;
    if (isNaN(value)) return -5;
    const bits = reinterpret<u64>(value);
    const key = flip ^ (bits & TOP ? ~bits : bits | TOP);
    store<u64>(keys + (i << 3), key);
    for (let d: usize = 0; d < DIGITS; d++) {
      const at = d * BASE + digitOf(key, d);
      setU32(counts, at, u32At(counts, at) + 1);
    }
  }
  memory.copy(order, labels, m << 2);
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
  for (let i: usize = 0; i < m; i++) {
    const key = flip ^ load<u64>(fromKeys + (i << 3));
    setF64(sorted, i, reinterpret<f64>(key & TOP ? key ^ TOP : ~key));
  }
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
