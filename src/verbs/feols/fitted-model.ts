/**
 * `fitFeols`: a regression kept in linear memory, so that what comes after estimation (another variance,
 * predictions, recovered effects) needs no second fit. Orchestrates; every number is made in a layer below.
 */
import type { Category } from "../../base/columns.js";
import { NotSupported, UsageError } from "../../base/errors.js";
import type { Note } from "../../base/messages.js";
import { deepFreeze } from "../../base/objects.js";
import type { Panel } from "../../data/panel/panel.js";
import type { Table } from "../../data/table/table.js";
import { gatherColumn, sampleColumn } from "../../engine/kernels/columns.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { hasInstruments, type ModelSpec, type WithInstruments } from "../../formula/spec.js";
import { requireEquationVcov, requireRegressionVcov, sscOf } from "../../regression/fit-options.js";
import type { ColumnSource, ElementaryFunctions } from "../../regression/frame/expression.js";
import { panelDataOf, specOf } from "../../regression/frame/inputs.js";
import { type ExpandedTerms, expandInstruments, expandTerms } from "../../regression/frame/terms.js";
import { absorberOf } from "../../regression/least-squares/absorber-cache.js";
import { keptSums } from "../../regression/least-squares/fit.js";
import { type LeastSquares, leastSquares } from "../../regression/least-squares/least-squares.js";
import { recordOf } from "../../regression/record/describe-fit.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import { withNotes } from "../../regression/record/with-notes.js";
import type { VcovOption } from "../../regression/variance/kind.js";
import { clusterColumns, diagnoseClusters } from "../../regression/variance/leverage/diagnose-clusters.js";
import { parseSsc } from "../../regression/variance/ssc.js";
import type { RegressionVcov } from "../../regression/variance/variances.js";
import { assignmentIn } from "../assignment/of-regression.js";
import { fewClustersIn } from "../few-clusters/of-regression.js";
import { type EquationTerms, placeEquation } from "../iv/solve-equation.js";
import { refuseEquation } from "./equation-options.js";
import { feols } from "./feols.js";
import { type FittedModel, modelRows } from "./fitted/fitted-rows.js";
import { linearPart, type RowsOfFit, sampleResiduals } from "./fitted/predict.js";
import type { FeolsOptions, RevisedOptions } from "./verb.js";

/** Puts behind a record what its clusters say of the level of assignment; where they are the same again no column is read again. */
function assigning(engine: Engine, regression: LeastSquares, { assignedBy }: Pick<FeolsOptions, "assignedBy">) {
  const said = new WeakMap<readonly Category[], readonly Note[]>();
  return (record: FitRecord, variance: RegressionVcov): FitRecord => {
    const { clusterings } = regression.clusters(variance);
    const { names } = record.vcov;
    const notes = said.get(clusterings) ?? assignmentIn({ ...regression, names }, clusterings, assignedBy);
    said.set(clusterings, notes);
    return withNotes(record, [...fewClustersIn(engine, regression, variance), ...notes]);
  };
}

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
  refuseEquation(spec.call, options);
  const variance = requireRegressionVcov(options.vcov);
  const held = engine.hold((scope) => {
    const made = leastSquares(engine, scope, data, spec, variance, options, true);
    const regression = { ...made, kept: keptSums(scope, made.result.fit) };
    const { record } = recordOf(engine, scope, regression, variance, sscOf(options), options);
    const assigned = assigning(engine, regression, options);
    return { regression, assigned, record: deepFreeze(assigned(record, variance)) };
  });
  const { regression, assigned, record } = held.value;
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
      return engine.scope((scope) => {
        const { record } = recordOf(engine, scope, regression, other, rule, asked);
        return deepFreeze(assigned(record, other));
      });
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

// An equation with instruments kept for what comes after estimation.

/** As `fitFeols`, of a formula with instruments. Another variance estimates the equation anew. */
export function fitEquation(
  engine: Engine,
  data: Table | Panel,
  spec: WithInstruments,
  options: FeolsOptions,
): FittedModel {
  const variance = requireEquationVcov(options.vcov);
  const record = feols(engine, data, spec, options);
  const { table } = panelDataOf(data, options.panel);
  const { sample, terms, y } = engine.scope((scope) => placeEquation(engine, scope, spec, table, variance, options));
  const expanded = structural(terms);
  const { names: estimated } = record.vcov;
  const kept = expanded.names.flatMap((name, j) => (estimated.includes(name) ? [j] : []));
  const beta = Float64Array.from(kept, (j) => record.coefficients[expanded.names[j]!]!.estimate);
  const columns = kept.map((j) => expanded.columns[j]!);
  let isHeld = true;
  const requireHeld = () => {
    if (!isHeld) throw new UsageError("fit_freed", "The fit was freed: make another one with fitFeols.", {});
  };
  const rows: RowsOfFit = {
    nRows: table.nRows,
    rows: sample.rows,
    ...{ columns, beta, y },
    residuals: () =>
      engine.scope((scope) => {
        const xb = linearPart(engine, sample.n, columns, beta);
        const outcome = y.numbers();
        const absorber = absorberOf(engine, scope, sample, options);
        const rest = gatherColumn(
          engine,
          scope,
          xb.map((part, i) => outcome[i]! - part),
          absorber.rowOrder,
        );
        absorber.demean(rest, 1);
        return sampleColumn(rest, sample.n, 0, absorber.rowOrder);
      }),
    hasEffects: sample.effects.length > 0,
  };
  const expand = (source: ColumnSource, functions: ElementaryFunctions, at: Uint32Array): ExpandedTerms =>
    structural({
      exogenous: expandTerms(spec, source, functions, at),
      ...expandInstruments(spec, source, functions, at),
    });
  const predicting = { table, spec, sample, names: expanded.names, kept, beta, record, expand };
  return Object.freeze({
    record,
    bytes: 0,
    withVcov(vcov: VcovOption, { ssc, ...revised }: RevisedOptions = {}) {
      requireHeld();
      const rule = ssc === undefined ? sscOf(options) : typeof ssc === "object" ? ssc : parseSsc(ssc);
      return feols(engine, data, spec, { ...options, ...revised, vcov, ssc: rule });
    },
    ...modelRows(engine, rows, predicting, requireHeld),
    clusterDiagnostics(): never {
      throw new NotSupported(
        "cluster_diagnostics",
        "Leverage of clusters is of least squares: an equation with instruments has none here.",
        { got: spec.call, expected: "a formula without | endogenous ~ instruments" },
      );
    },
    free() {
      isHeld = false;
    },
  });
}

/** Regressors of the equation, exogenous first, under the names of their coefficients. */
function structural({ exogenous, endogenous }: EquationTerms): ExpandedTerms {
  return {
    names: [...exogenous.names, ...endogenous.names.map((name) => `fit_${name}`)],
    columns: [...exogenous.columns, ...endogenous.columns],
    labels: { ...exogenous.labels, ...endogenous.labels },
    notes: [],
  };
}
