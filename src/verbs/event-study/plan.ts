/**
 * What is asked of an event study, checked before data are looked at: treatment, window, references,
 * estimator, variance.
 */

import { didYouMean } from "../../base/did-you-mean.js";
import { DataError, NotSupported, UsageError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { GENERATOR } from "../../engine/kernels/cluster-draws.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { qt } from "../../engine/kernels/math.js";
import { MULTIPLIER_WEIGHTS, multiplierBootstrap } from "../../regression/cluster-bootstrap/multiplier.js";
import type { FitOptions } from "../../regression/fit-options.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import { requireLevel } from "../../regression/tests/coefficients.js";
import { clusterInfluence } from "../../regression/variance/influence.js";
import { parseRegressionVcov, type RegressionVcov } from "../../regression/variance/variances.js";
import type { Fitted } from "../feols/feols.js";
import { DEFAULT_DRAWS, DEFAULT_SEED } from "../resampling/options.js";
import { EVENT_NOTES } from "./messages.js";
import type { EventBand, EventEffect } from "./record.js";

// The confidence band of an event study: what may be asked of it, the influences of clusters on the effects shown, and
// the ends of the band. Pointwise it is the intervals themselves; uniform, it covers all effects shown at once:
// estimate +- c standard errors by formula, c the quantile of the largest |draw| over its standard error. Sources:
// Montiel Olea & Plagborg-Moller (2019), Journal of Applied Econometrics 34(1), doi:10.1002/jae.2656; drawn by
// multipliers as in Callaway & Sant'Anna (2021), Journal of Econometrics 225(2), doi:10.1016/j.jeconom.2020.12.001.

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

const atTheT = (drawn: number, t: number, df: number): Note => note(EVENT_NOTES, "band_at_t", { drawn, t, df });

const LATER_ESTIMATORS = ["sunab", "cs", "bjs", "did2s", "etwfe", "dcdh"] as const;

export interface EventStudyOptions
  extends BandOptions,
    Partial<Pick<FitOptions, "vcov">>,
    Pick<FitOptions, "ssc" | "weights" | "subset" | "fixefRm" | "solver" | "level" | "signal"> {
  /** Column of the first treated period of each unit. Either this or `treat`. */
  readonly cohort?: string;
  /** Column of a 0/1 treatment that stays on: a unit's cohort is its first period with a 1. */
  readonly treat?: string;
  /** Value of `cohort` that means never treated, besides empty, 0, Inf and periods after the last. */
  readonly never?: string | number;
  /** Event times set to zero, default [-1]. */
  readonly ref?: readonly number[];
  /** First and last event time shown, such as [-4, 4]; default all. */
  readonly window?: readonly [number, number];
  /** Whether the ends of `window` stand for all event times beyond them; without it these have effects of their own. */
  readonly bin?: boolean;
  /** Default "twfe"; others are NotSupported in this version. */
  readonly estimator?: "twfe" | (typeof LATER_ESTIMATORS)[number];
}

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
 * The plan of `options`. Throws UsageError (`event_treatment`, `vcov_required`, `event_window`, `event_reference`),
 * NotSupported, and as `parseRegressionVcov`, `requireLevel` and `checkedBand`.
 */
export function checkedPlan(options: EventStudyOptions): EventPlan {
  const { estimator = "twfe", cohort, treat, never, vcov } = options;
  if (estimator !== "twfe") {
    throw new NotSupported(
      "estimator",
      `Estimator '${estimator}' is not part of this version; use twfe, and mind that it weighs cohorts together.`,
      { got: estimator, expected: ["twfe"] },
    );
  }
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
  const window = options.window ?? null;
  const bin = options.bin ?? false;
  checkWindow(window, bin);
  const reference = [...new Set(options.ref ?? [-1])].sort((a, b) => a - b);
  checkReference(reference, window, bin);
  const level = options.level ?? 0.95;
  requireLevel(level);
  const variance = parseRegressionVcov(vcov);
  const band = checkedBand(options, variance, level);
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

/** `-3`, or `<= -4` and `>= 4` for ends that stand for all beyond them. */
export function eventLabel(event: number, { window, bin }: EventPlan): string {
  if (!bin || window === null) return String(event);
  if (event === window[0]) return `<= ${event}`;
  return event === window[1] ? `>= ${event}` : String(event);
}
