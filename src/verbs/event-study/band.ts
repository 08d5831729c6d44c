/**
 * The confidence band of an event study: what may be asked of it, the influences of clusters on the effects
 * shown, and the ends of the band. Pointwise it is the intervals themselves; uniform, it covers all effects shown at once:
 * estimate +- c standard errors by formula, c the quantile of the largest |draw| over its standard error.
 * Sources: Montiel Olea & Plagborg-Moller (2019), Journal of Applied Econometrics 34(1), doi:10.1002/jae.2656; drawn by
 * multipliers as in Callaway & Sant'Anna (2021), Journal of Econometrics 225(2), doi:10.1016/j.jeconom.2020.12.001.
 */

import { didYouMean } from "../../base/did-you-mean.js";
import { DataError, NotSupported, UsageError } from "../../base/errors.js";
import type { Note } from "../../base/messages.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { qt } from "../../engine/kernels/math.js";
import { GENERATOR } from "../../engine/kernels/resample.js";
import { MULTIPLIER_WEIGHTS, multiplierBootstrap } from "../../regression/cluster-bootstrap/multiplier.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import { clusterInfluence } from "../../regression/variance/influence.js";
import type { RegressionVcov } from "../../regression/variance/regression-vcov.js";
import { DEFAULT_DRAWS, DEFAULT_SEED } from "../bootstrap/options.js";
import type { Fitted } from "../feols/feols.js";
import type { EventBand, EventEffect } from "./record.js";

const BANDS = ["pointwise", "uniform"] as const;
/** Draws of all effects are kept: 80 MB for ten effects. */
const MOST_DRAWS = 1e6;

/** What is asked of the band. */
export interface BandOptions {
  /** Default `pointwise`. */
  readonly band?: (typeof BANDS)[number];
  /** Uniform: draws of the multiplier bootstrap, default 9,999. */
  readonly draws?: number;
  /** Uniform: default 1. */
  readonly seed?: number;
}

/** Draws of a uniform band; null for a pointwise one. */
export type BandPlan = { readonly draws: number; readonly seed: number } | null;

/**
 * The request checked. Throws UsageError: `event_band`, `band_draws` (out of range, too few for the level, or given for a
 * pointwise band), NotSupported `band_variance` unless clustered by one clustering.
 */
export function checkedBand(
  { band = "pointwise", draws, seed }: BandOptions,
  variance: RegressionVcov,
  level: number,
): BandPlan {
  if (!BANDS.includes(band)) {
    throw new UsageError("event_band", `Unknown band '${band}'${didYouMean(band, BANDS)} Known: ${BANDS.join(", ")}.`, {
      got: band,
      expected: BANDS,
    });
  }
  if (band === "pointwise") {
    if (draws === undefined) return null;
    throw new UsageError(
      "band_draws",
      "draws (--draws) belong to a uniform band: add --band uniform, or leave them out.",
      {
        got: draws,
        expected: undefined,
      },
    );
  }
  if (variance.type !== "cluster" || variance.by.length > 1) {
    const got = variance.type === "cluster" ? `${variance.by.length} clusterings` : variance.type;
    throw new NotSupported(
      "band_variance",
      `A uniform band is drawn by clusters of one clustering, and the variance has ${got}; use --vcov cluster:a or cluster:a^b.`,
      { got: variance, expected: ["cluster:a", "cluster:a^b"] },
    );
  }
  const wanted = draws ?? DEFAULT_DRAWS.wild;
  const least = Math.ceil(1 / (1 - level) - 1e-9) - 1;
  if (!(Number.isSafeInteger(wanted) && wanted >= Math.max(2, least) && wanted <= MOST_DRAWS)) {
    throw new UsageError(
      "band_draws",
      `Draws of a uniform band at level ${level} must be a whole number from ${Math.max(2, least)} to ${MOST_DRAWS}; got ${wanted}.`,
      { got: wanted, expected: `${Math.max(2, least)}..${MOST_DRAWS}` },
    );
  }
  return { draws: wanted, seed: seed ?? DEFAULT_SEED };
}

/** Influences of the clusters on the coefficients `terms`, column-major; none on one whose clustered error is rounding. */
export function influencesOf(engine: Engine, fitted: Fitted, terms: readonly string[]): Float64Array {
  const { fit, names, clusterTerms, ssc, covariance } = fitted;
  const positions = terms.map((term) => names.indexOf(term));
  const [term] = clusterTerms;
  const influence = clusterInfluence(engine, fit, term!, positions, ssc, covariance.K);
  positions.forEach((position, j) => {
    if (covariance.vanishing.includes(position)) influence.fill(0, j * term!.nLevels, (j + 1) * term!.nLevels);
  });
  return influence;
}

/** The band of `effects`, references among them, by influences on the others; `influence` is not read if pointwise. */
export function bandOf(
  engine: Engine,
  plan: BandPlan,
  { vcov: { df, level } }: FitRecord,
  effects: readonly EventEffect[],
  influence: Float64Array,
  signal?: AbortSignal,
): { readonly band: EventBand; readonly effects: readonly EventEffect[]; readonly notes: readonly Note[] } {
  const t = qt(engine, (1 - level) / 2, df, true);
  if (plan === null) {
    const drawn = { draws: null, seed: null, generator: null, weights: null };
    return { band: { kind: "pointwise", level, critical_value: t, ...drawn }, effects, notes: [] };
  }
  const errors = effects.flatMap(({ std_error }) => (std_error === null ? [] : [std_error]));
  if (errors.length === 0) {
    throw new DataError("band_no_effects", "No effect is estimated among the event times shown: there is no band.", {
      got: 0,
      expected: "at least one effect",
    });
  }
  const { uniform } = multiplierBootstrap(engine, influence, errors.length, {
    ...plan,
    level,
    studentizeBy: errors,
    ...(signal === undefined ? {} : { signal }),
  });
  const c = Math.max(uniform, t);
  return {
    band: { kind: "uniform", level, critical_value: c, ...plan, generator: GENERATOR, weights: MULTIPLIER_WEIGHTS },
    effects: effects.map((effect) => {
      const { estimate, std_error } = effect;
      if (std_error === null) return effect;
      return { ...effect, band_low: estimate - c * std_error, band_high: estimate + c * std_error };
    }),
    notes: uniform < t ? [atTheT(uniform, t, df)] : [],
  };
}

function atTheT(uniform: number, t: number, df: number): Note {
  return {
    code: "band_at_t",
    message: `The draws' critical value, ${uniform.toFixed(3)}, lies below the t quantile with ${df} df: the band is the pointwise intervals. With so few clusters neither is to be trusted to cover all effects at once.`,
    detail: { drawn: uniform, t },
  };
}
