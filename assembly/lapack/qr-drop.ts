import { f64At, InF64, InOutF64, OutF64, OutU32, setF64, setU32, u32At } from "../abi";
import { subtractScaled } from "../blas/axpy";
import { dotChunk } from "../blas/ddot";

/**
 * Rank of a least-squares problem from its R, in the order of the columns: column j is dropped when what the kept
 * columns before it leave of it is at most tolerance * norms[j]; a dropped column does not use up a pivot row.
 * The last `carried` columns (right-hand sides, such as y) are never judged. R becomes that of the kept and
 * carried columns.
 *
 * In     norms f64[k]: the sizes the remainders are measured against, such as column norms before demeaning
 * InOut  R f64[(k+carried)^2] column-major, upper triangular; on return the r kept columns packed to the left, then the
 *        carried ones, upper triangular with a diagonal >= 0, then 0. With one carried column y: Q'y in rows 0..r-1
 *        of column r, the norm of the residuals in row r
 * Out    kept u32[k]: 1 or 0; combination f64[k*k] column-major: for a dropped column j, column j holds the
 *        coefficients of j on the kept columns before it, by their place among the k; 0 elsewhere
 * Info   number of columns dropped
 * Cost   O((k + carried)^3), O((k + carried)^2) when nothing is dropped
 * Source  Golub & Van Loan (2013), Matrix Computations, 4th ed., section 5.2 (Householder QR), with dependent columns
 *         passed over in place of column pivoting
 */
export function qrDrop(
  k: usize, carried: usize, tolerance: f64, norms: InF64, R: InOutF64, kept: OutU32, combination: OutF64,
): i32 {
  const order = k + carried;
  memory.fill(combination, 0, (k * k) << 3);
  let rank: usize = 0;
  for (let j: usize = 0; j < order; j++) {
    const column = R + ((j * order) << 3);
    const packed = R + ((rank * order) << 3);
    // Rows rank..j hold what the kept columns before j leave of it.
    const rows = j - rank + 1;
    if (j < k && negligible(norm(rows, column + (rank << 3)), tolerance * f64At(norms, j))) {
      const coefficients = combination + ((j * k) << 3);
      memory.copy(coefficients, column, rank << 3);
      solve(rank, order, R, coefficients);
      spread(j, rank, kept, coefficients);
      setU32(kept, j, 0);
    } else {
      reflect(order, j, rank, rows, R);
      memory.copy(packed, column, (rank + 1) << 3);
      memory.fill(packed + ((rank + 1) << 3), 0, (order - rank - 1) << 3);
      if (j < k) setU32(kept, j, 1);
      rank++;
    }
  }
  memory.fill(R + ((rank * order) << 3), 0, ((order - rank) * order) << 3);
  return <i32>(order - rank);
}

// @ts-ignore: decorator
@inline function negligible(remainder: f64, limit: f64): bool { return remainder <= limit || remainder == 0; }

// @ts-ignore: decorator
@inline function norm(n: usize, x: usize): f64 { return n == 1 ? abs(f64At(x, 0)) : sqrt(dotChunk(n, x, x)); }

/** Reflects rows `rank` to `rank + rows - 1` of column j and all later ones, so that column j ends in a pivot >= 0. */
// @ts-ignore: decorator
@inline function reflect(order: usize, j: usize, rank: usize, rows: usize, R: usize): void {
  const pivot = R + ((rank + j * order) << 3);
  const p = pivot + 8;
  const below = dotChunk(rows - 1, p, p);
  const alpha = f64At(pivot, 0);
  const beta = below == 0 ? alpha : -copysign(sqrt(alpha * alpha + below), alpha);
  const sign = copysign(1, beta);
  const v0 = alpha - beta;
  for (let l = j + 1; l < order; l++) {
    const top = R + ((rank + l * order) << 3);
    let value = f64At(top, 0);
    if (below != 0) {
      const factor = (v0 * value + dotChunk(rows - 1, p, top + 8)) * (-1 / (beta * v0));
      value -= factor * v0;
      subtractScaled(rows - 1, factor, p, top + 8);
    }
    setF64(top, 0, sign * value);
  }
  setF64(pivot, 0, sign * beta);
}

/** Solves with the packed factor of order `rank`, whose columns are `order` long. */
// @ts-ignore: decorator
@inline function solve(rank: usize, order: usize, R: usize, x: usize): void {
  for (let i = rank; i-- > 0;) {
    const column = R + ((i * order) << 3);
    const value = f64At(x, i) / f64At(column, i);
    setF64(x, i, value);
    subtractScaled(i, value, column, x);
  }
}

/** Moves coefficients of the `rank` kept columns among the first j from packed order to their places, from the last. */
// @ts-ignore: decorator
@inline function spread(j: usize, rank: usize, kept: usize, coefficients: usize): void {
  for (let i = j, from = rank; i-- > 0;) {
    setF64(coefficients, i, u32At(kept, i) ? f64At(coefficients, --from) : 0);
  }
}
