/**
 * What the statistics of an equation with instruments read of it: its small matrices as matrices, its
 * residual degrees of freedom, and the small-sample factor of a robust first stage.
 */
import { Matrix } from "ml-matrix";
import type { ErrorStructure, InstrumentSystem } from "../estimator/instrument-system.js";

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
