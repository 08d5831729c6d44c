import { f64At, InF64, InOutF64, InU32, OutF64, setF64, u32At } from "../abi";
import { columnAt, inverseOf, LANES, pairAt, storeColumns, storeLanes } from "./lanes";
import { setBefore, setBeforePairs } from "./moments";

/** Two to four columns as two vectors. Within a row every load comes before the stores. */
// @ts-ignore: decorator
@inline function demeanFour(
  weighted: bool, n: usize, k: usize, nGroups: usize, offsets: usize, w: usize, X: usize, before: usize, after: usize,
): void {
  const x0 = columnAt(X, n, k, 0), x1 = columnAt(X, n, k, 1), x2 = columnAt(X, n, k, 2), x3 = columnAt(X, n, k, 3);
  let origin01 = f64x2.splat(0), origin23 = origin01;
  if (n > 0) { origin01 = pairAt(x0, x1, 0); origin23 = pairAt(x2, x3, 0); }
  let T01 = f64x2.splat(0), T23 = T01, Q01 = T01, Q23 = T01, R01 = T01, R23 = T01, M01 = T01, M23 = T01;
  let total: f64 = 0;
  let start = u32At(offsets, 0);
  for (let g: usize = 0; g < nGroups; g++) {
    const end = u32At(offsets, g + 1);
    if (start == end) continue;
    const first01 = pairAt(x0, x1, start << 3), first23 = pairAt(x2, x3, start << 3);
    let s01 = f64x2.splat(0), s23 = s01, q01 = s01, q23 = s01;
    let W: f64 = weighted ? 0 : <f64>(end - start);
    for (let i = start; i < end; i++) {
      const v01 = f64x2.sub(pairAt(x0, x1, i << 3), first01), v23 = f64x2.sub(pairAt(x2, x3, i << 3), first23);
      let u01 = v01, u23 = v23;
      if (weighted) {
        const wi = f64At(w, i);
        W += wi;
        u01 = f64x2.mul(f64x2.splat(wi), v01);
        u23 = f64x2.mul(f64x2.splat(wi), v23);
      }
      s01 = f64x2.add(s01, u01);
      s23 = f64x2.add(s23, u23);
      q01 = f64x2.add(q01, f64x2.mul(u01, v01));
      q23 = f64x2.add(q23, f64x2.mul(u23, v23));
    }
    const inverse = f64x2.splat(inverseOf(W)), all = f64x2.splat(W);
    const m01 = f64x2.mul(s01, inverse), m23 = f64x2.mul(s23, inverse);
    const d01 = f64x2.add(f64x2.sub(first01, origin01), m01), d23 = f64x2.add(f64x2.sub(first23, origin23), m23);
    const t01 = f64x2.mul(all, d01), t23 = f64x2.mul(all, d23);
    T01 = f64x2.add(T01, t01);
    T23 = f64x2.add(T23, t23);
    Q01 = f64x2.add(Q01, f64x2.add(f64x2.sub(q01, f64x2.mul(s01, m01)), f64x2.mul(t01, d01)));
    Q23 = f64x2.add(Q23, f64x2.add(f64x2.sub(q23, f64x2.mul(s23, m23)), f64x2.mul(t23, d23)));
    total += W;
    s01 = f64x2.splat(0);
    s23 = s01;
    for (let i = start; i < end; i++) {
      const at = i << 3;
      const v01 = f64x2.sub(f64x2.sub(pairAt(x0, x1, at), first01), m01);
      const v23 = f64x2.sub(f64x2.sub(pairAt(x2, x3, at), first23), m23);
      storeColumns(k, x0, x1, x2, x3, at, v01, v23);
      let u01 = v01, u23 = v23;
      if (weighted) {
        const wi = f64x2.splat(f64At(w, i));
        u01 = f64x2.mul(wi, v01);
        u23 = f64x2.mul(wi, v23);
      }
      s01 = f64x2.add(s01, u01);
      s23 = f64x2.add(s23, u23);
      R01 = f64x2.add(R01, f64x2.mul(u01, v01));
      R23 = f64x2.add(R23, f64x2.mul(u23, v23));
    }
    M01 = f64x2.max(M01, f64x2.abs(f64x2.mul(s01, inverse)));
    M23 = f64x2.max(M23, f64x2.abs(f64x2.mul(s23, inverse)));
    start = end;
  }
  setBeforePairs(before, k, origin01, origin23, T01, T23, Q01, Q23, total);
  storeLanes(k, after, R01, R23);
  storeLanes(k, after + (k << 3), M01, M23);
}

/** One column: the arithmetic of demeanFour, lane by lane. */
// @ts-ignore: decorator
@inline function demeanColumn(
  weighted: bool, n: usize, k: usize, j: usize, nGroups: usize,
  offsets: usize, w: usize, x: usize, before: usize, after: usize,
): void {
  const origin = n > 0 ? f64At(x, 0) : 0;
  let T: f64 = 0, Q: f64 = 0, R: f64 = 0, M: f64 = 0, total: f64 = 0;
  let start = u32At(offsets, 0);
  for (let g: usize = 0; g < nGroups; g++) {
    const end = u32At(offsets, g + 1);
    if (start == end) continue;
    const first = f64At(x, start);
    let s: f64 = 0, q: f64 = 0;
    let W: f64 = weighted ? 0 : <f64>(end - start);
    for (let i = start; i < end; i++) {
      const v = f64At(x, i) - first;
      const u = weighted ? f64At(w, i) * v : v;
      if (weighted) W += f64At(w, i);
      s += u;
      q += u * v;
    }
    const inverse = inverseOf(W);
    const m = s * inverse;
    const d = (first - origin) + m;
    const t = W * d;
    T += t;
    Q += (q - s * m) + t * d;
    total += W;
    s = 0;
    for (let i = start; i < end; i++) {
      const v = (f64At(x, i) - first) - m;
      setF64(x, i, v);
      const u = weighted ? f64At(w, i) * v : v;
      s += u;
      R += u * v;
    }
    M = max(M, abs(s * inverse));
    start = end;
  }
  setBefore(before, k, j, origin, T, Q, total);
  setF64(after, j, R);
  setF64(after, k + j, M);
}

// @ts-ignore: decorator
@inline function demean(
  weighted: bool, n: usize, k: usize, nGroups: usize, offsets: usize, w: usize, X: usize, before: usize, after: usize,
): void {
  if (ASC_FEATURE_SIMD) {
    if (k > 1) {
      demeanFour(weighted, n, k, nGroups, offsets, w, X, before, after);
      return;
    }
  }
  for (let j: usize = 0; j < k; j++) {
    demeanColumn(weighted, n, k, j, nGroups, offsets, w, columnAt(X, n, k, j), before, after);
  }
}

/**
 * Absorbs one effect whose rows are ordered by group: takes the (weighted) group means out of each column, in place.
 *
 * In    offsets u32[nGroups+1]; w f64[n] >= 0, read only when `weighted` is not 0
 * InOut X f64[n*k] column-major, k in 1..4
 * Out   before f64[2k]: centred (weighted) sum of squares of each column, then its mean;
 *       after f64[2k]: (weighted) sum of squares of each result, then its largest |group mean|
 * Info  0; -2 if k is not in 1..4
 * Cost  O(n k), X read twice and written once group by group; groups in order, rows in order
 */
export function demeanByGroup(
  n: usize, k: usize, nGroups: usize, weighted: i32,
  offsets: InU32, w: InF64, X: InOutF64, before: OutF64, after: OutF64,
): i32 {
  if (k < 1 || k > LANES) return -2;
  if (weighted) demean(true, n, k, nGroups, offsets, w, X, before, after);
  else demean(false, n, k, nGroups, offsets, w, X, before, after);
  return 0;
}
