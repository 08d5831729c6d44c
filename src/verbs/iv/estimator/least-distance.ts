/**
 * Least squares of a few rows: the coefficients of X nearest to y in coordinates on the instruments, and
 * the squares left. With P it is two-stage least squares, with P whitened it is GMM, with P above T ordinary least squares.
 * Knows nothing of where the rows come from.
 */
import type { Engine } from "../../../engine/kernels/engine.js";
import { dtrsv, tsqr } from "../../../engine/kernels/lapack.js";
import type { InstrumentSystem } from "./instrument-system.js";

export interface LeastDistance {
  /** Coefficients of X, kx. */
  readonly coefficients: Float64Array;
  /** Triangle of the QR of X's rows, kx by kx, column-major, diagonal >= 0. */
  readonly R: Float64Array;
  /** Coordinates of y on that Q, kx. */
  readonly coordinates: Float64Array;
  /** Squares of y that X leaves: 0 when there are no more rows than regressors. */
  readonly distance: number;
}

/** Regresses the last column of [X y] (`rows` by kx + 1, column-major) on the others. Throws NumericalError on rank zero. */
export function leastDistance(engine: Engine, rows: number, kx: number, Xy: Float64Array): LeastDistance {
  const order = kx + 1;
  const all = tsqr(engine, rows, order, Xy);
  const R = new Float64Array(kx * kx);
  for (let j = 0; j < kx; j++) R.set(all.subarray(j * order, j * order + j + 1), j * kx);
  const coordinates = all.slice(kx * order, kx * order + kx);
  return { coefficients: dtrsv(engine, kx, R, coordinates), R, coordinates, distance: all[order * order - 1]! ** 2 };
}

/** What multiplies y to give the coefficients, (X'X)^-1 X', kx by `rows`; X's rows as given to `leastDistance`. */
export function estimationRows(engine: Engine, rows: number, R: Float64Array, X: Float64Array): Float64Array {
  const kx = Math.round(Math.sqrt(R.length));
  const A = new Float64Array(kx * rows);
  for (let i = 0; i < kx; i++) {
    const unit = Float64Array.from({ length: kx }, (_, j) => Number(j === i));
    const row = dtrsv(engine, kx, R, dtrsv(engine, kx, R, unit, { transposed: true }));
    for (let l = 0; l < rows; l++) {
      let sum = 0;
      for (let j = 0; j < kx; j++) sum += X[j * rows + l]! * row[j]!;
      A[l * kx + i] = sum;
    }
  }
  return A;
}

/** A S A', k by k, of A (k by m) and S (m by m). */
export function sandwich(k: number, m: number, A: Float64Array, S: Float64Array): Float64Array {
  return Float64Array.from({ length: k * k }, (_, at) => {
    const [i, j] = [at % k, Math.floor(at / k)];
    let sum = 0;
    for (let l = 0; l < m; l++) for (let o = 0; o < m; o++) sum += A[l * k + i]! * S[o * m + l]! * A[o * k + j]!;
    return sum;
  });
}

/** Two-stage least squares. */
export const twoStage = (engine: Engine, { nInstruments, nEndogenous, projected }: InstrumentSystem): LeastDistance =>
  leastDistance(engine, nInstruments, nEndogenous, projected);

/** Ordinary least squares of the same equation, X taken for exogenous; `distance` is its residual sum of squares. */
export function ordinary(engine: Engine, system: InstrumentSystem): LeastDistance {
  const { nInstruments: kz, nEndogenous: kx, projected, unexplained } = system;
  return leastDistance(engine, kz + kx + 1, kx, stacked(kx + 1, [kz, projected], [kx + 1, unexplained]));
}

/** Two matrices of the same number of columns, one above the other: [rows, column-major numbers]. */
export function stacked(
  columns: number,
  [above, A]: readonly [number, Float64Array],
  [below, B]: readonly [number, Float64Array],
): Float64Array {
  const out = new Float64Array((above + below) * columns);
  for (let j = 0; j < columns; j++) {
    out.set(A.subarray(j * above, (j + 1) * above), j * (above + below));
    out.set(B.subarray(j * below, (j + 1) * below), j * (above + below) + above);
  }
  return out;
}
