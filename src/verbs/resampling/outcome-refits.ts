/**
 * One regression again and again for other outcomes and other weights of its rows: regressors and effects
 * are placed once, a fit reweighs the absorber and demeans all columns. Gives coefficients alone. Knows nothing of where
 * outcomes and weights come from.
 */

import type { Table } from "../../data/table/table.js";
import { centredSumOfSquaresBlock, copyOut } from "../../engine/kernels/blas.js";
import { reorderColumns } from "../../engine/kernels/columns.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import type { ModelSpec } from "../../formula/spec.js";
import { isAbsorbed, makeAbsorber } from "../../regression/absorb/absorber.js";
import { loadModelFrame } from "../../regression/frame/model-frame.js";
import { demeanAndWeight } from "../../regression/least-squares/least-squares-steps.js";
import { ols } from "../../regression/least-squares/ols.js";
import type { VcovSpec } from "../../regression/variance/plain.js";

/** What is left of a column counts for nothing below this share of its norm in the whole sample: rounding of demeaning. */
const ROUNDING_SHARE = 1e-9;

/** Fits of one regression; valid while the scope they were prepared in is open. */
export interface OutcomeRefits {
  readonly names: readonly string[];
  /** Rows of the table a fit may use. */
  readonly rows: Uint32Array;
  /**
   * Coefficients, NaN where one is not identified, for `outcome` and `weights` f64[rows]; a row without an outcome (NaN)
   * counts for nothing. Null where no row is left. Throws as the absorber's `demean`.
   */
  coefficients(outcome: Float64Array, weights: Float64Array): Float64Array | null;
}

/** Prepares fits of `spec` on all rows of `table` that have its columns; its own outcome is not used but must be there. */
export function outcomeRefits(
  engine: Engine,
  scope: Scope,
  table: Table,
  spec: ModelSpec,
  variance: VcovSpec,
): OutcomeRefits {
  const { sample, terms, columns } = loadModelFrame(engine, scope, spec, table, variance, { fixefRm: "none" });
  const [n, k] = [sample.rows.length, terms.names.length];
  const norms = terms.names.map((_, j) =>
    scope.scope((inner) => Math.sqrt(centredSumOfSquaresBlock(engine, inner, columns.part(j * n, n), undefined))),
  );
  const absorber = makeAbsorber(engine, scope, sample.effects, new Float64Array(n).fill(1));
  const regressors = copyOut(columns.part(0, k * n));
  return {
    names: terms.names,
    rows: sample.rows,
    coefficients: (outcome, times) => {
      const weights = times.map((w, i) => (Number.isNaN(outcome[i]!) ? 0 : w));
      if (weights.every((w) => w === 0)) return null;
      return engine.scope((inner) => {
        const reweighed = absorber.reweigh(inner, weights);
        const block = inner.f64((k + 1) * n);
        block.view().set(regressors);
        block.view().set(
          outcome.map((y) => (Number.isNaN(y) ? 0 : y)),
          k * n,
        );
        if (absorber.rowOrder !== null) reorderColumns(engine, inner, n, k + 1, absorber.rowOrder, block);
        const solve = demeanAndWeight(engine, inner, reweighed, block, k + 1, weights);
        const absorbed = terms.names.map(
          (_, j) => isAbsorbed(solve, j) || solve.normAfter[j]! <= ROUNDING_SHARE * norms[j]!,
        );
        const estimates = new Float64Array(k).fill(Number.NaN);
        if (absorbed.every(Boolean)) return estimates;
        const shrunk = solve.normBefore.map((norm, j) => norm / solve.normAfter[j]!);
        const { fit, kept } = ols(engine, inner, n, k, block, absorbed, { shrunk });
        kept.forEach((j, i) => {
          estimates[j] = fit.beta[i]!;
        });
        return estimates;
      });
    },
  };
}
