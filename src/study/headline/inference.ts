/**
 * What can be said of the significance of a headline: by which p, and why by no other. Key names are those of results.json, hence the
 * underscores.
 */

import type { NoteDetail } from "../../base/messages.js";
import { FEW_CLUSTERS } from "../../regression/few-clusters.js";
import type { Believed } from "../../verbs/few-clusters/messages.js";
import type { PoolFacts } from "../../verbs/placebo/messages.js";
import type { Finding } from "../stages/stage.js";
import { USUAL_LEVEL } from "../usual-level.js";

/** Why nothing is said: an estimator whose errors rest on too few clusters, or on too few treated ones, has no other; or what was needed was refused. */
export type Unsaid =
  | { readonly code: "few_clusters"; readonly clusters: number }
  | { readonly code: "few_treated"; readonly treated: number }
  | { readonly code: "no_error" }
  | { readonly code: "refused"; readonly refusal: Refusal }
  /** So few groups at the level of assignment that there is no inference at it. */
  | ({ readonly code: "few_groups" } & Level)
  /** A stage other than a regression, with too few groups, or too few of one kind, for a t test at the level of assignment. */
  | ({ readonly code: "few_at_level" } & Level)
  /** An estimator that has no error at the level of assignment. */
  | ({ readonly code: "below_level"; readonly why: BelowLevel } & Level)
  /** Treatment may have been assigned at levels at which the conclusion is another one, or there is none. */
  | { readonly code: "level_open"; readonly own: number; readonly clusters: Finding["clusters"] };

/** It has errors of units alone; treated groups are not counted where rows stay with an engine; or what it says itself. */
export type BelowLevel = "units_alone" | "rows_elsewhere" | Refusal;

export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly detail: NoteDetail;
}

/** A column by whose groups treatment was, or may have been, assigned. */
export interface Level {
  readonly column: string;
  /** Null where rows stay with an engine that did not count them. */
  readonly groups: number | null;
  /** Of these, ever treated. */
  readonly treated: number | null;
}

/** `formula`: t by the estimator's own error. */
export type Inference =
  | { readonly basis: "formula"; readonly p_value: number }
  /** t by errors clustered by groups of the level of assignment. */
  | {
      readonly basis: "level";
      readonly p_value: number;
      readonly std_error: number;
      readonly conf_low: number;
      readonly conf_high: number;
    }
  | {
      readonly basis: "anderson_rubin";
      readonly p_value: number;
      /** By the restricted wild bootstrap, where clusters are few. */
      readonly drawn?: { readonly draws: number; readonly seed: number | null; readonly clusters: number };
    }
  | {
      readonly basis: "restricted";
      readonly p_value: number;
      readonly conf_low: number | null;
      readonly conf_high: number | null;
      readonly draws: number;
      readonly seed: number | null;
      readonly clusters: number;
      readonly effective_clusters: number;
    }
  | {
      readonly basis: "randomisation";
      readonly p_value: number;
      /** The smallest p that the assignments allow. */
      readonly least_p: number;
      /** Assignments that differ; null above 1e15. */
      readonly assignments: number | null;
      readonly draws: number;
      readonly enumerated: boolean;
      readonly seed: number | null;
      readonly unit: string;
      readonly pool: { readonly units: number; readonly treated: number; readonly detail: PoolFacts };
    }
  | { readonly basis: "none"; readonly because: Unsaid };

/** What the clusters of a regression bear, and what is inferred for it. */
export interface Judged {
  readonly believe: Believed;
  /** Null: the p of the formula. */
  readonly inference: Inference | null;
}

/** What is inferred at a level. */
export interface AtLevel extends Level {
  readonly inference: Inference;
}

/** Levels coarser than the clusters of an error: the one that the study names, else those that could be it. */
export interface Assigned {
  readonly stated: boolean;
  readonly levels: readonly AtLevel[];
}

const none = (because: Unsaid): Inference => ({ basis: "none", because });

/** Null where nothing is said. */
export const pOf = (inference: Inference): number | null => (inference.basis === "none" ? null : inference.p_value);

const isClear = (p: number | null): boolean => p !== null && p < USUAL_LEVEL;

/**
 * What can be said of an estimate whose error alone says `own`: what is inferred at the level that the study names; where levels are open,
 * nothing unless the conclusion is the same at all of them.
 */
export function atAssignment(own: Inference, { stated, levels }: Assigned, clusters: Finding["clusters"]): Inference {
  if (stated) return levels[0]?.inference ?? own;
  const p = pOf(own);
  const isOpen = levels.some(({ inference }) => isClear(pOf(inference)) !== isClear(p));
  return p === null || !isOpen ? own : none({ code: "level_open", own: p, clusters });
}

/** Of `finding`, which has been `judged` where it is a regression. */
export function inferenceOf(finding: Finding, judged: Judged | null): Inference {
  const { p_value, anderson_rubin_p: byAndersonRubin, treated } = finding;
  const byFormula: Inference = p_value === null ? none({ code: "no_error" }) : { basis: "formula", p_value };
  if (judged !== null) return judged.inference ?? byFormula;
  const clusters = Math.min(...Object.values(finding.clusters));
  if (clusters < FEW_CLUSTERS.effective) return none({ code: "few_clusters", clusters });
  if (treated <= FEW_CLUSTERS.treated) return none({ code: "few_treated", treated });
  if (byAndersonRubin !== undefined) return { basis: "anderson_rubin", p_value: byAndersonRubin };
  return byFormula;
}
