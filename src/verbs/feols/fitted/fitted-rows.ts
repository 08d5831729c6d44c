/**
 * What a held regression says of rows and levels, whichever estimator made it: each made when it is asked for,
 * and once.
 */

import type { Panel } from "../../../data/panel/panel.js";
import type { Table } from "../../../data/table/table.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import type { FitRecord } from "../../../regression/record/fit-record.js";
import type { ClusterDiagnostics } from "../../../regression/variance/cluster-diagnostics.js";
import type { VcovOption } from "../../../regression/variance/kind.js";
import type { RevisedOptions } from "../verb.js";
import {
  overTable,
  type Prediction,
  type PredictOptions,
  predictRows,
  type RowsOfFit,
  type SampleRows,
  sampleRows,
} from "./predict.js";
import type { PredictingFit } from "./predict-effects.js";
import { type FixefResult, recovered } from "./predict-effects.js";

/** f64[rows of the table] each: `values` is `xb`, regressors times coefficients, and `effects`, what these add up to. */
export interface FittedRows {
  readonly values: Float64Array;
  readonly xb: Float64Array;
  readonly effects: Float64Array;
}

export interface ModelRows {
  /**
   * y less fitted values, f64[rows of the table]; NaN in rows outside of the sample. With instruments, the structural
   * residual: the endogenous regressors as they are, not as the first stage fits them.
   */
  residuals(): Float64Array;
  /** Fitted values and what they are made of, NaN in rows outside of the sample. */
  fitted(): FittedRows;
  /**
   * The absorbed effects as coefficients of their levels, normalised as the result says.
   * Throws NotSupported `fixef_none` without effects; NumericalError `effects_not_recovered`.
   */
  fixef(): FixefResult;
  /**
   * Predictions for rows of any table, coded as those of the estimate, with errors by the record's own variance. Lags are taken
   * among these rows, which then are a panel, by `panel` or as it is. Throws DataError `unknown_column`, `column_kind`;
   * NotSupported `predict_interval`, `predict_variable`; UsageError `lag_panel`; and as `fixef` where effects are added.
   */
  predict(data: Table | Panel, options?: PredictOptions): Prediction;
}

/** @param requireHeld throws once the regression was freed */
export function modelRows(
  engine: Engine,
  rows: RowsOfFit,
  predicting: Omit<PredictingFit, "fixef">,
  requireHeld: () => void,
): ModelRows {
  let taken: SampleRows | undefined;
  let levels: FixefResult | undefined;
  const ofSample = (): SampleRows => {
    requireHeld();
    taken ??= sampleRows(engine, rows);
    return taken;
  };
  const fixef = (): FixefResult => {
    const { effects } = ofSample();
    levels ??= recovered(engine, predicting.sample.effects, effects);
    return levels;
  };
  return {
    residuals: () => overTable(rows, ofSample().residuals),
    fitted() {
      const { xb, effects } = ofSample();
      const values = xb.map((part, i) => part + effects[i]!);
      return { values: overTable(rows, values), xb: overTable(rows, xb), effects: overTable(rows, effects) };
    },
    fixef,
    predict(data: Table | Panel, options: PredictOptions = {}) {
      requireHeld();
      return predictRows(engine, { ...predicting, fixef }, data, options);
    },
  };
}

/** A regression in memory of the engine: `free` it. */
export interface FittedModel extends ModelRows {
  /** As `feols` returns it, under the variance it was held with. */
  readonly record: FitRecord;
  /** Linear memory held, bytes: score sums by cluster of variances that were asked for among it. */
  readonly bytes: number;
  /**
   * The record under another variance; nothing is estimated again. Throws as `feols` does for a variance, and DataError
   * `vcov_missing` where a column of the variance is missing in a row of the sample.
   */
  withVcov(vcov: VcovOption, options?: RevisedOptions): FitRecord;
  /**
   * What each cluster is to the regression: leverage, partial leverage, coefficients without it, effective number of
   * clusters; `by` is a column, or columns joined by ^. Nothing is estimated again. Throws NotSupported `cr_slopes`,
   * `cr_blocks`, DataError `one_cluster`, and as `withVcov` for columns.
   */
  clusterDiagnostics(by: string): ClusterDiagnostics;
  /** Gives the memory back; the fit can't be asked afterwards. */
  free(): void;
}
