/**
 * Would the test of leads have noticed a trend that matters? The linear trend that it finds half of the time, and the bias it leaves
 * behind in the average effect where the test passes.
 * Source: Roth (2022), American Economic Review: Insights 4(3), doi:10.1257/aeri.20210236.
 */
import { note } from "../../../../base/messages.js";
import { pretrendsFigure } from "../../../../verbs/pretrends/figure.js";
import type { PretrendsRecord } from "../../../../verbs/pretrends/record.js";
import { pretrends } from "../../estimates.js";
import { averageEffect } from "../average-effect.js";
import { REFEREE_NOTES } from "../messages.js";
import { question } from "../question.js";

const HALF = 0.5;

export const power = question<PretrendsRecord>({
  name: "power",
  ask: async ({ dynamic, study, tools }) => ({
    record: await pretrends(tools, await dynamic(), { level: study.level }),
  }),
  answer: ({ path, trends, pretest }) => {
    const trend = trends.find(({ power_target }) => power_target === HALF);
    const effect = averageEffect(path, path.estimates);
    if (trend?.kind !== "linear" || trend.mean_after_passing === null) {
      return {
        ...{ verdict: "open", measure: null, value: null },
        note: note(REFEREE_NOTES, "referee_power_none", { size: pretest.size }),
      };
    }
    const bias = averageEffect(path, trend.mean_after_passing);
    const isLarge = Math.abs(bias) >= Math.abs(effect);
    return {
      ...{ verdict: isLarge ? "weakens" : "supports", measure: "bias_share", value: Math.abs(bias / effect) },
      note: note(REFEREE_NOTES, "referee_power", { slope: Math.abs(trend.slope), bias: Math.abs(bias), effect }),
    };
  },
  figure: (record, look) => pretrendsFigure(record, look),
});
