/**
 * Does the effect survive the other outcomes that the paper tests? The step-down of Romano and Wolf over all of them.
 * Source: Romano & Wolf (2005), Journal of the American Statistical Association 100(469), doi:10.1198/016214504000000539.
 */
import { note } from "../../../../base/messages.js";
import { USUAL_LEVEL } from "../../../usual-level.js";
import { familyOf, type OutcomeEffect } from "../family.js";
import { REFEREE_NOTES } from "../messages.js";
import { question } from "../question.js";

export const hypotheses = question<readonly OutcomeEffect[]>({
  name: "hypotheses",
  ofSignificance: true,
  ofErrors: true,
  idle: ({ spec }) => (spec.outcomes === undefined ? note(REFEREE_NOTES, "referee_no_outcomes") : null),
  ask: (asking) => familyOf(asking, [...new Set([asking.study.panel.outcome, ...asking.spec.outcomes!])]),
  answer: (effects) => {
    const { p, least_p } = effects[0]!;
    const couldReject = least_p < USUAL_LEVEL;
    const kept = effects.filter((one) => one.p.romano_wolf < USUAL_LEVEL).length;
    return {
      verdict: p.romano_wolf < USUAL_LEVEL ? "supports" : couldReject ? "weakens" : "open",
      measure: "p_family",
      value: p.romano_wolf,
      note: note(REFEREE_NOTES, "referee_family", {
        ...{ p: p.romano_wolf, alone: p.bootstrap, q: p.sharpened_q, count: effects.length, kept },
        least: couldReject ? null : least_p,
        before: effects.filter((one) => one.p.bootstrap < USUAL_LEVEL).length,
      }),
    };
  },
});
