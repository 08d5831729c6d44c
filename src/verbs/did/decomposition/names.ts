/** Names of what says which comparisons two-way effects are made of, in the order of their list. */
export const DECOMPOSITION_NAMES = ["bacon", "twfe-weights", "contamination"] as const;
export type DecompositionName = (typeof DECOMPOSITION_NAMES)[number];
