/**
 * Are effects before treatment shown to be small? The smallest bound within which all leads are found to lie, beside the average effect.
 * Sources: Hartman & Hidalgo (2018), American Journal of Political Science 62(4), doi:10.1111/ajps.12387; Bilinski & Hatfield (2018),
 * arXiv:1805.03273.
 */
import { note } from "../../../../base/messages.js";
import type { PretrendsRecord } from "../../../../verbs/pretrends/record.js";
import { averageEffect, surelyFromZero } from "../average-effect.js";
import { REFEREE_NOTES } from "../messages.js";
import { question } from "../question.js";

type Equivalence = Pick<PretrendsRecord, "path" | "pretest" | "equivalence" | "non_inferiority">;

export const equivalence = question<Equivalence>({
  name: "equivalence",
  ofErrors: true,
  ask: async ({ pretests }) => {
    const { path, pretest, equivalence: found, non_inferiority } = await pretests();
    return { record: { path, pretest, equivalence: found, non_inferiority } };
  },
  answer: ({ path, pretest, equivalence: { alpha, joint }, non_inferiority }) => {
    const effect = averageEffect(path, path.estimates);
    const isSmall = joint.tost_bound < surelyFromZero(path, pretest.critical_value);
    return {
      verdict: isSmall ? "supports" : "open",
      measure: "equivalence_bound",
      value: joint.tost_bound,
      note: note(REFEREE_NOTES, isSmall ? "referee_equivalent" : "referee_not_equivalent", {
        bound: joint.tost_bound,
        alpha,
        effect,
        trend:
          non_inferiority === null ? null : { with: non_inferiority.with_trend.estimate, bound: non_inferiority.bound },
      }),
    };
  },
});
