/**
 * `fitFeols`: a regression kept in linear memory, so that what comes after estimation (another variance,
 * predictions, recovered effects) needs no second fit. Orchestrates; every number is made in a layer below.
 */

import { UsageError } from "../../base/errors.js";
import type { Panel } from "../../data/panel/panel.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { deepFreeze } from "../../formula/freeze.js";
import { hasInstruments, type ModelSpec } from "../../formula/spec.js";
import { requireRegressionVcov, sscOf } from "../../regression/fit-options.js";
import type { ColumnSource, ElementaryFunctions } from "../../regression/frame/expression.js";
import { specOf } from "../../regression/frame/spec-of.js";
import { expandTerms } from "../../regression/frame/terms.js";
import { type LeastSquares, leastSquares } from "../../regression/least-squares/least-squares.js";
import { keptSums } from "../../regression/least-squares/score-sums.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import { recordOf } from "../../regression/record/record-of.js";
import type { VcovOption } from "../../regression/variance/kind.js";
import { clusterColumns, diagnoseClusters } from "../../regression/variance/leverage/diagnose-clusters.js";
import { parseSsc } from "../../regression/variance/ssc.js";
import { type RowsOfFit, sampleResiduals } from "./fitted/fit-rows.js";
import { fitEquation } from "./fitted/fitted-equation.js";
import { type FittedModel, modelRows, type RevisedOptions } from "./fitted/fitted-rows.js";
import type { FeolsOptions } from "./verb.js";

/**
 * As `feols`, held in memory. Of an equation with instruments the sample and the coefficients are held, and another
 * variance estimates it anew. Throws as `feols`.
 */
export function fitFeols(
  engine: Engine,
  data: Table | Panel,
  formula: string | ModelSpec,
  options: FeolsOptions,
): FittedModel {
  const spec = specOf(formula, data);
  if (hasInstruments(spec)) return fitEquation(engine, data, spec, options);
  const variance = requireRegressionVcov(options.vcov);
  const held = engine.hold((scope) => {
    const made = leastSquares(engine, scope, data, spec, variance, options);
    const regression = { ...made, kept: keptSums(scope, made.result.fit) };
    const { record } = recordOf(engine, scope, regression, variance, sscOf(options), options);
    return { regression, record: deepFreeze(record) };
  });
  const { regression, record } = held.value;
  let isHeld = true;
  const requireHeld = () => {
    if (!isHeld) throw new UsageError("fit_freed", "The fit was freed: make another one with fitFeols.", {});
  };
  return Object.freeze({
    record,
    get bytes() {
      return held.bytes;
    },
    withVcov(vcov: VcovOption, { ssc, ...revised }: RevisedOptions = {}) {
      requireHeld();
      const rule = ssc === undefined ? sscOf(options) : typeof ssc === "object" ? ssc : parseSsc(ssc);
      const asked = { ...options, ...revised };
      const other = requireRegressionVcov(vcov);
      return engine.scope((scope) => deepFreeze(recordOf(engine, scope, regression, other, rule, asked).record));
    },
    ...modelRows(engine, rowsOf(regression), predictingOf(regression, record), requireHeld),
    clusterDiagnostics(by: string) {
      requireHeld();
      const columns = clusterColumns(by);
      return engine.scope((scope) => deepFreeze(diagnoseClusters(engine, scope, regression, columns)));
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
  columns: result.kept.map((j) => terms.columns[j]!),
  beta: result.fit.beta,
  y,
  residuals: () => sampleResiduals(result.fit.uHat, absorber.rowOrder, sample.weights),
  hasEffects: sample.effects.length > 0,
});

const predictingOf = ({ table, spec, sample, terms, result }: LeastSquares, record: FitRecord) => ({
  ...{ table, spec, sample, record },
  names: terms.names,
  kept: result.kept,
  beta: result.fit.beta,
  expand: (source: ColumnSource, functions: ElementaryFunctions, rows: Uint32Array) =>
    expandTerms(spec, source, functions, rows),
});
