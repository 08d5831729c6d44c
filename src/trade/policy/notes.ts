/**
 * What a reader of a policy's effect must know: rows that did not match, draws that failed, what draws hold
 * fixed.
 */
import { type Note, note } from "../../base/messages.js";
import { partialNote } from "../../verbs/bootstrap/plan.js";
import type { PolicyDraws } from "./bootstrap.js";
import { POLICY_NOTES } from "./messages.js";
import type { PolicyPanel } from "./one-step.js";
import { OUTCOME, type PolicyPlan, RAW_OUTCOME } from "./plan.js";
import { type WeightsRecord, weightsNotes } from "./weights.js";

/** What usually keeps a draw from a quality. */
const FAILURES = ["sigma_not_above_one", "sigma_not_estimable", "quality_absorbed"] as const;

/** Notes on the outcome, the join, weights and draws. */
export function policyNotes(
  plan: PolicyPlan,
  panel: PolicyPanel,
  weights: WeightsRecord,
  draws: PolicyDraws | null,
): Note[] {
  const renamed = plan.renamed ? [note(POLICY_NOTES, "outcome_renamed", { old: RAW_OUTCOME, now: OUTCOME })] : [];
  return [
    ...renamed,
    ...joinNotes(plan, panel),
    ...weightsNotes(weights, plan.rows.unit),
    ...(draws === null ? [] : drawNotes(plan, panel, draws)),
  ];
}

const joinNotes = ({ panel: { unit, time } }: PolicyPlan, { join: { left, right } }: PolicyPanel): Note[] => [
  ...(left.unmatched > 0 ? [note(POLICY_NOTES, "policy_panel_unmatched", { ...left, unit, time })] : []),
  ...(right.unmatched > 0 ? [note(POLICY_NOTES, "policy_cells_unmatched", { ...right, unit, time })] : []),
];

function drawNotes(plan: PolicyPlan, { cluster }: PolicyPanel, draws: PolicyDraws): Note[] {
  const { done, failed, stopped } = draws;
  const notes: Note[] = stopped ? [partialNote(done, plan.draws)] : [];
  for (const [reason, count] of Object.entries(failed)) {
    const known = FAILURES.find((failure) => failure === reason);
    const facts = { draws: count, of: done };
    notes.push(
      known === undefined
        ? note(POLICY_NOTES, "draws_failed", { ...facts, error: reason })
        : note(POLICY_NOTES, `draws_${known}`, facts),
    );
  }
  if (cluster !== plan.cluster && !(cluster === plan.panel.unit && plan.cluster === plan.rows.unit)) {
    notes.push(note(POLICY_NOTES, "policy_panel_fixed", { clusters: plan.cluster, panel: cluster }));
  }
  const { trim, maxRatio, minRows, unit } = plan.quality.cleaning;
  const steps = [
    trim === null ? "" : "trim",
    maxRatio === null ? "" : "max ratio",
    minRows === null ? "" : "min rows",
    unit?.changes === "main" ? "main unit" : "",
  ].filter((step) => step !== "");
  if (steps.length > 0) notes.push(note(POLICY_NOTES, "policy_cleaning_held", { steps }));
  return notes;
}
