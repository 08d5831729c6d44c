/**
 * `did`, declared: its options, and what its command says of it.
 */
import { column, list, type OptionsOf, oneOf, value, wholeNumber } from "../../../declare/option.js";
import { level, sampleOptions, vcov } from "../../../regression/options.js";
import { assignedBy } from "../../assignment/option.js";
import { windowOf } from "../../event-study/verb.js";
import { longOptions, replications } from "../../resampling/options.js";
import { type Declaration, declare } from "../../verb.js";
import { DECOMPOSITION_NAMES } from "../decomposition/names.js";
import { AGGREGATIONS } from "../shared/aggregation.js";
import { ESTIMATOR_NAMES } from "../shared/names.js";
import { estimatorOptions } from "./estimator-options.js";
import { interval } from "./interval.js";

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
  anticipation: wholeNumber("periods before treatment in which it may already have an effect", { min: 0, default: 0 }),
  aggregate: oneOf("averages reported", AGGREGATIONS, { default: "dynamic" }),
  window: value(
    "event times shown, such as -4,4; of stacked, lpdid and dcdh, the periods around each start that are used",
    windowOf,
    { shape: "low,high" },
  ),
  balanced: wholeNumber("of event times only cohorts observed at all of 0 to this one", { min: 0 }),
  ...estimatorOptions,
  weighBy: column("by whose sums over their rows treated cells are averaged, in place of units or rows"),
  vcov: vcov(
    "cluster:a, a column in which units are nested (default: the unit); regressions also iid, hetero and others",
  ),
  assignedBy,
  band: oneOf("pointwise, or uniform: a band that covers all effects at once", ["pointwise", "uniform"], {
    default: "pointwise",
    shape: "kind",
  }),
  interval,
  draws: wholeNumber("draws of the multiplier bootstrap of a uniform band (default: 999)", { min: 2, max: 1e6 }),
  multipliers: oneOf("distribution of the multipliers", ["mammen", "rademacher", "webb"], { default: "mammen" }),
  weights: sampleOptions.weights,
  subset: sampleOptions.subset,
  ssc: sampleOptions.ssc,
  level,
  seed: longOptions.seed,
  signal: longOptions.signal,
  onProgress: longOptions.onProgress,
  replications,
};

export interface DidOptions extends OptionsOf<typeof options> {}

export const didVerb: Declaration<typeof options> = declare({
  name: "did",
  takes: "panel",
  keysFromEffects: true,
  formula: 'formula in quotes, "y ~ covariates | unit + time"; "y ~ 1 | unit + time" without covariates',
  summary:
    "difference-in-differences and synthetic controls, of treatments that stay, switch or have doses, side by side",
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
