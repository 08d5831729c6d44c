import { CHUNK, f64At, InF64, OutF64, setF64, WorkF64 } from "../abi";
import { multiply } from "../blas/axpy";
import { addRows, BLOCK, BLOCK_STRIDE as STRIDE, closeChunk, lanesBytes, packedSize } from "../blas/cross-products";
import { addToLanes, combineLanes, dotTail } from "../blas/lanes";
import { linearCombinations } from "../blas/linear-combinations";
import { fileSum, foldSums } from "../blas/tree";
import { logitRows } from "./logit-rows";
import { probitRows } from "./probit-rows";

/** Links, as the wrapper names them. */
// @ts-ignore: decorator
@inline const PROBIT: i32 = 1;

/**
 * One pass of Newton's method for a binary outcome: at coefficients beta the information X'WX, the gradient and the
 * log-likelihood, summed over rows, and each row's linear predictor and probability. A block of rows is scaled in scratch;
 * no n x k copy is made.
 *
 * In    X f64[stride*(k-1)+n]: column j from X[j*stride] on; y f64[n], 0 or 1; w f64[n] >= 0, not read unless `weighted`;
 *       beta f64[k]. `link` 0 logit, 1 probit; `expected` 0 observed information, 1 expected (the same for the logit)
 * Out   sums f64[k*(k+1)/2 + k + 1]: the upper triangle of X'WX packed by rows, the gradient, the log-likelihood;
 *       linear f64[n] = X beta; fitted f64[n], P(y = 1)
 * Work  f64[264*(k+4) + 8*(k*(k+2) + k+1) + slots*(k*(k+1)/2 + k + 1)], slots as in `crossProducts`
 * Returns the largest (2y - 1) X beta of rows with weight, or 0 when none is above: how surely the surest row is predicted
 * Cost  O(n k^2)
 * Source  McCullagh & Nelder (1989), Generalized Linear Models, section 4.4, doi:10.1007/978-1-4899-3242-6
 */
export function binaryPass(
  n: usize, stride: usize, k: usize, link: i32, expected: i32, weighted: i32, X: InF64, y: InF64, w: InF64, beta: InF64,
  sums: OutF64, linear: OutF64, fitted: OutF64, work: WorkF64,
): f64 {
  const packed = packedSize(k), size = packed + k + 1;
  const score = work + k * STRIDE, root = score + STRIDE, logLik = root + STRIDE, ones = logLik + STRIDE;
  const lanes = ones + STRIDE, slopes = lanes + lanesBytes(k), likelihood = slopes + (k << 6);
  const slots = likelihood + 64;
  for (let i: usize = 0; i < BLOCK; i++) setF64(ones, i, 1);
  memory.fill(lanes, 0, slots - lanes);
  let largest: f64 = 0;
  let depth: usize = 0, chunks: usize = 0;
  for (let start: usize = 0; start < n; start += CHUNK) {
    const end = min(start + CHUNK, n);
    let tail: usize = 0, body: usize = 0, at = X + (start << 3);
    for (let row = start; row < end; row += BLOCK) {
      const rows = min(BLOCK, end - row);
      const eta = linear + (row << 3), outcome = y + (row << 3), weights = w + (row << 3);
      at = X + (row << 3);
      linearCombinations(rows, stride, rows, k, 1, at, beta, eta);
      if (link == PROBIT) probitRows(rows, expected, eta, outcome, fitted + (row << 3), score, root, logLik);
      else logitRows(rows, eta, outcome, fitted + (row << 3), score, root, logLik);
      if (weighted) weigh(rows, weights, score, root, logLik);
      largest = max(largest, largestMargin(rows, weighted, eta, outcome, weights));
      for (let j: usize = 0; j < k; j++) multiply(rows, at + ((j * stride) << 3), root, work + j * STRIDE);
      tail = rows & 7;
      body = rows - tail;
      addRows(body, k, work, STRIDE, lanes);
      for (let j: usize = 0; j < k; j++) addToLanes(body, at + ((j * stride) << 3), score, slopes + (j << 6));
      addToLanes(body, logLik, ones, likelihood);
    }
    const slot = slots + ((depth * size) << 3), low = body << 3;
    for (let j: usize = 0; j < k; j++) {
      const x = at + ((j * stride) << 3) + low;
      setF64(slot, packed + j, combineLanes(slopes + (j << 6)) + dotTail(tail, x, score + low));
    }
    setF64(slot, packed + k, combineLanes(likelihood) + dotTail(tail, logLik + low, ones));
    memory.fill(slopes, 0, slots - slopes);
    closeChunk(tail, k, work + low, STRIDE, lanes, slot);
    depth = fileSum(++chunks, depth, slots, size);
  }
  foldSums(depth, slots, size);
  memory.copy(sums, slots, size << 3);
  return largest;
}

/** Takes a row as often as its weight says. */
// @ts-ignore: decorator
@inline function weigh(n: usize, w: usize, score: usize, root: usize, logLik: usize): void {
  multiply(n, score, w, score);
  multiply(n, logLik, w, logLik);
  for (let i: usize = 0; i < n; i++) setF64(root, i, f64At(root, i) * sqrt(f64At(w, i)));
}

/** The largest (2y - 1) eta of rows with weight; 0 when none is above. */
// @ts-ignore: decorator
@inline function largestMargin(n: usize, weighted: i32, eta: usize, y: usize, w: usize): f64 {
  let largest: f64 = 0;
  for (let i: usize = 0; i < n; i++) {
    if (weighted && f64At(w, i) == 0) continue;
    largest = max(largest, f64At(y, i) > 0 ? f64At(eta, i) : -f64At(eta, i));
  }
  return largest;
}
