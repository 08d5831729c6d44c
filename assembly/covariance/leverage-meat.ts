import { CHUNK, f64At, InF64, OutF64, setF64, WorkF64 } from "../abi";
import { addSquares, multiply } from "../blas/axpy";
import {
  addRows, BLOCK, BLOCK_STRIDE as STRIDE, closeChunk, lanesBytes, packedSize, unpackSymmetric,
} from "../blas/cross-products";
import { fileSum, foldSums } from "../blas/tree";
import { pow64 } from "../math/pow";
import { whiten } from "./whiten";

/**
 * Heteroskedasticity-robust meat with residuals raised by leverage: the sum over rows of u_i^2 (1 - h_i)^-d_i q_i q_i',
 * with q_i = x_i R^-1, h_i = e_i + q_i'q_i and d_i = power + min(cap, slope h_i) + min(cap2, slope h_i). One pass: rows
 * are whitened in a block, which gives their leverage, then scaled. A row with 1 - h_i <= least has leverage 1: its
 * residual is 0 whatever the outcome, so it adds nothing, and is counted.
 *
 * In    X f64[stride*(k-1)+n]: column j from X[j*stride] on; u f64[n]; R f64[k*k] upper, column-major; effects f64[n] the
 *       e_i, not read when `hasEffects` is 0
 * Out   meat f64[k*k+1]: symmetric, then the number of rows with leverage 1
 * Work  f64[264*(k+2) + 8*k*(k+2) + slots*(k*(k+1)/2+1)], slots as in `crossProducts`
 * Info  0
 * Cost  O(n k^2)
 * Source  MacKinnon & White (1985), Journal of Econometrics 29(3), doi:10.1016/0304-4076(85)90158-7; Cribari-Neto (2004),
 *         Computational Statistics & Data Analysis 45(2), doi:10.1016/S0167-9473(02)00366-3
 */
export function leverageMeat(
  n: usize, stride: usize, k: usize, hasEffects: i32, power: f64, slope: f64, cap: f64, cap2: f64, least: f64,
  X: InF64, u: InF64, R: InF64, effects: InF64, meat: OutF64, work: WorkF64,
): i32 {
  const products = packedSize(k);
  const size = products + 1;
  const block = work;
  const h = block + k * STRIDE;
  const factors = h + STRIDE;
  const lanes = factors + STRIDE;
  const slots = lanes + lanesBytes(k);
  memory.fill(lanes, 0, lanesBytes(k));
  let depth: usize = 0;
  let chunks: usize = 0;
  for (let start: usize = 0; start < n; start += CHUNK) {
    const end = min(start + CHUNK, n);
    const slot = slots + ((depth * size) << 3);
    let tail: usize = 0;
    let tailAt = block;
    let ones: f64 = 0;
    for (let row = start; row < end; row += BLOCK) {
      const rows = min(BLOCK, end - row);
      for (let j: usize = 0; j < k; j++) memory.copy(block + j * STRIDE, X + ((j * stride + row) << 3), rows << 3);
      whiten(rows, k, block, STRIDE, R);
      if (hasEffects) memory.copy(h, effects + (row << 3), rows << 3);
      else memory.fill(h, 0, rows << 3);
      for (let j: usize = 0; j < k; j++) addSquares(rows, block + j * STRIDE, h);
      ones += raise(rows, power, slope, cap, cap2, least, u + (row << 3), h, factors);
      for (let j: usize = 0; j < k; j++) multiply(rows, block + j * STRIDE, factors, block + j * STRIDE);
      tail = rows & 7;
      tailAt = block + ((rows - tail) << 3);
      addRows(rows - tail, k, block, STRIDE, lanes);
    }
    closeChunk(tail, k, tailAt, STRIDE, lanes, slot);
    setF64(slot, products, ones);
    depth = fileSum(++chunks, depth, slots, size);
  }
  foldSums(depth, slots, size);
  unpackSymmetric(k, slots, meat);
  setF64(meat, k * k, f64At(slots, products));
  return 0;
}

/** out[i] = u[i] (1 - h[i])^(-d/2), 0 where the leverage is 1; returns how often. */
function raise(
  n: usize, power: f64, slope: f64, cap: f64, cap2: f64, least: f64, u: usize, h: usize, out: usize,
): f64 {
  let ones: f64 = 0;
  for (let i: usize = 0; i < n; i++) {
    const leverage = f64At(h, i);
    const left = 1 - leverage;
    if (left <= least) {
      setF64(out, i, 0);
      ones++;
      continue;
    }
    if (slope == 0 && power == 2) setF64(out, i, f64At(u, i) / left);
    else if (slope == 0 && power == 1) setF64(out, i, f64At(u, i) / sqrt(left));
    else {
      const d = power + min(cap, slope * leverage) + min(cap2, slope * leverage);
      setF64(out, i, f64At(u, i) * pow64(left, -0.5 * d));
    }
  }
  return ones;
}
