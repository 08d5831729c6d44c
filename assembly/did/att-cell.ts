import { f64At, InF64, InU32, OutF64, setF64, u32At, WorkF64, WorkU32 } from "../abi";
import { packedSize } from "../blas/cross-products";
import { ddot } from "../blas/ddot";
import { linearCombinations } from "../blas/linear-combinations";
import { vexp } from "../math/vexp";
import { solveFactored } from "../moments/packed-solve";
import { gatherRows, GROUPS, rowDot, standardize } from "./cell-rows";
import { leastSquares, weightedProducts } from "./normal-equations";
import { FITTED, logitFit, SEPARATED, tiltOdds } from "./propensity";

// Methods, as the wrapper names them.
// @ts-ignore: decorator
@inline const REGRESSION: u32 = 0;
// @ts-ignore: decorator
@inline const WEIGHTING: u32 = 1;
// @ts-ignore: decorator
@inline const DOUBLY_ROBUST: u32 = 2;
/** Doubly robust, with balanced odds and outcomes regressed by them, so that neither's error is felt. */
// @ts-ignore: decorator
@inline const BALANCED: u32 = 3;
/** Weighting by odds as they are, not by their shares. */
// @ts-ignore: decorator
@inline const UNSCALED: u32 = 4;

// What is wrong with a cell.
// @ts-ignore: decorator
@inline const EMPTY: i32 = 1;
// @ts-ignore: decorator
@inline const OVERLAP: i32 = 2;
// @ts-ignore: decorator
@inline const NO_MAXIMUM: i32 = 3;
// @ts-ignore: decorator
@inline const COLLINEAR_CONTROLS: i32 = 4;
// @ts-ignore: decorator
@inline const COLLINEAR_TREATED: i32 = 5;
// @ts-ignore: decorator
@inline const COLLINEAR_ALL: i32 = 6;

/** Rows named where propensities are too high. */
// @ts-ignore: decorator
@inline const NAMED: usize = 5;
/** The largest sums of columns need. */
// @ts-ignore: decorator
@inline const TREE: usize = 32;

// Places in `result`.
// @ts-ignore: decorator
@inline const ROWS: usize = 1;
// @ts-ignore: decorator
@inline const TRIMMED: usize = 5;
// @ts-ignore: decorator
@inline const HIGHEST: usize = 6;
// @ts-ignore: decorator
@inline const TOO_HIGH: usize = 7;
// @ts-ignore: decorator
@inline const NAMES: usize = 8;
// @ts-ignore: decorator
@inline const COLUMN: usize = 13;
// @ts-ignore: decorator
@inline const RESULTS: usize = 14;

/**
 * The effect of a treatment on one cohort in one period, and the influence of every cluster on it. With r what a regression of those
 * compared with leaves of the outcome and c the odds of being treated, in a group's mean each,
 *   effect = mean_T r - mean_C r                                          for differences of two periods
 *   effect = sum over after (+) and before (-) of mean_T r - mean_C r + (mean over all treated - mean_T) x'(b_T - b_C)
 * where methods leave parts out: a regression alone has no mean_C and no b_T, weighting alone r = y.
 *
 * In    method 0 regression of those compared with, 1 weighting by odds as shares, 2 doubly robust, 3 doubly robust by balanced odds
 *       and regressions weighed by them (of differences alone), 4 weighting by odds as they are (of differences alone)
 *       k regressors, the first of them 1, the others x f64: regressor c from x[(c-1)*xStride] on; segments u32[3*nSegments]: group,
 *       first row, end, ascending by group: 0 treated after, 1 treated before, 2 compared with after, 3 before; y1 f64, y0 f64, not
 *       read but of `differences`: the outcome is y1, or y1 - y0; weights f64, not read unless `weighted`; clusters u32; a row with
 *       a NaN is left out. `capacity` rows in all segments; `trim`: rows compared with have no odds from this propensity on; `limit`: propensities refused
 * Out   influence f64[nClusters], whose sum is estimate less truth; result f64[14]: effect; rows by group; rows trimmed; highest
 *       propensity; rows from `limit` on, and the first five of them; number of the collinear regressor
 * Work  f64: (k+7)*capacity + 20k + 16 + 4(k+1)(k+2)/2 + k(k+1)/2 + (the larger of binaryPass's and weightedProducts's, and 32);
 *       u32[capacity + k + 6]
 * Info  0; 1 a group is empty, or all its rows are trimmed, 2 propensities from `limit` on, 3 the logit has no maximum; 4, 5, 6 collinear regressors of those
 *       compared with, of the treated, of all. -1 for an unknown method
 * Cost  O(n k^2)
 * Source  Sant'Anna & Zhao (2020), Journal of Econometrics 219(1), doi:10.1016/j.jeconom.2020.06.003; Heckman, Ichimura & Todd (1997),
 *         Review of Economic Studies 64(4), doi:10.2307/2971733; Abadie (2005), Review of Economic Studies 72(1),
 *         doi:10.1111/0034-6527.00321
 */
export function attCell(
  method: u32, differences: i32, weighted: i32, k: usize, nSegments: usize, xStride: usize, capacity: usize,
  nClusters: usize, trim: f64, limit: f64, segments: InU32, y1: InF64, y0: InF64, x: InF64, weights: InF64,
  clusters: InU32, influence: OutF64, result: OutF64, work: WorkF64, places: WorkU32,
): i32 {
  if (method > UNSCALED) return -1;
  const N = capacity, column = N << 3, vector = k << 3, packed = packedSize(k) << 3, wide = packedSize(k + 1) << 3;
  const X = work, y = X + k * column, w = y + column, d = w + column, linear = d + column, fitted = linear + column;
  const r = fitted + column, c = r + column;
  let at = c + column;
  const gamma = at, step = gamma + vector, scale = step + vector, B = scale + 3 * vector;
  const M = B + vector, b = M + 4 * vector, A = b + 4 * vector, means = A + 4 * vector;
  const own = means + vector, W = own + vector, eta = W + 64, information = eta + 64;
  const products = information + packed, scratch = products + 4 * wide;
  const from = places, firsts = from + (N << 2), kept = firsts + ((GROUPS + 1) << 2);
  memory.fill(influence, 0, nClusters << 3);
  memory.fill(result, 0, RESULTS << 3);
  memory.fill(gamma, 0, scratch - gamma);

  const isPanel = differences != 0, times: usize = isPanel ? 1 : 2;
  const n = gatherRows(
    k, nSegments, differences, weighted, segments, y1, y0, x, xStride, weights, N, X, y, w, from, firsts,
  );
  for (let g: usize = 0; g < GROUPS; g++) setF64(result, ROWS + g, <f64>(u32At(firsts, g + 1) - u32At(firsts, g)));
  for (let s: usize = 0; s < times; s++) {
    if (f64At(result, ROWS + s) == 0 || f64At(result, ROWS + 2 + s) == 0) return EMPTY;
  }
  standardize(n, N, k, X, scratch);
  const treated = u32At(firsts, 2), others = treated << 3;
  for (let g: usize = 0; g < GROUPS; g++) sumGroup(g, firsts, k, N, X, w, M + g * vector, scratch);

  if (method != REGRESSION) {
    for (let i: usize = 0; i < n; i++) setF64(d, i, i < treated ? 1 : 0);
    const found = logitFit(n, N, k, X, d, w, gamma, information, linear, fitted, step, scale, kept, products, scratch);
    if (found > FITTED) return collinear(result, found, COLLINEAR_ALL);
    const tilted = method == BALANCED ? tiltOdds(
      n - treated, N, k, X + others, y + others, w + others, M, gamma, c + others, products, step, scale, kept, scratch,
    ) : FITTED;
    if (method == BALANCED) propensities(n, N, k, X, gamma, linear, fitted);
    if (!areBelow(n, limit, fitted, from, result)) return OVERLAP;
    if (found == SEPARATED || tilted == SEPARATED) return NO_MAXIMUM;
    for (let i = treated; i < n; i++) setF64(c, i, f64At(w, i) * (f64At(fitted, i) / (1 - f64At(fitted, i))));
  }

  memory.copy(r, y, n << 3);
  const regresses = method != WEIGHTING && method != UNSCALED;
  for (let s: usize = 0; regresses && s < times; s++) {
    const start = u32At(firsts, 2 + s), rows = u32At(firsts, 3 + s) - start, low = start << 3;
    const Q = products + (2 + s) * wide, coefficients = b + (2 + s) * vector;
    weightedProducts(rows, N, k, X + low, y + low, (method == BALANCED ? c : w) + low, Q, scratch);
    const dropped = leastSquares(k, Q, coefficients, kept, scale);
    if (dropped > 0) return collinear(result, <i32>dropped, COLLINEAR_CONTROLS);
    lessFitted(start, rows, k, N, X, coefficients, linear, r);
    lessFitted(u32At(firsts, s), u32At(firsts, s + 1) - u32At(firsts, s), k, N, X, coefficients, linear, r);
    if (isPanel || method != DOUBLY_ROBUST) continue;
    const first = u32At(firsts, s), treatedRows = u32At(firsts, s + 1) - first;
    weightedProducts(treatedRows, N, k, X + (first << 3), y + (first << 3), w + (first << 3), products + s * wide, scratch);
    const short = leastSquares(k, products + s * wide, b + s * vector, kept, scale);
    if (short > 0) return collinear(result, <i32>short, COLLINEAR_TREATED);
  }
  let trimmed = 0;
  for (let i = treated; i < n && method != REGRESSION; i++) {
    if (f64At(fitted, i) < trim) continue;
    setF64(c, i, 0);
    trimmed++;
  }
  setF64(result, TRIMMED, <f64>trimmed);

  // means of groups, and the effect
  for (let c1: usize = 0; c1 < k; c1++) setF64(means, c1, (f64At(M, c1) + f64At(M, k + c1)));
  const all = f64At(means, 0);
  for (let c1: usize = 0; c1 < k; c1++) setF64(means, c1, f64At(means, c1) / all);
  let effect: f64 = 0;
  for (let s: usize = 0; s < times; s++) {
    const sign: f64 = s == 0 ? 1 : -1;
    const total = f64At(M, s * k), start = u32At(firsts, s) << 3;
    const average = ddot(u32At(firsts, s + 1) - u32At(firsts, s), w + start, r + start, scratch) / total;
    let change = average;
    setF64(W, s, total);
    setF64(eta, s, average);
    if (method != REGRESSION) {
      const low = u32At(firsts, 2 + s) << 3, rows = u32At(firsts, 3 + s) - u32At(firsts, 2 + s);
      const odds = method == UNSCALED ? total : ddot(rows, c + low, X, scratch);
      if (!(odds > 0)) return EMPTY;
      const other = ddot(rows, c + low, r + low, scratch) / odds;
      setF64(W, 2 + s, odds);
      setF64(eta, 2 + s, method == UNSCALED ? 0 : other);
      change -= other;
      if (method == UNSCALED) setF64(eta, s, change);
    }
    if (!isPanel && regresses) {
      for (let j: usize = 0; j < k; j++) {
        const slope = f64At(b, s * k + j) - f64At(b, (2 + s) * k + j);
        change += (f64At(means, j) - f64At(M, s * k + j) / total) * slope;
      }
    }
    effect += sign * change;
  }
  setF64(result, 0, effect);

  // how the effect moves with coefficients
  for (let s: usize = 0; s < times; s++) {
    const sign: f64 = s == 0 ? 1 : -1;
    const start = u32At(firsts, 2 + s), rows = u32At(firsts, 3 + s) - start, low = start << 3;
    for (let j: usize = 0; j < k && method != REGRESSION; j++) {
      setF64(own, j, ddot(rows, X + j * column + low, c + low, scratch) / f64At(W, 2 + s));
    }
    if (method == REGRESSION || method == DOUBLY_ROBUST) {
      const a = A + (2 + s) * vector;
      for (let j: usize = 0; j < k; j++) setF64(a, j, sign * (f64At(own, j) - f64At(means, j)));
      solveFactored(k, products + (2 + s) * wide, a);
    }
    if (!isPanel && method == DOUBLY_ROBUST) {
      const a = A + s * vector;
      for (let j: usize = 0; j < k; j++) setF64(a, j, sign * (f64At(means, j) - f64At(M, s * k + j) / f64At(W, s)));
      solveFactored(k, products + s * wide, a);
    }
    if (method == REGRESSION) continue;
    for (let i = start; i < start + rows; i++) setF64(c, i, f64At(c, i) * (f64At(r, i) - f64At(eta, 2 + s)));
    for (let j: usize = 0; j < k && method != BALANCED; j++) {
      setF64(B, j, f64At(B, j) + sign * ddot(rows, X + j * column + low, c + low, scratch) / f64At(W, 2 + s));
    }
  }
  if (method != REGRESSION) solveFactored(k, information, B);

  // influences
  for (let s: usize = 0; s < times; s++) {
    const sign: f64 = s == 0 ? 1 : -1;
    treatedVector(s, sign, times, k, isPanel || !regresses, b, M, means, f64At(W, s), all, step);
    setF64(step, 0, f64At(step, 0) - sign * f64At(eta, s) / f64At(W, s));
    for (let j: usize = 0; j < k; j++) setF64(own, j, f64At(b, s * k + j) - f64At(b, (2 + s) * k + j));
    for (let i = u32At(firsts, s); i < u32At(firsts, s + 1); i++) {
      const row = X + (i << 3);
      let value = sign * f64At(r, i) / f64At(W, s) + rowDot(k, row, N, step);
      if (!isPanel && method == DOUBLY_ROBUST) {
        value += (f64At(r, i) - rowDot(k, row, N, own)) * rowDot(k, row, N, A + s * vector);
      }
      if (method != REGRESSION) value -= (1 - f64At(fitted, i)) * rowDot(k, row, N, B);
      add(influence, u32At(clusters, u32At(from, i)), f64At(w, i) * value);
    }
    for (let i = u32At(firsts, 2 + s); i < u32At(firsts, 3 + s); i++) {
      const row = X + (i << 3);
      let value: f64 = 0;
      if (method == REGRESSION || method == DOUBLY_ROBUST) value = f64At(r, i) * rowDot(k, row, N, A + (2 + s) * vector);
      if (method != REGRESSION) value += f64At(fitted, i) * rowDot(k, row, N, B);
      value *= f64At(w, i);
      if (method != REGRESSION) value -= sign * f64At(c, i) / f64At(W, 2 + s);
      add(influence, u32At(clusters, u32At(from, i)), value);
    }
  }
  return 0;
}

// @ts-ignore: decorator
@inline function add(influence: usize, cluster: usize, value: f64): void {
  setF64(influence, cluster, f64At(influence, cluster) + value);
}

/** Notes which regressor is collinear. */
function collinear(result: usize, number: i32, info: i32): i32 {
  setF64(result, COLUMN, <f64>number);
  return info;
}

/** Weighted sums of the regressors of a group. */
function sumGroup(g: usize, firsts: usize, k: usize, N: usize, X: usize, w: usize, sums: usize, work: usize): void {
  const start = u32At(firsts, g) << 3, rows = u32At(firsts, g + 1) - u32At(firsts, g);
  for (let j: usize = 0; j < k; j++) setF64(sums, j, ddot(rows, X + ((j * N) << 3) + start, w + start, work));
}

/** Propensities of the odds exp(x'gamma). */
function propensities(n: usize, N: usize, k: usize, X: usize, gamma: usize, linear: usize, fitted: usize): void {
  linearCombinations(n, N, N, k, 1, X, gamma, linear);
  for (let i: usize = 0; i < n; i++) setF64(linear, i, -f64At(linear, i));
  vexp(n, linear, fitted);
  for (let i: usize = 0; i < n; i++) setF64(fitted, i, 1 / (1 + f64At(fitted, i)));
}

/** Whether all propensities are below the limit; notes the highest, and rows that are not. */
function areBelow(n: usize, limit: f64, fitted: usize, from: usize, result: usize): bool {
  let highest: f64 = 0;
  let above: usize = 0;
  for (let i: usize = 0; i < n; i++) {
    const value = f64At(fitted, i);
    highest = max(highest, value);
    if (value < limit) continue;
    if (above < NAMED) setF64(result, NAMES + above, <f64>u32At(from, i));
    above++;
  }
  setF64(result, HIGHEST, highest);
  setF64(result, TOO_HIGH, <f64>above);
  return above == 0;
}

/** r = r - X b for rows from `start` on. */
function lessFitted(
  start: usize, rows: usize, k: usize, N: usize, X: usize, b: usize, linear: usize, r: usize,
): void {
  linearCombinations(rows, N, N, k, 1, X + (start << 3), b, linear);
  for (let i: usize = 0; i < rows; i++) setF64(r, start + i, f64At(r, start + i) - f64At(linear, i));
}

/** What a treated row of period s adds to means over all treated of x'(b_T - b_C), a vector by its regressors; 0 of differences. */
function treatedVector(
  s: usize, sign: f64, times: usize, k: usize, isNone: bool, b: usize, M: usize, means: usize, total: f64, all: f64,
  out: usize,
): void {
  memory.fill(out, 0, k << 3);
  if (isNone) return;
  let constant: f64 = 0;
  for (let j: usize = 0; j < k; j++) {
    const here = f64At(b, s * k + j) - f64At(b, (2 + s) * k + j);
    const before = f64At(b, k + j) - f64At(b, 3 * k + j), after = f64At(b, j) - f64At(b, 2 * k + j);
    setF64(out, j, (after - before) / all - sign * here / total);
    constant -= f64At(means, j) * (after - before) / all - sign * here * f64At(M, s * k + j) / (total * total);
  }
  setF64(out, 0, f64At(out, 0) + constant);
}
