/**
 * Could chance have assigned such an estimate? Whole treatment paths permuted over units, by t.
 * Source: MacKinnon & Webb (2020), Journal of Econometrics 218(2), doi:10.1016/j.jeconom.2020.04.024.
 */
import { note } from "../../../../base/messages.js";
import { leastP } from "../../../../verbs/placebo/least-p.js";
import type { PlaceboRecord } from "../../../../verbs/placebo/record.js";
import { USUAL_LEVEL } from "../../../usual-level.js";
import { placebo } from "../../estimates.js";
import { type AtLevels, atLevels, byGroups, readFrom, verdictAt } from "../level-of-assignment.js";
import { REFEREE_NOTES } from "../messages.js";
import { question } from "../question.js";

interface Assignment
  extends Pick<PlaceboRecord, "p_value" | "enumeration" | "counts" | "strata" | "observed" | "pool">,
    AtLevels {}

export const assignment = question<Assignment>({
  name: "assignment",
  ofSignificance: true,
  ask: async (asking) => {
    const { spec, study, made, tools, treatment, formula } = asking;
    const { variance: vcov, ssc, level, seed } = study;
    const strata = spec.strata === undefined ? {} : { strata: spec.strata };
    const options = { term: treatment, draws: spec.draws, vcov, ssc, level, seed, ...strata };
    const {
      p_value,
      enumeration,
      counts,
      strata: within,
      observed,
      pool,
    } = await placebo(made, tools, formula, options);
    const levels = await atLevels(asking, [study.panel.unit], byGroups);
    return {
      record: { p_value, enumeration, counts, strata: within, observed, pool, ...levels },
      calls: [{ verb: "placebo", formula, options }],
    };
  },
  answer: ({ p_value, enumeration, counts, strata, observed: _, pool, ...at }, { estimate }) => {
    const p = p_value.statistic;
    const least = leastP({ enumeration, counts });
    const couldReject = least < USUAL_LEVEL;
    const verdict = p < USUAL_LEVEL ? "supports" : couldReject ? "weakens" : "open";
    return {
      verdict: verdictAt(verdict, at),
      measure: "p_assignment",
      value: readFrom(p, at),
      note: note(REFEREE_NOTES, "referee_assignment", {
        p,
        byEstimate: p_value.estimate,
        draws: counts.used,
        least: couldReject ? null : least,
        strata,
        estimate,
        outside: pool?.outside ?? 0,
        outsideTreated: pool?.outside_treated ?? 0,
        ...at,
      }),
    };
  },
});
