import { InF64, InOutF64 } from "../abi";
import { multiply } from "./axpy";

/**
 * Multiplies row i of an n x k column-major matrix by s[i], such as the square root of a weight.
 *
 * In     s f64[n]
 * InOut  X f64[n*k] column-major
 * Info   0
 * Cost   O(n k)
 */
export function scaleRows(n: usize, k: usize, s: InF64, X: InOutF64): i32 {
  for (let j: usize = 0; j < k; j++) {
    const x = X + ((j * n) << 3);
    multiply(n, x, s, x);
  }
  return 0;
}
