/**
 * `clusterLevels`, declared: its options, and what its command says of them.
 */
import { column, type OptionsOf, oneOf, terms, wholeNumber } from "../../declare/option.js";
import { level, sampleOptions } from "../../regression/options.js";
import { longOptions, MOST_DRAWS } from "../resampling/options.js";
import { type Declaration, declare } from "../verb.js";

const { subset, fixefRm, solver } = sampleOptions;

const options = {
  term: terms("the coefficients tested: each by itself and, of several, all at once", {
    required: true,
    shape: "names",
  }),
  coarse: column("column of the coarse clusters", { required: true }),
  fine: column("column of the fine clusters, each within one coarse cluster (default: none, rows are independent)"),
  time: column("column of the periods: before and after one date of treatment are compared by coarse cluster"),
  draws: wholeNumber("draws of the wild bootstrap, and of the errors of estimates by coarse cluster", {
    min: 1,
    max: MOST_DRAWS,
    default: 999,
    code: "levels_draws",
  }),
  multipliers: oneOf("distribution of the bootstrap's weights", ["rademacher", "webb", "mammen"], {
    default: "rademacher",
  }),
  ...{ subset, fixefRm, solver, level },
  ...longOptions,
};

export interface ClusterLevelsOptions extends OptionsOf<typeof options> {}

export const clusterLevelsVerb: Declaration<typeof options> = declare({
  name: "cluster-levels",
  takes: "table",
  formula: 'formula in quotes, "y ~ did + controls | unit + time"',
  summary: "do errors need coarser clusters? score-variance tests and inference from few coarse clusters",
  description: "Tests of fine clusters against coarse ones, and inference that rests on the coarse ones alone.",
  options,
  about: `
The score-variance test (MacKinnon, Nielsen and Webb 2023) asks whether scores of fine clusters are correlated within coarse ones: rejecting, it
says that fine clusters are too fine; not rejecting, it supports neither level, and the level at which treatment was assigned comes first. Its
p is one-sided, towards larger variance by coarse clusters; the wild bootstrap keeps fine clusters independent. Beside it, where the design
allows them: Ibragimov and Müller's test of the level from estimates by coarse cluster, their t test of treated and untreated coarse
clusters' changes about one date (--time), and the causal cluster variance of Abadie, Athey, Imbens and Wooldridge where a treatment of 0 and 1,
alone in the formula, varies within coarse clusters; what does not apply is named with the reason.`,
  examples: [
    'firms.csv "y ~ did | firm + year" --term did --fine firm --coarse city --time year',
    'pupils.csv "score ~ small + aide + male | school" --term small,aide --coarse class --draws 1999',
  ],
});
