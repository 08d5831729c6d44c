/**
 * A column that may play a role in a study, and a role to be decided. Knows no data.
 */

/** A value a role may take, why, and the flag that says so. Better ones have the higher score. */
export interface Candidate {
  readonly flag: Flag;
  readonly value: string;
  readonly because: string;
  readonly score: number;
}

export type Flag = "unit" | "time" | "cohort" | "treat" | "outcome" | "controls" | "cluster";

/** Candidates, best first; `sure` where the best one leaves no doubt. */
export interface Decision {
  readonly role: "unit" | "time" | "treatment" | "outcome" | "controls" | "cluster";
  readonly candidates: readonly Candidate[];
  readonly sure: boolean;
}

/** Best first; of equals the one that stands first in the data. */
export const ranked = <T extends { readonly score: number }>(candidates: readonly T[]): T[] =>
  [...candidates].sort((a, b) => b.score - a.score);

/** Names that stand in formulas as they are. */
export const isPlainName = (name: string): boolean => /^[\p{L}_][\p{L}\p{N}_.]*$/u.test(name);
