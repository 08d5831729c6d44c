/**
 * Layer inference. From estimates and their covariance to t, p and intervals, and joint tests. Small matrices only.
 */
import { Matrix, SVD } from "ml-matrix";
import { UsageError } from "../base/errors.js";
import type { Engine } from "../kernels/engine.js";
import { pf, pt, qt } from "../kernels/math.js";

/** Inference on one coefficient. */
export interface Inference {
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

/** t statistics, two-sided p and intervals at `level`, by the t distribution with `df` degrees of freedom. */
export function inferAll(
  engine: Engine,
  beta: Float64Array,
  matrix: Float64Array,
  df: number,
  level: number,
): Inference[] {
  requireLevel(level);
  const k = beta.length;
  const quantile = qt(engine, (1 - level) / 2, df, true);
  return Array.from(beta, (estimate, i) => {
    const std_error = Math.sqrt(matrix[i * k + i]!);
    const statistic = estimate / std_error;
    return {
      estimate,
      std_error,
      statistic,
      p_value: 2 * pt(engine, -Math.abs(statistic), df),
      conf_low: estimate - quantile * std_error,
      conf_high: estimate + quantile * std_error,
    };
  });
}

/** A joint test that the coefficients at `indices` are zero: F(q, df2). */
export interface JointTest {
  readonly statistic: number;
  readonly df1: number;
  readonly df2: number;
  readonly p_value: number;
}

/**
 * Wald test of b = 0 for the chosen coefficients: F = b'V^-1 b / q, p from F(q, df2); q is the rank of V, which a
 * clustered V with few clusters lacks (the pseudo-inverse is used then).
 * Source: Wald (1943), Transactions of the AMS 54(3), doi:10.1090/S0002-9947-1943-0012401-3.
 */
export function wald(
  engine: Engine,
  beta: Float64Array,
  matrix: Float64Array,
  indices: readonly number[],
  df2: number,
): JointTest {
  const k = beta.length;
  const b = Matrix.columnVector(indices.map((i) => beta[i]!));
  const V = new Matrix(indices.map((i) => indices.map((j) => matrix[i * k + j]!)));
  const scale = indices.map((i) => Math.sqrt(matrix[i * k + i]!));
  // unit-free before the rank is judged: coefficients may differ by orders of magnitude
  const correlation = new Matrix(indices.map((_, i) => indices.map((_, j) => V.get(i, j) / (scale[i]! * scale[j]!))));
  const z = Matrix.columnVector(indices.map((_, i) => b.get(i, 0) / scale[i]!));
  const svd = new SVD(correlation, { autoTranspose: true });
  const df1 = svd.rank;
  const statistic = z.transpose().mmul(svd.inverse()).mmul(z).get(0, 0) / df1;
  return { statistic, df1, df2, p_value: pf(engine, statistic, df1, df2, true) };
}
