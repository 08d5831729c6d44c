import { f64At, InF64, InU32, OutF64, setF64, u32At } from "../abi";
import { addPairToLevels, addToLevels, clearLanes, columnAt, inverseOf, LANES, pairAt } from "./lanes";
import { storeMoments, storePair } from "./moments";

/** Two to four columns as two vectors. */
// @ts-ignore: decorator
@inline function passFour(
  weighted: bool, single: bool, n: usize, k: usize, low: usize, high: usize, p: usize,
  X: usize, offsets: usize, codes: usize, w: usize, sums: usize, moments: usize,
): void {
  const x0 = columnAt(X, n, k, 0), x1 = columnAt(X, n, k, 1), x2 = columnAt(X, n, k, 2), x3 = columnAt(X, n, k, 3);
  let origin01 = f64x2.splat(0), origin23 = origin01;
  if (n > 0) { origin01 = pairAt(x0, x1, 0); origin23 = pairAt(x2, x3, 0); }
  let T01 = f64x2.splat(0), T23 = T01, Q01 = T01, Q23 = T01, V01 = T01, V23 = T01;
  let total: f64 = 0;
  let start = u32At(offsets, low);
  for (let g = low; g < high; g++) {
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
    const v01 = f64x2.sub(q01, f64x2.mul(s01, m01)), v23 = f64x2.sub(q23, f64x2.mul(s23, m23));
    V01 = f64x2.add(V01, v01);
    V23 = f64x2.add(V23, v23);
    Q01 = f64x2.add(Q01, f64x2.add(v01, f64x2.mul(t01, d01)));
    Q23 = f64x2.add(Q23, f64x2.add(v23, f64x2.mul(t23, d23)));
    total += W;
    for (let i = start; i < end; i++) {
      let v01 = f64x2.sub(f64x2.sub(pairAt(x0, x1, i << 3), first01), m01);
      let v23 = f64x2.sub(f64x2.sub(pairAt(x2, x3, i << 3), first23), m23);
      if (weighted) {
        const wi = f64x2.splat(f64At(w, i));
        v01 = f64x2.mul(wi, v01);
        v23 = f64x2.mul(wi, v23);
      }
      addPairToLevels(single, n, p, i, codes, sums, v01);
      addPairToLevels(single, n, p, i, codes, sums + 16, v23);
    }
    start = end;
  }
  storePair(moments, T01, T23);
  storePair(moments + 32, Q01, Q23);
  storePair(moments + 64, V01, V23);
  setF64(moments, 12, total);
}

/** One column; `lane` is the address of its number in the first level. The arithmetic of passFour, lane by lane. */
// @ts-ignore: decorator
@inline function passColumn(
  weighted: bool, single: bool, n: usize, j: usize, low: usize, high: usize, p: usize,
  x: usize, offsets: usize, codes: usize, w: usize, lane: usize, moments: usize,
): void {
  const origin = n > 0 ? f64At(x, 0) : 0;
  let T: f64 = 0, Q: f64 = 0, V: f64 = 0, total: f64 = 0;
  let start = u32At(offsets, low);
  for (let g = low; g < high; g++) {
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
    const m = s * inverseOf(W);
    const d = (first - origin) + m;
    const t = W * d;
    T += t;
    const v = q - s * m;
    V += v;
    Q += v + t * d;
    total += W;
    for (let i = start; i < end; i++) {
      const v = (f64At(x, i) - first) - m;
      addToLevels(single, n, p, i, codes, lane, weighted ? f64At(w, i) * v : v);
    }
    start = end;
  }
  storeMoments(moments, j, T, Q, V, total);
}

// @ts-ignore: decorator
@inline function pass(
  weighted: bool, single: bool, n: usize, k: usize, low: usize, high: usize, p: usize,
  X: usize, offsets: usize, codes: usize, w: usize, sums: usize, moments: usize,
): void {
  if (ASC_FEATURE_SIMD) {
    if (k > 1) {
      passFour(weighted, single, n, k, low, high, p, X, offsets, codes, w, sums, moments);
      return;
    }
  }
  for (let j: usize = 0; j < k; j++) {
    passColumn(weighted, single, n, j, low, high, p, columnAt(X, n, k, j), offsets, codes, w, sums + (j << 3), moments);
  }
}

/**
 * First pass of absorbing p + 1 effects over groups low .. high-1: takes the group means of the ordered effect out of
 * each column and sums the rest (times w) by the levels of the p other effects: the right-hand side of the equations
 * left when the ordered effect is eliminated. X is not changed. Parts of several calls add up.
 *
 * In    X f64[n*k] column-major, k in 1..4, rows ordered by group; offsets u32[nGroups+1], nGroups >= high; codes
 *       u32[p*n], the levels of all p effects numbered together in 0..nLevels-1; w f64[n] >= 0, read only when
 *       `weighted` is not 0
 * Out   sums f64[4*nLevels], interleaved by four: level l of column j at 4l + j, 0 where j >= k;
 *       moments f64[13]: for each of four columns the (weighted) sum of x - X[0], then of its square, then of the
 *       squared deviations from group means; the weight of the rows; 0 where j >= k
 * Info  0; -2 if k is not in 1..4
 * Cost  O(n k p), X read twice group by group; groups in order, rows in order. A group of no weight has mean 0
 */
export function demeanPassOne(
  n: usize, k: usize, low: usize, high: usize, nLevels: usize, p: usize, weighted: i32,
  X: InF64, offsets: InU32, codes: InU32, w: InF64, sums: OutF64, moments: OutF64,
): i32 {
  if (k < 1 || k > LANES) return -2;
  memory.fill(sums, 0, nLevels << 5);
  memory.fill(moments, 0, 104);
  if (weighted) {
    if (p == 1) pass(true, true, n, k, low, high, p, X, offsets, codes, w, sums, moments);
    else pass(true, false, n, k, low, high, p, X, offsets, codes, w, sums, moments);
  } else {
    if (p == 1) pass(false, true, n, k, low, high, p, X, offsets, codes, w, sums, moments);
    else pass(false, false, n, k, low, high, p, X, offsets, codes, w, sums, moments);
  }
  if (k < LANES) {
    clearLanes(nLevels, k, sums);
    clearLanes(3, k, moments);
  }
  return 0;
}
