/**
 * How large a violation of parallel trends does the result survive? The smallest violation, as a multiple of the largest before treatment and
 * as a change of slope, whose set for the average effect holds 0.
 * Source: Rambachan & Roth (2023), Review of Economic Studies 90(5), doi:10.1093/restud/rdad018.
 */
import { note } from "../../../../base/messages.js";
import { honestFigure } from "../../../../verbs/honest/figure.js";
import type { HonestRecord } from "../../../../verbs/honest/record.js";
import { honest } from "../../estimates.js";
import { REFEREE_NOTES } from "../messages.js";
import { question } from "../question.js";

/** As large as the largest violation before treatment. */
const AS_BEFORE = 1;

interface Violation {
  /** Multiples of the largest change of trends before treatment. */
  readonly relative: HonestRecord;
  /** Changes of slope, in units of the outcome a period. */
  readonly smooth: HonestRecord;
}

export const violation = question<Violation>({
  name: "violation",
  ofSignificance: true,
  ofErrors: true,
  ask: async ({ dynamic, study, tools }) => {
    const { record: path } = await dynamic();
    const common = { lVec: "average", level: study.level, seed: study.seed } as const;
    const relative = await honest(tools, path, { ...common, delta: "rm" });
    return { record: { relative, smooth: await honest(tools, path, { ...common, delta: "sd" }) } };
  },
  answer: ({ relative, smooth }) => {
    const { breakdown, original } = relative;
    const { M } = breakdown;
    const holds = original.low <= 0 && original.high >= 0;
    const facts = { estimate: original.estimate, low: original.low, high: original.high };
    if (holds)
      return {
        verdict: "weakens",
        measure: "breakdown",
        value: 0,
        note: note(REFEREE_NOTES, "referee_holds_zero", facts),
      };
    return {
      verdict: M === null || M >= AS_BEFORE ? "supports" : "open",
      measure: "breakdown",
      value: M,
      note: note(REFEREE_NOTES, "referee_violation", {
        ...facts,
        ...{ M, searchedTo: breakdown.searched_to },
        ...{ slope: smooth.breakdown.M, slopeTo: smooth.breakdown.searched_to },
      }),
    };
  },
  figure: ({ relative }, look) => honestFigure(relative, look),
});
