/**
 * `multiverse`, declared: its options, their rules, and what its command says of it.
 */

import { UsageError } from "../../base/errors.js";
import { filled } from "../../declare/check.js";
import {
  column,
  expression,
  type Filled,
  flag,
  type OptionsOf,
  oneOf,
  shaped,
  term,
  value,
  values,
  wholeNumber,
} from "../../declare/option.js";
import { listOf, text as textShape } from "../../declare/shape.js";
import { vcovShape } from "../../regression/option-shapes.js";
import { level, panelKeys, sampleOptions } from "../../regression/options.js";
import type { VcovOption } from "../../regression/variance/kind.js";
import { longOptions, MOST_DRAWS } from "../resampling/options.js";
import { type Declaration, declare } from "../verb.js";
import { partsOfList } from "./lists.js";

/** Specifications unless more are allowed. */
const MOST = 100_000;

const lists = (description: string, separators: string, shape: string, code: string) =>
  shaped(
    values(
      description,
      (text) => partsOfList(text, separators),
      (text): string => text,
      { shape, code },
    ),
    listOf(textShape),
  );

const options = {
  term: term("the treatment, as the formula writes it", { required: true, shape: "name", code: "multiverse_term" }),
  controls: lists(
    "controls, each in or out, separated by commas; those joined by + are in or out together",
    ",;",
    "a,b+c",
    "multiverse_controls",
  ),
  always: lists(
    "controls that every specification has, beside those of the formula",
    ",;",
    "a,b",
    "multiverse_controls",
  ),
  samples: lists(
    'samples to estimate on, name=condition, separated by ;: "all=true;north=region == 1"',
    ";",
    "name=expr;...",
    "multiverse_samples",
  ),
  outcomes: lists("further outcomes, separated by commas", ",;", "a,b", "multiverse_outcomes"),
  treatments: lists("further codings of the treatment, separated by commas", ",;", "a,b", "multiverse_treatments"),
  effects: lists(
    "sets of fixed effects, separated by ; (the formula's own first): city+year;city+province^year;none",
    ";",
    "a+b;a",
    "multiverse_effects",
  ),
  weights: lists("columns of weights, separated by commas; none for none", ",;", "none,w", "multiverse_weights"),
  vcov: shaped(
    values(
      "variances, separated by ;: iid, hetero, cluster:a, cluster:a+b, ... (required; the first is the author's)",
      (text) => partsOfList(text, ";"),
      (text): VcovOption => text,
      { required: true, code: "vcov_required", shape: "list" },
    ),
    listOf(vcovShape),
  ),
  commonSample: flag("every specification on the rows that all of them have", { default: false }),
  most: wholeNumber("specifications allowed at most; more are refused before anything is estimated", {
    min: 1,
    default: MOST,
    code: "multiverse_most",
  }),
  specifications: wholeNumber("draw this many of the specifications by the seed, the author's among them", {
    min: 1,
    code: "multiverse_specifications",
  }),
  test: oneOf(
    "joint test of no effect in any specification: the treatment's paths permuted over units, or clusters drawn with each specification's own effect taken out",
    ["permutation", "bootstrap", "none"],
    { default: "none" },
  ),
  unit: column(
    "of a permutation: the unit whose whole path is given to another (default: the panel's, else of the two fixed effects the first)",
  ),
  strata: column("of a permutation: paths go to units of the same value of this column alone"),
  draws: wholeNumber("draws of the joint test", { min: 1, max: MOST_DRAWS, default: 500, code: "multiverse_draws" }),
  alpha: value("level at which an estimate is significant", numberOf, { default: 0.05, shape: "p", code: "level" }),
  ssc: sampleOptions.ssc,
  subset: expression("rows to use in every sample"),
  fixefRm: sampleOptions.fixefRm,
  solver: sampleOptions.solver,
  level,
  panel: panelKeys("columns of unit and time, for l(), f() and d(), and of a permutation"),
  seed: longOptions.seed,
  onProgress: longOptions.onProgress,
  signal: longOptions.signal,
};

export interface MultiverseOptions extends OptionsOf<typeof options> {}

export type MultiversePlan = Filled<typeof options>;

export const multiverseVerb: Declaration<typeof options> = declare({
  name: "multiverse",
  takes: "table",
  formula: 'formula of the author\'s own specification, in quotes, "y ~ did + controls | fixed effects"',
  summary: "every specification that choices allow: do the results hang on one of them?",
  description:
    "Every combination of controls, samples, outcomes, effects, weights and variances (Simonsohn, Simmons and Nelson 2020).",
  options,
  files: ["specifications.csv"],
  about: `
The formula is the author's own specification; its samples, weights and variances are the first of each list. Controls named by
--controls are in or out, alone or together (a+b); the formula's other controls and --always are in every specification.
Each specification equals feols of it: rows that lack one of its controls, singletons and collinear controls go as there. One that
can't be estimated is listed with its reason, and one that is the same model as another is counted once. All of them
come from one set of cross-products for each sample, so that thousands take seconds. --test adds the joint test: median
estimate, share of the dominant sign, share significant in its direction, and Stouffer's Z. --out FOLDER writes multiverse.json,
specifications.csv and the curve (.svg, .png, .vl.json), all or none.`,
  examples: [
    'cities.csv "quality ~ did + eco | city + year" --term did --controls eco,fin,hum --vcov cluster:city',
    'cities.csv "quality ~ did | city + year" --term did --controls eco,fin+hum --samples "all=true;no-capitals=capital == 0" --effects "city+year;city+province^year" --vcov "cluster:city;cluster:province"',
    'cities.csv "quality ~ did | city + year" --term did --controls eco,fin,hum --vcov cluster:city --test permutation --unit city --draws 999 --seed 7 --out out/curve',
  ],
});

/** Options with their defaults. Throws UsageError `level`, and as `filled`. */
export function multiversePlan(given: MultiverseOptions): MultiversePlan {
  const plan = filled(options, given);
  if (plan.alpha > 0 && plan.alpha < 1) return plan;
  throw new UsageError("level", `--alpha takes a number between 0 and 1, such as 0.05; got ${plan.alpha}.`, {
    got: plan.alpha,
    expected: "0 < alpha < 1",
  });
}

function numberOf(text: string): number {
  return Number(text);
}
