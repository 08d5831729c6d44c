/** A rule of the audit: what it looked at and what it found. Each stands in a file of its own, listed in `rules.ts`. */

import type { distributions } from "../../engine/kernels/math.js";
import type { Finding } from "../finding.js";
import type { CellRef, PrintedPaper } from "../paper.js";

/** Tail probabilities and quantiles, the same bits on every host. */
export type Distributions = ReturnType<typeof distributions>;

/** Where a rule could not be applied, and what it lacks: the name of a fact of `PaperFacts` or of a number. */
export interface NotApplied {
  readonly where: CellRef | null;
  readonly lacks: string;
}

export interface Judgement {
  /** How many cells, columns or pairs were judged. */
  readonly judged: number;
  readonly findings: readonly Finding[];
  readonly notApplied: readonly NotApplied[];
}

export interface Rule {
  /** snake_case, stable: "r2_of_t". */
  readonly name: string;
  judge(paper: PrintedPaper, distributions: Distributions): Judgement;
}
