import { f64At, InF64, InU32, OutF64, setF64, u32At, WorkF64, WorkU32 } from "../abi";
import { addScaled } from "../blas/axpy";
import { dotChunk } from "../blas/ddot";
import { centre } from "./centre";
import { simplexPoints } from "./simplex-points";

/**
 * Least squares over the simplex: of each problem the weights of columns of A that come closest to its target,
 * w >= 0, sum w = 1, with the least |c + Aw - b|^2 + ridge |w|^2, c an intercept or 0. Of several solutions one of affinely independent columns is found,
 * by an order of columns that is the same everywhere.
 *
 * In    low, high the problems of this call; A f64[m*n]; B f64[m*problems] the target of each; ridges f64[problems] >= 0; starts
 *       u32[problems+1] and left u32[...]: columns left out of each problem, ascending
 * Out   w f64[n*problems], 0 for columns left out; results f64[3*problems]: the objective, the largest violation of the conditions of
 *       an optimum as a share of the largest square distance of a column from the target, and c. NaN without a column
 * Work  work f64[...] and places u32[...] as simplexWork and simplexPlaces of src/engine/kernels/simplex.ts have them
 * Info  0; 5 where a number is not finite
 * Cost  O(m n) a column that gets weight, or with a ridge and n > m O(m^2 n) a step of a few
 * Source  Wolfe (1976), doi:10.1007/bf01580381; Qi & Sun (1993), doi:10.1007/bf01581275
 */
export function simplexWeights(
  low: usize, high: usize, m: usize, n: usize, intercept: i32, A: InF64, B: InF64, ridges: InF64, starts: InU32, left: InU32,
  w: OutF64, results: OutF64, work: WorkF64, places: WorkU32,
): i32 {
  const D = work, own = D + ((m * n) << 3), x = own + (n << 3), rest = x + (m << 3);
  for (let p = low; p < high; p++) {
    const weights = w + ((p * n) << 3), b = B + ((p * m) << 3);
    memory.fill(weights, 0, n << 3);
    let next: usize = u32At(starts, p), k: usize = 0;
    const end: usize = u32At(starts, p + 1);
    for (let j: usize = 0; j < n; j++) {
      if (next < end && u32At(left, next) == j) {
        next++;
        continue;
      }
      const column = D + ((k++ * m) << 3);
      for (let i: usize = 0; i < m; i++) setF64(column, i, f64At(A, j * m + i) - f64At(b, i));
      if (intercept != 0) centre(m, column);
    }
    if (k == 0) {
      for (let r: usize = 0; r < 3; r++) setF64(results, 3 * p + r, NaN);
      continue;
    }
    const found = simplexPoints(m, k, f64At(ridges, p), D, own, rest, places);
    if (isNaN(found)) return 5;
    next = u32At(starts, p);
    k = 0;
    let squares: f64 = 0;
    for (let i: usize = 0; i < m; i++) setF64(x, i, -f64At(b, i));
    for (let j: usize = 0; j < n; j++) {
      if (next < end && u32At(left, next) == j) {
        next++;
        continue;
      }
      const weight = f64At(own, k++);
      setF64(weights, j, weight);
      squares += weight * weight;
      addScaled(m, weight, A + ((j * m) << 3), x);
    }
    const c = intercept != 0 ? centre(m, x) : 0;
    setF64(results, 3 * p, dotChunk(m, x, x) + f64At(ridges, p) * squares);
    setF64(results, 3 * p + 1, found);
    setF64(results, 3 * p + 2, -c);
  }
  return 0;
}
