import { f64At, InF64, OutF64, WorkF64 } from "../abi";
import { addSquares } from "../blas/axpy";
import { BLOCK, BLOCK_STRIDE as STRIDE } from "../blas/cross-products";
import { whiten } from "./whiten";

/**
 * Leverages, the diagonal of X (X'X)^-1 X', as the squared norms of the rows of X R^-1 with R the triangle of X = QR; added
 * to those of absorbed effects where there are any. With weights, rows are multiplied by sqrt(w) before.
 *
 * In    X f64[stride*(k-1)+n]: column j from X[j*stride] on; R f64[k*k] upper, column-major; effects f64[n], not read when
 *       `hasEffects` is 0
 * Out   h f64[n], may be effects
 * Work  f64[264*k]
 * Returns  the largest; 0 when n is 0
 * Cost  O(n k^2)
 * Source  Hoaglin & Welsch (1978), The American Statistician 32(1), doi:10.1080/00031305.1978.10479237
 */
export function leverages(
  n: usize, stride: usize, k: usize, hasEffects: i32, X: InF64, R: InF64, effects: InF64, h: OutF64, work: WorkF64,
): f64 {
  if (hasEffects) memory.copy(h, effects, n << 3);
  else memory.fill(h, 0, n << 3);
  let largest: f64 = 0;
  for (let row: usize = 0; row < n; row += BLOCK) {
    const rows = min(BLOCK, n - row);
    for (let j: usize = 0; j < k; j++) memory.copy(work + j * STRIDE, X + ((j * stride + row) << 3), rows << 3);
    whiten(rows, k, work, STRIDE, R);
    for (let j: usize = 0; j < k; j++) addSquares(rows, work + j * STRIDE, h + (row << 3));
    for (let i = row; i < row + rows; i++) largest = max(largest, f64At(h, i));
  }
  return largest;
}
