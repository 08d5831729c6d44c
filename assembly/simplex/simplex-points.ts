import { f64At, setF64 } from "../abi";
import { dotChunk } from "../blas/ddot";
import { nearestPoint } from "./nearest-point";
import { ridgeWeights } from "./ridge-weights";

/** Share of the largest square length from which on a ridge is large enough for the dual. */
// @ts-ignore: decorator
@inline const LARGE: f64 = 1e-5;
/** Violation beyond which the dual has met its limits. */
// @ts-ignore: decorator
@inline const EXACT: f64 = 1e-12;

/**
 * Weights w of the simplex with the least |Dw|^2 + ridge |w|^2 for points D f64[m*n], which are made smaller by a power of 2: by the dual where
 * a ridge spreads them over more points than a point has numbers, else point by point.
 *
 * @param work f64[m*n + simplexPointsWork], places u32[2n]
 * @returns the violation of the conditions of an optimum
 */
export function simplexPoints(m: usize, n: usize, ridge: f64, D: usize, w: usize, work: usize, places: usize): f64 {
  let most: f64 = Math.sqrt(ridge);
  for (let i: usize = 0; i < m * n; i++) most = max(most, abs(f64At(D, i)));
  if (!(most < Infinity)) return NaN;
  if (most == 0) {
    memory.fill(w, 0, n << 3);
    setF64(w, 0, 1);
    return 0;
  }
  // all bits of the numbers stay as they are
  const unit = reinterpret<f64>((<u64>2046 << 52) - (reinterpret<u64>(most) & 0x7ff0_0000_0000_0000));
  let largest: f64 = 0;
  for (let i: usize = 0; i < m * n; i++) setF64(D, i, f64At(D, i) * unit);
  for (let j: usize = 0; j < n; j++) largest = max(largest, dotChunk(m, D + ((j * m) << 3), D + ((j * m) << 3)));
  const scaled = ridge * unit * unit;
  if (n > m && scaled > LARGE * largest) {
    const rows = work;
    for (let j: usize = 0; j < n; j++) {
      for (let a: usize = 0; a < m; a++) setF64(rows, a * n + j, f64At(D, j * m + a));
    }
    const found = ridgeWeights(m, n, scaled, rows, w, rows + ((m * n) << 3), places);
    if (found <= EXACT) return found;
  }
  return nearestPoint(m, n, scaled, D, w, work, places);
}
