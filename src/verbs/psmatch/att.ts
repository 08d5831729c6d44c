/**
 * The mean effect on the treated that have a counterfactual, with every error that holds for the method, by
 * the normal distribution. Errors are made below; here one is taken as the method's own and the others are shown beside.
 */
import type { Engine } from "../../engine/kernels/engine.js";
import { pnorm, qnorm } from "../../engine/kernels/math.js";
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
