/**
 * An equation with instruments kept for what comes after estimation: its sample and coefficients are held,
 * no linear memory. Rows are those of the structural equation, with the endogenous regressors as they are.
 */
import { NotSupported, UsageError } from "../../../base/errors.js";
import type { Panel } from "../../../data/panel/panel.js";
import type { Table } from "../../../data/table/table.js";
import { gatherColumn, sampleColumn } from "../../../engine/kernels/columns.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { deepFreeze } from "../../../formula/freeze.js";
import type { WithInstruments } from "../../../formula/spec.js";
import { requireEquationVcov, sscOf } from "../../../regression/fit-options.js";
import type { ColumnSource, ElementaryFunctions } from "../../../regression/frame/expression.js";
import { panelDataOf } from "../../../regression/frame/panel-of.js";
import { type ExpandedTerms, expandInstruments, expandTerms } from "../../../regression/frame/terms.js";
import { absorberOf } from "../../../regression/least-squares/absorber-cache.js";
import type { VcovOption } from "../../../regression/variance/kind.js";
import { parseSsc } from "../../../regression/variance/ssc.js";
import { type EquationTerms, placeEquation } from "../../iv/equation-frame.js";
import { feolsEquation } from "../../iv/feols-equation.js";
import type { FeolsOptions } from "../verb.js";
import { linearPart, type RowsOfFit } from "./fit-rows.js";
import { type FittedModel, modelRows, type RevisedOptions } from "./fitted-rows.js";

/** As `fitFeols`, of a formula with instruments. Another variance estimates the equation anew. */
export function fitEquation(
  engine: Engine,
  data: Table | Panel,
  spec: WithInstruments,
  options: FeolsOptions,
): FittedModel {
  const variance = requireEquationVcov(options.vcov);
  const record = deepFreeze(feolsEquation(engine, data, spec, variance, sscOf(options), options));
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
        const xb = linearPart(engine, sample.rows.length, columns, beta);
        const outcome = y.numbers();
        const absorber = absorberOf(engine, scope, sample, options);
        const rest = gatherColumn(
          engine,
          scope,
          xb.map((part, i) => outcome[i]! - part),
          absorber.rowOrder,
        );
        absorber.demean(rest, 1);
        return sampleColumn(rest, sample.rows.length, 0, absorber.rowOrder);
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
      return deepFreeze(feolsEquation(engine, data, spec, requireEquationVcov(vcov), rule, { ...options, ...revised }));
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
    notes: [],
  };
}
