/**
 * From estimates and their covariance to t, p and intervals, and joint tests. Small matrices only.
 */
import { NumericalError, UsageError } from "../../base/errors.js";
import { dot, type Eigen, multiplied, orthonormalRows, symmetricEigen, transposed } from "../../base/small-matrices.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { pt, qt } from "../../engine/kernels/math.js";

/** An eigenvalue at most this share of the largest is zero: clusters leave 1e-16 to some 1e-13 where there is none. */
const ROUNDING = 1e-12;
/** One below zero by this share of the largest is no rounding, whatever the condition of the regressors. */
const INDEFINITE = 1e-9;

/**
 * One coefficient with its inference, as records publish it. All but the estimate is NaN, null in JSON, where the standard error is
 * zero: there is nothing to judge it by.
 */
export interface Coefficient {
  readonly estimate: number;
  readonly std_error: number;
  readonly statistic: number;
  readonly p_value: number;
  readonly conf_low: number;
  readonly conf_high: number;
}

/** Throws UsageError `level` unless a confidence level lies between 0 and 1. */
export function requireLevel(level: number): void {
  if (!(level > 0 && level < 1)) {
    throw new UsageError("level", `Confidence level must lie between 0 and 1, such as 0.95; got ${level}.`, {
      got: level,
      expected: "0 < level < 1",
    });
  }
}

/**
 * t statistics, two-sided p and intervals at `level`, by the t distribution with `df` degrees of freedom, or `dfByTerm` of
 * each coefficient. Throws UsageError `level`, NumericalError `variance_scale`.
 */
export function inferAll(
  engine: Engine,
  beta: Float64Array,
  matrix: Float64Array,
  df: number,
  level: number,
  dfByTerm?: ArrayLike<number>,
): Coefficient[] {
  const k = beta.length;
  return inferWith(
    engine,
    beta,
    Float64Array.from(beta, (_, i) => Math.sqrt(matrix[i * k + i]!)),
    df,
    level,
    dfByTerm,
  );
}

/** The same from standard errors. */
export function inferWith(
  engine: Engine,
  beta: Float64Array,
  errors: Float64Array,
  df: number,
  level: number,
  dfByTerm?: ArrayLike<number>,
): Coefficient[] {
  requireLevel(level);
  const common = qt(engine, (1 - level) / 2, df, true);
  return Array.from(beta, (estimate, i) => {
    const own = dfByTerm?.[i] ?? df;
    const quantile = own === df ? common : qt(engine, (1 - level) / 2, own, true);
    requireError(estimate, errors[i]!);
    const std_error = errors[i] === 0 ? Number.NaN : errors[i]!;
    const statistic = estimate / std_error;
    return {
      estimate,
      std_error,
      statistic,
      p_value: 2 * pt(engine, -Math.abs(statistic), own),
      conf_low: estimate - quantile * std_error,
      conf_high: estimate + quantile * std_error,
    };
  });
}

/** An estimate beyond this, or below its inverse, may have a variance that is no number. */
const LARGE = 1e140;

/** Refuses an error whose square over- or underflowed. */
function requireError(estimate: number, error: number): void {
  const isSmall = error === 0 && estimate !== 0 && Math.abs(estimate) < 1 / LARGE;
  const isLarge = error === Number.POSITIVE_INFINITY || (Number.isNaN(error) && Math.abs(estimate) > LARGE);
  if (!isLarge && !isSmall) return;
  throw new NumericalError(
    "variance_scale",
    `The variance of an estimate of ${estimate} is ${isSmall ? "below the least" : "beyond the largest"} number there is: rescale the regressor or the outcome by a power of ten.`,
    { got: error, expected: "an error whose square is a number" },
  );
}

/** F of a joint hypothesis and how many restrictions it tests; `jointTest` reads it. */
export interface WaldStatistic {
  readonly statistic: number;
  readonly df1: number;
}

/**
 * Wald statistic of b = 0 for the chosen coefficients: F = b'V^-1 b / q; q is the rank of V, which a
 * clustered V with few clusters lacks (the pseudo-inverse is used then). Of a V that is not semidefinite, as two
 * clusterings may give, F may be negative: see `isIndefinite`.
 * Source: Wald (1943), Transactions of the AMS 54(3), doi:10.1090/S0002-9947-1943-0012401-3.
 */
export function wald(beta: Float64Array, matrix: Float64Array, indices: readonly number[]): WaldStatistic {
  const k = beta.length;
  const z = Float64Array.from(indices, (i) => beta[i]! / Math.sqrt(matrix[i * k + i]!));
  if (!z.every(Number.isFinite)) return { statistic: Number.NaN, df1: indices.length };
  const { values, vectors } = eigenOf(matrix, k, indices);
  const rounding = ROUNDING * Math.max(...values);
  const along = multiplied(z, vectors, z.length);
  const parts = Array.from(values).flatMap((value, l) => (Math.abs(value) > rounding ? [along[l]! ** 2 / value] : []));
  const df1 = parts.length;
  const statistic = parts.reduce((sum, part) => sum + part, 0) / df1;
  return { statistic, df1 };
}

/**
 * The same of nearly collinear coefficients, whose covariance shows no rank. They are 0 where z = R beta has no part along the
 * rows of R^-1 that make them, and z has a covariance that shows its own.
 *
 * @param inQ covariance of z, k by k
 */
export function waldInQ(
  Rinv: Float64Array,
  z: Float64Array,
  inQ: Float64Array,
  indices: readonly number[],
): WaldStatistic {
  const k = z.length;
  // zeros stay where all rows have them: those of slopes, after the constant
  const basis = orthonormalRows(indices.map((i) => Array.from({ length: k }, (_, j) => Rinv[j * k + i]!)));
  const B = Float64Array.from(basis.flat());
  const covariance = multiplied(multiplied(B, inQ, k), transposed(B, k), k);
  const along = basis.map((direction) => dot(direction, z));
  return wald(Float64Array.from(along), covariance, [...indices.keys()]);
}

/** The rank of the covariance of the chosen coefficients, as `wald` takes it; all of them where one has no variance. */
export function rankOf(matrix: Float64Array, k: number, indices: readonly number[]): number {
  if (!indices.every((i) => matrix[i * (k + 1)]! > 0)) return indices.length;
  const { values } = eigenOf(matrix, k, indices);
  const rounding = ROUNDING * Math.max(...values);
  return values.filter((value) => Math.abs(value) > rounding).length;
}

/** Whether the covariance of the chosen coefficients has a negative eigenvalue, so that it is none and their test neither. */
export function isIndefinite(matrix: Float64Array, k: number, indices: readonly number[]): boolean {
  if (indices.length === 0 || !indices.every((i) => matrix[i * (k + 1)]! > 0)) return false;
  const { values } = eigenOf(matrix, k, indices);
  return Math.min(...values) < -INDEFINITE * Math.max(...values);
}

/** Of the correlations of the chosen coefficients: they may differ by orders of magnitude, their rank is free of units. */
function eigenOf(matrix: Float64Array, k: number, indices: readonly number[]): Eigen {
  const scale = indices.map((i) => Math.sqrt(matrix[i * k + i]!));
  const correlations = indices.flatMap((i, a) => indices.map((j, b) => matrix[i * k + j]! / (scale[a]! * scale[b]!)));
  return symmetricEigen(Float64Array.from(correlations), indices.length);
}
