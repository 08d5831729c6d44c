import { f64At, setF64, setU32, u32At } from "../abi";
import { addScaled } from "../blas/axpy";
import { dotChunk } from "../blas/ddot";
import { dpotrf } from "../lapack/dpotrf";
import { dtrsv } from "../lapack/dtrsv";
import { simplexThreshold } from "./threshold";

// @ts-ignore: decorator
@inline const STEPS: usize = 60;
// @ts-ignore: decorator
@inline const HALVINGS: i32 = 40;
/** Share of the decrease a step promises that it must bring, and of the objective that is rounding. */
// @ts-ignore: decorator
@inline const ARMIJO: f64 = 1e-4;
// @ts-ignore: decorator
@inline const ROUNDING: f64 = 1e-14;
// @ts-ignore: decorator
@inline const REFINEMENTS: i32 = 2;

/** Scratch of `ridgeWeights` in f64; in u32 it is n. */
// @ts-ignore: decorator
@inline export function ridgeWork(m: usize, n: usize): usize {
  return 5 * n + m * (m + n) + 6 * m;
}

/** z = -D'y / ridge by rows of D, each a number a point. */
function slopesOf(m: usize, n: usize, ridge: f64, rows: usize, y: usize, z: usize): void {
  memory.fill(z, 0, n << 3);
  for (let a: usize = 0; a < m; a++) addScaled(n, -f64At(y, a) / ridge, rows + ((a * n) << 3), z);
}

/** w = the point of the simplex nearest to z; how many are in its support. */
function weightsOf(n: usize, z: usize, w: usize): usize {
  const tau = simplexThreshold(n, z);
  let count: usize = 0;
  for (let j: usize = 0; j < n; j++) {
    const value = f64At(z, j) - tau;
    setF64(w, j, value > 0 ? value : 0);
    if (value > 0) count++;
  }
  return count;
}

/** |y|^2 / 2 + ridge (z'w - |w|^2 / 2) */
// @ts-ignore: decorator
@inline function dualOf(m: usize, n: usize, ridge: f64, y: usize, z: usize, w: usize): f64 {
  return 0.5 * dotChunk(m, y, y) + ridge * (dotChunk(n, z, w) - 0.5 * dotChunk(n, w, w));
}

/** Columns of the support of w beside each other, each row less its mean over them, at `centred`; their places. */
function centredSupport(m: usize, n: usize, count: usize, rows: usize, w: usize, centred: usize, support: usize): void {
  let k: usize = 0;
  for (let j: usize = 0; j < n; j++) if (f64At(w, j) > 0) setU32(support, k++, j);
  for (let a: usize = 0; a < m; a++) {
    const row = rows + ((a * n) << 3), own = centred + ((a * count) << 3);
    let sum: f64 = 0;
    for (let i: usize = 0; i < count; i++) sum += f64At(row, u32At(support, i));
    const mean = sum / <f64>count;
    for (let i: usize = 0; i < count; i++) setF64(own, i, f64At(row, u32At(support, i)) - mean);
  }
}

/** The factor of ridge I + EE', E the centred columns of a support. */
function factorOf(m: usize, count: usize, ridge: f64, centred: usize, H: usize): void {
  for (let a: usize = 0; a < m; a++) {
    const row = centred + ((a * count) << 3);
    for (let b: usize = a; b < m; b++) setF64(H, b + a * m, dotChunk(count, row, centred + ((b * count) << 3)));
    setF64(H, a + a * m, f64At(H, a + a * m) + ridge);
  }
  dpotrf(m, H);
}

/** (ridge I + EE') x = b, x in place of b. */
// @ts-ignore: decorator
@inline function solveFactor(m: usize, H: usize, x: usize): void {
  dtrsv(0, 0, m, H, x);
  dtrsv(0, 1, m, H, x);
}

/**
 * As `nearestPoint`, by Newton's method on the dual of m unknowns y = Dw, for a ridge that spreads weights over many points: w is the point of the
 * simplex nearest to -D'y / ridge, and y solves y = Dw, a gradient that is linear as long as the support is the same, so that the last
 * step ends at the solution. What rounding leaves of differences between slopes of the support is solved for again.
 *
 * @param rows f64[n*m], D by rows: a number a point
 * @param w f64[n], overwritten
 * @param work f64[ridgeWork(m, n)]
 * @param support u32[n]
 * @returns as `nearestPoint`; where it is not rounding, the ridge was too small for this method
 *
 * Source: Qi & Sun (1993), Mathematical Programming 58, doi:10.1007/bf01581275
 */
export function ridgeWeights(m: usize, n: usize, ridge: f64, rows: usize, w: usize, work: usize, support: usize): f64 {
  const z = work, trial = z + (n << 3), along = trial + (n << 3), next = along + (n << 3), kept = next + (n << 3);
  const centred = kept + (n << 3), H = centred + ((m * n) << 3), y = H + ((m * m) << 3);
  const d = y + (m << 3), ahead = d + (m << 3), moments = ahead + (m << 3);
  for (let j: usize = 0; j < n; j++) setF64(w, j, 1.0 / <f64>n);
  for (let a: usize = 0; a < m; a++) setF64(y, a, dotChunk(n, rows + ((a * n) << 3), w));
  slopesOf(m, n, ridge, rows, y, z);
  let isFull = false;
  let count: usize = 0;
  memory.fill(kept, 0, n << 3);
  for (let step: usize = 0; step < STEPS; step++) {
    count = weightsOf(n, z, w);
    if (isFull && areAlike(n, w, kept)) break;
    memory.copy(kept, w, n << 3);
    centredSupport(m, n, count, rows, w, centred, support);
    factorOf(m, count, ridge, centred, H);
    // minus the gradient y - Dw, times the ridge
    for (let a: usize = 0; a < m; a++) {
      setF64(moments, a, f64At(y, a) - dotChunk(n, rows + ((a * n) << 3), w));
      setF64(d, a, -ridge * f64At(moments, a));
    }
    solveFactor(m, H, d);
    slopesOf(m, n, ridge, rows, d, along);
    const promised = dotChunk(m, moments, d);
    const now = dualOf(m, n, ridge, y, z, w);
    let t: f64 = 1;
    for (let halving = 0; halving < HALVINGS; halving++, t *= 0.5) {
      memory.copy(ahead, y, m << 3);
      addScaled(m, t, d, ahead);
      memory.copy(trial, z, n << 3);
      addScaled(n, t, along, trial);
      weightsOf(n, trial, next);
      if (dualOf(m, n, ridge, ahead, trial, next) <= now + ARMIJO * t * promised + ROUNDING * abs(now)) break;
    }
    isFull = t == 1;
    memory.copy(y, ahead, m << 3);
    memory.copy(z, trial, n << 3);
  }
  centredSupport(m, n, count, rows, w, centred, support);
  factorOf(m, count, ridge, centred, H);
  for (let pass = 0; pass < REFINEMENTS; pass++) refine(m, n, count, ridge, rows, w, centred, H, support, y, d, along, trial);
  return violation(m, n, ridge, rows, w, y, along, trial);
}

/** Whether two weights have the same support. */
function areAlike(n: usize, w: usize, kept: usize): bool {
  for (let j: usize = 0; j < n; j++) if (f64At(w, j) > 0 != f64At(kept, j) > 0) return false;
  return true;
}

/** g = D'Dw + ridge w, y = Dw; the mean of g by w. */
function gradientOf(m: usize, n: usize, ridge: f64, rows: usize, w: usize, y: usize, g: usize): f64 {
  for (let j: usize = 0; j < n; j++) setF64(g, j, ridge * f64At(w, j));
  for (let a: usize = 0; a < m; a++) {
    const row = rows + ((a * n) << 3);
    setF64(y, a, dotChunk(n, row, w));
    addScaled(n, f64At(y, a), row, g);
  }
  return dotChunk(n, g, w);
}

function refine(
  m: usize, n: usize, count: usize, ridge: f64, rows: usize, w: usize, centred: usize, H: usize, support: usize, y: usize, d: usize,
  g: usize, left: usize,
): void {
  const mean = gradientOf(m, n, ridge, rows, w, y, g);
  let sum: f64 = 0;
  for (let i: usize = 0; i < count; i++) {
    setF64(left, i, mean - f64At(g, u32At(support, i)));
    sum += f64At(left, i);
  }
  for (let i: usize = 0; i < count; i++) setF64(left, i, f64At(left, i) - sum / <f64>count);
  for (let a: usize = 0; a < m; a++) setF64(d, a, dotChunk(count, centred + ((a * count) << 3), left));
  solveFactor(m, H, d);
  for (let a: usize = 0; a < m; a++) addScaled(count, -f64At(d, a), centred + ((a * count) << 3), left);
  // weights of the threshold add up to 1 only to the rounding of slopes, which are far larger where the ridge is small
  let missing: f64 = 1;
  for (let i: usize = 0; i < count; i++) missing -= f64At(w, u32At(support, i));
  for (let i: usize = 0; i < count; i++) {
    const j = u32At(support, i);
    setF64(w, j, max(0, f64At(w, j) + (f64At(left, i) / ridge + missing / <f64>count)));
  }
}

function violation(m: usize, n: usize, ridge: f64, rows: usize, w: usize, y: usize, g: usize, squares: usize): f64 {
  const mean = gradientOf(m, n, ridge, rows, w, y, g);
  memory.fill(squares, 0, n << 3);
  for (let a: usize = 0; a < m; a++) {
    const row = rows + ((a * n) << 3);
    for (let j: usize = 0; j < n; j++) setF64(squares, j, f64At(squares, j) + f64At(row, j) * f64At(row, j));
  }
  let worst: f64 = 0, scale: f64 = 0;
  for (let j: usize = 0; j < n; j++) {
    const below = mean - f64At(g, j);
    worst = max(worst, f64At(w, j) > 0 ? abs(below) : below);
    scale = max(scale, f64At(squares, j) + ridge);
  }
  return worst / scale;
}
