import { f64At, InF64, InOutF64, InU32, OutF64, setF64, u32At, WorkF64 } from "../abi";
import { columnAt, inverseOf, LANES, pairAt, storeColumns, storeLanes } from "./lanes";
import { setBefore, setBeforePairs } from "./moments";

/** Weight of a level; 1 where it is 0, for its sums are 0 then. */
// @ts-ignore: decorator
@inline function weightOr1(W: f64): f64 { return W > 0 ? W : 1; }

/** Two to four columns as two vectors. Within a row every load comes before the stores. */
// @ts-ignore: decorator
@inline function demeanFour(
  weighted: bool, n: usize, k: usize, nLevels: usize,
  codes: usize, w: usize, totals: usize, X: usize, before: usize, after: usize, means: usize, rest: usize,
): void {
  const x0 = columnAt(X, n, k, 0), x1 = columnAt(X, n, k, 1), x2 = columnAt(X, n, k, 2), x3 = columnAt(X, n, k, 3);
  let origin01 = f64x2.splat(0), origin23 = origin01;
  if (n > 0) { origin01 = pairAt(x0, x1, 0); origin23 = pairAt(x2, x3, 0); }
  let T01 = f64x2.splat(0), T23 = T01, Q01 = T01, Q23 = T01, R01 = T01, R23 = T01, M01 = T01, M23 = T01;
  let total: f64 = 0;
  for (let i: usize = 0; i < n; i++) {
    const v01 = f64x2.sub(pairAt(x0, x1, i << 3), origin01), v23 = f64x2.sub(pairAt(x2, x3, i << 3), origin23);
    let u01 = v01, u23 = v23;
    if (weighted) {
      const wi = f64x2.splat(f64At(w, i));
      u01 = f64x2.mul(wi, v01);
      u23 = f64x2.mul(wi, v23);
    }
    const at = means + (u32At(codes, i) << 5);
    v128.store(at, f64x2.add(v128.load(at), u01));
    v128.store(at, f64x2.add(v128.load(at, 16), u23), 16);
    Q01 = f64x2.add(Q01, f64x2.mul(u01, v01));
    Q23 = f64x2.add(Q23, f64x2.mul(u23, v23));
  }
  for (let l: usize = 0; l < nLevels; l++) {
    const at = means + (l << 5), W = f64At(totals, l), inverse = f64x2.splat(inverseOf(W));
    const s01 = v128.load(at), s23 = v128.load(at, 16);
    total += W;
    T01 = f64x2.add(T01, s01);
    T23 = f64x2.add(T23, s23);
    v128.store(at, f64x2.mul(s01, inverse));
    v128.store(at, f64x2.mul(s23, inverse), 16);
  }
  for (let i: usize = 0; i < n; i++) {
    const level = u32At(codes, i) << 5, at = i << 3;
    const v01 = f64x2.sub(f64x2.sub(pairAt(x0, x1, at), origin01), v128.load(means + level));
    const v23 = f64x2.sub(f64x2.sub(pairAt(x2, x3, at), origin23), v128.load(means + level, 16));
    storeColumns(k, x0, x1, x2, x3, at, v01, v23);
    let u01 = v01, u23 = v23;
    if (weighted) {
      const wi = f64x2.splat(f64At(w, i));
      u01 = f64x2.mul(wi, v01);
      u23 = f64x2.mul(wi, v23);
    }
    v128.store(rest + level, f64x2.add(v128.load(rest + level), u01));
    v128.store(rest + level, f64x2.add(v128.load(rest + level, 16), u23), 16);
    R01 = f64x2.add(R01, f64x2.mul(u01, v01));
    R23 = f64x2.add(R23, f64x2.mul(u23, v23));
  }
  for (let l: usize = 0; l < nLevels; l++) {
    const W = f64x2.splat(weightOr1(f64At(totals, l)));
    M01 = f64x2.max(M01, f64x2.abs(f64x2.div(v128.load(rest + (l << 5)), W)));
    M23 = f64x2.max(M23, f64x2.abs(f64x2.div(v128.load(rest + (l << 5), 16), W)));
  }
  setBeforePairs(before, k, origin01, origin23, T01, T23, Q01, Q23, total);
  storeLanes(k, after, R01, R23);
  storeLanes(k, after + (k << 3), M01, M23);
}

/** One column; `means` and `rest` are addresses of its lane in the first level. The arithmetic of demeanFour. */
// @ts-ignore: decorator
@inline function demeanColumn(
  weighted: bool, n: usize, k: usize, j: usize, nLevels: usize,
  codes: usize, w: usize, totals: usize, x: usize, before: usize, after: usize, means: usize, rest: usize,
): void {
  const origin = n > 0 ? f64At(x, 0) : 0;
  let T: f64 = 0, Q: f64 = 0, R: f64 = 0, M: f64 = 0, total: f64 = 0;
  for (let i: usize = 0; i < n; i++) {
    const v = f64At(x, i) - origin;
    const u = weighted ? f64At(w, i) * v : v;
    const at = means + (u32At(codes, i) << 5);
    store<f64>(at, load<f64>(at) + u);
    Q += u * v;
  }
  for (let l: usize = 0; l < nLevels; l++) {
    const at = means + (l << 5), W = f64At(totals, l);
    total += W;
    T += load<f64>(at);
    store<f64>(at, load<f64>(at) * inverseOf(W));
  }
  for (let i: usize = 0; i < n; i++) {
    const level = u32At(codes, i) << 5;
    const v = (f64At(x, i) - origin) - load<f64>(means + level);
    setF64(x, i, v);
    const u = weighted ? f64At(w, i) * v : v;
    store<f64>(rest + level, load<f64>(rest + level) + u);
    R += u * v;
  }
  for (let l: usize = 0; l < nLevels; l++) M = max(M, abs(load<f64>(rest + (l << 5)) / weightOr1(f64At(totals, l))));
  setBefore(before, k, j, origin, T, Q, total);
  setF64(after, j, R);
  setF64(after, k + j, M);
}

// @ts-ignore: decorator
@inline function demean(
  weighted: bool, n: usize, k: usize, nLevels: usize,
  codes: usize, w: usize, totals: usize, X: usize, before: usize, after: usize, means: usize, rest: usize,
): void {
  if (ASC_FEATURE_SIMD) {
    if (k > 1) {
      demeanFour(weighted, n, k, nLevels, codes, w, totals, X, before, after, means, rest);
      return;
    }
  }
  for (let j: usize = 0; j < k; j++) {
    const lane = j << 3;
    demeanColumn(
      weighted, n, k, j, nLevels, codes, w, totals, columnAt(X, n, k, j), before, after, means + lane, rest + lane,
    );
  }
}

/**
 * Absorbs one effect whose rows are in any order: takes the (weighted) means by level out of each column, in place.
 *
 * In    codes u32[n] in 0..nLevels-1; w f64[n] >= 0, read only when `weighted` is not 0; totals f64[nLevels]: weight
 *       (or number of rows) of each level
 * InOut X f64[n*k] column-major, k in 1..4
 * Out   before f64[2k]: centred (weighted) sum of squares of each column, then its mean;
 *       after f64[2k]: (weighted) sum of squares of each result, then its largest |mean by level|
 * Work  f64[8*nLevels]
 * Info  0; -2 if k is not in 1..4
 * Cost  O(n k), X read twice and written once; rows in order
 */
export function demeanByCode(
  n: usize, k: usize, nLevels: usize, weighted: i32,
  codes: InU32, w: InF64, totals: InF64, X: InOutF64, before: OutF64, after: OutF64, work: WorkF64,
): i32 {
  if (k < 1 || k > LANES) return -2;
  memory.fill(work, 0, nLevels << 6);
  const rest = work + (nLevels << 5);
  if (weighted) demean(true, n, k, nLevels, codes, w, totals, X, before, after, work, rest);
  else demean(false, n, k, nLevels, codes, w, totals, X, before, after, work, rest);
  return 0;
}
