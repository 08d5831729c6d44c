/**
 * A least-squares fit in words and names: what a record says of terms left out, effects, solver, standard
 * errors and where the data came from. Knows only what was found, not how.
 */
import type { Category } from "../../base/columns.js";
import { type Note, note } from "../../base/messages.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import { printExpression } from "../../formula/print.js";
import type { ModelSpec } from "../../formula/spec.js";
import type { Solve } from "../absorb/absorber.js";
import { clusteringsOf, clusterName } from "../frame/clusterings.js";
import { absorbedReason, requireResiduals } from "../frame/enough-variation.js";
import type { Sample } from "../frame/sample.js";
import type { ExpandedTerms } from "../frame/terms.js";
import type { LeastSquares } from "../least-squares/least-squares.js";
import { effectsDf, type ParameterCount } from "../least-squares/least-squares-steps.js";
import type { Dropped, OlsResult } from "../least-squares/ols.js";
import { OMITTED, VARIANCE_NOTES } from "../messages.js";
import type { FitOptions } from "../options.js";
import { waldTests } from "../tests/coefficient-tests.js";
import { type Coefficient, inferAll, isIndefinite } from "../tests/coefficients.js";
import type { WaldTest } from "../tests/joint-test.js";
import { describeSsc, type Ssc } from "../variance/ssc.js";
import { covarianceOf, factorsOf, type RegressionVcov } from "../variance/variances.js";
import type { Vcov } from "../variance/vcov.js";
import { type CollinearTerm, type FitRecord, omitted, provenanceOf } from "./fit-record.js";
import { modelLabels } from "./model-labels.js";

/** Options that a record depends on beside its regression and its variance. */
export type RecordOptions = Pick<FitOptions, "level" | "wald" | "weights">;

/** Norm of the residuals, as a share of the outcome's, below which they are rounding. */
const PERFECT_FIT = 1e-12;

type Described = Pick<LeastSquares, "table" | "spec" | "sample" | "terms" | "absorber" | "result" | "solve">;

/** All of a record but its variance, its statistics and its timing. */
export function describeFit(
  engine: Engine,
  { table, spec, sample, terms, absorber, result, solve }: Described,
  covariance: Vcov,
  count: ParameterCount,
  options: RecordOptions,
): Omit<FitRecord, "vcov" | "fit" | "timing_ms"> {
  const names = result.kept.map((j) => terms.names[j]!);
  const tests = waldTests(engine, names, result, covariance, options.wald ?? []);
  const inference = inferAll(
    engine,
    result.fit.beta,
    covariance.matrix,
    covariance.df,
    options.level ?? 0.95,
    covariance.dfByTerm,
  );
  return {
    kind: "ols",
    call: spec.call,
    depvar: printExpression(spec.lhs),
    nobs: sample.n,
    dropped: sample.dropped,
    coefficients: Object.fromEntries(names.map((name, j): [string, Coefficient] => [name, inference[j]!])),
    collinear: collinearTerms(terms, result.dropped, sample),
    fixed_effects: {
      effects: Object.fromEntries(absorber.redundancies.map(({ name, ...effect }) => [name, effect])),
      df: effectsDf(count, false),
      rank: count.rank,
    },
    weights: options.weights ?? null,
    solver: {
      method: solve.method,
      because: absorber.choice.reason.message,
      iterations: solve.iterations,
      certificate: solve.certificate,
      error_estimate: solve.errorEstimate,
      converged: solve.converged,
      least_squares: result.least_squares,
      refined: result.refined,
    },
    first_stage: {},
    tests,
    notes: [...table.notes, ...sample.notes, ...terms.notes, ...inferenceNotes(names, result, covariance, tests)],
    provenance: provenanceOf(engine, table),
  };
}

/** The record's `vcov`. */
export function describeVcov(
  variance: RegressionVcov,
  clusterings: readonly Category[],
  ssc: Ssc,
  covariance: Vcov,
  { fit, kept }: Pick<OlsResult, "fit" | "kept">,
  terms: Pick<ExpandedTerms, "names">,
  level: number,
): FitRecord["vcov"] {
  const { k } = fit;
  const names = kept.map((j) => terms.names[j]!);
  return {
    type: variance.type,
    clusters: Object.fromEntries(
      clusteringsOf(variance).map((columns, i) => [clusterName(columns), clusterings[i]!.nLevels]),
    ),
    ssc: describeSsc(factorsOf(variance, ssc)),
    ...(covariance.about === undefined ? {} : { about: covariance.about }),
    df: covariance.df,
    ...(covariance.dfByTerm === undefined
      ? {}
      : { df_by_term: Object.fromEntries(names.map((name, j): [string, number] => [name, covariance.dfByTerm![j]!])) }),
    joint_df: covariance.jointDf,
    K: covariance.K,
    not_counted: covariance.notCounted,
    level,
    names,
    matrix: Array.from({ length: k }, (_, i) => Array.from(covariance.matrix.subarray(i * k, i * k + k))),
  };
}

/** Why each column was omitted. */
export function collinearTerms(
  terms: Pick<ExpandedTerms, "names" | "columns">,
  dropped: readonly Dropped[],
  sample: Sample,
): CollinearTerm[] {
  return dropped.map(({ index, combination }) => {
    const term = terms.names[index]!;
    const largest = Math.max(...combination.map(({ coefficient }) => Math.abs(coefficient)));
    const parts = combination
      .filter(({ coefficient }) => Math.abs(coefficient) > 1e-8 * largest)
      .map((part) => ({ term: terms.names[part.index]!, coefficient: Number(part.coefficient.toPrecision(6)) }));
    const [first, second] = parts;
    if (first === undefined) return omitted(term, absorbedReason(terms.columns[index]!, sample));
    if (second === undefined && first.term === term && first.coefficient === 1) {
      return omitted(term, note(OMITTED, "duplicate"));
    }
    return omitted(term, note(OMITTED, "combination", { parts, within: sample.effects.length > 0 }));
  });
}

/** What a reader of the standard errors must know. */
function inferenceNotes(
  names: readonly string[],
  { fit, tss }: OlsResult,
  covariance: Vcov,
  { slopes: joint }: Readonly<Record<string, WaldTest>>,
): Note[] {
  const notes: Note[] = [...(covariance.notes ?? [])];
  if (covariance.repaired) {
    notes.push(note(VARIANCE_NOTES, "vcov_repaired", { places: true }));
  }
  const slopes = names.flatMap((name, j) => (name === "(Intercept)" ? [] : [j]));
  if (isIndefinite(covariance.matrix, fit.k, slopes)) notes.push(note(VARIANCE_NOTES, "indefinite_covariance"));
  if (fit.ssr <= PERFECT_FIT ** 2 * tss) notes.push(note(VARIANCE_NOTES, "perfect_fit", { weight: false }));
  else if (covariance.vanishing.length > 0) {
    notes.push(note(VARIANCE_NOTES, "vanishing_error", { terms: covariance.vanishing.map((j) => names[j]!) }));
  }
  if (joint !== undefined && joint.df1 < joint.terms.length) {
    notes.push(note(VARIANCE_NOTES, "rank_short", { rank: joint.df1, of: joint.terms.length }));
  }
  return notes;
}

/** Whether the notes of a fit say that the standard error of `term` is rounding, and t with it. */
export const isErrorRounding = (notes: readonly Note[], term: string): boolean =>
  notes.some(
    ({ code, detail }) =>
      code === "perfect_fit" ||
      (code === "vanishing_error" && Array.isArray(detail?.terms) && detail.terms.includes(term)),
  );

// How well a regression fits.

/** The record's `fit`. */
export function fitStatistics(
  solve: Solve,
  sample: Sample,
  { fit, tss }: OlsResult,
  count: ParameterCount,
  { intercept }: Pick<ModelSpec, "intercept">,
): FitRecord["fit"] {
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
    ...(hasEffects || intercept ? {} : uncentred(ssr / tss, n, K)),
    within_r2: within,
    adj_within_r2: within === null ? null : 1 - ((1 - within) * (n - K + k)) / (n - K),
    rmse: Math.sqrt(ssr / n),
    ssr,
    sigma2: ssr / (n - K),
  };
}

/** `left` is the residual's share of y'y: nothing was taken off the outcome. */
const uncentred = (left: number, n: number, K: number) => ({
  uncentred_r2: 1 - left,
  adj_uncentred_r2: 1 - (left * n) / (n - K),
});

// The record of a regression in memory under one variance.

/** A record, not yet frozen, and the covariance it was made from. */
export interface Recorded {
  readonly record: FitRecord;
  readonly covariance: Vcov;
}

/** Throws NumericalError `no_residual_df`, and as `covarianceOf`. */
export function recordOf(
  engine: Engine,
  scope: Scope,
  regression: LeastSquares,
  variance: RegressionVcov,
  ssc: Ssc,
  options: RecordOptions,
): Recorded {
  const started = performance.now();
  const { table, spec, sample, terms, absorber, solve, result, clusters, timing } = regression;
  // for three effects and more the rank is an upper bound: no reason to refuse
  if (absorber.rank.exact) requireResiduals(result.fit.n, result.fit.k + absorber.rank.value);
  const { covariance, count } = covarianceOf(engine, scope, regression, variance, ssc);
  const ms = performance.now() - started;
  const { level = 0.95 } = options;
  const described = {
    ...describeFit(engine, regression, covariance, count, options),
    vcov: describeVcov(variance, clusters(variance).clusterings, ssc, covariance, result, terms, level),
  };
  const record = {
    ...described,
    fit: fitStatistics(solve, sample, result, count, spec),
    ...modelLabels(table, described, terms),
    timing_ms: {
      ...timing,
      vcov: ms,
      total: timing.sample + timing.demean + timing.least_squares + performance.now() - started,
    },
  };
  return { record, covariance };
}
