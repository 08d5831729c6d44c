import { f64At, InF64, OutF64, setF64 } from "../abi";

/**
 * The smallest and the largest of n numbers.
 *
 * In    x f64[n]
 * Out   range f64[2]: [Infinity, -Infinity] of no numbers
 * Info  0; -2 if an x is NaN
 * Cost  O(n)
 */
export function extremes(n: usize, x: InF64, range: OutF64): i32 {
  let low: f64 = Infinity, high: f64 = -Infinity;
  for (let i: usize = 0; i < n; i++) {
    const value = f64At(x, i);
    if (isNaN(value)) return -2;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  setF64(range, 0, low);
  setF64(range, 1, high);
  return 0;
}
