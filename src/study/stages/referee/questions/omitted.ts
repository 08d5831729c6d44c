/**
 * How strong must an omitted variable be to explain the result away? Its partial R2, beside that of the controls there are.
 * Sources: Cinelli & Hazlett (2020), Journal of the Royal Statistical Society B 82(1), doi:10.1111/rssb.12348; Oster (2019), Journal of
 * Business & Economic Statistics 37(2), doi:10.1080/07350015.2016.1227711.
 */
import { note } from "../../../../base/messages.js";
import type { BoundRecord, OsterRecord, OsterResult, SensitivityRecord } from "../../../../verbs/sensitivity/record.js";
import { figuresOfSensitivity } from "../../../../verbs/sensitivity/table.js";
import { sensitivity } from "../../estimates.js";
import { REFEREE_NOTES } from "../messages.js";
import { question, type Verdict } from "../question.js";

/** R2max that Oster proposes, as a multiple of the R2 of the fit; delta stands there beside that at an R2max of 1. */
const TIMES = 1.3;
/** What that multiple must add to R2: controls that explain less bound nothing, however large their delta. */
const LEAST_ADDED = 0.05;

export const omitted = question<SensitivityRecord>({
  name: "omitted",
  ofSignificance: true,
  ofErrors: true,
  ask: async ({ spec, study, made, tools, treatment, controls, formula }) => {
    const benchmarks = spec.benchmarks ?? controls;
    const options = {
      ...{ term: treatment, vcov: study.variance, ssc: study.ssc, level: study.level },
      ...(controls.length === 0
        ? { parts: ["confounding"] }
        : { parts: ["oster", "confounding"], r2max: [`${TIMES}x`, "1"] }),
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
    const bySelection = oster === null ? "open" : selectionSays(oster);
    const weak =
      bySelection === "weakens" || (rv_q_alpha_robust ?? rv_q_alpha.value) === 0 || (least !== null && least.kd <= 1);
    const isOpen = bySelection === "open" || bounds.length === 0 || least !== null;
    return {
      verdict: weak ? "weakens" : isOpen ? "open" : "supports",
      measure: "robustness_value",
      value: rv_q.value,
      note: note(REFEREE_NOTES, "referee_omitted", {
        ...{ rv: rv_q.value, rvAlpha: rv_q_alpha_robust ?? rv_q_alpha.value },
        benchmark: least === null ? null : { name: least.benchmark, times: least.kd },
        compared: bounds.length === 0 ? null : Math.max(...bounds.map(({ kd }) => kd)),
        oster: oster === null ? null : selectionFacts(oster),
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

/** What 1.3 times its R2 adds to it. */
const added = ({ long }: OsterRecord): number => (TIMES - 1) * long.r2;

/** Selection of the controls' kind, as strong as that on them, takes the effect away. */
const isUndoing = ({ delta, delta_assumption_3: leadsThere }: OsterResult): boolean =>
  leadsThere && delta !== null && delta >= 0 && delta < 1;

function selectionSays(oster: OsterRecord): Verdict {
  const [proposed, ...others] = oster.results;
  if (proposed === undefined) return "open";
  if (isUndoing(proposed)) return "weakens";
  return added(oster) < LEAST_ADDED || others.some(isUndoing) ? "open" : "supports";
}

const selectionFacts = (oster: OsterRecord) => ({
  r2: oster.r2,
  fit: oster.long.r2,
  // two of the same R2max are one
  at: oster.results
    .filter(({ r2_max }, i, all) => all.findIndex((one) => one.r2_max === r2_max) === i)
    .map(({ r2_max, delta }) => ({ r2Max: r2_max, delta })),
  // selection of the controls' kind does not lead to 0, at any R2max
  isAway: oster.results.some(({ delta, delta_assumption_3 }) => delta !== null && (delta < 0 || !delta_assumption_3)),
  added: added(oster) < LEAST_ADDED ? added(oster) : null,
});
