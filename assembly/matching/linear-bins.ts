import { f64At, InF64, OutF64, setF64 } from "../abi";

/**
 * Weights of rows shared between the two nearest of m equally spaced points, in proportion to nearness: what a density
 * estimate on a grid starts from. A row beyond the points counts at the first or last of them.
 *
 * In    low, step > 0: the points are low + j * step; x, w f64[n], no NaN
 * Out   bins f64[m], m >= 1
 * Info  0; -2 if m is 0; -5 if an x is NaN
 * Cost  O(n)
 * Source  Jones & Lotwick (1984), Applied Statistics 33(1), doi:10.2307/2347674
 */
export function linearBins(n: usize, m: usize, low: f64, step: f64, x: InF64, w: InF64, bins: OutF64): i32 {
  if (m == 0) return -2;
  memory.fill(bins, 0, m << 3);
  const last = <f64>(m - 1);
  for (let i: usize = 0; i < n; i++) {
    const value = f64At(x, i);
    if (isNaN(value)) return -5;
    const at = min(last, max(0, (value - low) / step));
    const left = min(<usize>at, m - 1);
    const right = min(left + 1, m - 1);
    const part = f64At(w, i) * (at - <f64>left);
    setF64(bins, left, f64At(bins, left) + (f64At(w, i) - part));
    setF64(bins, right, f64At(bins, right) + part);
  }
  return 0;
}
