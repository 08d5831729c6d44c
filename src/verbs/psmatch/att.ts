/**
 * The mean effect on the treated that have a counterfactual, with every error that holds for the method, by
 * the normal distribution. Each error is made by an estimator; which hold for a method is
 * said here, where one is taken as the method's own and the others are shown beside.
 */
import { NumericalError } from "../../base/errors.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { pnorm, qnorm } from "../../engine/kernels/math.js";
import { abadieImbensError, psmatch2Error } from "./estimator/abadie-imbens.js";
import { type Pairs, weightedDifference } from "./estimator/match.js";
import type { MatchingPlan } from "./plan.js";
import type { AttRecord, ErrorKind, ErrorRecord, MatchMethod } from "./record.js";
import type { NamedValues } from "./sample.js";

/** An effect with an error of its own. */
export interface Effect {
  readonly estimate: number;
  readonly std_error: number;
}

/** Standard errors, by how they were made. */
export type Errors = Readonly<Partial<Record<ErrorKind, number>>>;

/** The error a method has where no draws are asked for. */
const OWN_ERROR = {
  nearest: "abadie-imbens",
  mahalanobis: "abadie-imbens",
  radius: "psmatch2",
  kernel: "psmatch2",
  llr: "psmatch2",
  ipw: "hc1",
  dr: "influence",
  entropy: "hc1",
  cem: "hc1",
} as const satisfies Record<MatchMethod, ErrorKind>;

/** The record of the effect; `errors` hold that of the method, or the bootstrap's. */
export function attRecord(
  engine: Engine,
  part: MatchedPart & { readonly outcome: Float64Array },
  plan: MatchingPlan,
  errors: Errors,
  bootstrap: AttRecord["bootstrap"],
): AttRecord {
  const { outcome, treated, weights, effect } = part;
  const matched = weightedDifference(outcome, treated, weights);
  const before = weightedDifference(outcome, treated, null);
  const estimate = effect?.estimate ?? matched.estimate;
  const wanted: ErrorKind = bootstrap === null ? OWN_ERROR[plan.method] : "bootstrap";
  const records = Object.fromEntries(
    Object.entries(errors)
      .filter(([, se]) => Number.isFinite(se) && se > 0)
      .map(([kind, se]) => [kind, errorRecord(engine, estimate, se, plan.level)]),
  ) as AttRecord["errors"];
  const error = records[wanted] === undefined ? null : wanted;
  return {
    estimate,
    ...(records[wanted] ?? { std_error: null, statistic: null, p_value: null, conf_low: null, conf_high: null }),
    error,
    level: plan.level,
    n_treated: matched.nTreated,
    mean_treated: matched.meanTreated,
    mean_counterfactual: matched.meanTreated - estimate,
    unmatched: {
      estimate: before.estimate,
      mean_treated: before.meanTreated,
      mean_control: before.meanControl,
    },
    errors: records,
    bootstrap,
  };
}

function errorRecord(engine: Engine, estimate: number, std_error: number, level: number): ErrorRecord {
  const statistic = estimate / std_error;
  const reach = qnorm(engine, (1 - level) / 2, true) * std_error;
  return {
    std_error,
    statistic,
    p_value: 2 * pnorm(engine, -Math.abs(statistic)),
    conf_low: estimate - reach,
    conf_high: estimate + reach,
  };
}

// Units and what matching made of them: of the whole sample, or of one value of `by`. What every description of a
// matching reads.

/** Arrays by position. */
export interface MatchedPart {
  readonly treated: Uint8Array;
  /** 0: off the common support. */
  readonly eligible: Uint8Array;
  /** As `Matching`: controls sum to the treated units that have a counterfactual. */
  readonly weights: Float64Array;
  readonly pairs: Pairs | null;
  /** u32[n]: cells units are matched within, years among them. */
  readonly cells: Uint32Array;
  readonly nCells: number;
  readonly covariates: readonly NamedValues[];
  readonly regressors: readonly NamedValues[];
  readonly outcome: Float64Array | null;
  /** What distances are of; null without a score. */
  readonly compared: Float64Array | null;
  /** Probability, or the score as given; null without a score. */
  readonly shown: Float64Array | null;
  /** Where the estimator is no difference of weighted means: the effect and its error. */
  readonly effect: Effect | null;
  readonly label: (i: number) => string;
}

/** J of Abadie and Imbens (2006): nearest units of the own group among which the robust variance is taken. */
const OWN_NEIGHBOURS = 1;

/**
 * Errors of the effect of `part`: pairs have Abadie and Imbens's, every matching psmatch2's, every
 * weighting that is not negative the weighted regression's; an estimator's own where it has one. `isOneScore` is whether
 * all units are compared on one score, which the robust error of pairs needs.
 */
export function effectErrors(
  engine: Engine,
  part: MatchedPart & { readonly outcome: Float64Array },
  isOneScore: boolean,
): Errors {
  const { outcome, treated, weights, pairs, effect, compared } = part;
  const isNegative = weights.some((weight) => weight < 0);
  const errors: Partial<Record<ErrorKind, number>> = {};
  if (effect !== null) return { influence: effect.std_error };
  if (pairs !== null) {
    errors["abadie-imbens"] = abadieImbensError(engine, outcome, pairs, { variance: { kind: "constant" } }).se;
    if (compared !== null && isOneScore) {
      const robust = robustError(engine, { outcome, treated, pairs, compared });
      if (robust !== null) errors["abadie-imbens-robust"] = robust;
    }
  }
  errors.psmatch2 = psmatch2Error(engine, outcome, treated, weights);
  if (!isNegative) errors.hc1 = weightedDifference(outcome, treated, weights).hc1;
  return errors;
}

/** Null where a group is too small for variances among its own. */
function robustError(
  engine: Engine,
  {
    outcome,
    treated,
    pairs,
    compared,
  }: {
    readonly outcome: Float64Array;
    readonly treated: Uint8Array;
    readonly pairs: NonNullable<MatchedPart["pairs"]>;
    readonly compared: Float64Array;
  },
): number | null {
  try {
    return abadieImbensError(engine, outcome, pairs, {
      variance: { kind: "neighbours", neighbours: OWN_NEIGHBOURS, score: compared, treated },
    }).se;
  } catch (error) {
    if (error instanceof NumericalError && error.code === "own_group_too_small") return null;
    throw error;
  }
}

// How many matches the order of rows decided: treated units whose farthest match is as near as another control of its
// cell. Scores are compared as they stand, bit by bit.

type Part = Pick<MatchedPart, "treated" | "eligible" | "cells" | "nCells"> & {
  readonly pairs: Pairs;
  readonly compared: Float64Array;
};

/** Treated units with a match that another control could have taken the place of. */
export function tiedTreated({ treated, eligible, cells, nCells, pairs, compared }: Part): number {
  const sorted = scoresByCell({ treated, eligible, cells, nCells, compared });
  let tied = 0;
  for (let p = 0; p < pairs.treated.length; ) {
    const unit = pairs.treated[p]!;
    const score = compared[unit]!;
    let [last, end] = [0, p];
    for (; end < pairs.treated.length && pairs.treated[end] === unit; end++) {
      last = Math.max(last, Math.abs(compared[pairs.control[end]!]! - score));
    }
    let nChosen = 0;
    for (let q = p; q < end; q++) if (Math.abs(compared[pairs.control[q]!]! - score) === last) nChosen++;
    if (countAt(sorted[cells[unit]!]!, score, last) > nChosen) tied++;
    p = end;
  }
  return tied;
}

/** Scores of the controls of each cell, ascending. */
function scoresByCell({ treated, eligible, cells, nCells, compared }: Omit<Part, "pairs">): Float64Array[] {
  const sizes = new Uint32Array(nCells);
  const isControl = (i: number) => treated[i] === 0 && eligible[i] === 1;
  for (let i = 0; i < cells.length; i++) if (isControl(i)) sizes[cells[i]!]!++;
  const scores = Array.from(sizes, (size) => new Float64Array(size));
  const filled = new Uint32Array(nCells);
  for (let i = 0; i < cells.length; i++) if (isControl(i)) scores[cells[i]!]![filled[cells[i]!]!++] = compared[i]!;
  for (const own of scores) own.sort();
  return scores;
}

/** How many of `sorted` lie at exactly `distance` from `score`, as the difference is computed. */
function countAt(sorted: Float64Array, score: number, distance: number): number {
  // |s - score| falls and then rises along the order: each side is searched by itself
  const atLeft = place(sorted, (s) => s < score && Math.abs(s - score) > distance);
  const beyondLeft = place(sorted, (s) => s < score && Math.abs(s - score) >= distance);
  const beforeRight = place(sorted, (s) => s < score || Math.abs(s - score) < distance);
  const afterRight = place(sorted, (s) => s < score || Math.abs(s - score) <= distance);
  return beyondLeft - atLeft + (afterRight - beforeRight);
}

/** The first place at which `holds`, true and then false along the order, is false. */
function place(sorted: Float64Array, holds: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(sorted[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}
