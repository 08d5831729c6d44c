/**
 * What a reader of a policy's effect must know: rows that did not match, draws that failed, what draws hold
 * fixed.
 */
import type { Note } from "../../base/messages.js";
import { partialNote } from "../../verbs/bootstrap/plan.js";
import type { PolicyDraws } from "./bootstrap.js";
import type { PolicyPanel } from "./one-step.js";
import { OUTCOME, type PolicyPlan, RAW_OUTCOME } from "./options.js";
import { type WeightsRecord, weightsNotes } from "./weights.js";

/** The reasons of failure in words. */
const REASONS: Readonly<Record<string, string>> = {
  sigma_not_above_one: "sigma came out at 1 or below",
  sigma_not_estimable: "sigma could not be estimated",
  quality_absorbed: "the effects left no residual",
};

const RENAMED: Note = {
  code: "outcome_renamed",
  message: `The outcome '${RAW_OUTCOME}' of the formula is read as ${OUTCOME}, mean normalised quality, whose name it was up to version 0.1.0; ${RAW_OUTCOME} is now quality as estimated, and both are reported.`,
};

/** Notes on the outcome, the join, weights and draws. */
export function policyNotes(
  plan: PolicyPlan,
  panel: PolicyPanel,
  weights: WeightsRecord,
  draws: PolicyDraws | null,
): Note[] {
  const renamed = plan.renamed ? [RENAMED] : [];
  return [
    ...renamed,
    ...joinNotes(plan, panel),
    ...weightsNotes(weights, plan.rows.unit),
    ...(draws === null ? [] : drawNotes(plan, panel, draws)),
  ];
}

function joinNotes({ panel: { unit, time } }: PolicyPlan, { join: { left, right } }: PolicyPanel): Note[] {
  const notes: Note[] = [];
  if (left.unmatched > 0) {
    const message = `${left.unmatched} of ${left.rows} rows of the panel have no rows to measure quality by (${unit}, ${time}); they are not in the second step.`;
    notes.push({ code: "policy_panel_unmatched", message, detail: { ...left } });
  }
  if (right.unmatched > 0) {
    const message = `${right.unmatched} of ${right.rows} cells (${unit}, ${time}) of the rows are not in the panel: their quality is estimated, and no policy is known for them.`;
    notes.push({ code: "policy_cells_unmatched", message, detail: { ...right } });
  }
  return notes;
}

function drawNotes(plan: PolicyPlan, { cluster }: PolicyPanel, draws: PolicyDraws): Note[] {
  const { done, failed, stopped } = draws;
  const notes: Note[] = stopped ? [partialNote(done, plan.draws)] : [];
  for (const [reason, count] of Object.entries(failed)) {
    const message = `In ${count} of ${done} draws ${REASONS[reason] ?? reason}: they have no quality and are in no error.`;
    notes.push({ code: `draws_${reason}`, message, detail: { draws: count, of: done } });
  }
  if (cluster !== plan.cluster && !(cluster === plan.panel.unit && plan.cluster === plan.rows.unit)) {
    const message = `Units of the panel lie in several clusters of '${plan.cluster}': draws change quality and leave the panel as it is, so their errors are those of estimated quality alone; errors of the second step are clustered by ${cluster}.`;
    notes.push({ code: "policy_panel_fixed", message, detail: { clusters: plan.cluster, panel: cluster } });
  }
  const { trim, maxRatio, minRows, unit } = plan.quality.cleaning;
  const steps = [
    trim === null ? "" : "trim",
    maxRatio === null ? "" : "max ratio",
    minRows === null ? "" : "min rows",
    unit?.changes === "main" ? "main unit" : "",
  ].filter((step) => step !== "");
  if (steps.length > 0) {
    const message = `Cleaning that looks at other rows (${steps.join(", ")}) is that of the data in every draw.`;
    notes.push({ code: "policy_cleaning_held", message, detail: { steps } });
  }
  return notes;
}
