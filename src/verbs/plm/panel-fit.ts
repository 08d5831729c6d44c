/**
 * A panel model fitted, valid while its data are: what records and tests read, whichever model it is.
 */
import type { Category } from "../../base/columns.js";
import type { Note } from "../../base/messages.js";
import { centredSumOfSquaresBlock, linearCombinationsBlock } from "../../engine/kernels/blas.js";
import type { F64Block, Scope } from "../../engine/kernels/engine.js";
import type { Fit } from "../../regression/least-squares/fit.js";
import type { CollinearTerm } from "../../regression/record/fit-record.js";
import type { Ssc } from "../../regression/variance/ssc.js";
import type { RegressionVcov } from "../../regression/variance/variances.js";
import type { Covariance } from "../../regression/variance/vcov.js";
import { groupMeanColumns, quasiDemean } from "./estimator/transforms.js";
import type { PanelData } from "./panel-data.js";
import type { ComponentsRecord } from "./record.js";
import type { PlmEffect, PlmModel } from "./verb.js";

export interface PanelFit {
  readonly model: PlmModel;
  readonly effect: PlmEffect;
  readonly fit: Fit;
  /** Names of the coefficients. */
  readonly names: readonly string[];
  readonly collinear: readonly CollinearTerm[];
  /** Rows of the regression less coefficients and effects. */
  readonly df: number;
  /** Sum of squares of the transformed outcome, about its mean where there is a constant. */
  readonly tss: number;
  /** Share explained; of random effects the squared correlation, as plm. */
  readonly r2: number;
  /** Of random effects and means of units; null for others. */
  readonly squaredCorrelations: SquaredCorrelations | null;
  /** Of random effects. */
  readonly components: ComponentsRecord | null;
  readonly notes: readonly Note[];
  /**
   * The covariance of the coefficients. Throws as the variance does, NotSupported `plm_vcov` for one that this model has
   * not.
   */
  covariance(scope: Scope, variance: RegressionVcov, ssc: Ssc): PanelCovariance;
  /** Residuals in the order of the rows the model is on: the sample's, those of `adjacent`, or units (periods). */
  residuals(): Float64Array;
}

export interface PanelCovariance extends Covariance {
  readonly clusterings: readonly Category[];
}

// How far x'b goes with the outcome within units, between their means and over all rows: the three R2 of Stata's
// xtreg. Source: Stata Longitudinal-Data Reference Manual, [XT] xtreg.

export interface SquaredCorrelations {
  readonly within: number;
  readonly between: number;
  readonly overall: number;
}

/** Of the outcome and x'b, b the coefficients of the regressors at `kept`. */
export function squaredCorrelations(data: PanelData, kept: readonly number[], beta: Float64Array): SquaredCorrelations {
  const { engine, scope, n, k, unit } = data;
  return scope.scope((inner) => {
    const columns = data.columns(inner);
    const weights = new Float64Array(k);
    kept.forEach((column, j) => {
      weights[column] = beta[j]!;
    });
    const both = inner.f64(2 * n);
    linearCombinationsBlock(engine, inner, n, k, 1, columns.part(0, n * k), inner.copyF64(weights), both.part(0, n));
    both
      .part(n, n)
      .view()
      .set(columns.part(n * k, n).view());
    const overall = squaredCorrelation(data, inner, n, both);
    const { means } = groupMeanColumns(engine, inner, n, 2, unit.block, both);
    const between = squaredCorrelation(data, inner, unit.nLevels, means);
    quasiDemean(engine, inner, n, 2, unit.block, new Float64Array(unit.nLevels).fill(1), both);
    return { within: squaredCorrelation(data, inner, n, both), between, overall };
  });
}

/** Of two columns of m numbers, by the variances of both and of their difference once scaled alike; 0 where one does not vary. */
function squaredCorrelation({ engine }: PanelData, scope: Scope, m: number, columns: F64Block): number {
  return scope.scope((inner) => {
    const squares = (column: F64Block): number => centredSumOfSquaresBlock(engine, inner, column, undefined);
    const [a, b] = [squares(columns.part(0, m)), squares(columns.part(m, m))];
    if (!(a > 0 && b > 0)) return 0;
    const line = inner.copyF64(Float64Array.of(1 / Math.sqrt(a), -1 / Math.sqrt(b)));
    const c = squares(linearCombinationsBlock(engine, inner, m, 2, 1, columns, line));
    return (1 - c / 2) ** 2;
  });
}
