import { f64At, InF64, setU32, u32At, WorkF64, WorkU32 } from "../abi";
import { mergeOrder } from "../ranks/merge-order";

/**
 * Kolmogorov-Smirnov distance of two weighted samples of one column: the largest gap between their distribution functions.
 * A row counts `first[i]` in one sample and `second[i]` in the other; equal numbers are one step. Weights of 1 are summed
 * without rounding.
 *
 * In    total1, total2: the sums of the weights; x f64[n], no NaN; first, second f64[n], not negative
 * Work  keys f64[2 n], order u32[2 n]
 * Returns the distance, 0 to 1 but for rounding; NaN if an x is NaN or a total is 0
 * Cost  O(n log n)
 * Source  Smirnov (1948), Annals of Mathematical Statistics 19(2), doi:10.1214/aoms/1177730256
 */
export function ksDistance(
  n: usize, total1: f64, total2: f64, x: InF64, first: InF64, second: InF64, keys: WorkF64, order: WorkU32,
): f64 {
  if (!(total1 > 0) || !(total2 > 0)) return NaN;
  memory.copy(keys, x, n << 3);
  for (let i: usize = 0; i < n; i++) {
    if (isNaN(f64At(x, i))) return NaN;
    setU32(order, i, i);
  }
  mergeOrder(n, keys, order);
  let below1: f64 = 0, below2: f64 = 0, largest: f64 = 0;
  for (let at: usize = 0; at < n;) {
    const value = f64At(keys, at);
    for (; at < n && f64At(keys, at) == value; at++) {
      const row = u32At(order, at);
      below1 += f64At(first, row);
      below2 += f64At(second, row);
    }
    largest = max(largest, abs(below1 / total1 - below2 / total2));
  }
  return largest;
}
