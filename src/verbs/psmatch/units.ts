/**
 * Some of the units of a sample as arrays of their own: all of them, or those of one value of `by`.
 */
import type { Category } from "../../base/columns.js";
import { categoryAt } from "../../data/panel/codes.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { pnorm } from "../../engine/kernels/math.js";
import { fitPropensity, type PropensityFit } from "./estimator/propensity.js";
import type { MatchingPlan } from "./plan.js";
import type { ScoreRecord } from "./record.js";
import type { MatchSample, NamedValues } from "./sample.js";

/** Arrays by position among these units. */
export interface MatchUnits {
  /** Positions in the sample, ascending; null for all. */
  readonly positions: Uint32Array | null;
  readonly treatment: string;
  readonly treated: Uint8Array;
  readonly regressors: readonly NamedValues[];
  readonly covariates: readonly NamedValues[];
  readonly outcome: Float64Array | null;
  readonly score: Float64Array | null;
  readonly cells: Category | null;
  readonly cluster: Category | null;
  readonly label: (i: number) => string;
}

/** The units at `positions` of the sample. */
export function unitsAt(sample: MatchSample, positions: Uint32Array | null): MatchUnits {
  const { treatment, treated, regressors, covariates, outcome, score, cells, cluster, label } = sample;
  if (positions === null) {
    return { positions, treatment, treated, regressors, covariates, outcome, score, cells, cluster, label };
  }
  const columns = (all: readonly NamedValues[]) =>
    all.map(({ name, values }) => ({ name, values: valuesAt(values, positions) }));
  const grouped = (category: Category | null) => (category === null ? null : categoryAt(category, positions));
  return {
    positions,
    treatment,
    treated: valuesAt(treated, positions),
    regressors: columns(regressors),
    covariates: columns(covariates),
    outcome: outcome === null ? null : valuesAt(outcome, positions),
    score: score === null ? null : valuesAt(score, positions),
    cells: grouped(cells),
    cluster: grouped(cluster),
    label: (i) => label(positions[i]!),
  };
}

/** Positions of each level, ascending. */
export function positionsByLevel({ codes, nLevels }: Category): Uint32Array[] {
  const sizes = new Uint32Array(nLevels);
  for (let i = 0; i < codes.length; i++) sizes[codes[i]!]!++;
  const positions = Array.from(sizes, (size) => new Uint32Array(size));
  const filled = new Uint32Array(nLevels);
  for (let i = 0; i < codes.length; i++) positions[codes[i]!]![filled[codes[i]!]!++] = i;
  return positions;
}

/** A copy of `values` at `positions`, of the same type. */
function valuesAt<T extends Float64Array | Uint8Array>(values: T, positions: Uint32Array): T {
  const selected = new (values.constructor as new (length: number) => T)(positions.length);
  for (let i = 0; i < positions.length; i++) selected[i] = values[positions[i]!]!;
  return selected;
}

// The score of some units: estimated, or taken as given; what of it is compared, and what it says of itself in the
// record.

/** Scores by position. */
export interface UnitScores {
  /** Null for a score that was given. */
  readonly fit: PropensityFit | null;
  /** What distances are of. */
  readonly compared: Float64Array;
  /** Probability, or the score as given: what support is judged by. */
  readonly shown: Float64Array;
}

/** Null for a method without a score. Throws as `fitPropensity`. */
export function unitScores(
  engine: Engine,
  { treated, regressors, score }: MatchUnits,
  { link, scale }: MatchingPlan,
): UnitScores | null {
  if (scale === null) return null;
  if (score !== null) return { fit: null, compared: score, shown: score };
  const fit = fitPropensity(
    engine,
    { treated, X: regressors.map(({ values }) => values), names: regressors.map(({ name }) => name) },
    link!,
  );
  return { fit, compared: scale === "linear" ? fit.linear : fit.fitted, shown: fit.fitted };
}

/** Coefficients with their z tests, and the fit of the whole. */
export function scoreRecord(engine: Engine, fit: PropensityFit): ScoreRecord {
  const { link, names, beta, se, fitted, dropped, logLik, nullLogLik, pseudoR2, lrChi2, df, p } = fit;
  return {
    link,
    nobs: fitted.length,
    coefficients: Object.fromEntries(
      names.map((name, j) => {
        const [estimate, std_error] = [beta[j]!, se[j]!];
        const statistic = estimate / std_error;
        return [name, { estimate, std_error, statistic, p_value: 2 * pnorm(engine, -Math.abs(statistic)) }];
      }),
    ),
    collinear: dropped,
    log_likelihood: logLik,
    null_log_likelihood: nullLogLik,
    pseudo_r2: pseudoR2,
    lr: { statistic: lrChi2, df, p_value: p },
    iterations: fit.iterations,
    certificate: fit.certificate,
  };
}
