/**
 * A linear equation with instruments, net of its exogenous regressors W and absorbed effects, as a few
 * small matrices. With X the kx endogenous regressors, y the outcome, Q an orthonormal basis of the kz excluded instruments
 * net of W, and E what W and the instruments leave of [X y]:
 *
 *     [X y] net of W  =  Q P + E,    Q'E = 0,    E'E = T'T,    Z net of W  =  Q R.
 *
 * Every k-class estimate and every statistic under homoskedasticity is algebra on P and T; every residual that a robust
 * one needs is E a + Q c for short vectors a and c, so that no statistic knows how rows are stored.
 * Source: Davidson & MacKinnon (2004), Econometric Theory and Methods, sections 8.4 and 12.5, ISBN 978-0195123722.
 */
import { Matrix } from "ml-matrix";
import type { Engine } from "../../../engine/kernels/engine.js";
import { dtrsv, tsqr } from "../../../engine/kernels/lapack.js";

/** Matrices are column-major. */
export interface InstrumentSystem {
  /** Rows. */
  readonly n: number;
  /** Endogenous regressors, kx. */
  readonly nEndogenous: number;
  /** Excluded instruments kept, kz. */
  readonly nInstruments: number;
  /** Parameters of W: exogenous regressors kept and the rank of the absorbed effects. */
  readonly nExogenous: number;
  /** P, kz by (kx + 1): coordinates of [X y] on Q. */
  readonly projected: Float64Array;
  /** T, (kx + 1) by (kx + 1), upper. */
  readonly unexplained: Float64Array;
  /** R, kz by kz, upper: coordinates of the instruments on Q. */
  readonly instruments: Float64Array;
}

/**
 * Sum over rows, or over clusters of sums, of s s', kz by kz and symmetric, with s the score q e of the instruments Q and
 * e = E a + Q c: `a` has kx + 1 numbers (those of X, then that of y), `c` has kz. No small-sample factor. Classical errors
 * give e'e/n times the identity; two clusterings inclusion and exclusion; correlation along time Bartlett's weights.
 */
export type ScoreCovariance = (a: Float64Array, c: Float64Array) => Float64Array;

/** How errors are taken to be: what robust statistics are scaled by. */
export interface ErrorStructure {
  /** `NW` and `DK`: correlated along time, within units or across all of them. */
  readonly type: "iid" | "hetero" | "cluster" | "NW" | "DK";
  /** The smallest number of clusters, which for `DK` are the periods; null for the others. */
  readonly nClusters: number | null;
  readonly covariance: ScoreCovariance;
}

/** n - L: residual degrees of freedom of a first stage, every effect counted. */
export const firstStageDf = ({ n, nExogenous, nInstruments }: InstrumentSystem): number =>
  n - nExogenous - nInstruments;

/**
 * The system from the upper triangle R of [W Z X y] = QR, of order kw + kz + kx + 1, all columns kept; `rankEffects` is that
 * of the absorbed effects.
 */
export function instrumentSystem(
  n: number,
  rankEffects: number,
  { kw, kz, kx }: { readonly kw: number; readonly kz: number; readonly kx: number },
  R: Float64Array,
): InstrumentSystem {
  const order = kw + kz + kx + 1;
  const part = (row: number, rows: number): Float64Array => {
    const out = new Float64Array(rows * (kx + 1));
    for (let j = 0; j <= kx; j++) {
      const from = (kw + kz + j) * order + row;
      out.set(R.subarray(from, from + rows), j * rows);
    }
    return out;
  };
  const projected = part(kw, kz);
  const unexplained = part(kw + kz, kx + 1);
  const instruments = new Float64Array(kz * kz);
  for (let j = 0; j < kz; j++) {
    const from = (kw + j) * order + kw;
    instruments.set(R.subarray(from, from + j + 1), j * kz);
  }
  for (let j = 0; j <= kx; j++) unexplained.fill(0, j * (kx + 1) + j + 1, (j + 1) * (kx + 1));
  return { n, nEndogenous: kx, nInstruments: kz, nExogenous: kw + rankEffects, projected, unexplained, instruments };
}

// The residual of an equation with instruments at given coefficients, as the combination E a + Q c of
// `InstrumentSystem`, and its squares by where they lie.

/** E a + Q c: `a` has kx + 1 numbers, `c` kz. */
export interface Combination {
  readonly a: Float64Array;
  readonly c: Float64Array;
}

/** y - X b net of W: a = (-b, 1), c = P_y - P_X b. */
export function structuralResidual(system: InstrumentSystem, b: Float64Array): Combination {
  const { nInstruments: kz, nEndogenous: kx, projected } = system;
  const a = Float64Array.from({ length: kx + 1 }, (_, j) => (j < kx ? -b[j]! : 1));
  const c = projected.slice(kx * kz);
  for (let j = 0; j < kx; j++) for (let i = 0; i < kz; i++) c[i]! -= projected[j * kz + i]! * b[j]!;
  return { a, c };
}

/** Squares of a residual: those the instruments explain, and those they don't. Their sum is e'e. */
export interface ResidualSquares {
  readonly explained: number;
  readonly unexplained: number;
}

export function residualSquares({ nEndogenous, unexplained: T }: InstrumentSystem, { a, c }: Combination) {
  const order = nEndogenous + 1;
  let unexplained = 0;
  for (let i = 0; i < order; i++) {
    let sum = 0;
    for (let j = i; j < order; j++) sum += T[j * order + i]! * a[j]!;
    unexplained += sum * sum;
  }
  return { explained: c.reduce((sum, value) => sum + value * value, 0), unexplained } satisfies ResidualSquares;
}

// What the statistics of an equation with instruments read of it.

/** A matrix of `rows` by `columns` from column-major numbers. */
const columnMajor = (rows: number, columns: number, values: ArrayLike<number>): Matrix =>
  Matrix.from1DArray(columns, rows, Array.from(values)).transpose();

/** P: the coordinates of [X y] on the instruments, kz by (kx + 1). */
export const projectedMatrix = ({ nInstruments, nEndogenous, projected }: InstrumentSystem): Matrix =>
  columnMajor(nInstruments, nEndogenous + 1, projected);

/** T of what the instruments leave of [X y], (kx + 1) by (kx + 1). */
export const unexplainedMatrix = ({ nEndogenous, unexplained }: InstrumentSystem): Matrix =>
  columnMajor(nEndogenous + 1, nEndogenous + 1, unexplained);

/** The first `count` columns. */
export const leading = (matrix: Matrix, count: number): Matrix => matrix.subMatrix(0, matrix.rows - 1, 0, count - 1);

/** Covariance of the scores of E a + Q c, kz by kz. `a` has kx + 1 numbers; zeros are put where it has fewer. */
export function scoreMatrix(
  { nEndogenous, nInstruments }: InstrumentSystem,
  errors: ErrorStructure,
  a: ArrayLike<number>,
  c: ArrayLike<number> | null = null,
): Matrix {
  const onResiduals = new Float64Array(nEndogenous + 1);
  onResiduals.set(Array.from(a));
  const onInstruments = new Float64Array(nInstruments);
  if (c !== null) onInstruments.set(Array.from(c));
  return columnMajor(nInstruments, nInstruments, errors.covariance(onResiduals, onInstruments));
}

/** n - L: rows less the exogenous parameters, every effect counted, and the instruments. */
export const residualDf = ({ n, nExogenous, nInstruments }: InstrumentSystem): number => n - nExogenous - nInstruments;

/** Denominator degrees of freedom of a first stage: n - L, or clusters less one. */
export const denominatorDf = (system: InstrumentSystem, { nClusters }: ErrorStructure): number =>
  nClusters === null ? residualDf(system) : nClusters - 1;

/**
 * What a Wald chi-squared without small-sample factor is multiplied by: (n - L)/n, or with G clusters
 * (n - L)/(n - 1) (G - 1)/G, as ivreg2 does.
 */
export function smallSampleFactor(system: InstrumentSystem, { nClusters }: ErrorStructure): number {
  const { n } = system;
  if (nClusters === null) return residualDf(system) / n;
  return ((residualDf(system) / (n - 1)) * (nClusters - 1)) / nClusters;
}

// Least squares of a few rows.

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
