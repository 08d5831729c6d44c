/**
 * A Poisson or logit fit in words and names: statistics of fit, tests, notes, the record.
 */

import type { Category } from "../../base/columns.js";
import { type Note, note } from "../../base/messages.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import type { Family } from "../../engine/kernels/irls.js";
import { pchisq } from "../../engine/kernels/math.js";
import { printExpression } from "../../formula/print.js";
import type { ModelSpec } from "../../formula/spec.js";
import type { Absorber } from "../../regression/absorb/absorber.js";
import { clusteringsOf, clusterName } from "../../regression/frame/clusterings.js";
import type { Sample } from "../../regression/frame/sample.js";
import type { ExpandedTerms } from "../../regression/frame/terms.js";
import { effectsDf, type ParameterCount } from "../../regression/least-squares/least-squares-steps.js";
import { VARIANCE_NOTES } from "../../regression/messages.js";
import { collinearTerms } from "../../regression/record/describe-fit.js";
import { provenanceOf } from "../../regression/record/provenance.js";
import { namesMatching } from "../../regression/tests/coefficient-tests.js";
import { inferAll, wald } from "../../regression/tests/coefficients.js";
import { describeSsc, type Ssc } from "../../regression/variance/ssc.js";
import type { RegressionVcov } from "../../regression/variance/variances.js";
import type { Vcov } from "../../regression/variance/vcov.js";
import type { GlmFit } from "./estimator/irls.js";
import { GLM_NOTES } from "./messages.js";
import { offsetName } from "./outcome.js";
import type { GlmFitStatistics, GlmRecord, GlmTest } from "./record.js";
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
