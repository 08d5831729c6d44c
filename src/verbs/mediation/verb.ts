/**
 * `mediation`, declared: its options, their rules, and what its command says of it.
 */
import { UsageError } from "../../base/errors.js";
import { filled } from "../../declare/check.js";
import { columns, expressions, type Filled, type OptionsOf, table, term, wholeNumber } from "../../declare/option.js";
import { termText } from "../../formula/parser.js";
import { level, sampleOptions } from "../../regression/options.js";
import { DEFAULT_DRAWS, longOptions, MOST_DRAWS, replications } from "../resampling/options.js";
import { type Declaration, declare } from "../verb.js";

const options = {
  treatment: term("the treatment, a regressor of the formula", { required: true, shape: "name" }),
  mediators: expressions("the mediators, columns or expressions such as log(x), none of them in the formula", {
    required: true,
    code: "mediation_mediators",
    formerly: ["mediator"],
  }),
  cluster: columns("clusters of the errors and of the draws: a, or a^b", { required: true }),
  draws: wholeNumber("random draws", {
    min: 2,
    max: MOST_DRAWS,
    default: DEFAULT_DRAWS.pairs,
    code: "mediation_draws",
  }),
  indices: table("draws to use instead: one a row, cells are positions in the sorted list of clusters, from 1"),
  level,
  ...sampleOptions,
  ...longOptions,
  replications,
};

export interface MediationOptions extends OptionsOf<typeof options> {}

export type MediationPlan = Filled<typeof options>;

export const mediationVerb: Declaration<typeof options> = declare({
  name: "mediation",
  takes: "table",
  formula: 'formula without the mediators, in quotes, "y ~ did + controls | unit + time"',
  summary: "how much of an effect goes through mediators: direct, indirect, total",
  description: "Mediation in a linear panel model: indirect effects by a pairs cluster bootstrap and the delta method.",
  options,
  files: ["draws.csv"],
  about: `
Three kinds of equation on the same rows: each mediator on the treatment (a), the outcome on treatment and mediators (b,
direct), the outcome without mediators (total = direct + indirect). The indirect effect is a x b, summed over mediators.
All equations are solved again on the same draws of clusters. --out FOLDER writes mediation.json, draws.csv and the figure
of the draws (.svg, .png, .vl.json).`,
  examples: [
    'cities.csv "quality ~ did + eco | city + year" --treatment did --mediators patents --cluster city --draws 1999 --seed 1',
    'cities.csv "quality ~ did | city + year" --treatment did --mediators patents,fin --cluster province --json',
  ],
});

/** Options with their defaults. Throws UsageError `mediation_draws`, `mediation_mediators`, `level`, and as `filled`. */
export function mediationPlan(given: MediationOptions): MediationPlan {
  const { draws, indices } = given;
  if (draws !== undefined && indices !== undefined) {
    throw new UsageError("mediation_draws", "Indices say how many draws there are: leave out draws (--draws).", {
      got: { draws, indices: indices.source.name },
      expected: "one of the two",
    });
  }
  const plan = filled(options, given);
  return { ...plan, mediators: plan.mediators.map(termText) };
}
