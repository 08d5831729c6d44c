import { f64At, InF64, OutF64 } from "../abi";

/** Rows updated before moving to the next columns: 8 KiB of `out` stay in the first cache. */
const BLOCK: usize = 1024;

/**
 * out[i] = src[i] + sum over j of beta[j * betaStep] * x_j[i] for n rows, columns in order, four at a time in
 * registers. Column j starts at X + j * stride bytes; out may be src. `sign` (1 or -1) multiplies every beta.
 */
// @ts-ignore: decorator
@inline function addColumnsRows(
  n: usize, k: usize, X: usize, stride: usize, sign: f64, beta: usize, betaStep: usize, src: usize, out: usize,
): void {
  let j: usize = 0;
  for (; j + 4 <= k; j += 4, src = out) {
    addFour(n, X + j * stride, stride,
      sign * f64At(beta, j * betaStep), sign * f64At(beta, (j + 1) * betaStep),
      sign * f64At(beta, (j + 2) * betaStep), sign * f64At(beta, (j + 3) * betaStep), src, out);
  }
  for (; j < k; j++, src = out) addOne(n, X + j * stride, sign * f64At(beta, j * betaStep), src, out);
}

/** The same in blocks of rows, so that `out` stays in cache while the columns pass. */
export function addColumns(
  n: usize, k: usize, X: usize, stride: usize, sign: f64, beta: usize, betaStep: usize, src: usize, out: usize,
): void {
  for (let start: usize = 0; start < n; start += BLOCK) {
    const rows = min(BLOCK, n - start);
    const at = start << 3;
    addColumnsRows(rows, k, X + at, stride, sign, beta, betaStep, src + at, out + at);
  }
}

// @ts-ignore: decorator
@inline function addFour(
  n: usize, x: usize, stride: usize, b0: f64, b1: f64, b2: f64, b3: f64, src: usize, out: usize,
): void {
  let x1 = x + stride, x2 = x1 + stride, x3 = x2 + stride;
  const end = x + (n << 3);
  if (ASC_FEATURE_SIMD) {
    const f0 = f64x2.splat(b0), f1 = f64x2.splat(b1), f2 = f64x2.splat(b2), f3 = f64x2.splat(b3);
    for (const body = x + ((n & ~1) << 3); x < body; x += 16, x1 += 16, x2 += 16, x3 += 16, src += 16, out += 16) {
      const low = f64x2.add(f64x2.mul(f0, v128.load(x)), f64x2.mul(f1, v128.load(x1)));
      const high = f64x2.add(f64x2.mul(f2, v128.load(x2)), f64x2.mul(f3, v128.load(x3)));
      v128.store(out, f64x2.add(v128.load(src), f64x2.add(low, high)));
    }
  }
  for (; x < end; x += 8, x1 += 8, x2 += 8, x3 += 8, src += 8, out += 8) {
    const low = b0 * load<f64>(x) + b1 * load<f64>(x1);
    const high = b2 * load<f64>(x2) + b3 * load<f64>(x3);
    store<f64>(out, load<f64>(src) + (low + high));
  }
}

// @ts-ignore: decorator
@inline function addOne(n: usize, x: usize, b: f64, src: usize, out: usize): void {
  const end = x + (n << 3);
  if (ASC_FEATURE_SIMD) {
    const factor = f64x2.splat(b);
    for (const body = x + ((n & ~1) << 3); x < body; x += 16, src += 16, out += 16) {
      v128.store(out, f64x2.add(v128.load(src), f64x2.mul(factor, v128.load(x))));
    }
  }
  for (; x < end; x += 8, src += 8, out += 8) store<f64>(out, load<f64>(src) + b * load<f64>(x));
}

/**
 * Residuals y - X beta.
 *
 * In    X f64[n*k] column-major; y f64[n]; beta f64[k]
 * Out   out f64[n]; may be y
 * Info  0
 * Cost  O(n k)
 * Source  BLAS level 2 xGEMV (Dongarra, Du Croz, Hammarling & Hanson 1988, ACM TOMS 14(1), doi:10.1145/42288.42291)
 */
export function residuals(n: usize, k: usize, X: InF64, y: InF64, beta: InF64, out: OutF64): i32 {
  if (k == 0) memory.copy(out, y, n << 3);
  addColumns(n, k, X, n << 3, -1, beta, 1, y, out);
  return 0;
}
