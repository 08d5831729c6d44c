/**
 * `psmatch`, declared: its options, and what its command says of it. Every option left out has a default by method or preset, which
 * `planMatching` fills in and the record prints.
 */

import { namesIn } from "../../base/column-names.js";
import { UsageError } from "../../base/errors.js";
import { flagText } from "../../base/text.js";
import {
  altered,
  column,
  expression,
  flag,
  gathered,
  number,
  type OptionsOf,
  oneOf,
  repeated,
  shaped,
  text,
  Unreadable,
  value,
  wholeNumber,
} from "../../declare/option.js";
import { listOf, text as textShape } from "../../declare/shape.js";
import { sscShape } from "../../regression/option-shapes.js";
import { level, sampleOptions, vcov } from "../../regression/options.js";
import type { Ssc } from "../../regression/variance/ssc.js";
import { longOptions, MOST_DRAWS, replications } from "../resampling/options.js";
import { type Declaration, declare } from "../verb.js";

export const METHODS = ["nearest", "radius", "kernel", "llr", "mahalanobis", "ipw", "dr", "entropy", "cem"] as const;
const KERNELS = ["epanechnikov", "normal", "biweight", "uniform", "tricube"] as const;
const ORDERS = ["data", "largest", "smallest", "random"] as const;

const code = "psmatch_option";
const { seed, onProgress, signal } = longOptions;

const options = {
  preset: oneOf("choices of another program where they are not given", ["psmatch2", "matchit"], {
    shape: "program",
    code,
  }),
  method: oneOf("how controls are weighted (default: nearest)", METHODS, { shape: "name", code }),
  link: oneOf("of the estimated score (default: logit)", ["logit", "probit"], { shape: "link", code }),
  score: column("a score to use in place of an estimated one"),
  scale: oneOf(
    "what is compared (default: linear predictors for nearest, else probabilities)",
    ["probability", "linear"],
    { shape: "scale", code },
  ),
  ratio: wholeNumber("controls for each treated unit (default: 1)", { min: 1, code }),
  replace: flag("a control may be used again", {
    without: "a control is used once (default, but for preset psmatch2)",
    code,
  }),
  order: oneOf("who chooses first without replacement (default: largest score; data for mahalanobis)", ORDERS, {
    shape: "who",
    code,
  }),
  ties: oneOf("equally near controls: the first row, or all (default: first)", ["first", "average"], {
    shape: "rule",
    code,
  }),
  exact: shaped(
    value("matched units agree in these, such as year,province", namesOf, { shape: "columns" }),
    listOf(textShape),
  ),
  caliper: number("largest distance of scores; the radius of --method radius", { min: 0, shape: "width", code }),
  caliperUnit: oneOf("standard deviations (default) or units of the score (radius)", ["sd", "raw"], {
    shape: "unit",
    code,
  }),
  kernel: oneOf("of kernel and llr (default: epanechnikov; normal for llr without preset)", KERNELS, {
    shape: "name",
    code,
  }),
  bandwidth: number("of kernel and llr (default: 0.06 on probabilities)", { above: 0, shape: "h", code }),
  support: text("common support: none (default), psmatch2, minmax, or trim:0.05", { shape: "rule", code }),
  by: column("estimate the score and match within each value, such as year"),
  average: column("match units on their averages over rows", { shape: "unit" }),
  pre: expression('rows averaged over, such as "year <= 2011"'),
  outcome: column("whose effect on the treated is estimated; of averages, over rows that --pre leaves out"),
  weightSum: oneOf("control weights sum to treated (default) or controls used", ["treated", "controls"], {
    shape: "rule",
    code,
  }),
  moments: oneOf("of method entropy: highest moment equalised (default: 1)", [1, 2, 3], { shape: "n", code }),
  cuts: gathered("of method cem: bins (age=4) or cutpoints (age=20,30); again for each covariate", cutsOf, {
    flag: "cut",
    shape: "x=...",
    code: "cuts",
  }),
  regressions: shaped(
    repeated("estimate on matched rows; again for each formula", (formula) => formula, {
      flag: "regress",
      shape: "formula",
    }),
    listOf(textShape),
  ),
  vcov: vcov("of --regress: iid, hetero, cluster:a, cluster:a+b (required with it)"),
  ssc: shaped(
    value("small-sample rule of --regress (default: fixest)", (rule): string | Ssc => rule, { shape: "rule" }),
    sscShape,
  ),
  timing: column("0/1, on in treated units from the beginning of treatment"),
  subset: sampleOptions.subset,
  draws: wholeNumber("bootstrap of the effect, where it is valid", { min: 2, max: MOST_DRAWS, code }),
  cluster: column("what the bootstrap draws whole (default: units)"),
  level,
  seed: altered(seed, { code: "random_stream" }),
  onProgress,
  signal,
  replications,
};

export interface PsmatchOptions extends OptionsOf<typeof options> {}

export const psmatchVerb: Declaration<typeof options> = declare({
  name: "psmatch",
  takes: "table",
  stata: "psmatch",
  formula: 'formula in quotes, "treat ~ x1 + x2", treat being 1 or 0',
  summary: "match treated units with controls: balance, effect on the treated, regressions after matching",
  description: "Propensity-score and other matching, weighting and balancing for the effect on the treated.",
  options,
  files: ["weights.csv"],
  about: `
The effect is the mean effect on the treated that have a counterfactual. Every choice left out is made by method or preset and
printed. --preset psmatch2: probit, with replacement, distances of probabilities. --preset matchit: logit, without replacement,
largest score first, control weights that sum to the number of controls.

Panels: --by year estimates a score and matches within each year; --exact year matches within years by one score of all;
--average city --pre "year <= 2011" matches units on their averages before treatment. --regress (again for each formula) is
estimated on the rows of matched units, unweighted and weighted, and on all rows on the common support where --support has a
rule. Rows after treatment began in the score are reported where --timing, or a regressor of --regress, says when it did.

Errors: Abadie and Imbens (nearest, mahalanobis), weights as fixed as psmatch2 does (radius, kernel, llr), the weighted
regression (ipw, entropy, cem), influence function (dr); --draws N bootstraps radius, kernel, llr, ipw and dr, the score
estimated in each draw. --out FOLDER writes psmatch.json, weights.csv, pairs.csv, balance.csv and the figures, all or none.`,
  examples: [
    'lalonde.csv "treat ~ age + educ + race + re74 + re75" --outcome re78 --replace --caliper 0.2',
    'lalonde.csv "treat ~ age + educ + race + re74 + re75" --outcome re78 --method kernel --draws 499 --seed 1',
    `cities.csv "treat ~ eco + fin + open" --average city --pre "year <= 2011" --replace \\
    --regress "quality ~ did + eco + fin + open | city + year" --vcov cluster:city --out out/psmdid`,
    'cities.csv "treat ~ eco + fin + open" --by year --preset psmatch2 --support psmatch2 --timing did',
  ],
});

function namesOf(text: string): readonly string[] {
  const names = namesIn(text, ",");
  if (names.includes("")) throw new Unreadable("expected names of columns joined by commas, such as year,province");
  return names;
}

/** `age=4` as bins, `age=20,30` as cutpoints. Throws UsageError `cuts`. */
function cutsOf(texts: readonly string[]): Readonly<Record<string, number | readonly number[]>> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.lastIndexOf("=");
      const name = text.slice(0, Math.max(0, at)).trim();
      const parts = text.slice(at + 1).split(",");
      const numbers = parts.map(Number);
      if (name === "" || parts.some((part) => part.trim() === "") || !numbers.every(Number.isFinite)) {
        throw new UsageError(
          "cuts",
          `${flagText("cut", text)}: expected a covariate and its number of bins, such as age=4, or its cutpoints, such as age=20,30.`,
          { got: text, expected: "x=4 or x=20,30" },
        );
      }
      return [name, numbers.length === 1 ? numbers[0]! : numbers];
    }),
  );
}
