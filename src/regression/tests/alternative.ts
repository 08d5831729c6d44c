/**
 * What speaks against a hypothesis.
 */
export const ALTERNATIVES = ["two-sided", "greater", "less"] as const;
/** A statistic far from zero, a large one, or a small one. */
export type Alternative = (typeof ALTERNATIVES)[number];
