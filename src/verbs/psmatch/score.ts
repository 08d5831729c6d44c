/**
 * The score of some units: estimated, or taken as given; what of it is compared, and what it says of itself
 * in the record.
 */

import type { Engine } from "../../engine/kernels/engine.js";
import { pnorm } from "../../engine/kernels/math.js";
import { fitPropensity, type PropensityFit } from "./estimator/propensity.js";
import type { MatchingPlan } from "./plan.js";
import type { ScoreRecord } from "./record.js";
import type { MatchUnits } from "./units.js";

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
