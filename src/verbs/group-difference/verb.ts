/**
 * `groupDifference`, declared: its options, and what its command says of it.
 */
import { altered, column, type OptionsOf, term, wholeNumber } from "../../declare/option.js";
import { level, sampleOptions } from "../../regression/options.js";
import { longOptions, MOST_DRAWS, replications } from "../resampling/options.js";
import { type Declaration, declare } from "../verb.js";

const options = {
  term: term("the coefficient compared", { required: true, shape: "name" }),
  by: column("column of the groups: two labels, one a unit", { required: true }),
  unit: column("units whose labels are permuted; errors are clustered by them", { required: true }),
  strata: column("permute labels within its levels, one a unit"),
  draws: wholeNumber("random permutations; where no more divisions of the units differ, each is taken once", {
    min: 1,
    max: MOST_DRAWS,
    default: 999,
    code: "difference_draws",
  }),
  ...sampleOptions,
  level: altered(level, { flag: null }),
  ...longOptions,
  replications,
};

export interface GroupDifferenceOptions extends OptionsOf<typeof options> {}

export const groupDifferenceVerb: Declaration<typeof options> = declare({
  name: "group-difference",
  formerly: ["difference"],
  page: "bootstrap",
  takes: "table",
  formula: 'formula in quotes, "y ~ did + controls | unit + time"',
  summary: "does a coefficient differ between two groups of units? permutation test",
  description: "Permutation test of the difference of a coefficient between two groups of units.",
  options,
  files: ["draws.csv"],
  about: `
Each group is a regression of its own, effects included. The labels of --by are assigned again over units, and the
difference estimated is compared with those under labels that mean nothing: p = (1 + b) / (1 + B), or b / M where all M
divisions of the units are no more than --draws. --out FOLDER writes group-difference.json, draws.csv and the figure
(.svg, .png, .vl.json).`,
  examples: [
    'cities.csv "quality ~ did + eco | city + year" --term did --by east --unit city --draws 1999 --seed 1',
    'firms.csv "y ~ did | firm + year" --term did --by state_owned --unit firm --strata industry --json',
  ],
});
