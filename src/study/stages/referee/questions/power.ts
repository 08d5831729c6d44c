/**
 * Would the test of leads have noticed a trend that matters? The linear trend that it finds half of the time, and the bias it leaves
 * behind in the average effect where the test passes.
 * Source: Roth (2022), American Economic Review: Insights 4(3), doi:10.1257/aeri.20210236.
 */
import { note } from "../../../../base/messages.js";
import { pretrendsFigure } from "../../../../verbs/pretrends/figure.js";
import type { PretrendsRecord } from "../../../../verbs/pretrends/record.js";
import { averageEffect, surelyFromZero } from "../average-effect.js";
import { REFEREE_NOTES } from "../messages.js";
import { question } from "../question.js";

const HALF = 0.5;

export const power = question<PretrendsRecord>({
  name: "power",
  ofErrors: true,
  ask: async ({ pretests }) => ({ record: await pretests() }),
  answer: ({ path, trends, pretest, detectable }) => {
    const trend = trends.find(({ power_target }) => power_target === HALF);
    const effect = averageEffect(path, path.estimates);
    if (trend?.kind !== "linear" || trend.mean_after_passing === null) {
      return {
        ...{ verdict: "open", measure: null, value: null },
        note: note(REFEREE_NOTES, "referee_power_none", { size: pretest.size }),
      };
    }
    const bias = Math.abs(averageEffect(path, trend.mean_after_passing));
    const isSafe = bias < surelyFromZero(path, pretest.critical_value);
    return {
      verdict: isSafe ? "supports" : bias >= Math.abs(effect) ? "weakens" : "open",
      measure: "bias_share",
      value: Math.abs(bias / effect),
      note: note(REFEREE_NOTES, "referee_power", {
        ...{ slope: Math.abs(trend.slope), bias, effect, isSafe },
        jointly: detectable.find(({ power: at }) => at === HALF)?.wald_slope ?? null,
      }),
    };
  },
  figure: (record, look) => pretrendsFigure(record, look),
});
