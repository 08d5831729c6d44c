import { f64At, InF64, OutF64, setF64, setU32, u32At, WorkF64, WorkU32 } from "../abi";
import { mergeOrder } from "../ranks/merge-order";
import { growTree, windowVariance } from "./window-variances";

/**
 * The variance of y given x at each unit of one group: the sample variance of y over the unit and its `neighbours` nearest
 * in x. Units no farther than the last of them, within `tolerance` of its squared distance, are in as well, so that equal
 * scores share a variance. Where the group has fewer units, all are in; alone in its group a unit has variance NaN.
 *
 * In    scale: distances are |x - x'| * scale; tolerance >= 0; x, y f64[n], no NaN
 * Out   variances f64[n]
 * Work  keys f64[2 n + 64], order u32[2 n]; the tree over windows takes the second half of the keys
 * Info  0; -2 if neighbours is 0; -5 if an x is NaN
 * Cost  O(n log n + n neighbours), however many are tied
 * Source  Abadie & Imbens (2006), Econometrica 74(1), doi:10.1111/j.1468-0262.2006.00655.x; Abadie, Drukker, Herr &
 *         Imbens (2004), Stata Journal 4(3), doi:10.1177/1536867X0400400307
 */
export function neighbourVariances(
  n: usize, neighbours: usize, scale: f64, tolerance: f64, x: InF64, y: InF64, variances: OutF64,
  keys: WorkF64, order: WorkU32,
): i32 {
  if (neighbours == 0) return -2;
  memory.copy(keys, x, n << 3);
  for (let i: usize = 0; i < n; i++) {
    if (isNaN(f64At(x, i))) return -5;
    setU32(order, i, i);
  }
  mergeOrder(n, keys, order);
  const tree = keys + (n << 3);
  growTree(n, y, order, tree);
  let lastLow: usize = 0, lastHigh: usize = 0;
  let variance: f64 = 0;
  for (let at: usize = 0; at < n; at++) {
    const own = f64At(keys, at);
    // the window low .. high-1 grows towards the nearer side
    let low = at, high = at + 1;
    let reach: f64 = 0;
    while (high - low <= neighbours && (low > 0 || high < n)) {
      const left = low > 0 ? squared(own - f64At(keys, low - 1), scale) : Infinity;
      const right = high < n ? squared(f64At(keys, high) - own, scale) : Infinity;
      if (left <= right) {
        low--;
        reach = left;
      } else {
        high++;
        reach = right;
      }
    }
    reach += tolerance;
    // ends of the ties, by halving
    for (let beyond: usize = 0; beyond < low;) {
      const middle = (beyond + low) >> 1;
      if (squared(own - f64At(keys, middle), scale) <= reach) low = middle;
      else beyond = middle + 1;
    }
    for (let beyond = n; high < beyond;) {
      const middle = (high + beyond) >> 1;
      if (squared(f64At(keys, middle) - own, scale) <= reach) high = middle + 1;
      else beyond = middle;
    }
    if (low != lastLow || high != lastHigh) variance = windowVariance(n, low, high, y, order, tree);
    lastLow = low;
    lastHigh = high;
    setF64(variances, u32At(order, at), variance);
  }
  return 0;
}

// @ts-ignore: decorator
@inline function squared(distance: f64, scale: f64): f64 {
  const d = distance * scale;
  return d * d;
}
