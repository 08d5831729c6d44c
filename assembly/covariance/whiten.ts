import { f64At } from "../abi";
import { addColumns } from "../blas/residuals";

/**
 * Rows x to x R^-1, in place, for n rows of a block with columns `stride` bytes apart; R is k x k, upper, column-major.
 * Forward substitution, which is backward stable row by row; a column at a time, so that rows are lanes, and four earlier
 * columns taken off at once.
 */
export function whiten(n: usize, k: usize, block: usize, stride: usize, R: usize): void {
  for (let j: usize = 0; j < k; j++) {
    const above = R + ((j * k) << 3);
    const column = block + j * stride;
    addColumns(n, j, block, stride, -1, above, 1, column, column);
    divide(n, f64At(above, j), column);
  }
}

/**
 * y[i] = y[i] / a, i < n: by its reciprocal, which costs a rounding and saves most of the time, unless a is so small that
 * the reciprocal is infinite.
 */
// @ts-ignore: decorator
@inline function divide(n: usize, a: f64, y: usize): void {
  const end = y + (n << 3);
  const reciprocal = 1 / a;
  if (abs(reciprocal) < Infinity) {
    if (ASC_FEATURE_SIMD) {
      const factor = f64x2.splat(reciprocal);
      for (const body = y + ((n & ~1) << 3); y < body; y += 16) v128.store(y, f64x2.mul(v128.load(y), factor));
    }
    for (; y < end; y += 8) store<f64>(y, load<f64>(y) * reciprocal);
    return;
  }
  if (ASC_FEATURE_SIMD) {
    const divisor = f64x2.splat(a);
    for (const body = y + ((n & ~1) << 3); y < body; y += 16) v128.store(y, f64x2.div(v128.load(y), divisor));
  }
  for (; y < end; y += 8) store<f64>(y, load<f64>(y) / a);
}
