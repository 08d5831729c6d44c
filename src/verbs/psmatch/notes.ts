/**
 * What a reader of a matching must know: choices nobody made, who is left out, matches the order of rows
 * decided, scores outside common support, what the error leaves out. Reads results; estimates nothing.
 */
import { type Note, note } from "../../base/messages.js";
import type { MatchedPart } from "./att.js";
import type { MatchedUnits } from "./match.js";
import { CHOICES, PSMATCH_NOTES } from "./messages.js";
import type { MatchingPlan } from "./plan.js";
import type { MatchedRecord } from "./record.js";

/** Choices made by default: `defaults`, and under a preset `preset`. */
export function planNotes({ preset, byDefault: choices }: MatchingPlan): Note[] {
  if (choices.length === 0) return [];
  const facts = { chosen: choices.map((choice) => CHOICES[choice].en), choices };
  return [
    preset === null ? note(PSMATCH_NOTES, "defaults", facts) : note(PSMATCH_NOTES, "preset", { preset, ...facts }),
  ];
}

/** What was found. */
export function matchingNotes(plan: MatchingPlan, { part, scores }: MatchedUnits, matched: MatchedRecord): Note[] {
  const hasError = part.pairs !== null && part.outcome !== null;
  return [
    offSupport(plan, matched),
    unmatched(matched),
    plan.support.rule === "none" ? outsideRange(part) : undefined,
    tied(matched),
    plan.ties === "average" ? note(PSMATCH_NOTES, "ties_averaged", { exact: plan.tieTolerance === 0 }) : undefined,
    hasError && plan.replace === false ? note(PSMATCH_NOTES, "pair_differences") : undefined,
    hasError && (scores?.fit != null || plan.by !== null) ? note(PSMATCH_NOTES, "score_estimated") : undefined,
  ].filter((found) => found !== undefined);
}

function offSupport({ support: { rule } }: MatchingPlan, { treated, control }: MatchedRecord): Note | undefined {
  if (rule === "none" || treated.off_support + control.off_support === 0) return undefined;
  return note(PSMATCH_NOTES, "off_support", {
    ...{ treated: treated.off_support, control: control.off_support },
    ...{ of_treated: treated.total, of_control: control.total, rule },
  });
}

const unmatched = ({ treated: { unused: treated, total: of, used } }: MatchedRecord): Note | undefined =>
  treated === 0 ? undefined : note(PSMATCH_NOTES, "unmatched", { treated, of, used });

/** Treated units whose score no control reaches, where nothing leaves them out. */
function outsideRange({ treated, shown }: MatchedPart): Note | undefined {
  if (shown === null) return undefined;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < shown.length; i++) {
    if (treated[i] !== 0 || Number.isNaN(shown[i]!)) continue;
    low = Math.min(low, shown[i]!);
    high = Math.max(high, shown[i]!);
  }
  let outside = 0;
  for (let i = 0; i < shown.length; i++) if (treated[i] === 1 && (shown[i]! < low || shown[i]! > high)) outside++;
  return outside === 0 ? undefined : note(PSMATCH_NOTES, "outside_support", { treated: outside, low, high });
}

const tied = ({ ties }: MatchedRecord): Note | undefined =>
  ties === null || ties.treated === 0 || ties.rule === "average"
    ? undefined
    : note(PSMATCH_NOTES, "ties", { treated: ties.treated });
