import { f64At, setF64 } from "../abi";
import { addScaled, subtractScaled, subtractScaledPair } from "../blas/axpy";
import { dotChunk } from "../blas/ddot";

/** Bits of a double without its sign; of its exponent; of 2^-1022 and 2^1022, whose inverses have all digits. */
const SIZE: u64 = 0x7fff_ffff_ffff_ffff;
const EXPONENT: u64 = 0x7ff0_0000_0000_0000;
const LEAST_UNIT: u64 = 0x0010_0000_0000_0000;
const MOST_UNIT: u64 = 0x7fd0_0000_0000_0000;

/** Squares whose sum is below this are as good as none. */
const NOTHING: f64 = 1e-290;
const EPSILON: f64 = 2.220446049250313e-16;
/** Steps allowed a row, all in all; two or three are usual. */
const STEPS: usize = 40;

/**
 * Eigenvalues and vectors of a symmetric n x n matrix of any size: Householder's reduction to a tridiagonal one, then implicit QR steps
 * with Wilkinson's shift. Eigenvalues are good to a few units in the last place of the largest, in no order.
 *
 * A     f64[n*n] both triangles; overwritten
 * Q     f64[n*n] out: vector t is column t
 * d     f64[n] out: eigenvalues
 * work  f64[4*n]
 * Returns whether it converged.
 * Source  Golub & Van Loan (2013), Matrix Computations, 8.3; Wilkinson (1968), Linear Algebra and its Applications 1(3),
 *         doi:10.1016/0024-3795(68)90017-7
 */
export function symmetricEigen(n: usize, A: usize, Q: usize, d: usize, work: usize): bool {
  const e = work, betas = e + (n << 3), p = betas + (n << 3);
  const unit = unitOf(n * n, A);
  if (unit != 1) multiply(n * n, A, 1 / unit);
  tridiagonal(n, A, d, e, betas, p);
  accumulate(n, A, betas, Q);
  const converged = diagonal(n, d, e, Q);
  if (unit != 1) multiply(n, d, unit);
  return converged;
}

/** The power of two near the largest number, over which squares neither overflow nor vanish; 1 of zeros, and where one is no number. */
function unitOf(n: usize, x: usize): f64 {
  let most: u64 = 0;
  for (let i: usize = 0; i < n; i++) most = max(most, load<u64>(x + (i << 3)) & SIZE);
  const exponent = most & EXPONENT;
  return most == 0 || exponent == EXPONENT ? 1 : reinterpret<f64>(min(max(exponent, LEAST_UNIT), MOST_UNIT));
}

function multiply(n: usize, x: usize, factor: f64): void {
  for (let i: usize = 0; i < n; i++) setF64(x, i, f64At(x, i) * factor);
}

/** Reduces A to diagonal d and off-diagonal e; the reflector of column j stays in it, below the diagonal. */
function tridiagonal(n: usize, A: usize, d: usize, e: usize, betas: usize, p: usize): void {
  for (let j: usize = 0; j < n; j++) {
    const column = A + ((j * n) << 3);
    setF64(d, j, f64At(column, j));
    setF64(betas, j, 0);
    setF64(e, j, j + 1 < n ? f64At(column, j + 1) : 0);
    if (j + 2 >= n) continue;
    const size = n - j - 1;
    const v = column + ((j + 1) << 3);
    const below = dotChunk(size - 1, v + 8, v + 8);
    if (below < NOTHING) continue;
    const first = f64At(v, 0);
    const norm = sqrt(first * first + below);
    const head = first <= 0 ? first - norm : -below / (first + norm);
    const beta = 2 / (below + head * head);
    setF64(v, 0, head);
    setF64(betas, j, beta);
    setF64(e, j, norm);
    // p = beta A v, then w = p - (beta p'v / 2) v, in place
    memory.fill(p, 0, size << 3);
    const corner = A + (((j + 1) * n + j + 1) << 3);
    for (let t: usize = 0; t < size; t++) addScaled(size, beta * f64At(v, t), corner + ((t * n) << 3), p);
    subtractScaled(size, 0.5 * beta * dotChunk(size, p, v), v, p);
    for (let t: usize = 0; t < size; t++) {
      subtractScaledPair(size, f64At(p, t), v, f64At(v, t), p, corner + ((t * n) << 3));
    }
  }
}

/** The product of the reflectors. */
function accumulate(n: usize, A: usize, betas: usize, Q: usize): void {
  memory.fill(Q, 0, (n * n) << 3);
  for (let i: usize = 0; i < n; i++) setF64(Q, i * n + i, 1);
  for (let j = n; j > 0;) {
    const beta = f64At(betas, --j);
    if (beta == 0) continue;
    const size = n - j - 1;
    const v = A + ((j * n + j + 1) << 3);
    for (let t: usize = j + 1; t < n; t++) {
      const column = Q + ((t * n + j + 1) << 3);
      subtractScaled(size, beta * dotChunk(size, v, column), v, column);
    }
  }
}

/** Makes the tridiagonal matrix diagonal, turning columns of Q along. An off-diagonal that is rounding of the largest is 0. */
function diagonal(n: usize, d: usize, e: usize, Q: usize): bool {
  let scale: f64 = 0;
  for (let i: usize = 0; i < n; i++) scale = max(scale, abs(f64At(d, i)) + abs(f64At(e, i)));
  const least = EPSILON * scale;
  let steps = STEPS * n;
  let high = n;
  while (high > 1) {
    if (abs(f64At(e, high - 2)) <= least) {
      high--;
      continue;
    }
    if (steps-- == 0) return false;
    let low = high - 2;
    while (low > 0 && abs(f64At(e, low - 1)) > least) low--;
    step(n, low, high - 1, d, e, Q);
  }
  return true;
}

/** One implicit step on rows low .. high. */
function step(n: usize, low: usize, high: usize, d: usize, e: usize, Q: usize): void {
  const last = f64At(d, high), off = f64At(e, high - 1);
  const half = 0.5 * (f64At(d, high - 1) - last);
  const root = sqrt(half * half + off * off);
  let x = f64At(d, low) - (last - (off * off) / (half + (half < 0 ? -root : root)));
  let z = f64At(e, low);
  for (let i = low; i < high; i++) {
    const r = sqrt(x * x + z * z);
    const c = r == 0 ? 1 : x / r;
    const s = r == 0 ? 0 : z / r;
    if (i > low) setF64(e, i - 1, r);
    const a = f64At(d, i), b = f64At(d, i + 1), between = f64At(e, i);
    setF64(d, i, c * c * a + 2 * c * s * between + s * s * b);
    setF64(d, i + 1, s * s * a - 2 * c * s * between + c * c * b);
    setF64(e, i, c * s * (b - a) + (c * c - s * s) * between);
    if (i + 1 < high) {
      x = f64At(e, i);
      z = s * f64At(e, i + 1);
      setF64(e, i + 1, c * f64At(e, i + 1));
    }
    turn(n, c, s, Q + ((i * n) << 3), Q + (((i + 1) * n) << 3));
  }
}

/** Columns x and y to c x + s y and c y - s x. */
function turn(n: usize, c: f64, s: f64, x: usize, y: usize): void {
  const end = x + (n << 3);
  if (ASC_FEATURE_SIMD) {
    const cc = f64x2.splat(c), ss = f64x2.splat(s);
    for (const body = x + ((n & ~1) << 3); x < body; x += 16, y += 16) {
      const a = v128.load(x), b = v128.load(y);
      v128.store(x, f64x2.add(f64x2.mul(cc, a), f64x2.mul(ss, b)));
      v128.store(y, f64x2.sub(f64x2.mul(cc, b), f64x2.mul(ss, a)));
    }
  }
  for (; x < end; x += 8, y += 8) {
    const a = load<f64>(x), b = load<f64>(y);
    store<f64>(x, c * a + s * b);
    store<f64>(y, c * b - s * a);
  }
}
