/**
 * Units and what matching made of them: of the whole sample, or of one value of `by`. What every description
 * of a matching reads.
 */

import type { Effect } from "./att.js";
import type { Pairs } from "./estimator/match.js";
import type { NamedValues } from "./sample.js";

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
