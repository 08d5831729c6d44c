/**
 * `did`, declared: its options, and what its command says of it.
 */
import { column, flag, list, numberOr, type OptionsOf, oneOf, value, wholeNumber } from "../../declare/option.js";
import { level, sampleOptions, vcov } from "../../regression/options.js";
import { windowOf } from "../event-study/verb.js";
import { longOptions, replications } from "../resampling/options.js";
import { type Declaration, declare } from "../verb.js";
import { DECOMPOSITION_NAMES } from "./decomposition/names.js";
import { AGGREGATIONS } from "./estimator/aggregation.js";
import { ESTIMATOR_NAMES } from "./estimator/names.js";

const options = {
  cohort: column("first treated period of the unit"),
  treat: column("treatment of each row: 0, then 1 for good; the cohort is the first period with a 1"),
  never: value("value of --cohort that means never treated", (text): string | number => text),
  estimator: list(
    `estimators, separated by commas, which stand side by side: ${ESTIMATOR_NAMES.join(", ")}; or what two-way effects compare: ${DECOMPOSITION_NAMES.join(", ")}`,
    {
      shape: "names",
      default: ["cs"],
      code: "did_estimator",
    },
  ),
  control: oneOf("units compared with: never treated, or not yet treated", ["never", "notyet"], { default: "never" }),
  base: oneOf(
    "period compared with: the last before each (varying), or the last before treatment for all (universal)",
    ["varying", "universal"],
    { default: "varying" },
  ),
  anticipation: wholeNumber("periods before treatment in which it may already have an effect", { min: 0, default: 0 }),
  method: oneOf(
    "how cs takes covariates into account: doubly robust, inverse probability weighting, outcome regression; doubly robust with balanced odds (improved), weighting by odds that are not shares (Horvitz-Thompson)",
    ["dr", "ipw", "reg", "imp", "ht"],
    { default: "dr" },
  ),
  unbalanced: oneOf(
    "units of cs that lack a period: each effect by the units observed in both of its periods, only units observed in all, or rows as repeated cross-sections",
    ["pairs", "balanced", "rows"],
    { default: "pairs" },
  ),
  aggregate: oneOf("averages reported", AGGREGATIONS, { default: "dynamic" }),
  window: value(
    "event times shown, such as -4,4; of stacked and lpdid, the periods around each start that are used",
    windowOf,
    { shape: "low,high" },
  ),
  family: oneOf(
    "of etwfe: a linear model, or a Poisson regression, whose trends are parallel in ratios and whose effects are in units of the outcome",
    ["gaussian", "poisson"],
    { default: "gaussian" },
  ),
  covariates: oneOf(
    "of etwfe: with slopes in each cell, cohort and period about means of cells, as Wooldridge has them, or added",
    ["interacted", "added"],
    { default: "interacted" },
  ),
  stackWeights: oneOf(
    "of stacked: corrective weights, by which every cohort counts by its treated units, or none",
    ["corrective", "none"],
    { default: "corrective" },
  ),
  reweight: flag("of lpdid: every treated unit counts alike, not by the variance of treatment in its period", {
    default: false,
  }),
  premean: numberOr(
    "of lpdid: outcomes less their mean over so many periods before, or over all, in place of the last one",
    ["all"],
    { min: 1 },
  ),
  fixedSample: flag("of lpdid: the same rows at every horizon from 0 on, so that no effect changes by who is in it", {
    default: false,
  }),
  stable: wholeNumber(
    "of lpdid: periods after which an effect no longer changes, so that a treatment may switch off and on",
    { min: 1 },
  ),
  balanced: wholeNumber("of event times only cohorts observed at all of 0 to this one", { min: 0 }),
  weighBy: column("by whose sums over their rows treated cells are averaged, in place of units or rows"),
  leads: wholeNumber("periods before treatment whose effects bjs tests (default: 3, fewer in a short panel)", {
    min: 0,
  }),
  errorGroups: oneOf(
    "treated rows from whose average errors of bjs measure effects: a cohort's in a period (cell), a cohort's, those of an event time, all of an average",
    ["cell", "cohort", "event", "all"],
    { default: "cell" },
  ),
  leaveOut: flag("leave-one-out errors of bjs: averages of the groups without the cluster itself"),
  vcov: vcov(
    "cluster:a, a column in which units are nested (default: the unit); regressions also iid, hetero and others",
  ),
  band: oneOf("pointwise, or uniform: a band that covers all effects at once", ["pointwise", "uniform"], {
    default: "pointwise",
    shape: "kind",
  }),
  draws: wholeNumber("draws of the multiplier bootstrap of a uniform band (default: 999)", { min: 2, max: 1e6 }),
  multipliers: oneOf("distribution of the multipliers", ["mammen", "rademacher", "webb"], { default: "mammen" }),
  weights: sampleOptions.weights,
  subset: sampleOptions.subset,
  ssc: sampleOptions.ssc,
  level,
  seed: longOptions.seed,
  signal: longOptions.signal,
  replications,
};

export interface DidOptions extends OptionsOf<typeof options> {}

export const didVerb: Declaration<typeof options> = declare({
  name: "did",
  takes: "panel",
  keysFromEffects: true,
  formula: 'formula in quotes, "y ~ covariates | unit + time"; "y ~ 1 | unit + time" without covariates',
  summary: "difference-in-differences with staggered adoption, by several estimators side by side",
  description: 'Effects of a treatment that units adopt at different times: "y ~ covariates | unit + time".',
  options,
  files: ["effects.csv"],
  about: `
One sample and one design of the treatment for all estimators: who is treated when, as "wasmetrics inspect --panel unit,time --treat d" prints
it. An estimator that the design makes invalid is refused, with the reason. Never treated: empty, 0, Inf, after the last period, or --never
VALUE. Errors are clustered by the unit unless --vcov cluster:a names a column in which units are nested. --out FOLDER writes did.json,
effects.csv and figures of effects, of effects by cohort and period, and of the design (.svg, .png, .vl.json), all or none.`,
  examples: [
    'counties.csv "lemp ~ lpop | county + year" --cohort first_treated --estimator cs --control notyet',
    'cities.csv "quality ~ 1 | city + year" --cohort g --estimator cs,bjs,sunab --band uniform --seed 1',
    'cities.csv "quality ~ eco | city + year" --treat did --estimator bjs,did2s,etwfe --control notyet --aggregate group',
    'states.csv "l_homicide ~ 1 | state + year" --cohort g --estimator twfe,stacked --window -4,1 --out out/castle',
  ],
});
