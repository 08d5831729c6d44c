/**
 * Do a few observations carry the result? The fewest clusters, and rows, without which the regression says something else.
 * Source: Broderick, Giordano & Meager (2020), arXiv:2011.14999.
 */
import { note } from "../../../../base/messages.js";
import type { InfluenceRecord, SensitivityRecord } from "../../../../verbs/sensitivity/record.js";
import { figuresOfSensitivity } from "../../../../verbs/sensitivity/table.js";
import { USUAL_LEVEL } from "../../../usual-level.js";
import { sensitivity } from "../../estimates.js";
import { REFEREE_NOTES } from "../messages.js";
import { question } from "../question.js";

/** Shares of clusters or rows at or below which a result hangs on few, and on some. */
const FEW = 0.01;
const SOME = 0.05;

export const influence = question<SensitivityRecord>({
  name: "influence",
  ofErrors: true,
  ask: async ({ study, made, tools, treatment, formula, fit }) => {
    const clusters = Object.keys(fit.vcov.clusters);
    const by = clusters.length === 0 ? [study.panel.unit] : clusters;
    const options = {
      term: treatment,
      vcov: study.variance,
      ssc: study.ssc,
      level: study.level,
      parts: ["influence"],
      by,
    };
    return {
      record: await sensitivity(made, tools, formula, options),
      calls: [{ verb: "sensitivity", formula, options }],
    };
  },
  answer: ({ influence: made }, { p_value }) => {
    const { groups } = made!; // asked for above
    const isSignificant = p_value < USUAL_LEVEL;
    const goal = isSignificant ? "significance" : "sign";
    const found = groups.map((group) => fewest(group, goal)).filter((one) => one.at_most !== null);
    const turned = groups.flatMap(({ by, sign_turns }) => (sign_turns > 0 ? [by] : []));
    if (found.length === 0) {
      return {
        verdict: "supports",
        measure: null,
        value: null,
        note: note(REFEREE_NOTES, "referee_no_removal", { goal }),
      };
    }
    const least = found.reduce((a, b) => (b.share! < a.share! ? b : a));
    const isFew =
      least.share! <= FEW || found.some(({ by, at_most }) => by !== "row" && at_most === 1) || turned.length > 0;
    return {
      verdict: isFew ? "weakens" : least.share! <= SOME || !isSignificant ? "open" : "supports",
      measure: "fewest_removed",
      value: least.share,
      note: note(REFEREE_NOTES, "referee_influence", { goal, found }),
    };
  },
  figure: (record, { language, labels, ...look }) =>
    Object.values(figuresOfSensitivity(record, { language, labels }, look)).at(-1)!,
  published: ({ influence: made }) => made,
});

function fewest({ by, count, removals, largest }: InfluenceRecord, goal: string) {
  const { at_most, share, removed } = removals.find((one) => one.goal === goal) ?? {
    at_most: null,
    share: null,
    removed: [],
  };
  return { by, count, at_most, share, first: removed[0] ?? largest[0]?.name ?? null };
}
