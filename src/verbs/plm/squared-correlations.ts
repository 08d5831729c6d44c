/**
 * How far x'b goes with the outcome within units, between their means and over all rows: the three R2 of Stata's
 * xtreg. Source: Stata Longitudinal-Data Reference Manual, [XT] xtreg.
 */

import { centredSumOfSquaresBlock, linearCombinationsBlock } from "../../engine/kernels/blas.js";
import type { F64Block, Scope } from "../../engine/kernels/engine.js";
import { groupMeanColumns, quasiDemean } from "./estimator/transforms.js";
import type { PanelData } from "./panel-data.js";

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
