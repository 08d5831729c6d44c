/**
 * Layer models. `feols`: least squares with absorbed fixed effects, from a table and a formula to a record that says
 * everything that was dropped, chosen or assumed. Orchestrates; every number is made in a layer below.
 */
import type { Category, Note } from "../base/columns.js";
import { UsageError } from "../base/errors.js";
import { version } from "../base/version.js";
import type { Absorber, Solve } from "../design/absorber.js";
import type { Sample } from "../design/sample.js";
import type { SingletonRule } from "../design/singletons.js";
import type { ExpandedTerms } from "../design/terms.js";
import { type Dropped, type OlsResult, ols } from "../estimators/ols.js";
import { parseFormula } from "../formula/parser.js";
import { printExpression } from "../formula/print.js";
import type { ModelSpec } from "../formula/spec.js";
import { inferAll, wald } from "../inference/coefficients.js";
import { describeSsc, effectsDf, type ParameterCount, parseSsc, type Ssc } from "../inference/ssc.js";
import { type Vcov, vcov } from "../inference/vcov.js";
import { clusterName, parseVcov, type VcovOption, type VcovSpec } from "../inference/vcov-spec.js";
import { reorderColumns } from "../kernels/columns.js";
import type { Engine } from "../kernels/engine.js";
import type { Panel } from "../panel/panel.js";
import type { Table } from "../table/table.js";
import { absorberOf, type EffectsPlan } from "./effects-plan.js";
import { absorbedBecause, naming, requireOutcome, requireResiduals, requireVariation } from "./enough-variation.js";
import type { Coefficient, CollinearTerm, FitRecord, WaldTest } from "./fit-record.js";
import { clusterParts, countParameters, demeanAndWeight, isAbsorbed } from "./least-squares-steps.js";
import type { MemoryNeed } from "./memory-need.js";
import { placeSample } from "./placed-sample.js";

/** Norm of the residuals, as a share of the outcome's, below which they are rounding. */
const PERFECT_FIT = 1e-12;

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
  readonly signal?: AbortSignal;
  /** Effects prepared by `planEffects` on the same table: not ordered and factored again. */
  readonly plan?: EffectsPlan;
  /** Told what the regression needs before it begins. */
  readonly onEstimate?: (need: MemoryNeed) => void;
}

/**
 * Ordinary (or weighted) least squares with fixed effects.
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
  const started = performance.now();
  const table = "table" in data ? data.table : data;
  const spec = typeof formula === "string" ? parseFormula(formula) : formula;
  const variance = requireVcov(options.vcov);
  const ssc = typeof options.ssc === "object" ? options.ssc : parseSsc(options.ssc ?? "fixest");

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
    });
    const fitted = performance.now();

    const count = countParameters(engine, sample, absorber, result, clusterings);
    // for three effects and more the rank is an upper bound: no reason to refuse
    if (absorber.rank.exact) requireResiduals(result.fit.n, result.fit.k + absorber.rank.value);
    const covariance = vcov(engine, scope, result.fit, variance.type, clusterTerms, ssc, count);
    const done = performance.now();

    return freeze({
      ...describe(engine, table, spec, sample, terms, absorber, result, solve, covariance, count, options),
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
  });
}

/** The variance asked for. Throws UsageError `vcov_required` where none is, and as `parseVcov`. */
export function requireVcov(option: VcovOption | undefined): VcovSpec {
  if (option !== undefined) return parseVcov(option);
  throw new UsageError(
    "vcov_required",
    "feols needs a variance, because programs' defaults differ: --vcov iid, hetero, cluster:a or cluster:a+b (vcov in the library).",
    { got: undefined, expected: ["iid", "hetero", "cluster:a", "cluster:a+b"] },
  );
}

/** Why each column was left out. */
function collinearTerms(terms: ExpandedTerms, dropped: readonly Dropped[], sample: Sample): CollinearTerm[] {
  return dropped.map(({ index, combination }) => {
    const largest = Math.max(...combination.map(({ coefficient }) => Math.abs(coefficient)));
    const parts = combination
      .filter(({ coefficient }) => Math.abs(coefficient) > 1e-8 * largest)
      .map((part) => `${Number(part.coefficient.toPrecision(6))} * ${terms.names[part.index]}`);
    const within = sample.effects.length > 0 ? ", net of the fixed effects" : "";
    const because =
      parts.length === 0 ? absorbedBecause(terms.columns[index]!, sample) : `equals ${parts.join(" + ")}${within}`;
    return { term: terms.names[index]!, because };
  });
}

function describe(
  engine: Engine,
  table: Table,
  spec: ModelSpec,
  sample: Sample,
  terms: ExpandedTerms,
  absorber: Absorber,
  result: OlsResult,
  solve: Solve,
  covariance: Vcov,
  count: ParameterCount,
  options: FeolsOptions,
): Omit<FitRecord, "vcov" | "fit" | "timing_ms"> {
  const names = result.kept.map((j) => terms.names[j]!);
  const inference = inferAll(engine, result.fit.beta, covariance.matrix, covariance.df, options.level ?? 0.95);
  return {
    kind: "ols",
    call: spec.call,
    depvar: printExpression(spec.lhs),
    nobs: sample.rows.length,
    dropped: sample.dropped,
    coefficients: Object.fromEntries(names.map((name, j): [string, Coefficient] => [name, inference[j]!])),
    collinear: collinearTerms(terms, result.dropped, sample),
    fixed_effects: {
      effects: Object.fromEntries(
        absorber.redundancies.map(({ name, levels, redundant, exact }) => [name, { levels, redundant, exact }]),
      ),
      df: effectsDf(count, false),
      rank: count.rank,
    },
    weights: options.weights ?? null,
    solver: {
      method: solve.method,
      because: absorber.choice.because,
      iterations: solve.iterations,
      certificate: solve.certificate,
      error_estimate: solve.errorEstimate,
      converged: solve.converged,
      least_squares: result.least_squares,
    },
    first_stage: {},
    tests: waldTests(engine, names, result, covariance, count, options.wald ?? []),
    notes: [...table.notes, ...sample.notes, ...terms.notes, ...inferenceNotes(names, result, covariance)],
    provenance: {
      version,
      seed: null,
      data: table.source.name,
      data_sha256: table.source.sha256 ?? "",
      kernels_sha256: engine.sha256,
    },
  };
}

/** What a reader of the standard errors must know. */
function inferenceNotes(names: readonly string[], { fit, tss }: OlsResult, covariance: Vcov): Note[] {
  const notes: Note[] = [];
  if (covariance.repaired) {
    notes.push({
      code: "vcov_repaired",
      message:
        "The two-way covariance had a negative variance: its eigenvalues were raised to 1e-10 where below, as fixest does.",
    });
  }
  if (fit.ssr <= PERFECT_FIT ** 2 * tss) {
    notes.push({
      code: "perfect_fit",
      message: "The regressors explain the outcome to rounding: standard errors, t and p are rounding too.",
    });
  } else if (covariance.vanishing.length > 0) {
    const vanishing = covariance.vanishing.map((j) => names[j]!);
    notes.push({
      code: "vanishing_error",
      message: `The standard error of ${vanishing.join(", ")} is zero to rounding, so t and p mean nothing: scores sum to zero in every cluster, as those of dummies for the clusters do.`,
      detail: { terms: vanishing },
    });
  }
  return notes;
}

/**
 * A joint test of all slopes, and one for each pattern; none where a variance is 0, as in an exact fit. Degrees of freedom
 * n - K with every effect counted.
 */
function waldTests(
  engine: Engine,
  names: readonly string[],
  { fit }: OlsResult,
  covariance: Vcov,
  count: ParameterCount,
  patterns: readonly string[],
): Readonly<Record<string, WaldTest>> {
  const df2 = fit.n - count.slopes - effectsDf(count, false);
  const matching = (matches: (name: string) => boolean) => names.flatMap((name, j) => (matches(name) ? [j] : []));
  const variance = (j: number) => covariance.matrix[j * names.length + j]!;
  const test = (indices: readonly number[]): WaldTest | undefined => {
    if (indices.length === 0 || df2 <= 0 || !indices.every((j) => variance(j) > 0)) return undefined;
    return { ...wald(engine, fit.beta, covariance.matrix, indices, df2), terms: indices.map((j) => names[j]!) };
  };
  const tests: Record<string, WaldTest> = {};
  const slopes = test(matching((name) => name !== "(Intercept)"));
  if (slopes !== undefined) tests.slopes = slopes;
  for (const pattern of patterns) {
    const regex = compilePattern(pattern);
    const indices = matching((name) => regex.test(name));
    if (indices.length === 0) {
      throw new UsageError("wald_pattern", `--wald ${pattern} matches no coefficient; there are ${names.join(", ")}.`, {
        got: pattern,
        expected: names,
      });
    }
    const found = test(indices);
    if (found !== undefined) tests[pattern] = found;
  }
  return tests;
}

/** The regular expression of a joint test. Throws UsageError `wald_pattern`. */
export function compilePattern(pattern: string): RegExp {
  try {
    return new RegExp(pattern, "u");
  } catch (cause) {
    throw new UsageError(
      "wald_pattern",
      `--wald ${pattern} is not a regular expression: ${(cause as Error).message}.`,
      { got: pattern },
      { cause },
    );
  }
}

function describeVcov(
  variance: VcovSpec,
  clusterings: readonly Category[],
  ssc: Ssc,
  covariance: Vcov,
  { fit, kept }: OlsResult,
  terms: ExpandedTerms,
  level: number,
): FitRecord["vcov"] {
  const { k } = fit;
  return {
    type: variance.type,
    clusters:
      variance.type === "cluster"
        ? Object.fromEntries(variance.by.map((columns, i) => [clusterName(columns), clusterings[i]!.nLevels]))
        : {},
    ssc: describeSsc(ssc),
    df: covariance.df,
    K: covariance.K,
    not_counted: covariance.notCounted,
    level,
    names: kept.map((j) => terms.names[j]!),
    matrix: Array.from({ length: k }, (_, i) => Array.from(covariance.matrix.subarray(i * k, i * k + k))),
  };
}

function fitStatistics(solve: Solve, sample: Sample, { fit, tss }: OlsResult, count: ParameterCount): FitRecord["fit"] {
  const { n, k, ssr } = fit;
  const byLevels = k + effectsDf(count, false);
  // levels less one each can be more than the rows where the effects' graph has many components: the rank is less
  const K = byLevels < n ? byLevels : k + count.rank.value;
  const total = solve.normBefore.at(-1)! ** 2;
  const r2 = 1 - ssr / total;
  const hasEffects = sample.effects.length > 0;
  const within = hasEffects ? 1 - ssr / tss : null;
  return {
    r2,
    adj_r2: 1 - ((1 - r2) * (n - 1)) / (n - K),
    within_r2: within,
    adj_within_r2: within === null ? null : 1 - ((1 - within) * (n - K + k)) / (n - K),
    rmse: Math.sqrt(ssr / n),
    ssr,
    sigma2: ssr / (n - K),
  };
}

function freeze<T extends object>(record: T): T {
  for (const value of Object.values(record)) if (typeof value === "object" && value !== null) freeze(value);
  return Object.freeze(record);
}
