/**
 * What can be said of the significance of a headline: by which p, and why by no other. Key names are those of results.json, hence the
 * underscores.
 */
import type { NoteDetail } from "../../base/messages.js";
import type { Believed } from "../../verbs/bootstrap/reliability/record.js";
import { FEW_EFFECTIVE, FEW_TREATED } from "../../verbs/bootstrap/reliability/reliability.js";
import type { PoolFacts } from "../../verbs/placebo/messages.js";
import type { Finding } from "../stages/stage.js";

/** Why nothing is said: an estimator whose errors rest on too few clusters, or on too few treated ones, has no other; or what was needed was refused. */
export type Unsaid =
  | { readonly code: "few_clusters"; readonly clusters: number }
  | { readonly code: "few_treated"; readonly treated: number }
  | { readonly code: "no_error" }
  | { readonly code: "refused"; readonly refusal: Refusal };

export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly detail: NoteDetail;
}

/** `formula`: t by the estimator's own error. */
export type Inference =
  | { readonly basis: "formula"; readonly p_value: number }
  | { readonly basis: "anderson_rubin"; readonly p_value: number }
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

/** Of `finding`, which has been `judged` where it is a regression. */
export function inferenceOf(finding: Finding, judged: Judged | null): Inference {
  const none = (because: Unsaid): Inference => ({ basis: "none", because });
  const { p_value, anderson_rubin_p: byAndersonRubin, treated } = finding;
  const byFormula: Inference = p_value === null ? none({ code: "no_error" }) : { basis: "formula", p_value };
  if (judged !== null) return judged.inference ?? byFormula;
  const clusters = Math.min(...Object.values(finding.clusters));
  if (clusters < FEW_EFFECTIVE) return none({ code: "few_clusters", clusters });
  if (treated <= FEW_TREATED) return none({ code: "few_treated", treated });
  if (byAndersonRubin !== undefined) return { basis: "anderson_rubin", p_value: byAndersonRubin };
  return byFormula;
}
