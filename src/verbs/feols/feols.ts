/**
 * `feols`: least squares with absorbed fixed effects, from a table and a formula to a record that says
 * everything that was dropped, chosen or assumed. Orchestrates; every number is made in a layer below.
 */
import { NotSupported } from "../../base/errors.js";
import { deepFreeze } from "../../base/objects.js";
import type { Panel } from "../../data/panel/panel.js";
import type { Table } from "../../data/table/table.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import { hasInstruments, type ModelSpec } from "../../formula/spec.js";
import { requireEquationVcov, requireRegressionVcov, sscOf } from "../../regression/fit-options.js";
import { panelDataOf, specOf } from "../../regression/frame/inputs.js";
import { sampleOf } from "../../regression/frame/sample.js";
import type { SingletonRule } from "../../regression/frame/singletons.js";
import type { ClusterTerm, Fit } from "../../regression/least-squares/fit.js";
import { type LeastSquares, leastSquares } from "../../regression/least-squares/least-squares.js";
import { recordOf } from "../../regression/record/describe-fit.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import { withNotes } from "../../regression/record/with-notes.js";
import type { VcovOption } from "../../regression/variance/kind.js";
import {
  clusterColumns,
  diagnoseClusters,
  diagnosticsNotes,
} from "../../regression/variance/leverage/diagnose-clusters.js";
import type { Ssc } from "../../regression/variance/ssc.js";
import { parseRegressionVcov } from "../../regression/variance/variances.js";
import type { Vcov } from "../../regression/variance/vcov.js";
import { assignmentIn } from "../assignment/of-regression.js";
import { fewClustersIn } from "../few-clusters/of-regression.js";
import { feolsEquationAnd } from "../iv/feols-equation.js";
import { refuseEquation } from "./equation-options.js";
import type { FeolsOptions } from "./verb.js";

/** A regression before it is put in words, valid while the call lasts that it is handed to. */
export interface Fitted {
  readonly fit: Fit;
  /** Names of the coefficients, in order. */
  readonly names: readonly string[];
  /** Empty unless clustered. */
  readonly clusterTerms: readonly ClusterTerm[];
  readonly ssc: Ssc;
  readonly covariance: Vcov;
}

/** The same of rows in memory. */
export interface FittedRows extends Fitted {
  readonly regression: LeastSquares;
}

/**
 * Ordinary (or weighted) least squares with fixed effects; with a third part, `y ~ w | fe | x ~ z`, an equation with
 * instruments.
 *
 * @param data a table, or a panel (its table is used).
 * @param formula `y ~ x1 + i(period, treat, ref=5) | fe1 + fe2^fe3`, or a ModelSpec.
 * @throws UsageError for a malformed formula or a missing variance; DataError for columns and samples that can't serve;
 *   NumericalError for non-convergence or no residual degrees of freedom; NotSupported for what is not validated.
 */
export function feols(
  engine: Engine,
  data: Table | Panel,
  formula: string | ModelSpec,
  options: FeolsOptions,
): FitRecord {
  const spec = specOf(formula, data);
  const { assignedBy: by } = options;
  if (!hasInstruments(spec)) {
    refuseEquation(spec.call, options);
    const variance = requireRegressionVcov(options.vcov);
    const { record, taken } = feolsAnd(engine, data, spec, options, ({ regression, names }) => [
      ...fewClustersIn(engine, regression, variance),
      ...assignmentIn({ ...regression, names }, regression.clusters(variance).clusterings, by),
    ]);
    return withNotes(record, taken);
  }
  refuseDiagnostics(spec, options);
  const variance = requireEquationVcov(options.vcov);
  const { table, panel } = panelDataOf(data, options.panel);
  const { record, taken } = feolsEquationAnd(engine, data, spec, variance, sscOf(options), options, (made) => {
    const { sample, clusterings } = made.solved;
    const { names } = made.record.vcov;
    return assignmentIn({ table, panel, spec, sample, names }, variance.type === "cluster" ? clusterings : [], by);
  });
  return deepFreeze(withNotes(record, taken));
}

/** As `feols` of a formula without instruments, and what `read` takes from the regression while it is in memory. */
export function feolsAnd<T>(
  engine: Engine,
  data: Table | Panel,
  formula: string | ModelSpec,
  options: Omit<FeolsOptions, "vcov"> & { readonly vcov?: VcovOption },
  read: (fitted: FittedRows) => T,
): { readonly record: FitRecord; readonly taken: T } {
  const spec = specOf(formula, data);
  const variance = requireRegressionVcov(options.vcov);
  const ssc = sscOf(options);
  return engine.scope((scope) => {
    const regression = leastSquares(engine, scope, data, spec, variance, options);
    const { record, covariance } = recordOf(engine, scope, regression, variance, ssc, options);
    const { clusterTerms } = regression.clusters(variance);
    const { fit } = regression.result;
    return {
      record: deepFreeze(withDiagnostics(engine, scope, regression, record, options)),
      taken: read({ fit, names: record.vcov.names, clusterTerms, ssc, covariance, regression }),
    };
  });
}

/** The record with the diagnosis of clusters that was asked for. */
function withDiagnostics(
  engine: Engine,
  scope: Scope,
  regression: LeastSquares,
  record: FitRecord,
  { clusterDiagnostics }: Pick<FeolsOptions, "clusterDiagnostics">,
): FitRecord {
  if (clusterDiagnostics === undefined) return record;
  const found = diagnoseClusters(engine, scope, regression, clusterColumns(clusterDiagnostics));
  return { ...record, cluster_diagnostics: found, notes: [...record.notes, ...diagnosticsNotes(found)] };
}

function refuseDiagnostics({ call }: ModelSpec, { clusterDiagnostics }: FeolsOptions): void {
  if (clusterDiagnostics === undefined) return;
  throw new NotSupported(
    "diagnostics_instruments",
    `'${call}': clusters are diagnosed for least squares alone; leave out the part '| endogenous ~ instruments'.`,
    { got: clusterDiagnostics },
  );
}

// Which rows a regression uses, without estimating it.

/**
 * Rows (0-based, ascending) that `feols` of the same data, formula and options uses; a panel has lags. Throws as `feols` does
 * for a formula or columns that can't serve.
 */
export function estimationRows(
  engine: Engine,
  data: Table | Panel,
  formula: string,
  options: {
    readonly vcov: VcovOption;
    readonly subset?: string;
    readonly weights?: string;
    readonly fixefRm?: SingletonRule;
  },
): Uint32Array {
  return sampleOf(engine, specOf(formula, data), panelDataOf(data).table, parseRegressionVcov(options.vcov), options)
    .rows;
}
