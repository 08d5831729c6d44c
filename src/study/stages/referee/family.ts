/**
 * The treatment's effect on several outcomes as one family of hypotheses, each outcome regressed as the study's own.
 */
import { expressionText } from "../../../formula/parser.js";
import { leastP } from "../../../verbs/romano-wolf/least-p.js";
import type { FamilyHypothesis } from "../../../verbs/romano-wolf/record.js";
import type { RomanoWolfOptions } from "../../../verbs/romano-wolf/verb.js";
import { romanoWolf } from "../estimates.js";
import { formulaOf } from "../model-choice.js";
import type { Asking, Found } from "./question.js";

/** A hypothesis as it is kept. */
export type OutcomeEffect = Pick<FamilyHypothesis, "estimate" | "std_error" | "p"> & {
  readonly outcome: string;
  /** The smallest p of the step-down that the draws allow. */
  readonly least_p: number;
};

/** The family of `outcomes`, which are no controls of each other; errors are clustered as those of the regression in question, by its first clustering where it has none. */
export async function familyOf(
  { spec, study, made, tools, treatment, controls, fit }: Asking,
  outcomes: readonly string[],
): Promise<Found<readonly OutcomeEffect[]>> {
  const named = Object.keys(fit.vcov.clusters);
  const options: RomanoWolfOptions = {
    term: treatment,
    cluster: named.length === 0 ? study.panel.unit : named.join("+"),
    draws: spec.draws,
    ssc: study.ssc,
    level: study.level,
    seed: study.seed,
  };
  const own = outcomes.map(expressionText);
  const formula = formulaOf(study, [treatment, ...controls.filter((name) => !own.includes(name))], outcomes);
  const record = await romanoWolf(made, tools, formula, options);
  const least_p = leastP(record);
  return {
    record: record.hypotheses.map(({ estimate, std_error, p }, h) => ({
      ...{ outcome: outcomes[h]!, estimate, std_error, p, least_p },
    })),
    calls: [{ verb: "romanoWolf", formula, options: { ...options } }],
  };
}
