import { f64At, setF64, setU32, u32At } from "../abi";
import { addScaled } from "../blas/axpy";
import { dotChunk } from "../blas/ddot";
import { appendVector, removeVector, solveTriangle } from "./support-basis";

/** Share of the largest square length by which a slope may lie below the mean one: rounding. */
// @ts-ignore: decorator
@inline const SLOPE: f64 = 2e-14;
/** Share of the largest length that a point leaves beside those there are, if it is not one of their affine hull. */
// @ts-ignore: decorator
@inline const INDEPENDENT: f64 = 1e-13;
/** Points that a ridge may spread weights over beyond twice the numbers of a point. */
// @ts-ignore: decorator
@inline const MOST_SPREAD: usize = 1000;
// @ts-ignore: decorator
@inline const FREE: usize = 0;
// @ts-ignore: decorator
@inline const IN: usize = 1;
/** Not to be added until the point has moved. */
// @ts-ignore: decorator
@inline const BLOCKED: usize = 2;

/** Points that can have weight at a time: without a ridge they are affinely independent. */
// @ts-ignore: decorator
@inline export function mostPoints(m: usize, n: usize, ridge: f64): usize {
  return ridge > 0 ? min(n, 2 * m + MOST_SPREAD) : min(n, m + 1);
}

/** x = the sum of the weights of k points times them. */
function pointOf(m: usize, k: usize, D: usize, support: usize, weights: usize, x: usize): void {
  memory.fill(x, 0, m << 3);
  for (let i: usize = 0; i < k; i++) addScaled(m, f64At(weights, i), D + ((u32At(support, i) * m) << 3), x);
}

/**
 * The point of the convex hull of the columns of D that is nearest to 0: w of the simplex with the least |Dw|^2 + ridge |w|^2. Points are
 * taken in one at a time, that of the steepest slope first (the first of several), while the weights of the others stay positive on the way to the nearest point
 * of their affine hull; those whose weight reaches 0 go. Of several solutions it is one of affinely independent points.
 *
 * @param D f64[m*n], a column a point
 * @param w f64[n], overwritten
 * @param work f64[n + m + 2c + l(c + 1) + c^2], c = mostPoints, l = m + 1 or, with a ridge, m + 1 + c
 * @param places u32[n + c]
 * @returns the largest violation of the conditions of an optimum, as a share of the largest square length
 *
 * Source: Wolfe (1976), Mathematical Programming 11(1), doi:10.1007/bf01580381; with ridge a point has a coordinate of its own more
 */
export function nearestPoint(m: usize, n: usize, ridge: f64, D: usize, w: usize, work: usize, places: usize): f64 {
  const c = mostPoints(m, n, ridge);
  const length = ridge > 0 ? m + 1 + c : m + 1;
  const g = work, x = g + (n << 3), weights = x + (m << 3), v = weights + (c << 3), vector = v + (c << 3);
  const Q = vector + (length << 3), R = Q + ((length * c) << 3);
  const state = places, support = state + (n << 2);
  memory.fill(state, 0, n << 2);
  let first: usize = 0, least: f64 = Infinity, scale: f64 = 0;
  for (let j: usize = 0; j < n; j++) {
    const at = D + ((j * m) << 3);
    const square = dotChunk(m, at, at) + ridge;
    if (square < least) {
      least = square;
      first = j;
    }
    scale = max(scale, square);
  }
  memory.fill(w, 0, n << 3);
  if (!(scale > 0)) {
    setF64(w, 0, 1);
    return 0;
  }
  // a first coordinate that all have alike changes nothing where weights add up to one, and makes affinely independent points independent
  const level = Math.sqrt(scale), own = Math.sqrt(ridge);
  setU32(support, 0, first);
  setU32(state, first, IN);
  setF64(weights, 0, 1);
  let k: usize = 1;
  vectorOf(m, length, level, own, 0, D + ((first * m) << 3), vector);
  appendVector(0, length, c, Q, R, vector, 0);
  let before: f64 = Infinity, newest = first;
  let worst: f64 = 0;
  for (let turn: usize = 0; turn < 20 * (m + n) + 100; turn++) {
    pointOf(m, k, D, support, weights, x);
    let mean = dotChunk(m, x, x);
    for (let i: usize = 0; i < k; i++) mean += ridge * f64At(weights, i) * f64At(weights, i);
    worst = 0;
    for (let j: usize = 0; j < n; j++) setF64(g, j, dotChunk(m, D + ((j * m) << 3), x));
    for (let i: usize = 0; i < k; i++) {
      worst = max(worst, abs(f64At(g, u32At(support, i)) + ridge * f64At(weights, i) - mean) / scale);
    }
    let steepest = n, lowest: f64 = mean - SLOPE * scale;
    for (let j: usize = 0; j < n; j++) {
      if (u32At(state, j) == IN) continue;
      const slope = f64At(g, j);
      worst = max(worst, (mean - slope) / scale);
      if (u32At(state, j) == FREE && slope < lowest) {
        lowest = slope;
        steepest = j;
      }
    }
    if (mean < before) {
      // the point has moved: what was blocked may go on
      if (before < Infinity) for (let j: usize = 0; j < n; j++) if (u32At(state, j) == BLOCKED && j != newest) setU32(state, j, FREE);
      before = mean;
    } else if (u32At(state, newest) == IN && turn > 0) break;
    if (steepest == n) break;
    newest = steepest;
    if (k < c) vectorOf(m, length, level, own, k, D + ((steepest * m) << 3), vector);
    if (k == c || !appendVector(k, length, c, Q, R, vector, INDEPENDENT * level)) {
      setU32(state, steepest, BLOCKED);
      continue;
    }
    setU32(support, k, steepest);
    setU32(state, steepest, IN);
    setF64(weights, k++, 0);
    for (;;) {
      // of the affine hull: R'R v is the same for all, and R' times the first row of Q is
      let sum: f64 = 0;
      for (let i: usize = 0; i < k; i++) setF64(v, i, f64At(Q, i * length));
      solveTriangle(k, c, R, v);
      for (let i: usize = 0; i < k; i++) sum += f64At(v, i);
      for (let i: usize = 0; i < k; i++) setF64(v, i, f64At(v, i) / sum);
      let out = k, step: f64 = 1;
      for (let i: usize = 0; i < k; i++) {
        if (f64At(v, i) > 0) continue;
        const weight = f64At(weights, i);
        const reach = weight > 0 ? weight / (weight - f64At(v, i)) : 0;
        if (out == k || reach < step) {
          step = reach;
          out = i;
        }
      }
      if (out == k) {
        memory.copy(weights, v, k << 3);
        break;
      }
      for (let i: usize = 0; i < k; i++) {
        const weight = f64At(weights, i);
        setF64(weights, i, max(0, weight + step * (f64At(v, i) - weight)));
      }
      const gone = u32At(support, out);
      setU32(state, gone, gone == newest ? BLOCKED : FREE);
      removeVector(k, length, c, Q, R, out);
      k--;
      if (ridge > 0) {
        for (let i: usize = 0; i < k; i++) {
          const coordinate = Q + ((i * length + m + 1 + out) << 3);
          memory.copy(coordinate, coordinate + 8, (k - out) << 3);
          setF64(coordinate, k - out, 0);
        }
      }
      for (let i = out; i < k; i++) {
        setU32(support, i, u32At(support, i + 1));
        setF64(weights, i, f64At(weights, i + 1));
      }
    }
  }
  for (let i: usize = 0; i < k; i++) setF64(w, u32At(support, i), f64At(weights, i));
  return worst;
}

/** A point as a vector: what all have alike, its numbers, and with a ridge a coordinate of its own. */
function vectorOf(m: usize, length: usize, level: f64, own: f64, at: usize, point: usize, vector: usize): void {
  memory.fill(vector, 0, length << 3);
  setF64(vector, 0, level);
  memory.copy(vector + 8, point, m << 3);
  if (length > m + 1) setF64(vector, m + 1 + at, own);
}
