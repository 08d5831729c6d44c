import { CHUNK, f64At, InF64, OutF64, setF64, WorkF64 } from "../abi";
import { addScaled, multiply } from "../blas/axpy";
import { BLOCK, BLOCK_STRIDE as STRIDE } from "../blas/cross-products";
import { addToLanes, combineLanes, dotTail } from "../blas/lanes";
import { fileSum, foldSums } from "../blas/tree";
import { logitRows } from "./logit-rows";
import { LEAST_WEIGHT, poissonRows } from "./poisson-rows";

/** Families, as the wrapper names them. */
// @ts-ignore: decorator
@inline const LOGIT: i32 = 1;
/** Numbers summed over rows. */
// @ts-ignore: decorator
@inline const SUMS: usize = 3;

/**
 * One pass over the rows of iterated weighted least squares: takes a step along a direction of the linear predictor, and
 * makes what the next regression needs, the working weights and the working residual.
 *
 * In    y f64[n] >= 0, of the logit 0 or 1; w f64[n] > 0, how often a row counts, not read unless `weighted`;
 *       saturated f64[n] = y log y - y, not read of the logit; linear f64[n]; direction f64[n], not read when `step` is 0.
 *       `family` 0 Poisson, 1 logit; `share` >= 0
 * Out   eta f64[n] = linear + step direction; weight f64[n], the information of the row, or, where that is less, `share` of
 *       the size of the derivative of its log-likelihood by eta; root f64[n], its square root; working f64[n], that
 *       derivative over the weight; sums f64[3]: half the deviance, the weights, the squares of direction by weight; residual
 *       f64[1]: the largest |working|
 * Work  f64[264*5 + 24 + 3*slots], slots as in `crossProducts`
 * Returns the largest |direction|, 0 without a step
 * Cost  O(n)
 * Source  McCullagh & Nelder (1989), Generalized Linear Models, section 2.5, doi:10.1007/978-1-4899-3242-6
 */
export function irlsPass(
  n: usize, family: i32, weighted: i32, share: f64, step: f64, y: InF64, w: InF64, saturated: InF64, linear: InF64,
  direction: InF64, eta: OutF64, weight: OutF64, root: OutF64, working: OutF64, sums: OutF64,
  residual: OutF64, work: WorkF64,
): f64 {
  const half = work, moved = half + STRIDE, ones = moved + STRIDE, score = ones + STRIDE, fitted = score + STRIDE;
  const lanes = fitted + STRIDE, slots = lanes + (SUMS << 6);
  for (let i: usize = 0; i < BLOCK; i++) setF64(ones, i, 1);
  memory.fill(moved, 0, STRIDE);
  memory.fill(lanes, 0, SUMS << 6);
  let largest: f64 = 0, farthest: f64 = 0;
  let depth: usize = 0, chunks: usize = 0;
  for (let start: usize = 0; start < n; start += CHUNK) {
    const end = min(start + CHUNK, n);
    let body: usize = 0, tail: usize = 0, last: usize = 0;
    for (let row = start; row < end; row += BLOCK) {
      const rows = min(BLOCK, end - row);
      const at = row << 3;
      memory.copy(eta + at, linear + at, rows << 3);
      if (step != 0) addScaled(rows, step, direction + at, eta + at);
      if (family == LOGIT) {
        logitRows(rows, eta + at, y + at, fitted, score, root + at, half);
        logitWorking(rows, share, score, root + at, weight + at, working + at, half);
      } else {
        poissonRows(rows, share, y + at, saturated + at, eta + at, weight + at, working + at, half);
      }
      farthest = max(farthest, largestSize(rows, working + at));
      if (weighted) {
        multiply(rows, weight + at, w + at, weight + at);
        multiply(rows, half, w + at, half);
      }
      squareRoots(rows, weight + at, root + at);
      if (step != 0) {
        largest = max(largest, largestSize(rows, direction + at));
        multiply(rows, direction + at, direction + at, moved);
      }
      tail = rows & 7;
      body = (rows - tail) << 3;
      last = at;
      addToLanes(rows - tail, half, ones, lanes);
      addToLanes(rows - tail, weight + at, ones, lanes + 64);
      addToLanes(rows - tail, weight + at, moved, lanes + 128);
    }
    const slot = slots + ((depth * SUMS) << 3), weights = weight + last + body;
    setF64(slot, 0, combineLanes(lanes) + dotTail(tail, half + body, ones));
    setF64(slot, 1, combineLanes(lanes + 64) + dotTail(tail, weights, ones));
    setF64(slot, 2, combineLanes(lanes + 128) + dotTail(tail, weights, moved + body));
    memory.fill(lanes, 0, SUMS << 6);
    depth = fileSum(++chunks, depth, slots, SUMS);
  }
  foldSums(depth, slots, SUMS);
  memory.copy(sums, slots, SUMS << 3);
  setF64(residual, 0, farthest);
  return largest;
}

/** Weight and working residual of the logit from its score and the root of its information; half changes its sign. */
// @ts-ignore: decorator
@inline function logitWorking(
  n: usize, share: f64, score: usize, root: usize, weight: usize, working: usize, half: usize,
): void {
  let i: usize = 0;
  if (ASC_FEATURE_SIMD) {
    const least = f64x2.splat(LEAST_WEIGHT), ofScore = f64x2.splat(share);
    for (const pairs = n & ~1; i < pairs; i += 2) {
      const at = i << 3;
      const r = v128.load(root + at);
      const slope = v128.load(score + at);
      const information = f64x2.max(f64x2.max(f64x2.mul(r, r), least), f64x2.mul(ofScore, f64x2.abs(slope)));
      v128.store(weight + at, information);
      v128.store(working + at, f64x2.div(slope, information));
      v128.store(half + at, f64x2.neg(v128.load(half + at)));
    }
  }
  for (; i < n; i++) {
    const r = f64At(root, i);
    const slope = f64At(score, i);
    const information = max<f64>(max<f64>(r * r, LEAST_WEIGHT), share * abs(slope));
    setF64(weight, i, information);
    setF64(working, i, slope / information);
    setF64(half, i, -f64At(half, i));
  }
}

// @ts-ignore: decorator
@inline function squareRoots(n: usize, x: usize, out: usize): void {
  let i: usize = 0;
  if (ASC_FEATURE_SIMD) {
    for (const pairs = n & ~1; i < pairs; i += 2) v128.store(out + (i << 3), f64x2.sqrt(v128.load(x + (i << 3))));
  }
  for (; i < n; i++) setF64(out, i, sqrt(f64At(x, i)));
}

/** The largest |x[i]|. */
// @ts-ignore: decorator
@inline function largestSize(n: usize, x: usize): f64 {
  let largest: f64 = 0;
  let i: usize = 0;
  if (ASC_FEATURE_SIMD) {
    let pair = f64x2.splat(0);
    for (const pairs = n & ~1; i < pairs; i += 2) pair = f64x2.max(pair, f64x2.abs(v128.load(x + (i << 3))));
    largest = max(f64x2.extract_lane(pair, 0), f64x2.extract_lane(pair, 1));
  }
  for (; i < n; i++) largest = max(largest, abs(f64At(x, i)));
  return largest;
}
