import { f64At, InF64, InOutF64, InU32, OutF64, setF64, u32At } from "../abi";
import {
  addPairToLevels, addToLevels, clearLanes, columnAt, inverseOf, LANES, lessCoefficientPair, lessCoefficients, pairAt, storeColumns,
} from "./lanes";
import { storePair } from "./moments";

/** Two to four columns as two vectors. Within a row every load comes before the stores. */
// @ts-ignore: decorator
@inline function passFour(
  weighted: bool, single: bool, n: usize, k: usize, low: usize, high: usize, p: usize,
  offsets: usize, codes: usize, w: usize, coefs: usize, X: usize, sums: usize, moments: usize,
): void {
  const x0 = columnAt(X, n, k, 0), x1 = columnAt(X, n, k, 1), x2 = columnAt(X, n, k, 2), x3 = columnAt(X, n, k, 3);
  let Q01 = f64x2.splat(0), Q23 = Q01, M01 = Q01, M23 = Q01;
  let start = u32At(offsets, low);
  for (let g = low; g < high; g++) {
    const end = u32At(offsets, g + 1);
    if (start == end) continue;
    const first01 = pairAt(x0, x1, start << 3), first23 = pairAt(x2, x3, start << 3);
    let s01 = f64x2.splat(0), s23 = s01;
    let W: f64 = weighted ? 0 : <f64>(end - start);
    for (let i = start; i < end; i++) {
      let v01 = lessCoefficientPair(single, n, p, i, codes, coefs, f64x2.sub(pairAt(x0, x1, i << 3), first01));
      let v23 = lessCoefficientPair(single, n, p, i, codes, coefs + 16, f64x2.sub(pairAt(x2, x3, i << 3), first23));
      if (weighted) {
        const wi = f64At(w, i);
        W += wi;
        v01 = f64x2.mul(f64x2.splat(wi), v01);
        v23 = f64x2.mul(f64x2.splat(wi), v23);
      }
      s01 = f64x2.add(s01, v01);
      s23 = f64x2.add(s23, v23);
    }
    const inverse = f64x2.splat(inverseOf(W));
    const m01 = f64x2.mul(s01, inverse), m23 = f64x2.mul(s23, inverse);
    s01 = f64x2.splat(0);
    s23 = s01;
    for (let i = start; i < end; i++) {
      const at = i << 3;
      let v01 = lessCoefficientPair(single, n, p, i, codes, coefs, f64x2.sub(pairAt(x0, x1, at), first01));
      let v23 = lessCoefficientPair(single, n, p, i, codes, coefs + 16, f64x2.sub(pairAt(x2, x3, at), first23));
      v01 = f64x2.sub(v01, m01);
      v23 = f64x2.sub(v23, m23);
      storeColumns(k, x0, x1, x2, x3, at, v01, v23);
      let u01 = v01, u23 = v23;
      if (weighted) {
        const wi = f64x2.splat(f64At(w, i));
        u01 = f64x2.mul(wi, v01);
        u23 = f64x2.mul(wi, v23);
      }
      s01 = f64x2.add(s01, u01);
      s23 = f64x2.add(s23, u23);
      Q01 = f64x2.add(Q01, f64x2.mul(u01, v01));
      Q23 = f64x2.add(Q23, f64x2.mul(u23, v23));
      addPairToLevels(single, n, p, i, codes, sums, u01);
      addPairToLevels(single, n, p, i, codes, sums + 16, u23);
    }
    M01 = f64x2.max(M01, f64x2.abs(f64x2.mul(s01, inverse)));
    M23 = f64x2.max(M23, f64x2.abs(f64x2.mul(s23, inverse)));
    start = end;
  }
  storePair(moments, Q01, Q23);
  storePair(moments + 32, M01, M23);
}

/** One column; `coefs` and `sums` are addresses of its lane in the first level. The arithmetic of passFour. */
// @ts-ignore: decorator
@inline function passColumn(
  weighted: bool, single: bool, n: usize, j: usize, low: usize, high: usize, p: usize,
  offsets: usize, codes: usize, w: usize, coefs: usize, x: usize, sums: usize, moments: usize,
): void {
  let Q: f64 = 0, M: f64 = 0;
  let start = u32At(offsets, low);
  for (let g = low; g < high; g++) {
    const end = u32At(offsets, g + 1);
    if (start == end) continue;
    const first = f64At(x, start);
    let s: f64 = 0;
    let W: f64 = weighted ? 0 : <f64>(end - start);
    for (let i = start; i < end; i++) {
      const v = lessCoefficients(single, n, p, i, codes, coefs, f64At(x, i) - first);
      if (weighted) W += f64At(w, i);
      s += weighted ? f64At(w, i) * v : v;
    }
    const inverse = inverseOf(W);
    const m = s * inverse;
    s = 0;
    for (let i = start; i < end; i++) {
      const v = lessCoefficients(single, n, p, i, codes, coefs, f64At(x, i) - first) - m;
      setF64(x, i, v);
      const u = weighted ? f64At(w, i) * v : v;
      s += u;
      Q += u * v;
      addToLevels(single, n, p, i, codes, sums, u);
    }
    M = max(M, abs(s * inverse));
    start = end;
  }
  setF64(moments, j, Q);
  setF64(moments, LANES + j, M);
}

// @ts-ignore: decorator
@inline function pass(
  weighted: bool, single: bool, n: usize, k: usize, low: usize, high: usize, p: usize,
  offsets: usize, codes: usize, w: usize, coefs: usize, X: usize, sums: usize, moments: usize,
): void {
  if (ASC_FEATURE_SIMD) {
    if (k > 1) {
      passFour(weighted, single, n, k, low, high, p, offsets, codes, w, coefs, X, sums, moments);
      return;
    }
  }
  for (let j: usize = 0; j < k; j++) {
    passColumn(
      weighted, single, n, j, low, high, p,
      offsets, codes, w, coefs + (j << 3), columnAt(X, n, k, j), sums + (j << 3), moments,
    );
  }
}

/**
 * Second pass of absorbing p + 1 effects over groups low .. high-1: takes the coefficients of the p other effects and
 * then the group means of the ordered effect out of each column, in place, and measures the result: its (weighted) sums
 * by level, which are the right-hand side of a correction, and its largest group mean. Parts of several calls add up.
 *
 * In    offsets u32[nGroups+1], nGroups >= high; codes u32[p*n], the levels of all p effects numbered together; w f64[n]
 *       >= 0, read only when `weighted` is not 0; coefs f64[4*nLevels], interleaved by four
 * InOut X f64[n*k] column-major, k in 1..4, rows ordered by group
 * Out   sums f64[4*nLevels], interleaved by four, 0 where j >= k;
 *       moments f64[8]: for each of four columns the (weighted) sum of squares of the result, then its largest
 *       |group mean|; 0 where j >= k
 * Info  0; -2 if k is not in 1..4
 * Cost  O(n k p), X read twice and written once group by group; groups in order, rows in order. A group of no weight
 *       has mean 0
 */
export function demeanPassTwo(
  n: usize, k: usize, low: usize, high: usize, nLevels: usize, p: usize, weighted: i32,
  offsets: InU32, codes: InU32, w: InF64, coefs: InF64, X: InOutF64, sums: OutF64, moments: OutF64,
): i32 {
  if (k < 1 || k > LANES) return -2;
  memory.fill(sums, 0, nLevels << 5);
  memory.fill(moments, 0, 64);
  if (weighted) {
    if (p == 1) pass(true, true, n, k, low, high, p, offsets, codes, w, coefs, X, sums, moments);
    else pass(true, false, n, k, low, high, p, offsets, codes, w, coefs, X, sums, moments);
  } else {
    if (p == 1) pass(false, true, n, k, low, high, p, offsets, codes, w, coefs, X, sums, moments);
    else pass(false, false, n, k, low, high, p, offsets, codes, w, coefs, X, sums, moments);
  }
  if (k < LANES) {
    clearLanes(nLevels, k, sums);
    clearLanes(2, k, moments);
  }
  return 0;
}
