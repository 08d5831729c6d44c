import { f64At, InF64, InOutF64, InU32, OutU32, setF64, setU32, u32At, WorkF64 } from "../abi";
import { LANES } from "../demean/lanes";

/** Columns of a panel; an even number. */
// @ts-ignore: decorator
@inline const PANEL: usize = 32;

/** Exchanges two numbers. */
// @ts-ignore: decorator
@inline function swap(a: usize, b: usize): void {
  const value = load<f64>(a);
  store<f64>(a, load<f64>(b));
  store<f64>(b, value);
}

/** Exchanges positions j < q of a symmetric matrix held by its lower triangle, of which columns below j are factored. */
// @ts-ignore: decorator
@inline function exchange(m: usize, j: usize, q: usize, S: usize, order: usize, d: usize): void {
  const stride = m << 3, own = S + j * stride, other = S + q * stride;
  for (let k: usize = 0; k < j; k++) swap(own + (k << 3), other + (k << 3));
  for (let k = j + 1; k < q; k++) swap(S + k * stride + (j << 3), other + (k << 3));
  for (let i = q + 1; i < m; i++) swap(S + i * stride + (j << 3), S + i * stride + (q << 3));
  swap(d + (j << 3), d + (q << 3));
  const label = u32At(order, j);
  setU32(order, j, u32At(order, q));
  setU32(order, q, label);
}

/** Sum of x[k] y[k] over a panel: even and odd entries apart, then both. */
// @ts-ignore: decorator
@inline function dotPanel(x: usize, y: usize): f64 {
  let even: f64 = 0, odd: f64 = 0;
  for (const end = x + (PANEL << 3); x < end; x += 16, y += 16) {
    even += load<f64>(x) * load<f64>(y);
    odd += load<f64>(x, 8) * load<f64>(y, 8);
  }
  return even + odd;
}

/** target -= both lanes of a sum. */
// @ts-ignore: decorator
@inline function lessBoth(target: usize, sum: v128): void {
  store<f64>(target, load<f64>(target) - (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)));
}

/** Entries l and l + 1 of two rows less their products with the panel of rows l and l + 1. */
// @ts-ignore: decorator
@inline function lessTile(r: usize, t: usize, upper: usize, lower: usize, outR: usize, outT: usize): void {
  if (ASC_FEATURE_SIMD) {
    let ru = f64x2.splat(0), rl = ru, tu = ru, tl = ru;
    for (let at: usize = 0; at < PANEL << 3; at += 16) {
      const u = v128.load(upper + at), l = v128.load(lower + at), a = v128.load(r + at), b = v128.load(t + at);
      ru = f64x2.add(ru, f64x2.mul(a, u));
      rl = f64x2.add(rl, f64x2.mul(a, l));
      tu = f64x2.add(tu, f64x2.mul(b, u));
      tl = f64x2.add(tl, f64x2.mul(b, l));
    }
    lessBoth(outR, ru);
    lessBoth(outR + 8, rl);
    lessBoth(outT, tu);
    lessBoth(outT + 8, tl);
  } else {
    store<f64>(outR, load<f64>(outR) - dotPanel(r, upper));
    store<f64>(outR, load<f64>(outR, 8) - dotPanel(r, lower), 8);
    store<f64>(outT, load<f64>(outT) - dotPanel(t, upper));
    store<f64>(outT, load<f64>(outT, 8) - dotPanel(t, lower), 8);
  }
}

/** Takes the products of a full panel, columns first .. first+31, out of what is right of it. */
// @ts-ignore: decorator
@inline function updateRight(m: usize, first: usize, S: usize): void {
  const stride = m << 3, from = first + PANEL, panel = S + (first << 3);
  for (let l = from; l < m; l += 2) {
    const upper = panel + l * stride, lower = upper + stride;
    if (l + 1 == m) break;
    const below = S + (l + 1) * stride + (l << 3);
    store<f64>(below, load<f64>(below) - dotPanel(lower, upper));
    let i = l + 2;
    for (; i + 1 < m; i += 2) {
      const r = panel + i * stride, out = S + i * stride + (l << 3);
      lessTile(r, r + stride, upper, lower, out, out + stride);
    }
    if (i < m) {
      const r = panel + i * stride, out = S + i * stride + (l << 3);
      store<f64>(out, load<f64>(out) - dotPanel(r, upper));
      store<f64>(out, load<f64>(out, 8) - dotPanel(r, lower), 8);
    }
  }
}

/**
 * Cholesky factor of a positive semidefinite matrix with diagonal pivoting: the largest pivot left comes next, until none
 * is above the tolerance. Positions after that are determined by those before.
 *
 * In    tolerance: largest pivot that is rounding
 * InOut S f64[m*m], row-major, lower triangle in; out, the leading `rank` rows hold the factor
 * Out   order u32[m]: the position in S of each row of the factor
 * Work  f64[m]
 * Info  the rank
 * Cost  O(m^2 rank / 3)
 * Source  Higham (2002), Accuracy and Stability of Numerical Algorithms, 2nd ed., section 10.3
 */
export function pivotedCholesky(m: usize, tolerance: f64, S: InOutF64, order: OutU32, d: WorkF64): i32 {
  for (let i: usize = 0; i < m; i++) {
    setU32(order, i, i);
    setF64(d, i, f64At(S, i * m + i));
  }
  const stride = m << 3;
  for (let first: usize = 0; first < m; first += PANEL) {
    const last = min(first + PANEL, m);
    for (let j = first; j < last; j++) {
      let q = j;
      for (let i = j + 1; i < m; i++) if (f64At(d, i) > f64At(d, q)) q = i;
      if (!(f64At(d, q) > tolerance)) return <i32>j;
      if (q != j) exchange(m, j, q, S, order, d);
      const own = S + j * stride, pivot = sqrt(f64At(d, j));
      setF64(own, j, pivot);
      for (let i = j + 1; i < m; i++) {
        const row = S + i * stride;
        let sum = f64At(row, j);
        for (let k = first; k < j; k++) sum -= f64At(row, k) * f64At(own, k);
        sum /= pivot;
        setF64(row, j, sum);
        setF64(d, i, f64At(d, i) - sum * sum);
      }
    }
    if (last < m) updateRight(m, first, S);
  }
  return <i32>m;
}

/** y[i] - L y before it, then over the pivot, four lanes. */
// @ts-ignore: decorator
@inline function forward(i: usize, row: usize, y: usize): void {
  const at = y + (i << 5);
  if (ASC_FEATURE_SIMD) {
    let s01 = f64x2.splat(0), s23 = s01;
    for (let k: usize = 0; k < i; k++) {
      const l = v128.load64_splat(row + (k << 3));
      s01 = f64x2.add(s01, f64x2.mul(l, v128.load(y + (k << 5))));
      s23 = f64x2.add(s23, f64x2.mul(l, v128.load(y + (k << 5), 16)));
    }
    const pivot = v128.load64_splat(row + (i << 3));
    v128.store(at, f64x2.div(f64x2.sub(v128.load(at), s01), pivot));
    v128.store(at, f64x2.div(f64x2.sub(v128.load(at, 16), s23), pivot), 16);
  } else {
    for (let j: usize = 0; j < LANES; j++) {
      let sum: f64 = 0;
      for (let k: usize = 0; k < i; k++) sum += f64At(row, k) * f64At(y, k * LANES + j);
      setF64(at, j, (f64At(at, j) - sum) / f64At(row, i));
    }
  }
}

/** y[i] over the pivot, then out of all before it, four lanes. */
// @ts-ignore: decorator
@inline function backward(i: usize, row: usize, y: usize): void {
  const at = y + (i << 5);
  if (ASC_FEATURE_SIMD) {
    const pivot = v128.load64_splat(row + (i << 3));
    const x01 = f64x2.div(v128.load(at), pivot), x23 = f64x2.div(v128.load(at, 16), pivot);
    v128.store(at, x01);
    v128.store(at, x23, 16);
    for (let k: usize = 0; k < i; k++) {
      const l = v128.load64_splat(row + (k << 3)), to = y + (k << 5);
      v128.store(to, f64x2.sub(v128.load(to), f64x2.mul(l, x01)));
      v128.store(to, f64x2.sub(v128.load(to, 16), f64x2.mul(l, x23)), 16);
    }
  } else {
    for (let j: usize = 0; j < LANES; j++) {
      const x = f64At(at, j) / f64At(row, i);
      setF64(at, j, x);
      for (let k: usize = 0; k < i; k++) setF64(y, k * LANES + j, f64At(y, k * LANES + j) - f64At(row, k) * x);
    }
  }
}

/**
 * Solves scaled equations by a pivoted factor: x = D (L L')^- D b for four columns. Positions beyond the rank give 0.
 *
 * In    L f64[m*m] and order u32[m], as pivotedCholesky leaves them; scale f64[m], the diagonal of D
 * InOut b f64[4*m], interleaved by four: right-hand sides in, solutions out
 * Work  f64[4*rank]
 * Info  0; -2 if rank > m
 * Cost  O(rank^2), four columns at once
 */
export function pivotedSolve(
  m: usize, rank: usize, L: InF64, order: InU32, scale: InF64, b: InOutF64, y: WorkF64,
): i32 {
  if (rank > m) return -2;
  for (let i: usize = 0; i < rank; i++) {
    const at = u32At(order, i), by = f64At(scale, at);
    for (let j: usize = 0; j < LANES; j++) setF64(y, i * LANES + j, by * f64At(b, at * LANES + j));
  }
  for (let i: usize = 0; i < rank; i++) forward(i, L + ((i * m) << 3), y);
  for (let i = rank; i-- > 0;) backward(i, L + ((i * m) << 3), y);
  memory.fill(b, 0, m << 5);
  for (let i: usize = 0; i < rank; i++) {
    const at = u32At(order, i), by = f64At(scale, at);
    for (let j: usize = 0; j < LANES; j++) setF64(b, at * LANES + j, by * f64At(y, i * LANES + j));
  }
  return 0;
}
