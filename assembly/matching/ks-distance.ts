import { f64At, InF64, setF64, WorkF64 } from "../abi";
import { sortPairs } from "../groups/sort-pairs";

/**
 * Kolmogorov-Smirnov distance of two weighted samples of one column: the largest gap between their distribution functions.
 * A row with w > 0 counts w in the first sample, one with w < 0 counts -w in the second; rows of weight 0 are not looked at.
 * Equal numbers are one step. Weights of 1 are summed without rounding, others in an order that rows don't decide.
 *
 * In    total1, total2: what each sample weighs; x, w f64[n]
 * Work  work f64[2 n]
 * Returns the distance, 0 to 1 but for rounding; NaN if an x that counts is NaN or a total is 0
 * Cost  O(n log n)
 * Source  Smirnov (1948), Annals of Mathematical Statistics 19(2), doi:10.1214/aoms/1177730256
 */
export function ksDistance(n: usize, total1: f64, total2: f64, x: InF64, w: InF64, work: WorkF64): f64 {
  if (!(total1 > 0) || !(total2 > 0)) return NaN;
  const weights = work + (n << 3);
  let m: usize = 0;
  for (let i: usize = 0; i < n; i++) {
    const weight = f64At(w, i);
    if (weight == 0) continue;
    const value = f64At(x, i);
    if (isNaN(value)) return NaN;
    setF64(work, m, value);
    setF64(weights, m++, weight);
  }
  // twice log2 of the length, as Musser sets it
  sortPairs(work, weights, 0, m, 2 * (32 - clz<i32>(<i32>m)));
  let below1: f64 = 0, below2: f64 = 0, largest: f64 = 0;
  for (let at: usize = 0; at < m;) {
    const value = f64At(work, at);
    for (; at < m && f64At(work, at) == value; at++) {
      const weight = f64At(weights, at);
      if (weight > 0) below1 += weight;
      else below2 -= weight;
    }
    largest = max(largest, abs(below1 / total1 - below2 / total2));
  }
  return largest;
}
