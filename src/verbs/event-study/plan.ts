/**
 * What is asked of an event study, checked before data are looked at: treatment, window, references, estimator, variance; and the
 * confidence band that is asked for.
 */
import { DataError, NotSupported, UsageError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { filled } from "../../declare/check.js";
import type { Filled } from "../../declare/option.js";
import { GENERATOR } from "../../engine/kernels/cluster-draws.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { qt } from "../../engine/kernels/math.js";
import { MULTIPLIER_WEIGHTS, multiplierBootstrap } from "../../regression/cluster-bootstrap/multiplier.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import { parseRegressionVcov, type RegressionVcov } from "../../regression/variance/variances.js";
import { clusterInfluence } from "../../regression/variance/vcov.js";
import type { Fitted } from "../feols/feols.js";
import { DEFAULT_DRAWS } from "../resampling/options.js";
import { EVENT_NOTES } from "./messages.js";
import type { EventBand, EventEffect } from "./record.js";
import { type EventStudyOptions, eventStudyVerb, MOST_DRAWS } from "./verb.js";

/** Options checked and completed. */
export interface EventPlan {
  readonly cohort: string | undefined;
  readonly treat: string | undefined;
  readonly never: string | undefined;
  readonly reference: readonly number[];
  readonly window: readonly [number, number] | null;
  readonly bin: boolean;
  readonly variance: RegressionVcov;
  readonly band: BandPlan;
}

/**
 * The plan of options. Throws UsageError (`event_treatment`, `vcov_required`, `event_window`, `event_reference`), and as `filled`,
 * `parseRegressionVcov` and `bandPlan`.
 */
export function eventPlan(given: EventStudyOptions): EventPlan {
  const plan = filled(eventStudyVerb.options, given);
  const { cohort, treat, never, vcov, window = null, bin } = plan;
  if ((cohort === undefined) === (treat === undefined)) {
    throw new UsageError(
      "event_treatment",
      `An event study needs ${cohort === undefined ? "" : "only one of "}--cohort COLUMN (first treated period of the unit) or --treat COLUMN (0/1, staying on).`,
      { got: { cohort, treat }, expected: "cohort or treat" },
    );
  }
  if (never !== undefined && cohort === undefined) {
    throw new UsageError("event_treatment", "--never names a value of --cohort; with --treat it means nothing.", {
      got: never,
    });
  }
  if (vcov === undefined) {
    throw new UsageError(
      "vcov_required",
      "An event study by two-way fixed effects needs a variance, because programs' defaults differ: --vcov cluster:city (vcov in the library), with the unit for city.",
      { got: undefined, expected: ["iid", "hetero", "cluster:a", "cluster:a+b"] },
    );
  }
  checkWindow(window, bin);
  const reference = [...new Set(plan.ref)].sort((a, b) => a - b);
  checkReference(reference, window, bin);
  const variance = parseRegressionVcov(vcov);
  const band = bandPlan(plan, variance);
  return {
    cohort,
    treat,
    never: never === undefined ? undefined : String(never),
    reference,
    window,
    bin,
    variance,
    band,
  };
}

/** Draws of a uniform band; null for a pointwise one. */
export type BandPlan = { readonly draws: number; readonly seed: number } | null;

/**
 * The band asked for. Throws UsageError `band_draws` (too few for the level, or given for a pointwise band), NotSupported
 * `band_variance` unless clustered by one clustering.
 */
export function bandPlan(
  { band, draws, seed, level }: Pick<Filled<typeof eventStudyVerb.options>, "band" | "draws" | "seed" | "level">,
  variance: RegressionVcov,
): BandPlan {
  if (band === "pointwise") {
    if (draws === undefined) return null;
    throw new UsageError(
      "band_draws",
      "draws (--draws) belong to a uniform band: add --band uniform, or leave them out.",
      { got: draws, expected: undefined },
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
  const least = Math.max(2, Math.ceil(1 / (1 - level) - 1e-9) - 1);
  if (wanted >= least) return { draws: wanted, seed };
  throw new UsageError(
    "band_draws",
    `Draws of a uniform band at level ${level} must be a whole number from ${least} to ${MOST_DRAWS}; got ${wanted}.`,
    { got: wanted, expected: `${least}..${MOST_DRAWS}` },
  );
}

function checkWindow(window: readonly [number, number] | null, bin: boolean): void {
  if (window === null) {
    if (!bin) return;
    throw new UsageError("event_window", "--bin needs a window whose ends take what lies beyond: --window -4,4.", {
      got: undefined,
      expected: "a window",
    });
  }
  const [low, high] = window;
  if (Number.isSafeInteger(low) && Number.isSafeInteger(high) && low < high) return;
  throw new UsageError(
    "event_window",
    `A window is two whole numbers, the first lower, such as -4,4; got ${window.join(",")}.`,
    { got: window, expected: "low < high" },
  );
}

function checkReference(reference: readonly number[], window: readonly [number, number] | null, bin: boolean): void {
  const isLoaded = (ref: number) =>
    Number.isSafeInteger(ref) && (window === null || !bin || (ref >= window[0] && ref <= window[1]));
  if (reference.length > 0 && reference.every(isLoaded)) return;
  const inside = window !== null && bin ? ` within the binned window ${window.join(",")}` : "";
  throw new UsageError(
    "event_reference",
    `References are whole event times${inside}, such as -1 or -1,-5; got '${reference.join(",")}'.`,
    { got: reference, expected: `whole numbers${inside}` },
  );
}

// The confidence band: the influences of clusters on the effects shown, and the ends of the band. Pointwise it is the intervals
// themselves; uniform, it covers all effects shown at once: estimate +- c standard errors by formula, c the quantile of the largest
// |draw| over its standard error. Sources: Montiel Olea & Plagborg-Moller (2019), Journal of Applied Econometrics 34(1),
// doi:10.1002/jae.2656; drawn by multipliers as in Callaway & Sant'Anna (2021), Journal of Econometrics 225(2),
// doi:10.1016/j.jeconom.2020.12.001.

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
  { signal, replications }: Pick<EventStudyOptions, "signal" | "replications"> = {},
): { readonly band: EventBand; readonly effects: readonly EventEffect[]; readonly notes: readonly Note[] } {
  const t = qt(engine, (1 - level) / 2, df, true);
  if (plan === null) {
    const drawn = { draws: null, seed: null, generator: null, weights: null };
    return { band: { kind: "pointwise", level, critical_value: t, ...drawn }, effects, notes: [] };
  }
  const errors = effects.flatMap(({ std_error }) => (std_error === null ? [] : [std_error]));
  if (errors.length === 0) {
    throw new DataError(
      "band_no_effects",
      "No effect among the event times shown has a standard error: there is no band.",
      {
        got: 0,
        expected: "at least one effect with an error",
      },
    );
  }
  const { uniform } = multiplierBootstrap(engine, ofErrors(effects, influence), errors.length, {
    ...plan,
    level,
    studentizeBy: errors,
    ...(signal === undefined ? {} : { signal }),
    ...(replications === undefined ? {} : { replications }),
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

/** The influences, a column an effect that is no reference, of the effects that have an error. */
function ofErrors(effects: readonly EventEffect[], influence: Float64Array): Float64Array {
  const own = effects.filter(({ reference }) => !reference);
  if (own.every(({ std_error }) => std_error !== null)) return influence;
  const size = influence.length / own.length;
  const kept = own.flatMap(({ std_error }, j) => (std_error === null ? [] : [j]));
  const out = new Float64Array(size * kept.length);
  kept.forEach((j, at) => {
    out.set(influence.subarray(j * size, (j + 1) * size), at * size);
  });
  return out;
}

const atTheT = (drawn: number, t: number, df: number): Note => note(EVENT_NOTES, "band_at_t", { drawn, t, df });
