/**
 * Layer models. `holdFeols`: a regression kept in linear memory, so that what comes after estimation (another variance,
 * predictions, recovered effects) needs no second fit. Orchestrates; every number is made in a layer below.
 */
import { NotSupported, UsageError } from "../base/errors.js";
import { deepFreeze } from "../formula/freeze.js";
import { parseFormula } from "../formula/parser.js";
import type { ModelSpec } from "../formula/spec.js";
import type { Ssc } from "../inference/ssc.js";
import { parseSsc } from "../inference/ssc.js";
import type { VcovOption } from "../inference/vcov-spec.js";
import type { Engine } from "../kernels/engine.js";
import type { Panel } from "../panel/panel.js";
import type { Table } from "../table/table.js";
import { type FeolsOptions, requireRegressionVcov, sscOf } from "./feols.js";
import { overTable, type RowsOfFit, type SampleRows, sampleRows } from "./hold-feols/fit-rows.js";
import { type Prediction, type PredictOptions, predictRows } from "./hold-feols/predict.js";
import { type FixefResult, recovered } from "./hold-feols/recovered.js";
import type { FitRecord } from "./regression/fit-record.js";
import { type LeastSquares, leastSquares } from "./regression/least-squares.js";
import { hasInstruments } from "./regression/placed-sample.js";
import { recordOf } from "./regression/record-of.js";

/** What may be asked anew of a regression that is held. */
export interface RevisedOptions {
  /** As for `feols`; default what the regression was made with. */
  readonly ssc?: string | Ssc;
  readonly level?: number;
  readonly wald?: readonly string[];
}

/** f64[rows of the table] each: `values` is `xb`, regressors times coefficients, and `effects`, what these add up to. */
export interface FittedRows {
  readonly values: Float64Array;
  readonly xb: Float64Array;
  readonly effects: Float64Array;
}

/** A regression in memory of the engine: `free` it. */
export interface HeldFit {
  /** As `feols` returns it, under the variance it was held with. */
  readonly record: FitRecord;
  /** Linear memory held, bytes. */
  readonly bytes: number;
  /**
   * The record under another variance; nothing is estimated again. Throws as `feols` does for a variance, and DataError
   * `vcov_missing` where a column of the variance is missing in a row of the sample.
   */
  withVcov(vcov: VcovOption, options?: RevisedOptions): FitRecord;
  /** y less fitted values, f64[rows of the table]; NaN in rows outside of the sample. */
  residuals(): Float64Array;
  /** Fitted values and what they are made of, NaN in rows outside of the sample. */
  fitted(): FittedRows;
  /**
   * The absorbed effects as coefficients of their levels, normalised as the result says.
   * Throws NotSupported `fixef_none` without effects, `fixef_slopes`; NumericalError `effects_not_recovered`.
   */
  fixef(): FixefResult;
  /**
   * Predictions for rows of any table, coded as those of the estimate. Throws DataError `unknown_column`, `column_kind`;
   * NotSupported `predict_interval`, `predict_variable`; and as `fixef` where effects are added.
   */
  predict(table: Table, options?: PredictOptions): Prediction;
  /** Gives the memory back; the fit can't be asked afterwards. */
  free(): void;
}

/**
 * As `feols`, held in memory. Throws as `feols`, NotSupported `held_instruments` for an equation with instruments.
 */
export function holdFeols(
  engine: Engine,
  data: Table | Panel,
  formula: string | ModelSpec,
  options: FeolsOptions = {},
): HeldFit {
  const spec = typeof formula === "string" ? parseFormula(formula) : formula;
  if (hasInstruments(spec)) {
    throw new NotSupported(
      "held_instruments",
      `'${spec.call}': an equation with instruments can't be held; use feols.`,
      {
        got: spec.call,
        expected: "a formula without | endogenous ~ instruments",
      },
    );
  }
  const variance = requireRegressionVcov(options.vcov);
  const held = engine.hold((scope) => {
    const regression = leastSquares(engine, scope, data, spec, variance, options);
    const { record } = recordOf(engine, scope, regression, variance, sscOf(options), options);
    return { regression, record: deepFreeze(record) };
  });
  const { regression, record } = held.value;
  const rows = rowsOf(regression);
  let taken: SampleRows | undefined;
  const ofSample = (): SampleRows => {
    requireHeld();
    taken ??= sampleRows(engine, rows);
    return taken;
  };
  let effects: FixefResult | undefined;
  const fixef = (): FixefResult => {
    const { effects: sums } = ofSample();
    effects ??= recovered(engine, regression.sample.effects, sums);
    return effects;
  };
  let isHeld = true;
  const requireHeld = () => {
    if (!isHeld) throw new UsageError("fit_freed", "The fit was freed: make another one with holdFeols.", {});
  };
  return Object.freeze({
    record,
    bytes: held.bytes,
    withVcov(vcov: VcovOption, { ssc, ...revised }: RevisedOptions = {}) {
      requireHeld();
      const rule = ssc === undefined ? sscOf(options) : typeof ssc === "object" ? ssc : parseSsc(ssc);
      const asked = { ...options, ...revised };
      const other = requireRegressionVcov(vcov);
      return engine.scope((scope) => deepFreeze(recordOf(engine, scope, regression, other, rule, asked).record));
    },
    residuals: () => overTable(rows, ofSample().residuals).slice(),
    fitted() {
      const { xb, effects: sums } = ofSample();
      const values = xb.map((part, i) => part + sums[i]!);
      return {
        values: overTable(rows, values),
        xb: overTable(rows, xb).slice(),
        effects: overTable(rows, sums).slice(),
      };
    },
    fixef,
    predict: (newTable: Table, asked: PredictOptions = {}) => {
      requireHeld();
      const { table, sample, terms, result } = regression;
      const fit = { table, spec, sample, names: terms.names, kept: result.kept, beta: result.fit.beta, record, fixef };
      return predictRows(engine, fit, newTable, asked);
    },
    free() {
      isHeld = false;
      held.free();
    },
  });
}

const rowsOf = ({ table, sample, terms, y, absorber, result }: LeastSquares): RowsOfFit => ({
  nRows: table.nRows,
  rows: sample.rows,
  weights: sample.weights,
  columns: result.kept.map((j) => terms.columns[j]!),
  beta: result.fit.beta,
  y,
  uHat: result.fit.uHat,
  rowOrder: absorber.rowOrder,
  hasEffects: sample.effects.length > 0,
});
