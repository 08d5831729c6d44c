/**
 * `placebo`, declared: its options, their rules, and what its command says of it.
 */
import { UsageError } from "../../base/errors.js";
import { filled } from "../../declare/check.js";
import {
  altered,
  column,
  expressions,
  type Filled,
  flag,
  type OptionsOf,
  oneOf,
  table,
  term,
  wholeNumber,
} from "../../declare/option.js";
import { level, panelKeys, sampleOptions, vcov } from "../../regression/options.js";
import { longOptions, MOST_DRAWS, replications } from "../resampling/options.js";
import { type Declaration, declare } from "../verb.js";

const options = {
  term: term("the treatment: 0, then 1 from the unit's first treated period on", {
    required: true,
    shape: "name",
    code: "placebo_term",
  }),
  unit: column(
    "column of the unit that is treated as one; several rows may share a unit and period (default: the panel's, else of the two fixed effects the first)",
  ),
  time: column("column of the period (default: the panel's, else the other fixed effect)"),
  panel: panelKeys("both at once"),
  kind: oneOf(
    "what is permuted: cohorts over units, earlier dates of cohorts on rows before the policy, or both",
    ["space", "time", "mixed"],
    { default: "space", shape: "kind" },
  ),
  draws: wholeNumber("random draws; where no more assignments differ, each of them once", {
    min: 1,
    max: MOST_DRAWS,
    default: 500,
    code: "placebo_draws",
  }),
  strata: column("assign cohorts within the values of this column, such as a province"),
  leaveOut: flag("the test once more without the units of each cohort", { default: false }),
  outcomes: expressions(
    "outcomes that the treatment should not move: the coefficient of each, with p adjusted for their number",
  ),
  permutations: table(
    "assignments to use instead: one draw a row, cells are units, column K gets the K-th earliest cohort",
  ),
  ties: oneOf("whether a draw equal to the actual estimate counts against it", ["count", "strict"], {
    default: "count",
    shape: "rule",
  }),
  method: oneOf("demean every treatment instead of using cross-products by cell", ["refits"], { flag: null }),
  vcov: vcov("iid, hetero, cluster:a, ... (default: clustered by the unit)"),
  ...sampleOptions,
  level,
  ...longOptions,
  replications,
  seed: altered(longOptions.seed, { code: "random_stream" }),
};

export interface PlaceboOptions extends OptionsOf<typeof options> {}

export type PlaceboPlan = Filled<typeof options>;

export const placeboVerb: Declaration<typeof options> = declare({
  name: "placebo",
  takes: "table",
  formula: 'formula in quotes, "y ~ did + controls | unit + time"',
  summary: "treatments assigned at random: is the actual estimate out of the ordinary?",
  description: "Randomisation inference: the cohorts of a treatment permuted over units, a refit each.",
  options,
  files: ["draws.csv"],
  about: `
Whole (unit, cohort) pairs are assigned again over all units seen before the first cohort and from the last one on.
p = (1 + b) / (1 + B), two-sided, by coefficient and by t. --permutations FILE takes assignments from a file instead: one
draw a row, cells are units, column K gets the K-th earliest cohort. --unit may be coarser than rows: a city whose firms
are the data. --kind time gives each cohort a fictitious earlier date, on rows before the policy; mixed assigns units and
dates. Where no more assignments differ than --draws, each is drawn once and p = b / M (in time, where the true dates are
not among them, p stays as it is). --outcomes a,b: placebo outcomes, which the treatment should not move, each a regression with the
same right-hand side; Romano and Wolf's p keeps the chance of one false alarm among them. --out FOLDER writes placebo.json, draws.csv and the figure (.svg, .png, .vl.json), all
or none.`,
  examples: [
    'cities.csv "quality ~ did + eco + fin | city + year" --term did --unit city --draws 500 --seed 42',
    'cities.csv "quality ~ did | city + year" --term did --permutations draws.csv --out out/figure2',
    'firms.csv "quality ~ did | firm + year" --term did --unit city --strata province --leave-out',
    'cities.csv "quality ~ did | city + year" --term did --kind time',
    'cities.csv "quality ~ did | city + year" --term did --outcomes "rain,log(area)"',
  ],
});

/** Options with their defaults. Throws UsageError `placebo_options` for two that do not go together, and as `filled`. */
export function placeboPlan(given: PlaceboOptions): PlaceboPlan {
  const plan = filled(options, given);
  const { kind, permutations, strata, leaveOut } = plan;
  if (strata !== undefined && kind === "time") throw clash("strata", "kind time");
  if (permutations === undefined) return plan;
  if (kind !== "space") throw clash("permutations", `kind ${kind}`);
  if (strata !== undefined) throw clash("permutations", "strata");
  if (leaveOut) throw clash("permutations", "leaveOut");
  return plan;
}

const clash = (a: string, b: string): UsageError =>
  new UsageError("placebo_options", `A placebo takes ${a} or ${b}, not both; leave one of them out.`, {
    got: [a, b],
    expected: "one of them",
  });
