/**
 * `feols`: least squares with absorbed fixed effects, from a table and a formula to a record that says
 * everything that was dropped, chosen or assumed. Orchestrates; every number is made in a layer below.
 */

import { NotSupported, UsageError } from "../../base/errors.js";
import type { Panel, PanelKeys } from "../../data/panel/panel.js";
import type { Table } from "../../data/table/table.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import { deepFreeze } from "../../formula/freeze.js";
import type { ModelSpec } from "../../formula/spec.js";
import type { AbsorberCache } from "../../regression/absorb/absorber-cache.js";
import { hasInstruments } from "../../regression/frame/model-frame.js";
import type { SingletonRule } from "../../regression/frame/singletons.js";
import { specOf } from "../../regression/frame/spec-of.js";
import type { Fit } from "../../regression/least-squares/fit.js";
import { type LeastSquares, leastSquares } from "../../regression/least-squares/least-squares.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import type { MemoryNeed } from "../../regression/record/memory-need.js";
import { recordOf } from "../../regression/record/record-of.js";
import { MOST_CLUSTERINGS } from "../../regression/variance/clusterings.js";
import { clusterColumns, diagnoseClusters } from "../../regression/variance/leverage/diagnose-clusters.js";
import { diagnosticsNotes } from "../../regression/variance/leverage/diagnostics-notes.js";
import {
  type EquationVcov,
  parseEquationVcov,
  parseRegressionVcov,
  type RegressionVcov,
} from "../../regression/variance/regression-vcov.js";
import { parseSsc, type Ssc } from "../../regression/variance/ssc.js";
import type { ClusterTerm, Vcov } from "../../regression/variance/vcov.js";
import { parseVcov, type VcovOption, type VcovSpec } from "../../regression/variance/vcov-spec.js";
import { feolsEquation } from "../iv/feols-equation.js";

export interface FeolsOptions {
  /** The variance: `iid`, `hetero`, `cluster:a+b`, `NW:2`, ..., or `{ cluster: ["a"] }`. Required: programs' defaults differ. */
  readonly vcov: VcovOption;
  /** Small-sample rule: `fixest` (default), another program's, `none`, or parts; see `parseSsc`. */
  readonly ssc?: string | Ssc;
  /** Columns of unit and time, for lags and for variances along time; a Panel has its own. */
  readonly panel?: PanelKeys;
  /** Column of weights. */
  readonly weights?: string;
  /** A condition on columns, such as `year >= 2007`. */
  readonly subset?: string;
  /** Observations alone in a fixed effect: dropped recursively (default), in one pass (`once`), or kept (`none`). */
  readonly fixefRm?: SingletonRule;
  /** How effects are absorbed: chosen by the graph (default), or forced. */
  readonly solver?: "auto" | "direct" | "map" | "krylov";
  /** Confidence level of the intervals, default 0.95. */
  readonly level?: number;
  /** Joint Wald tests: restrictions, `x1 = x2, x3 = 0`, or regular expressions of the names of coefficients that are 0. */
  readonly wald?: readonly string[];
  /** With instruments: `2sls` (default), `liml`, `fuller`, `fuller:4` or `gmm2s`. */
  readonly iv?: string;
  /**
   * Form of the covariance. Of LIML and Fuller `projected` (default), `kappa`, or `bekker` under classical errors; of two-step GMM
   * `efficient` (default) or `sandwich`.
   */
  readonly ivVcov?: string;
  /** The variance that weighs two-step GMM, where it is not `vcov`: the covariance is a sandwich then. */
  readonly ivWeight?: VcovOption;
  /** Excluded instruments, by name, whose exogeneity a difference-in-Sargan test is about. */
  readonly orthog?: readonly string[];
  /**
   * A column, or columns joined by ^, whose clusters are diagnosed: leverage, effective number, coefficients without each,
   * in the record's `cluster_diagnostics`. A row of the sample that lacks it is an error.
   */
  readonly clusterDiagnostics?: string;
  readonly signal?: AbortSignal;
  /** Effects prepared by `prepareFixedEffects` on the same table: not ordered and factored again. */
  readonly plan?: AbsorberCache;
  /** Told what the regression needs before it begins. */
  readonly onEstimate?: (need: MemoryNeed) => void;
}

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
  if (!hasInstruments(spec)) return feolsAnd(engine, data, spec, options, () => undefined).record;
  refuseDiagnostics(spec, options);
  return deepFreeze(feolsEquation(engine, data, spec, requireEquationVcov(options.vcov), sscOf(options), options));
}

/** As `feols` of a formula without instruments, and what `read` takes from the regression while it is in memory. */
export function feolsAnd<T>(
  engine: Engine,
  data: Table | Panel,
  formula: string | ModelSpec,
  options: Omit<FeolsOptions, "vcov"> & { readonly vcov?: VcovOption },
  read: (fitted: Fitted) => T,
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
      taken: read({ fit, names: record.vcov.names, clusterTerms, ssc, covariance }),
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

/** The small-sample rule asked for. Throws as `parseSsc`. */
export const sscOf = ({ ssc = "fixest" }: Pick<FeolsOptions, "ssc">): Ssc =>
  typeof ssc === "object" ? ssc : parseSsc(ssc);

/** The variance asked for, of those an equation with instruments has. Throws as `requireVcov` and `parseEquationVcov`. */
export const requireEquationVcov = (option: VcovOption | undefined): EquationVcov =>
  parseEquationVcov(required(option));

/** The variance asked for, of iid, hetero and clusters. Throws UsageError `vcov_required`, and as `parseVcov`. */
export const requireVcov = (option: VcovOption | undefined): VcovSpec => parseVcov(required(option), MOST_CLUSTERINGS);

/** The variance asked for. Throws UsageError `vcov_required` where none is, and as `parseRegressionVcov`. */
export const requireRegressionVcov = (option: VcovOption | undefined): RegressionVcov =>
  parseRegressionVcov(required(option));

function required(option: VcovOption | undefined): VcovOption {
  if (option !== undefined) return option;
  throw new UsageError(
    "vcov_required",
    "A variance is required, because programs' defaults differ: --vcov iid, hetero, cluster:a, cluster:a+b, ... (vcov in the library).",
    { got: undefined, expected: ["iid", "hetero", "cluster:a", "cluster:a+b"] },
  );
}
