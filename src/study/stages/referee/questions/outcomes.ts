/**
 * Does the treatment move outcomes that it should not? Each of them regressed as the study's own, p by the step-down of Romano and Wolf.
 */
import { note } from "../../../../base/messages.js";
import { USUAL_LEVEL } from "../../../usual-level.js";
import { familyOf, type OutcomeEffect } from "../family.js";
import { REFEREE_NOTES } from "../messages.js";
import { question } from "../question.js";

export const outcomes = question<readonly OutcomeEffect[]>({
  name: "outcomes",
  idle: ({ spec }) => (spec.placebo_outcomes === undefined ? note(REFEREE_NOTES, "referee_no_placebo_outcomes") : null),
  ask: (asking) => familyOf(asking, asking.spec.placebo_outcomes!),
  answer: (effects) => {
    const worst = effects.reduce((a, b) => (b.p.romano_wolf < a.p.romano_wolf ? b : a));
    const p = worst.p.romano_wolf;
    return {
      verdict: p < USUAL_LEVEL ? "weakens" : "open",
      measure: "p_outcomes",
      value: p,
      note: note(REFEREE_NOTES, "referee_placebo_outcomes", {
        p,
        least: worst.least_p < USUAL_LEVEL ? null : worst.least_p,
        count: effects.length,
        outcome: worst.outcome,
        estimate: worst.estimate,
      }),
    };
  },
});
