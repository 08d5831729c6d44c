/**
 * The contract of matching: units as positions in a sample, who may be matched with whom, and what a
 * matching is. Everything in this folder speaks of positions and numbers; names and records are the models' affair.
 */
import { compensatedSum } from "../../../base/numbers.js";

/** Who may be matched with whom. Arrays are by position in the sample. */
export interface Candidates {
  /** u8[n]: 1 treated, 0 control. */
  readonly treated: Uint8Array;
  /** u8[n]: 1 where the unit takes part; 0 off the common support. */
  readonly eligible: Uint8Array;
  /** u32[n]: matches are sought within a cell only; all 0 when nothing is to agree exactly. */
  readonly cells: Uint32Array;
  readonly nCells: number;
}

/** In which order treated units choose when a control can be used once: sample order, or by score. */
export type MatchOrder = "data" | "largest" | "smallest" | "random";

/** Controls equally near: the first in the sample, or all of them with equal shares (Abadie and Imbens). */
export type TieRule = "first" | "average";

export type KernelName = "epanechnikov" | "normal" | "biweight" | "uniform" | "tricube";

/**
 * Matched pairs, ordered by the treated unit's position, then from the nearest control to the farthest (equally near ones by
 * position).
 */
export interface Pairs {
  /** u32[nPairs]: position of the treated unit. */
  readonly treated: Uint32Array;
  /** u32[nPairs]: position of the control. */
  readonly control: Uint32Array;
  /** f64[nPairs]: what the control counts in the counterfactual of the treated unit; sums to 1 for a treated unit. */
  readonly share: Float64Array;
}

/** What any way of matching or weighting comes to, for the effect on the treated. */
export interface Matching {
  /**
   * f64[n]: 1 for treated units with a counterfactual, 0 for the others; for controls the sum of their shares. Controls
   * sum to the number of treated units with a counterfactual. Local linear weights may be negative.
   */
  readonly weights: Float64Array;
  /** The pairs, where there are any: null for kernels and weighting. */
  readonly pairs: Pairs | null;
}

// Pairs to a matching: what each unit counts. Knows nothing of how the pairs were found.

/**
 * The matching that pairs come to, weights f64[n] by position: 1 for treated units that are in some, for controls the sum of
 * their shares, 0 for everyone else. Controls sum to the number of treated units that are matched, to rounding.
 */
export function matchingOfPairs(pairs: Pairs, candidates: Candidates): Matching {
  const weights = new Float64Array(candidates.treated.length);
  const { treated, control, share } = pairs;
  for (let i = 0; i < treated.length; i++) {
    weights[treated[i]!] = 1;
    weights[control[i]!]! += share[i]!;
  }
  return { weights, pairs };
}

// The difference of two weighted means, and its error as the regression of outcome on treatment gives it, robust to
// heteroskedasticity, weights taken as fixed. Source of the correction n / (n - 2): MacKinnon & White (1985), Journal
// of Econometrics 29(3), doi:10.1016/0304-4076(85)90158-7.

/** Means by group, their difference, and HC1 of it. */
interface WeightedDifference {
  readonly estimate: number;
  readonly meanTreated: number;
  readonly meanControl: number;
  /** Units with a weight. */
  readonly nTreated: number;
  readonly nControl: number;
  /** NaN where no unit is left for it: two units with a weight, or fewer. */
  readonly hc1: number;
}

/**
 * @param outcome f64[n]; where the weight is 0 it plays no part
 * @param treated u8[n]: 1 treated, 0 control
 * @param weights f64[n], by group of a sum above 0; all 1 where null
 */
export function weightedDifference(
  outcome: Float64Array,
  treated: Uint8Array,
  weights: Float64Array | null,
): WeightedDifference {
  const [of1, of0] = [groupOf(outcome, treated, weights, 1), groupOf(outcome, treated, weights, 0)];
  const n = of1.n + of0.n;
  return {
    estimate: of1.mean - of0.mean,
    meanTreated: of1.mean,
    meanControl: of0.mean,
    nTreated: of1.n,
    nControl: of0.n,
    hc1: n > 2 ? Math.sqrt(((of1.variance + of0.variance) * n) / (n - 2)) : Number.NaN,
  };
}

function groupOf(outcome: Float64Array, treated: Uint8Array, weights: Float64Array | null, group: 0 | 1) {
  const w: number[] = [];
  const y: number[] = [];
  for (let i = 0; i < outcome.length; i++) {
    const weight = weights === null ? 1 : weights[i]!;
    if (treated[i] !== group || weight === 0) continue;
    w.push(weight);
    y.push(outcome[i]!);
  }
  const total = compensatedSum(w);
  const mean = compensatedSum(w.map((weight, i) => weight * y[i]!)) / total;
  const squares = compensatedSum(w.map((weight, i) => (weight * (y[i]! - mean)) ** 2));
  return { n: w.length, mean, variance: squares / total ** 2 };
}
