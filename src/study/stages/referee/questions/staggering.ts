/**
 * Units start at different times: which effects does the two-way estimate weigh negatively, and what do estimators find that compare
 * treated units with untreated ones alone?
 * Sources: de Chaisemartin & D'Haultfoeuille (2020), American Economic Review 110(9), doi:10.1257/aer.20181169; Callaway & Sant'Anna
 * (2021), Journal of Econometrics 225(2), doi:10.1016/j.jeconom.2020.12.001.
 */
import { note } from "../../../../base/messages.js";
import { expressionText } from "../../../../formula/parser.js";
import type { WeightsRecord } from "../../../../verbs/did/decomposition/record.js";
import type { Inferred } from "../../../../verbs/did/design/record.js";
import type { DidOptions } from "../../../../verbs/did/design/verb.js";
import { did } from "../../estimates.js";
import { panelEffects } from "../../model-choice.js";
import { REFEREE_NOTES } from "../messages.js";
import { question } from "../question.js";

const OTHERS = ["cs", "bjs"] as const;

interface Staggering {
  readonly weights: WeightsRecord;
  readonly others: readonly { readonly estimator: string; readonly overall: Inferred }[];
}

export const staggering = question<Staggering>({
  name: "staggering",
  idle: ({ made }) =>
    made.facts.cohorts.filter(({ identified }) => identified.length > 0).length > 1
      ? null
      : note(REFEREE_NOTES, "referee_one_cohort"),
  ask: async ({ study, made, tools, treatment, controls }) => {
    const { variance: vcov, ssc, level, seed } = study;
    const outcome = expressionText(study.panel.outcome);
    const effects = panelEffects(study);
    const common: DidOptions = { treat: treatment, vcov, ssc, level, seed, aggregate: "simple" };
    const right = controls.length === 0 ? "1" : controls.join(" + ");
    const decomposed = await did(made, tools, `${outcome} ~ ${right} | ${effects}`, {
      ...common,
      estimator: ["twfe-weights"],
    });
    const formula = `${outcome} ~ 1 | ${effects}`;
    const options: DidOptions = { ...common, estimator: [...OTHERS], control: "notyet" };
    const { estimates } = await did(made, tools, formula, options);
    const weights = decomposed.comparisons!.find((one): one is WeightsRecord => one.decomposition === "twfe-weights")!;
    return {
      record: { weights, others: estimates.map(({ estimator, overall }) => ({ estimator, overall })) },
      calls: [{ verb: "did", formula, options: { ...options } }],
    };
  },
  answer: ({ weights, others }, { estimate }) => {
    const { negative, positive } = weights;
    const agree = others.every(({ overall }) => overall.estimate * estimate > 0);
    const isInside = others.every(
      ({ overall: { conf_low, conf_high } }) =>
        conf_low !== null && conf_high !== null && conf_low <= estimate && estimate <= conf_high,
    );
    return {
      verdict: !agree ? "weakens" : isInside ? "supports" : "open",
      measure: "negative_weights",
      value: negative.sum,
      note: note(REFEREE_NOTES, "referee_staggering", {
        negative: negative.rows,
        rows: negative.rows + positive.rows,
        sum: negative.sum,
        estimate,
        others: others.map(({ estimator, overall }) => ({
          estimator,
          estimate: overall.estimate,
          low: overall.conf_low,
          high: overall.conf_high,
        })),
      }),
    };
  },
});
