import { CHUNK, f64At, InF64, InU32, OutF64, setF64, u32At, WorkF64 } from "../abi";
import { addTo } from "../blas/axpy";
import {
  addRows, BLOCK, BLOCK_STRIDE as STRIDE, closeChunk, lanesBytes, packedSize, unpackSymmetric,
} from "../blas/cross-products";
import { fileSum, foldSums } from "../blas/tree";
import { whiten } from "./whiten";

/** A place that holds no row: a period in which the unit is not observed, or one between two units. */
const NONE: usize = 0xffffffff;

/**
 * Meat of scores correlated along time, lag + 1 times: the sum over windows of w w', w the sum of the scores x_i u_i at
 * places p - lag .. p, for windows p = first .. first + rows - 1; of w R^-1 when `over` is not 0. Scores l places apart
 * share lag + 1 - l windows, so the sum over all windows is that of the autocovariances up to `lag` with Bartlett's weights
 * times lag + 1, and never indefinite. Places hold rows in the order of unit and time, `lag` empty ones after each unit.
 *
 * In    X f64[stride*(k-1)+n]: column j from X[j*stride] on; u f64[n]; places u32[first+rows]: a row, or 2^32 - 1 for
 *       none; those before place 0 are empty; R f64[k*k] upper, column-major, not read when `over` is 0
 * Out   meat f64[k*k], symmetric
 * Work  f64[(k+1)*(264+lag) + 264*k + 8*k*(k+2) + slots*k*(k+1)/2], slots as in `crossProducts`
 * Info  0
 * Cost  O(rows k (k + lag))
 * Source  Newey & West (1987), Econometrica 55(3), doi:10.2307/1913610
 */
export function windowMeat(
  first: usize, rows: usize, stride: usize, k: usize, lag: usize, over: i32, X: InF64, u: InF64, places: InU32,
  R: InF64, meat: OutF64, work: WorkF64,
): i32 {
  const size = packedSize(k);
  const step = (<usize>264 + lag) << 3;
  const residuals = work;
  const products = residuals + step;
  const block = products + k * step;
  const lanes = block + k * STRIDE;
  const slots = lanes + lanesBytes(k);
  memory.fill(lanes, 0, lanesBytes(k));
  let depth: usize = 0;
  let chunks: usize = 0;
  const last = first + rows;
  for (let start = first; start < last; start += CHUNK) {
    const end = min(start + CHUNK, last);
    let tail: usize = 0;
    let tailAt = block;
    for (let window = start; window < end; window += BLOCK) {
      const count = min(BLOCK, end - window);
      addWindows(window, count, stride << 3, k, lag, X, u, places, residuals, products, step, block);
      if (over) whiten(count, k, block, STRIDE, R);
      tail = count & 7;
      tailAt = block + ((count - tail) << 3);
      addRows(count - tail, k, block, STRIDE, lanes);
    }
    closeChunk(tail, k, tailAt, STRIDE, lanes, slots + ((depth * size) << 3));
    depth = fileSum(++chunks, depth, slots, size);
  }
  foldSums(depth, slots, size);
  unpackSymmetric(k, slots, meat);
  return 0;
}

/** Sums of windows window .. window + count - 1 into the columns of `block`: scores of their places, then places together. */
function addWindows(
  window: usize, count: usize, stride: usize, k: usize, lag: usize, X: usize, u: usize, places: usize,
  residuals: usize, products: usize, step: usize, block: usize,
): void {
  const before = lag > window ? lag - window : 0;
  const length = count + lag;
  const from = places + ((window + before - lag) << 2);
  for (let i: usize = 0; i < before; i++) setF64(residuals, i, 0);
  for (let i = before; i < length; i++) {
    const row = u32At(from, i - before);
    setF64(residuals, i, row == NONE ? 0 : f64At(u, row));
  }
  for (let j: usize = 0; j < k; j++) {
    const x = X + j * stride;
    const own = products + j * step;
    for (let i: usize = 0; i < before; i++) setF64(own, i, 0);
    for (let i = before; i < length; i++) {
      const row = u32At(from, i - before);
      setF64(own, i, row == NONE ? 0 : f64At(x, row) * f64At(residuals, i));
    }
    const sums = block + j * STRIDE;
    memory.copy(sums, own, count << 3);
    for (let l: usize = 1; l <= lag; l++) addTo(count, sums, own + (l << 3));
  }
}
