/**
 * Names of restrictions and of methods: what a declaration needs to know of the estimator.
 */

/** SD: changes of slope of at most M; RM, SDRM: changes, or changes of slope, of at most M times the largest before the reference. */
export const BASES = ["sd", "rm", "sdrm"] as const;
export type Base = (typeof BASES)[number];

export interface Restriction {
  readonly base: Base;
  /** Of the difference of trends after the reference. */
  readonly sign: "positive" | "negative" | null;
  readonly monotone: "increasing" | "decreasing" | null;
}

export const METHODS = ["FLCI", "Conditional", "C-F", "C-LF"] as const;
export type Method = (typeof METHODS)[number];
