import { CHUNK, InF64, OutF64, WorkF64 } from "../abi";
import { multiply } from "../blas/axpy";
import {
  addRows, BLOCK, BLOCK_STRIDE as STRIDE, closeChunk, lanesBytes, packedSize, unpackSymmetric,
} from "../blas/cross-products";
import { fileSum, foldSums } from "../blas/tree";
import { whiten } from "./whiten";

/**
 * Heteroskedasticity-robust meat: sum over rows of u_i^2 q_i q_i', with q_i = x_i, or x_i R^-1 when `over` is not 0. A
 * block of rows is scaled by u in scratch, then treated as the rows of `crossProducts`; no n x k copy is made.
 *
 * In    X f64[stride*(k-1)+n]: column j from X[j*stride] on; u f64[n] (residuals, with any leverage correction already
 *       applied); R f64[k*k] upper, column-major, not read when `over` is 0
 * Out   meat f64[k*k], symmetric
 * Work  f64[264*k + 8*k*(k+2) + slots*k*(k+1)/2], slots as in `crossProducts`
 * Info  0
 * Cost  O(n k^2)
 * Source  White (1980), Econometrica 48(4), doi:10.2307/1912934
 */
export function hcMeat(
  n: usize, stride: usize, k: usize, over: i32, X: InF64, u: InF64, R: InF64, meat: OutF64, work: WorkF64,
): i32 {
  const size = packedSize(k);
  const block = work;
  const lanes = block + k * STRIDE;
  const slots = lanes + lanesBytes(k);
  memory.fill(lanes, 0, lanesBytes(k));
  let depth: usize = 0;
  let chunks: usize = 0;
  for (let start: usize = 0; start < n; start += CHUNK) {
    const end = min(start + CHUNK, n);
    let tail: usize = 0;
    let tailAt = block;
    for (let row = start; row < end; row += BLOCK) {
      const rows = min(BLOCK, end - row);
      for (let j: usize = 0; j < k; j++) {
        multiply(rows, X + ((j * stride + row) << 3), u + (row << 3), block + j * STRIDE);
      }
      if (over) whiten(rows, k, block, STRIDE, R);
      tail = rows & 7;
      tailAt = block + ((rows - tail) << 3);
      addRows(rows - tail, k, block, STRIDE, lanes);
    }
    closeChunk(tail, k, tailAt, STRIDE, lanes, slots + ((depth * size) << 3));
    depth = fileSum(++chunks, depth, slots, size);
  }
  foldSums(depth, slots, size);
  unpackSymmetric(k, slots, meat);
  return 0;
}
