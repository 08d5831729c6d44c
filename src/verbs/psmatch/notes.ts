/**
 * What a reader of a matching must know: choices nobody made, who is left out, matches the order of rows
 * decided, scores outside common support, what the error leaves out. Reads results; estimates nothing.
 */
import type { Note } from "../../base/messages.js";
import type { MatchedPart } from "./att.js";
import { ESTIMATED_SCORE_NOTE } from "./estimator/abadie-imbens.js";
import type { MatchedUnits } from "./match.js";
import type { MatchingPlan } from "./plan.js";
import type { MatchedRecord } from "./record.js";

/** Choices that were not told: `defaults`, and under a preset `preset`. */
export function planNotes({ preset, byDefault }: MatchingPlan): Note[] {
  if (byDefault.length === 0) return [];
  const list = byDefault.join(", ");
  return preset === null
    ? [{ code: "defaults", message: `Not told, so chosen: ${list}.`, detail: { chosen: byDefault } }]
    : [
        {
          code: "preset",
          message: `Preset ${preset}, where the call says nothing else: ${list}.`,
          detail: { preset, chosen: byDefault },
        },
      ];
}

/** What was found. */
export function matchingNotes(plan: MatchingPlan, { part, scores }: MatchedUnits, matched: MatchedRecord): Note[] {
  return [
    offSupport(plan, matched),
    unmatched(matched),
    plan.support.rule === "none" ? outsideRange(part) : undefined,
    tied(matched),
    twoTies(plan),
    part.pairs !== null && part.outcome !== null && plan.replace === false ? pairErrors() : undefined,
    part.pairs !== null && part.outcome !== null && (scores?.fit != null || plan.by !== null)
      ? { code: "score_estimated", message: ESTIMATED_SCORE_NOTE }
      : undefined,
  ].filter((note) => note !== undefined);
}

function offSupport({ support }: MatchingPlan, { treated, control }: MatchedRecord): Note | undefined {
  if (support.rule === "none" || treated.off_support + control.off_support === 0) return undefined;
  return {
    code: "off_support",
    message: `Off the common support (rule ${support.rule}): ${treated.off_support} of ${treated.total} treated units and ${control.off_support} of ${control.total} controls.`,
    detail: { treated: treated.off_support, control: control.off_support },
  };
}

function unmatched({ treated }: MatchedRecord): Note | undefined {
  if (treated.unused === 0) return undefined;
  return {
    code: "unmatched",
    message: `Treated units on the support without a counterfactual: ${treated.unused} of ${treated.total}. What follows is about the ${treated.used} that have one.`,
    detail: { treated: treated.unused },
  };
}

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
  if (outside === 0) return undefined;
  return {
    code: "outside_support",
    message: `Treated units with a score outside the controls' range, ${round(low)} to ${round(high)}: ${outside}. They are kept: no rule of common support was asked for.`,
    detail: { treated: outside, low, high },
  };
}

const round = (value: number): number => Number(value.toPrecision(4));

function tied({ ties }: MatchedRecord): Note | undefined {
  if (ties === null || ties.treated === 0 || ties.rule === "average") return undefined;
  return {
    code: "ties",
    message: `Treated units with another control exactly as near as their farthest match: ${ties.treated}. The first row was taken; in another order of rows pairs differ, and ties average takes all of them.`,
    detail: { treated: ties.treated },
  };
}

function twoTies({ ties, tieTolerance }: MatchingPlan): Note | undefined {
  if (ties !== "average") return undefined;
  return {
    code: "ties_averaged",
    message: `Controls tie where ${tieTolerance === 0 ? "they are exactly as near, as in psmatch2" : "their squared distances differ by no more than 1e-5 of the score's variance, as in Matching"}; all of them are matches, with equal shares.`,
  };
}

const pairErrors = (): Note => ({
  code: "pair_differences",
  message:
    "Without replacement no control serves twice, and the Abadie-Imbens error is that of the mean of pair differences.",
});
