import { f64At, InF64, InU32, OutF64, u32At } from "../abi";
import { addPairToLevels, addToLevels, clearLanes, columnAt, LANES, pairAt } from "./lanes";
import { setBefore, setBeforePairs } from "./moments";

/** Two to four columns as two vectors. */
// @ts-ignore: decorator
@inline function passFour(
  weighted: bool, single: bool, n: usize, k: usize, nGroups: usize, p: usize,
  X: usize, offsets: usize, codes: usize, w: usize, sums: usize, before: usize,
): void {
  const x0 = columnAt(X, n, k, 0), x1 = columnAt(X, n, k, 1), x2 = columnAt(X, n, k, 2), x3 = columnAt(X, n, k, 3);
  let origin01 = f64x2.splat(0), origin23 = origin01;
  if (n > 0) { origin01 = pairAt(x0, x1, 0); origin23 = pairAt(x2, x3, 0); }
  let T01 = f64x2.splat(0), T23 = T01, Q01 = T01, Q23 = T01;
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
    const inverse = f64x2.splat(1 / W), all = f64x2.splat(W);
    const m01 = f64x2.mul(s01, inverse), m23 = f64x2.mul(s23, inverse);
    const d01 = f64x2.add(f64x2.sub(first01, origin01), m01), d23 = f64x2.add(f64x2.sub(first23, origin23), m23);
    const t01 = f64x2.mul(all, d01), t23 = f64x2.mul(all, d23);
    T01 = f64x2.add(T01, t01);
    T23 = f64x2.add(T23, t23);
    Q01 = f64x2.add(Q01, f64x2.add(f64x2.sub(q01, f64x2.mul(s01, m01)), f64x2.mul(t01, d01)));
    Q23 = f64x2.add(Q23, f64x2.add(f64x2.sub(q23, f64x2.mul(s23, m23)), f64x2.mul(t23, d23)));
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
  setBeforePairs(before, k, origin01, origin23, T01, T23, Q01, Q23, total);
}

/** One column; `lane` is the address of its number in the first level. The arithmetic of passFour, lane by lane. */
// @ts-ignore: decorator
@inline function passColumn(
  weighted: bool, single: bool, n: usize, k: usize, j: usize, nGroups: usize, p: usize,
  x: usize, offsets: usize, codes: usize, w: usize, lane: usize, before: usize,
): void {
  const origin = n > 0 ? f64At(x, 0) : 0;
  let T: f64 = 0, Q: f64 = 0, total: f64 = 0;
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
    const m = s * (1 / W);
    const d = (first - origin) + m;
    const t = W * d;
    T += t;
    Q += (q - s * m) + t * d;
    total += W;
    for (let i = start; i < end; i++) {
      const v = (f64At(x, i) - first) - m;
      addToLevels(single, n, p, i, codes, lane, weighted ? f64At(w, i) * v : v);
    }
    start = end;
  }
  setBefore(before, k, j, origin, T, Q, total);
}

// @ts-ignore: decorator
@inline function pass(
  weighted: bool, single: bool, n: usize, k: usize, nGroups: usize, p: usize,
  X: usize, offsets: usize, codes: usize, w: usize, sums: usize, before: usize,
): void {
  if (ASC_FEATURE_SIMD) {
    if (k > 1) {
      passFour(weighted, single, n, k, nGroups, p, X, offsets, codes, w, sums, before);
      return;
    }
  }
  for (let j: usize = 0; j < k; j++) {
    passColumn(weighted, single, n, k, j, nGroups, p, columnAt(X, n, k, j), offsets, codes, w, sums + (j << 3), before);
  }
}

/**
 * First pass of absorbing p + 1 effects: takes the group means of the ordered effect out of each column and sums the
 * rest (times w) by the levels of the p other effects: the right-hand side of the equations left when the ordered effect
 * is eliminated. X is not changed. Rows are ordered by group.
 *
 * In    X f64[n*k] column-major, k in 1..4; offsets u32[nGroups+1]; codes u32[p*n], the levels of all p effects
 *       numbered together in 0..nLevels-1; w f64[n] > 0, read only when `weighted` is not 0
 * Out   sums f64[4*nLevels], interleaved by four: level l of column j at 4l + j, 0 where j >= k;
 *       before f64[2k]: centred (weighted) sum of squares of each column, then its mean
 * Info  0; -2 if k is not in 1..4
 * Cost  O(n k p), X read twice group by group; groups in order, rows in order
 */
export function demeanPassOne(
  n: usize, k: usize, nGroups: usize, nLevels: usize, p: usize, weighted: i32,
  X: InF64, offsets: InU32, codes: InU32, w: InF64, sums: OutF64, before: OutF64,
): i32 {
  if (k < 1 || k > LANES) return -2;
  memory.fill(sums, 0, nLevels << 5);
  if (weighted) {
    if (p == 1) pass(true, true, n, k, nGroups, p, X, offsets, codes, w, sums, before);
    else pass(true, false, n, k, nGroups, p, X, offsets, codes, w, sums, before);
  } else {
    if (p == 1) pass(false, true, n, k, nGroups, p, X, offsets, codes, w, sums, before);
    else pass(false, false, n, k, nGroups, p, X, offsets, codes, w, sums, before);
  }
  if (k < LANES) clearLanes(nLevels, k, sums);
  return 0;
}
