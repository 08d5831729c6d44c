/**
 * A Poisson or logit fit in words and names: statistics of fit, tests, notes, the record.
 */
import type { Category } from "../../base/columns.js";
import { type Note, note } from "../../base/messages.js";
import type { Table } from "../../data/table/table.js";
import { centredSumOfSquaresBlock, linearCombinationsBlock } from "../../engine/kernels/blas.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { type Family, irlsPass, type OutcomeRows } from "../../engine/kernels/irls.js";
import { exp, logOf, pchisq } from "../../engine/kernels/math.js";
import { printExpression } from "../../formula/print.js";
import type { ModelSpec } from "../../formula/spec.js";
import type { Absorber } from "../../regression/absorb/absorber.js";
import { clusteringsOf, clusterName } from "../../regression/frame/clusterings.js";
import type { Sample } from "../../regression/frame/sample.js";
import type { ExpandedTerms } from "../../regression/frame/terms.js";
import { effectsDf, type ParameterCount } from "../../regression/least-squares/least-squares-steps.js";
import { VARIANCE_NOTES } from "../../regression/messages.js";
import { collinearTerms } from "../../regression/record/describe-fit.js";
import { provenanceOf } from "../../regression/record/fit-record.js";
import { inferAll, wald } from "../../regression/tests/coefficients.js";
import { namesMatching } from "../../regression/tests/names-matching.js";
import { describeSsc, type Ssc } from "../../regression/variance/ssc.js";
import type { RegressionVcov } from "../../regression/variance/variances.js";
import type { Vcov } from "../../regression/variance/vcov.js";
import type { GlmFit } from "./estimator/irls.js";
import { GLM_NOTES } from "./messages.js";
import type { GlmFitStatistics, GlmRecord, GlmTest } from "./record.js";
import { offsetName } from "./sample.js";
import type { GlmOptions } from "./verb.js";

/** What a record is made from. */
export interface GlmParts {
  readonly family: Family;
  readonly table: Table;
  readonly spec: ModelSpec;
  readonly sample: Sample;
  readonly terms: ExpandedTerms;
  readonly absorber: Absorber;
  readonly fit: GlmFit;
  readonly variance: RegressionVcov;
  readonly clusterings: readonly Category[];
  readonly covariance: Vcov;
  readonly count: ParameterCount;
  readonly ssc: Ssc;
  readonly statistics: GlmFitStatistics;
  readonly tolerance: number;
}

/** All of the record but its timing. */
export function describeGlm(engine: Engine, parts: GlmParts, options: GlmOptions): Omit<GlmRecord, "timing_ms"> {
  const { family, table, spec, sample, terms, absorber, fit, covariance, count, tolerance } = parts;
  const names = fit.kept.map((j) => terms.names[j]!);
  const { beta, k } = fit.fit;
  const level = options.level ?? 0.95;
  const inference = inferAll(engine, beta, covariance.matrix, Number.POSITIVE_INFINITY, level);
  return {
    kind: family,
    call: spec.call,
    depvar: printExpression(spec.lhs),
    nobs: sample.rows.length,
    dropped: sample.dropped,
    coefficients: Object.fromEntries(names.map((name, j) => [name, inference[j]!])),
    collinear: collinearTerms(terms, fit.dropped, sample),
    vcov: {
      type: parts.variance.type,
      clusters: Object.fromEntries(
        clusteringsOf(parts.variance).map((columns, i) => [clusterName(columns), parts.clusterings[i]!.nLevels]),
      ),
      ssc: describeSsc(parts.ssc),
      df: null,
      K: covariance.K,
      not_counted: covariance.notCounted,
      level,
      names,
      matrix: Array.from({ length: k }, (_, i) => Array.from(covariance.matrix.subarray(i * k, i * k + k))),
    },
    fit: parts.statistics,
    fixed_effects: {
      effects: Object.fromEntries(
        absorber.redundancies.map(({ name, levels, redundant, exact }) => [name, { levels, redundant, exact }]),
      ),
      df: effectsDf(count, false),
      rank: count.rank,
    },
    weights: options.weights ?? null,
    offset: offsetName(options),
    solver: {
      method: fit.solve.method,
      because: absorber.choice.reason.message,
      iterations: fit.solve.iterations,
      certificate: fit.solve.certificate,
      error_estimate: fit.solve.errorEstimate,
      converged: fit.solve.converged,
      least_squares: fit.least_squares,
      refined: fit.refined,
    },
    climb: {
      iterations: fit.iterations,
      converged: true,
      tolerance,
      change: fit.change,
      step: fit.meanMove,
      halvings: fit.halvings,
      deviances: fit.deviances,
    },
    tests: testsOf(engine, names, beta, covariance, options.wald ?? []),
    notes: [...table.notes, ...sample.notes, ...terms.notes, ...incidental(family, sample), ...repaired(covariance)],
    provenance: provenanceOf(engine, table),
  };
}

/** Joint tests of all slopes, and of those whose names match; none where a variance is 0. */
function testsOf(
  engine: Engine,
  names: readonly string[],
  beta: Float64Array,
  { matrix }: Vcov,
  patterns: readonly string[],
): Readonly<Record<string, GlmTest>> {
  const tests = new Map<string, GlmTest>();
  const slopes = names.flatMap((name, j) => (name === "(Intercept)" ? [] : [j]));
  const matching = (pattern: string) => namesMatching(pattern, names).map((name) => names.indexOf(name));
  const asked = [["slopes", slopes] as const, ...patterns.map((one) => [one, matching(one)] as const)];
  for (const [label, indices] of asked) {
    if (indices.length === 0 || !indices.every((j) => matrix[j * (names.length + 1)]! > 0)) continue;
    const { statistic, df1 } = wald(beta, matrix, indices);
    const chi2 = statistic * df1;
    const p_value = chi2 >= 0 ? pchisq(engine, chi2, df1, true) : Number.NaN;
    tests.set(label, { statistic: chi2, df: df1, p_value, terms: indices.map((j) => names[j]!) });
  }
  return Object.fromEntries(tests);
}

const repaired = ({ repaired: raised }: Vcov): Note[] =>
  raised ? [note(VARIANCE_NOTES, "vcov_repaired", { places: false })] : [];

/** Of a logit with effects: how few rows its levels have, and what to do. */
function incidental(family: Family, { effects }: Sample): Note[] {
  if (family !== "logit" || effects.length === 0) return [];
  const found = effects.map(({ name, codes, nLevels }) => {
    const rows = new Uint32Array(nLevels);
    for (let i = 0; i < codes.length; i++) rows[codes[i]!]!++;
    const fewest = rows.reduce((least, count) => Math.min(least, count), codes.length);
    return { name, levels: nLevels, rows_per_level: codes.length / nLevels, fewest };
  });
  return [note(GLM_NOTES, "incidental_parameters", { effects: found })];
}

// How well a Poisson or logit regression fits, beside the model with a constant alone under the same weights and offset.

/** @param saturatedLogLik log-likelihood of a fit without error: 0 of the logit */
export function glmStatistics(
  engine: Engine,
  scope: Scope,
  rows: OutcomeRows,
  offset: F64Block | null,
  saturatedLogLik: number,
  { fit, eta, deviance }: GlmFit,
  count: ParameterCount,
): GlmFitStatistics {
  const null_deviance = nullDeviance(engine, scope, rows, offset);
  const loglik = saturatedLogLik - deviance / 2;
  const null_loglik = saturatedLogLik - null_deviance / 2;
  const K = fit.k + effectsDf(count, false);
  return {
    ...{ loglik, null_loglik, deviance, null_deviance },
    pseudo_r2: 1 - loglik / null_loglik,
    adj_pseudo_r2: 1 - (loglik - (K - 1)) / null_loglik,
    aic: 2 * K - 2 * loglik,
    bic: K * logOf(engine, rows.n) - 2 * loglik,
    squared_cor: squaredCorrelation(engine, scope, rows, eta),
  };
}

/** Of outcome and fitted mean: from the variances of both and of their difference. */
function squaredCorrelation(engine: Engine, scope: Scope, { family, n, y }: OutcomeRows, eta: F64Block): number {
  return scope.scope((inner) => {
    const both = inner.f64(2 * n);
    both.view().set(y.view());
    const mean = both.part(n, n);
    const exponentials = exp(engine, eta.view().slice());
    const ofOdds = (odds: number): number => (odds === Number.POSITIVE_INFINITY ? 1 : odds / (1 + odds));
    mean.view().set(family === "logit" ? exponentials.map(ofOdds) : exponentials);
    const difference = linearCombinationsBlock(engine, inner, n, 2, 1, both, inner.copyF64(Float64Array.of(1, -1)));
    const [a, b, c] = [y, mean, difference].map((column) => centredSumOfSquaresBlock(engine, inner, column, undefined));
    return ((a! + b! - c!) / 2) ** 2 / (a! * b!);
  });
}

const MOST_STEPS = 100;
/** A step of the constant below which it has converged: the deviance is then exact to the square. */
const CONVERGED = 1e-10;

/** Deviance of the constant model: its constant has a closed form but for a logit with an offset, which takes Newton's method. */
export function nullDeviance(engine: Engine, scope: Scope, rows: OutcomeRows, offset: F64Block | null): number {
  return scope.scope((inner) => {
    const { n, family } = rows;
    const [linear, ones] = [inner.f64(n), inner.copyF64(new Float64Array(n).fill(1))];
    if (offset === null) linear.view().fill(0);
    else linear.view().set(offset.view());
    const working = { eta: linear, weight: inner.f64(n), root: inner.f64(n), working: inner.f64(n) };
    let pass = irlsPass(engine, inner, rows, linear, null, 0, working);
    for (let step = 0; step < MOST_STEPS; step++) {
      // sum of outcome less mean
      const score = crossSum(working.weight, working.working);
      const newton = score / pass.weight;
      if (Math.abs(newton) <= CONVERGED) break;
      // at a constant of 0 without offset the logit's weights are 1/4 a row
      const share = 0.5 + newton / 4;
      const logit = step === 0 && offset === null ? logOf(engine, share / (1 - share)) : newton;
      const move = family === "poisson" ? logOf(engine, 1 + newton) : logit;
      pass = irlsPass(engine, inner, rows, linear, ones, move, working);
    }
    return pass.deviance;
  });
}

function crossSum(a: F64Block, b: F64Block): number {
  const [x, y] = [a.view(), b.view()];
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}
