/**
 * Is there an effect where treatment is made to start too early? All cohorts moved to earlier dates, on rows before the policy alone; p of
 * several dates by Holm.
 */
import { note } from "../../../../base/messages.js";
import { holm } from "../../../../regression/tests/adjusted-p.js";
import type { ShiftRow } from "../../../../verbs/placebo/record.js";
import { USUAL_LEVEL } from "../../../usual-level.js";
import { placebo } from "../../estimates.js";
import { FEWEST_TREATED } from "../dynamic.js";
import { REFEREE_NOTES } from "../messages.js";
import { question } from "../question.js";

export const dates = question<readonly ShiftRow[]>({
  name: "dates",
  ask: async ({ spec, study, made, tools, treatment, formula }) => {
    const { variance: vcov, ssc, level, seed } = study;
    const options = { term: treatment, kind: "time", draws: spec.draws, vcov, ssc, level, seed } as const;
    const { by_shift } = await placebo(made, tools, formula, options);
    const record = by_shift.filter(({ units }) => units >= FEWEST_TREATED);
    return { record, calls: [{ verb: "placebo", formula, options }] };
  },
  answer: (shifts, effect) => {
    if (shifts.length === 0) {
      return {
        verdict: "open",
        measure: null,
        value: null,
        note: note(REFEREE_NOTES, "referee_no_dates", { fewest: FEWEST_TREATED }),
      };
    }
    const adjusted = holm(shifts.map(({ p_value }) => p_value));
    const p = Math.min(...adjusted);
    const { shift, estimate } = shifts[adjusted.indexOf(p)]!;
    const isSmall = shifts.every(
      ({ conf_low, conf_high }) => Math.max(-conf_low, conf_high) < Math.abs(effect.estimate),
    );
    return {
      verdict: p < USUAL_LEVEL ? "weakens" : isSmall ? "supports" : "open",
      measure: "p_dates",
      value: p,
      note: note(REFEREE_NOTES, "referee_dates", { p, dates: shifts.length, shift: -shift, estimate, isSmall }),
    };
  },
});
