/** What a rule on data is: what it must be told, and a pure function of what is known of the data. */
import type { Finding } from "../finding.js";
import type { Inspected } from "../inspected.js";
import type { RuleName } from "../messages.js";

/** What a rule may need beside the table. */
export const NEEDS = ["panel", "treatment", "outcome", "formula", "regressors", "cluster", "influence"] as const;
export type Need = (typeof NEEDS)[number];

export interface InspectRule {
  readonly name: RuleName;
  /** Each must be known; a rule that lacks one is not run, and listed with what would let it run. */
  readonly needs: readonly Need[];
  /** Limits it goes by, for the words that say what was looked at. */
  readonly limits: Readonly<Record<string, number>>;
  readonly find: (data: Inspected) => readonly Finding[];
}
