import { f64At, InF64, InOutF64, InU32, OutF64, setF64, u32At, WorkF64 } from "../abi";
import { clearLanes, columnAt, inverseOf, LANES } from "../demean/lanes";
import { alongDirections, finishGroup, projectGroup, weightOf } from "./group-rows";
import { addToTerms, lessTerms } from "./terms";

/** Numbers slopePass tells: four each of first and second moments, squares after and largest parts; the weight. */
// @ts-ignore: decorator
@inline const MOMENTS: usize = 17;

/** Row i of the columns, side by side. */
// @ts-ignore: decorator
@inline function loadRow(x0: usize, x1: usize, x2: usize, x3: usize, i: usize, v: usize): void {
  store<f64>(v, f64At(x0, i));
  store<f64>(v, f64At(x1, i), 8);
  store<f64>(v, f64At(x2, i), 16);
  store<f64>(v, f64At(x3, i), 24);
}

/** First and second moments of a row about the origins, weighted. */
// @ts-ignore: decorator
@inline function addMoments(weight: f64, origins: usize, v: usize, moments: usize): void {
  if (ASC_FEATURE_SIMD) {
    const by = f64x2.splat(weight);
    const d01 = f64x2.sub(v128.load(v), v128.load(origins)), d23 = f64x2.sub(v128.load(v, 16), v128.load(origins, 16));
    const u01 = f64x2.mul(by, d01), u23 = f64x2.mul(by, d23);
    v128.store(moments, f64x2.add(v128.load(moments), u01));
    v128.store(moments, f64x2.add(v128.load(moments, 16), u23), 16);
    v128.store(moments, f64x2.add(v128.load(moments, 32), f64x2.mul(u01, d01)), 32);
    v128.store(moments, f64x2.add(v128.load(moments, 48), f64x2.mul(u23, d23)), 48);
  } else {
    for (let j: usize = 0; j < LANES; j++) {
      const d = f64At(v, j) - f64At(origins, j), u = weight * d;
      setF64(moments, j, f64At(moments, j) + u);
      setF64(moments, LANES + j, f64At(moments, LANES + j) + u * d);
    }
  }
}

/** Adds the squares of a row, weighted, to four sums. */
// @ts-ignore: decorator
@inline function addSquares(weight: f64, v: usize, squares: usize): void {
  if (ASC_FEATURE_SIMD) {
    const by = f64x2.splat(weight), v01 = v128.load(v), v23 = v128.load(v, 16);
    v128.store(squares, f64x2.add(v128.load(squares), f64x2.mul(f64x2.mul(by, v01), v01)));
    v128.store(squares, f64x2.add(v128.load(squares, 16), f64x2.mul(f64x2.mul(by, v23), v23)), 16);
  } else {
    for (let j: usize = 0; j < LANES; j++) {
      setF64(squares, j, f64At(squares, j) + (weight * f64At(v, j)) * f64At(v, j));
    }
  }
}

// @ts-ignore: decorator
@inline function storeRow(k: usize, x0: usize, x1: usize, x2: usize, x3: usize, i: usize, v: usize): void {
  setF64(x0, i, load<f64>(v));
  if (k > 1) setF64(x1, i, load<f64>(v, 8));
  if (k > 2) setF64(x2, i, load<f64>(v, 16));
  if (k > 3) setF64(x3, i, load<f64>(v, 24));
}

// @ts-ignore: decorator
@inline function pass(
  weighted: bool, n: usize, k: usize, low: usize, high: usize, p: usize, nSlopes: usize, intercept: bool, mode: i32,
  offsets: usize, codes: usize, terms: usize, values: usize, B: usize, w: usize, coefs: usize, origins: usize,
  X: usize, sums: usize, moments: usize, parts: usize, v: usize,
): void {
  const x0 = columnAt(X, n, k, 0), x1 = columnAt(X, n, k, 1), x2 = columnAt(X, n, k, 2), x3 = columnAt(X, n, k, 3);
  const squares = moments + 64, largest = moments + 96;
  const sweeps = mode == 1 ? 1 : 2;
  let total: f64 = 0;
  let start = u32At(offsets, low);
  for (let g = low; g < high; g++) {
    const end = u32At(offsets, g + 1), count = end - start, at = start << 3;
    const W = weightOf(weighted, w, start, end), inverse = inverseOf(W);
    total += W;
    for (let i = start, row = v; i < end; i++, row += 32) {
      loadRow(x0, x1, x2, x3, i, row);
      if (mode == 2) lessTerms(n, p, i, LANES, codes, terms, values, coefs, row);
      else addMoments(weighted ? f64At(w, i) : 1, origins, row, moments);
    }
    projectGroup(weighted, intercept, nSlopes, sweeps, count, n, inverse, w + at, B + at, v, parts);
    finishGroup(intercept, nSlopes, count, n, B + at, v, parts);
    for (let i = start, row = v; i < end; i++, row += 32) {
      const weight: f64 = weighted ? f64At(w, i) : 1;
      storeRow(k, x0, x1, x2, x3, i, row);
      addSquares(weight, row, squares);
      addToTerms(n, p, i, LANES, codes, terms, values, weight, row, sums);
    }
    if (mode != 1) {
      alongDirections(weighted, intercept, nSlopes, count, n, inverse, w + at, B + at, v, parts);
      const root = sqrt(inverse);
      for (let j: usize = 0; j < LANES; j++) {
        let most = f64At(largest, j);
        if (intercept) most = max(most, abs(f64At(parts, j)));
        for (let d: usize = 0; d < nSlopes; d++) most = max(most, abs(f64At(parts, (d + 1) * LANES + j)) * root);
        setF64(largest, j, most);
      }
    }
    start = end;
  }
  setF64(moments, MOMENTS - 1, total);
}

/**
 * A pass of absorbing effects with slopes over groups low .. high-1: takes the coefficients of the other effects' terms
 * (mode 2) and then the group's orthonormal directions - a constant when `intercept` is not 0, nSlopes columns - out of
 * each column, in place, and sums what is left (times w) by the levels of the terms. Directions are taken out twice, so
 * that nothing of them is left but the rounding of the result; mode 1 takes them out once and leaves its result to be
 * taken up by mode 2. Parts of several calls add up.
 *
 * In    mode 0: one pass alone; 1: first of two; 2: second of two. offsets u32[nGroups+1], nGroups >= high, rows ordered
 *       by group; codes u32[p*n], the levels of all p terms numbered together in 0..nLevels-1; terms u32[p]: 0 for an
 *       intercept, else 1 + the column of values f64[n*...] it goes by; B f64[n*nSlopes]: columns that are orthonormal in
 *       each group, with respect to w and to the constant when `intercept` is not 0; w f64[n] >= 0, read only when
 *       `weighted` is not 0; coefs f64[4*nLevels], interleaved by four, read only in mode 2; origins f64[4]: numbers
 *       near the columns, for their moments
 * InOut X f64[n*k] column-major, k in 1..4
 * Out   sums f64[4*nLevels], interleaved by four, 0 where j >= k; moments f64[17]: for each of four columns the
 *       (weighted) sum of x less its origin and of its square (modes 0 and 1), the (weighted) sum of squares after, the
 *       largest |part| along a direction of a group, as a mean (modes 0 and 2); the weight of the rows; 0 where j >= k
 * Work  f64[4*(nSlopes+1) + 4*rows of the largest group]
 * Info  0; -2 if k is not in 1..4; -10 if mode is not in 0..2
 * Cost  O(n k (p + nSlopes + 1)); groups in order, rows in order. A group of no weight is left as it is
 */
export function slopePass(
  n: usize, k: usize, low: usize, high: usize, nLevels: usize, p: usize, nSlopes: usize, intercept: i32, weighted: i32,
  mode: i32, offsets: InU32, codes: InU32, terms: InU32, values: InF64, B: InF64, w: InF64, coefs: InF64,
  origins: InF64, X: InOutF64, sums: OutF64, moments: OutF64, work: WorkF64,
): i32 {
  if (k < 1 || k > LANES) return -2;
  if (mode < 0 || mode > 2) return -10;
  memory.fill(sums, 0, nLevels << 5);
  memory.fill(moments, 0, MOMENTS << 3);
  const v = work + ((nSlopes + 1) << 5), constant = intercept != 0;
  if (weighted) {
    pass(
      true, n, k, low, high, p, nSlopes, constant, mode,
      offsets, codes, terms, values, B, w, coefs, origins, X, sums, moments, work, v,
    );
  } else {
    pass(
      false, n, k, low, high, p, nSlopes, constant, mode,
      offsets, codes, terms, values, B, w, coefs, origins, X, sums, moments, work, v,
    );
  }
  if (k < LANES) {
    clearLanes(nLevels, k, sums);
    clearLanes(4, k, moments);
  }
  return 0;
}
