/**
 * `fepois` and `felogit`, declared: options that both have, and what their commands say of them.
 */

import type { PanelKeys } from "../../data/panel/panel.js";
import {
  altered,
  column,
  expression,
  host,
  number,
  type OptionsOf,
  oneOf,
  repeated,
  shaped,
  wholeNumber,
} from "../../declare/option.js";
import { callback, listOf, text as textShape } from "../../declare/shape.js";
import type { MemoryNeed } from "../../regression/frame/memory-need.js";
import { keysShape } from "../../regression/option-shapes.js";
import { level, sampleOptions, vcov } from "../../regression/options.js";
import { longOptions } from "../resampling/options.js";
import { type Declaration, declare } from "../verb.js";
import { glmWords } from "./messages.js";

export const DEFAULT_TOLERANCE = 1e-8;
export const DEFAULT_MAX_ITERATIONS = 100;

const { onProgress, signal } = longOptions;

const options = {
  vcov: vcov("iid, hetero, cluster:a, cluster:a+b or cluster:a^b (required)"),
  ...sampleOptions,
  offset: expression("added to the linear predictor with a coefficient of 1, such as log(population)"),
  exposure: column("its logarithm is added to the linear predictor; above 0"),
  separation: oneOf("rows that regressors predict perfectly: drop and report, or refuse", ["drop", "error"], {
    default: "drop",
  }),
  solver: altered(sampleOptions.solver, { flag: "solver" }),
  level,
  wald: shaped(
    repeated("joint test of the coefficients whose names match", (text) => text, { shape: "regex" }),
    listOf(textShape),
  ),
  tolerance: number(`relative change of the deviance at which to stop (default: ${DEFAULT_TOLERANCE})`, {
    shape: "share",
    code: "tolerance",
  }),
  maxIterations: wholeNumber(`steps allowed (default: ${DEFAULT_MAX_ITERATIONS})`, { code: "max_iterations" }),
  panel: host<PanelKeys>("columns of unit and time, for lags", keysShape),
  onEstimate: host<(need: MemoryNeed) => void>("called with what the regression needs, before it begins", callback()),
  onProgress,
  signal,
};

export interface GlmOptions extends OptionsOf<typeof options> {}

export const fepoisVerb: Declaration<typeof options> = declare({
  name: "fepois",
  takes: "table",
  stata: "fepois",
  formula: 'formula in quotes, "y ~ x | fixed effects"',
  summary: "Poisson regression (PPML) with fixed effects",
  description:
    'Poisson regression of an outcome of at least 0, whole numbers or not, with fixed effects: "y ~ x1 + log(x2) | fe1 + fe2^fe3".',
  options,
  titles: glmWords.fepois,
  out: "file",
  about: `
Levels of a fixed effect whose outcomes are all 0 are dropped, as are rows that regressors predict to be 0 without doubt
(separation); both are counted and reported, the latter by row.`,
  examples: [
    'trade.csv.gz "euros ~ log(dist) | origin^year + dest^year" --vcov cluster:origin+dest',
    'patents.csv "patents ~ log(rd) + subsidy | firm + year" --vcov cluster:firm --wald "rd|subsidy" --json',
    'deaths.csv "deaths ~ smoking | county + year" --exposure population --vcov cluster:county',
    'panel.csv "y ~ x | id + period" --vcov hetero --separation error --format latex',
    'trade.csv.gz "ppmlhdfe euros ldist, absorb(origin#year dest#year) vce(cluster origin)"',
  ],
});

export const felogitVerb: Declaration<typeof options> = declare({
  name: "felogit",
  page: "fepois",
  takes: "table",
  stata: "felogit",
  formula: fepoisVerb.formula,
  summary: "unconditional logit with fixed effects",
  description: 'Logit of an outcome of 0 or 1 with every fixed effect estimated: "y ~ x1 + x2 | fe1 + fe2".',
  options: {
    ...options,
    exposure: altered(options.exposure, { description: "refused: it is for counts", flag: null }),
  },
  titles: glmWords.felogit,
  out: "file",
  about: `
Every effect is a parameter: with few rows a level its slopes are too far from zero, of which a note gives the figures. Levels
whose outcomes are all 0, or all 1, are dropped.`,
  examples: [
    'exports.csv "exports ~ log(size) + subsidy | industry + year" --vcov cluster:industry',
    'votes.csv "yes ~ income + age | county" --weights respondents --vcov hetero --format markdown',
  ],
});
