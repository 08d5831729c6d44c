/**
 * How strong must an omitted variable be to explain the result away? Its partial R2, beside that of the controls there are.
 * Sources: Cinelli & Hazlett (2020), Journal of the Royal Statistical Society B 82(1), doi:10.1111/rssb.12348; Oster (2019), Journal of
 * Business & Economic Statistics 37(2), doi:10.1080/07350015.2016.1227711.
 */
import { note } from "../../../../base/messages.js";
import type { BoundRecord, SensitivityRecord } from "../../../../verbs/sensitivity/record.js";
import { figuresOfSensitivity } from "../../../../verbs/sensitivity/table.js";
import { sensitivity } from "../../estimates.js";
import { REFEREE_NOTES } from "../messages.js";
import { question } from "../question.js";

export const omitted = question<SensitivityRecord>({
  name: "omitted",
  ofSignificance: true,
  ask: async ({ spec, study, made, tools, treatment, controls, formula }) => {
    const benchmarks = spec.benchmarks ?? controls;
    const options = {
      ...{ term: treatment, vcov: study.variance, ssc: study.ssc, level: study.level },
      parts: controls.length === 0 ? ["confounding"] : ["oster", "confounding"],
      ...(benchmarks.length === 0 ? {} : { benchmarks }),
    };
    return {
      record: await sensitivity(made, tools, formula, options),
      calls: [{ verb: "sensitivity", formula, options }],
    };
  },
  answer: ({ confounding, oster }, { estimate }) => {
    const { rv_q, rv_q_alpha, rv_q_alpha_robust, bounds } = confounding!; // asked for above
    const undone = bounds.filter((bound) => isUndone(bound, estimate));
    const least = undone.length === 0 ? null : undone.reduce((a, b) => (b.kd < a.kd ? b : a));
    const first = oster?.results[0];
    const delta = first?.delta ?? null;
    // selection of the controls' kind does not lead to 0
    const isAway = delta !== null && (delta < 0 || first?.delta_assumption_3 === false);
    const isEasy = delta !== null && !isAway && delta < 1;
    const weak = isEasy || (rv_q_alpha_robust ?? rv_q_alpha.value) === 0 || (least !== null && least.kd <= 1);
    return {
      verdict: weak ? "weakens" : bounds.length === 0 || least !== null ? "open" : "supports",
      measure: "robustness_value",
      value: rv_q.value,
      note: note(REFEREE_NOTES, "referee_omitted", {
        ...{ rv: rv_q.value, rvAlpha: rv_q_alpha_robust ?? rv_q_alpha.value },
        benchmark: least === null ? null : { name: least.benchmark, times: least.kd },
        compared: bounds.length === 0 ? null : Math.max(...bounds.map(({ kd }) => kd)),
        ...{ delta, isAway },
      }),
    };
  },
  figure: (record, { language, labels, ...look }) => figuresOfSensitivity(record, { language, labels }, look)[""]!,
  published: ({ classical, confounding, oster }) => ({ classical, confounding, oster }),
});

/** Whether the estimate is no longer distinguishable from 0 beside such a confounder. */
function isUndone({ scenario }: BoundRecord, estimate: number): boolean {
  if (scenario === null) return false;
  const { robust_end, conf_low, conf_high } = scenario;
  return (robust_end ?? (estimate > 0 ? conf_low : conf_high)) * estimate <= 0;
}
