/**
 * Layer models. `feols`: least squares with absorbed fixed effects, from a table and a formula to a record that says
 * everything that was dropped, chosen or assumed. Orchestrates; every number is made in a layer below.
 */

import { UsageError } from "../base/errors.js";
import type { SingletonRule } from "../design/singletons.js";
import type { Fit } from "../estimators/fit.js";
import { ols } from "../estimators/ols.js";
import { parseFormula } from "../formula/parser.js";
import { printExpression } from "../formula/print.js";
import type { ModelSpec } from "../formula/spec.js";
import { parseSsc, type Ssc } from "../inference/ssc.js";
import { type ClusterTerm, type Vcov, vcov } from "../inference/vcov.js";
import { parseVcov, type VcovOption, type VcovSpec } from "../inference/vcov-spec.js";
import { reorderColumns } from "../kernels/columns.js";
import type { Engine } from "../kernels/engine.js";
import type { Panel } from "../panel/panel.js";
import type { Table } from "../table/table.js";
import { absorberOf, type EffectsPlan } from "./effects-plan.js";
import { feolsEquation } from "./iv/feols-equation.js";
import { describeFit, describeVcov } from "./regression/describe-fit.js";
import { naming, requireOutcome, requireResiduals, requireVariation } from "./regression/enough-variation.js";
import type { FitRecord } from "./regression/fit-record.js";
import { fitStatistics } from "./regression/fit-statistics.js";
import { clusterParts, countParameters, demeanAndWeight, isAbsorbed } from "./regression/least-squares-steps.js";
import type { MemoryNeed } from "./regression/memory-need.js";
import { hasInstruments, placeSample } from "./regression/placed-sample.js";

export interface FeolsOptions {
  /** The variance: `iid`, `hetero`, `cluster:a+b`, or `{ cluster: ["a"] }`. Required: programs' defaults differ. */
  readonly vcov?: VcovOption;
  /** Small-sample rule: `fixest` (default), `none`, or parts; see `parseSsc`. */
  readonly ssc?: string | Ssc;
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
  /** Regular expressions: each gives a joint Wald test of the coefficients whose names match. */
  readonly wald?: readonly string[];
  /** With instruments: `2sls` (default), `liml`, `fuller`, `fuller:4` or `gmm2s`. */
  readonly iv?: string;
  /** Excluded instruments, by name, whose exogeneity a difference-in-Sargan test is about. */
  readonly orthog?: readonly string[];
  readonly signal?: AbortSignal;
  /** Effects prepared by `planEffects` on the same table: not ordered and factored again. */
  readonly plan?: EffectsPlan;
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
  options: FeolsOptions = {},
): FitRecord {
  const spec = typeof formula === "string" ? parseFormula(formula) : formula;
  if (!hasInstruments(spec)) return feolsAnd(engine, data, spec, options, () => undefined).record;
  return freeze(feolsEquation(engine, data, spec, requireVcov(options.vcov), sscOf(options), options));
}

/** As `feols` of a formula without instruments, and what `read` takes from the regression while it is in memory. */
export function feolsAnd<T>(
  engine: Engine,
  data: Table | Panel,
  formula: string | ModelSpec,
  options: FeolsOptions,
  read: (fitted: Fitted) => T,
): { readonly record: FitRecord; readonly taken: T } {
  const started = performance.now();
  const table = "table" in data ? data.table : data;
  const spec = typeof formula === "string" ? parseFormula(formula) : formula;
  const variance = requireVcov(options.vcov);
  const ssc = sscOf(options);

  return engine.scope((scope) => {
    const { sample, terms, y, columns } = placeSample(engine, scope, spec, table, variance, options);
    const sampled = performance.now();

    const absorber = absorberOf(engine, scope, sample, options);
    const { rowOrder } = absorber;
    const width = terms.columns.length + 1;
    if (rowOrder !== null) reorderColumns(engine, scope, sample.rows.length, width, rowOrder, columns);
    const solve = naming([...terms.names, printExpression(spec.lhs)], () =>
      demeanAndWeight(engine, scope, absorber, columns, width, sample.weights),
    );
    const absorbed = terms.names.map((_, j) => isAbsorbed(solve, j));
    const demeaned = performance.now();

    requireOutcome(y, printExpression(spec.lhs), solve, sample);
    requireVariation(terms, absorbed, sample);
    const { clusterings, clusterTerms } = clusterParts(engine, variance, table, sample, rowOrder);
    const clusters = clusterTerms[0];
    const result = ols(engine, scope, sample.rows.length, terms.names.length, columns, absorbed, {
      ...(clusters === undefined ? {} : { clusters }),
      shrunk: solve.normBefore.map((norm, j) => norm / solve.normAfter[j]!),
    });
    const fitted = performance.now();

    const count = countParameters(engine, sample, absorber, result, clusterings);
    // for three effects and more the rank is an upper bound: no reason to refuse
    if (absorber.rank.exact) requireResiduals(result.fit.n, result.fit.k + absorber.rank.value);
    const covariance = vcov(engine, scope, result.fit, variance.type, clusterTerms, ssc, count);
    const done = performance.now();

    const record = freeze({
      ...describeFit(engine, table, spec, sample, terms, absorber, result, solve, covariance, count, options),
      vcov: describeVcov(variance, clusterings, ssc, covariance, result, terms, options.level ?? 0.95),
      fit: fitStatistics(solve, sample, result, count),
      timing_ms: {
        sample: sampled - started,
        demean: demeaned - sampled,
        least_squares: fitted - demeaned,
        vcov: done - fitted,
        total: performance.now() - started,
      },
    });
    const names = record.vcov.names;
    return { record, taken: read({ fit: result.fit, names, clusterTerms, ssc, covariance }) };
  });
}

/** The small-sample rule asked for. Throws as `parseSsc`. */
export const sscOf = ({ ssc = "fixest" }: FeolsOptions): Ssc => (typeof ssc === "object" ? ssc : parseSsc(ssc));

/** The variance asked for. Throws UsageError `vcov_required` where none is, and as `parseVcov`. */
export function requireVcov(option: VcovOption | undefined): VcovSpec {
  if (option !== undefined) return parseVcov(option);
  throw new UsageError(
    "vcov_required",
    "feols needs a variance, because programs' defaults differ: --vcov iid, hetero, cluster:a or cluster:a+b (vcov in the library).",
    { got: undefined, expected: ["iid", "hetero", "cluster:a", "cluster:a+b"] },
  );
}

function freeze<T extends object>(record: T): T {
  for (const value of Object.values(record)) if (typeof value === "object" && value !== null) freeze(value);
  return Object.freeze(record);
}
