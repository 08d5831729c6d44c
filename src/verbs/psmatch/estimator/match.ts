/**
 * The contract of matching: units as positions in a sample, who may be matched with whom, and what a
 * matching is. Everything in this folder speaks of positions and numbers; names and records are the models' affair.
 */

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
