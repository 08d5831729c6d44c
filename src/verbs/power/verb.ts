/**
 * `power`, declared: its options, their rules, and what its command says of it.
 */
import { NotSupported, UsageError } from "../../base/errors.js";
import { filled } from "../../declare/check.js";
import {
  column,
  type Filled,
  flag,
  kebab,
  number,
  numbers,
  type Option,
  type OptionsOf,
  oneOf,
  share,
  value,
  wholeNumber,
} from "../../declare/option.js";
import { sampleOptions, vcov } from "../../regression/options.js";
import { DRAWING } from "../did/design/estimator-options.js";
import { AGGREGATIONS } from "../did/shared/aggregation.js";
import { ESTIMATOR_NAMES } from "../did/shared/names.js";
import { windowOf } from "../event-study/verb.js";
import { longOptions, MOST_DRAWS } from "../resampling/options.js";
import { type Declaration, declare } from "../verb.js";
import { powerTitles } from "./titles.js";

/** Draws unless others are asked for: the error of a power of 0.8 is then 0.013. */
const DEFAULT_DRAWS = 1000;

/** Variation that is given where there are no data. */
const given = {
  sd: number("standard deviation of the outcome; with --ar1 or --covariances that of its error net of unit effects", {
    above: 0,
  }),
  rho: number("correlation of a unit's outcomes in any two periods (McKenzie)", { above: -1, below: 1 }),
  ar1: number("correlation of a unit's errors in neighbouring periods, which dies out geometrically", {
    above: -1,
    below: 1,
  }),
  covariances: numbers("mean covariance of a unit's errors before, after, and across treatment: pre,post,cross", {}),
  residualsOf: wholeNumber("--sd and --covariances are of residuals of a two-way regression with this many units", {
    min: 2,
  }),
  unitSd: number("standard deviation of unit effects, beside --ar1 or --covariances, for ancova and post", { min: 0 }),
  icc: number("correlation of two units of a cluster in what is compared: their outcomes, or their changes", {
    min: 0,
    max: 1,
  }),
  clusterSize: number("units a cluster, on average", { min: 1 }),
  clusterCv: number("standard deviation of the size of clusters over its mean", { min: 0, default: 0 }),
  clusters: wholeNumber("clusters assigned, in the place of units", { min: 4 }),
};

/** What is drawn, and on which rows. */
const drawn = {
  estimator: oneOf(
    "what is estimated in every draw: the two-way regression, or an estimator of did",
    ["feols", ...ESTIMATOR_NAMES],
    {
      default: "feols",
      shape: "name",
      code: "power_estimator",
    },
  ),
  control: oneOf("of estimators of did: units compared with (default: the estimator's own)", ["never", "notyet"]),
  aggregate: oneOf("of estimators of did: the average that is tested", AGGREGATIONS, { default: "simple" }),
  window: value("of estimators of did: event times that are used, such as -4,4", windowOf, { shape: "low,high" }),
  cohort: column("first treated period of the unit, in data with a treatment"),
  treat: column("treatment of each row, in data with one; as a regressor of the formula it is left out"),
  never: value("value of --cohort that means never treated", (text): string | number => text),
  rows: oneOf(
    "rows draws are made on: all untreated ones, those of the never treated, or those before anyone is treated",
    ["untreated", "never", "before"],
    { default: "untreated", shape: "which" },
  ),
  starts: numbers("first treated periods, among which the treated are divided evenly (default: the middle period)", {}),
  sizes: numbers("units (or values of --assign) treated at each of --starts, in place of a share", { min: 1 }),
  own: flag("cohorts of the dates and sizes that the data have", { default: false }),
  strata: column("the treated are drawn within the values of this column"),
  profile: oneOf(
    "an effect is the same in every treated period, or grows by that much a period",
    ["constant", "growing"],
    {
      default: "constant",
    },
  ),
  draws: wholeNumber("assignments drawn", { min: 20, max: MOST_DRAWS, default: DEFAULT_DRAWS, code: "power_draws" }),
  errorDraws: wholeNumber("draws of estimators whose errors are drawn (default: the estimator's own)", {
    min: 2,
    max: 1e6,
  }),
  vcov: vcov("iid, hetero, cluster:a, ... (default: clustered by the unit, or by --assign)"),
  weights: sampleOptions.weights,
  ssc: sampleOptions.ssc,
};

const options = {
  effects: numbers("effects whose power is asked for; without units, those whose sample size is", { flag: "effect" }),
  inSd: flag("effects are in standard deviations of the outcome", { default: false }),
  units: wholeNumber("units in the experiment, by formula (default: those of the data)", { min: 4 }),
  power: share("chance with which the minimum detectable effect is found", { default: 0.8, called: "Power" }),
  level: share("1 - level is the size of the test", { default: 0.95, code: "level", called: "Confidence level" }),
  oneSided: flag("test against positive effects alone", { default: false }),
  treated: share("share of units treated", { default: 0.5, called: "The share treated" }),
  by: oneOf(
    "by simulation, by formula, or both (default: both where the design has a formula; without data the formula)",
    ["simulation", "formula", "both"],
    { shape: "which" },
  ),
  design: oneOf(
    "by formula: difference-in-differences, outcomes given the mean before treatment, or outcomes after it alone",
    ["did", "ancova", "post"],
    { default: "did" },
  ),
  pre: wholeNumber("periods before treatment (default: half of those of the data; 1)", { min: 0, max: 10_000 }),
  post: wholeNumber("periods under treatment (default: the other half; 1)", { min: 1, max: 10_000 }),
  critical: oneOf("by formula: quantiles of t, normal ones, or the noncentral t", ["t", "normal", "noncentral"], {
    default: "t",
  }),
  assign: column("units are assigned by whole values of this column, such as a village"),
  ...given,
  ...drawn,
  subset: sampleOptions.subset,
  ...longOptions,
};

export interface PowerOptions extends OptionsOf<typeof options> {}

export type PowerPlan = Filled<typeof options>;

export const powerVerb: Declaration<typeof options> = declare({
  name: "power",
  takes: "panel",
  alone: true,
  keysFromEffects: true,
  formula: 'formula in quotes, "y ~ controls | unit + time"; neither it nor data where --sd is given',
  summary: "which effect a design can find, and how many units it needs: by formula, and by draws on your own panel",
  description: "Minimum detectable effect, power, and sample size of an experiment or a difference-in-differences.",
  options,
  titles: powerTitles,
  figures: 1,
  plainTables: true,
  files: ["power.csv"],
  about: `
With data: treatments are drawn onto rows without one and estimated as you would estimate (--estimator, --vcov); power is the share of
draws that reject, by effect, and the minimum detectable effect is where it reaches --power, with its Monte Carlo error. Beside it the
formula of Burlig, Preonas & Woerman (2020), with covariances of residuals of your panel. Without data: --sd, and how outcomes are
correlated over time (--rho, --ar1, --covariances) and within clusters (--icc, --cluster-size). With --effect and no --units: how many
units, or clusters, that takes. --out FOLDER writes power.json, power.csv and the figure (.svg, .png, .vl.json), all or none.`,
  examples: [
    'cities.csv "quality ~ eco | city + year" --treat did --rows never --starts 2013',
    'counties.csv "lemp ~ 1 | county + year" --cohort first_treated --own --estimator cs --draws 500 --seed 1',
    'farms.csv "yield ~ 1 | farm + year" --by formula --pre 2 --post 3 --effect 0.1,0.2',
    "--sd 1 --rho 0.3 --pre 2 --post 3 --units 200",
    "--sd 1 --design post --icc 0.1 --cluster-size 20 --effect 0.25",
  ],
});

/** Options with their defaults. Throws UsageError `level`, `power_options` for options that do not go together, and as `filled`. */
export function powerPlan(asked: PowerOptions, hasData: boolean): PowerPlan {
  const plan = filled(options, asked);
  // a default that is written out, as a study does, says nothing more
  const is = (name: keyof PowerOptions): boolean =>
    asked[name] !== undefined && asked[name] !== false && asked[name] !== (options[name] as Option).default;
  const misplaced = Object.keys(hasData ? given : drawn).find((name) => is(name as keyof PowerOptions));
  if (misplaced !== undefined) throw outOfPlace(misplaced, hasData);
  if (1 - plan.level >= plan.power) {
    throw new UsageError(
      "level",
      `Power must be more than the size of the test: a test at ${plan.level} rejects with a chance of ${Number((1 - plan.level).toPrecision(6))} without an effect; got a power of ${plan.power}.`,
      { got: plan.power, expected: `> ${1 - plan.level}` },
    );
  }
  if (hasData) requireDraws(plan, is);
  else requireGiven(plan, is);
  return plan;
}

type Is = (name: keyof PowerOptions) => boolean;

/** Estimators of treatments that draws do not make, by what these would need. */
const NOT_DRAWN: Readonly<Record<string, string>> = {
  ddd: "a group of units that no treatment reaches",
  cdid: "a dose of each treated unit",
};

function requireDraws(plan: PowerPlan, is: Is): void {
  requireDrawn(plan, is);
  requireTreated(plan, is);
  requireSizes(plan, is);
  requireStart(plan, is);
  requireTests(plan, is);
  requireFormulaOrDraws(plan, is);
}

/** Of the estimator. */
function requireDrawn({ estimator }: PowerPlan, is: Is): void {
  const missing = NOT_DRAWN[estimator];
  if (missing !== undefined) {
    throw new NotSupported(
      "power_estimator",
      `${estimator} needs ${missing}, which draws do not assign: use another --estimator, or a formula without data.`,
      { got: estimator, expected: "an estimator of a treatment that is on or off" },
    );
  }
  if (is("errorDraws") && !DRAWING.includes(estimator))
    throw clash("errorDraws", `estimator ${estimator}`, "its errors are not drawn");
}

/** Of who is treated, and whose cohorts are drawn. */
function requireTreated({ own, rows }: PowerPlan, is: Is): void {
  if (is("cohort") && is("treat")) throw clash("cohort", "treat", "both say who is treated");
  for (const name of ["starts", "sizes", "treated"] as const)
    if (own && is(name)) throw clash("own", name, "own cohorts have dates and sizes");
  const isKnown = is("cohort") || is("treat");
  if (own && !isKnown) throw needs("own", "--cohort or --treat, whose cohorts they are");
  if (rows !== "untreated" && !isKnown) throw needs(`rows ${rows}`, "--cohort or --treat, which say who is treated");
  if (own && rows === "before")
    throw clash("own", "rows before", "there are no own cohorts before anyone is treated; give --starts");
}

/** Of how many are treated. */
function requireSizes({ sizes, starts, own }: PowerPlan, is: Is): void {
  if (sizes !== undefined && starts === undefined) throw needs("sizes", "--starts, the date of each");
  if (sizes !== undefined && sizes.length !== starts!.length)
    throw new UsageError(
      "power_options",
      `sizes (--sizes) are one for each of --starts: got ${sizes.length} for ${starts!.length}.`,
      { got: sizes, expected: starts!.length },
    );
  const half = sizes?.find((size) => !Number.isSafeInteger(size));
  if (half !== undefined)
    throw new UsageError("power_options", `sizes (--sizes) are whole numbers of units; got ${half}.`, {
      got: half,
      expected: "whole numbers",
    });
  if (sizes !== undefined && is("treated")) throw clash("sizes", "treated", "sizes say how many are treated");
  if (is("strata") && (own || sizes !== undefined))
    throw clash("strata", own ? "own" : "sizes", "within strata a share is treated");
}

/** Of when treatment begins. */
function requireStart({ own, starts, pre, by }: PowerPlan, is: Is): void {
  if (is("pre") !== is("post")) throw needs(is("pre") ? "pre" : "post", `--${is("pre") ? "post" : "pre"} beside it`);
  if (is("pre") && (starts !== undefined || own))
    throw clash("pre", own ? "own" : "starts", "both say when treatment begins");
  if (is("pre") && pre === 0 && by !== "formula")
    throw new UsageError("power_options", "A simulation needs a period before treatment: --pre 1 or more.", {
      got: 0,
      expected: ">= 1",
    });
}

/** Of the test, and of whose design and units it is. */
function requireTests({ estimator, design, by }: PowerPlan, is: Is): void {
  if (is("critical") && by === "simulation")
    throw clash("critical", "by simulation", "tests of draws are the estimator's own");
  const foreign = estimator === "feols" ? (["control", "aggregate", "window"] as const).find(is) : undefined;
  if (foreign !== undefined) throw clash(foreign, "estimator feols", "it is an option of estimators of did");
  if (is("design") && by !== "formula")
    throw needs(
      `design ${design}`,
      "--by formula beside data: draws are estimated by the regression, or by --estimator",
    );
  if (is("units") && by === "simulation")
    throw clash("units", "by simulation", "a simulation has the units of the data; a formula can have others");
}

/** Of the formula, which is of one start, and of draws where there are none. */
function requireFormulaOrDraws({ by, starts, profile }: PowerPlan, is: Is): void {
  if (by === "formula" || by === "both") {
    const without = (["weights", "own", "sizes", "strata"] as const).find(is);
    if (without !== undefined)
      throw clash(without, `by ${by}`, "the formula is of one start, units alike, drawn at random");
    if ((starts?.length ?? 0) > 1) throw clash("starts", `by ${by}`, "the formula is of one start");
    if (profile === "growing") throw clash("profile growing", `by ${by}`, "the formula is of a constant effect");
  }
  const undrawn = by === "formula" ? (["draws", "estimator", "errorDraws"] as const).find(is) : undefined;
  if (undrawn !== undefined) throw clash(undrawn, "by formula", "nothing is drawn");
}

/** Units, or clusters, that either side of a comparison takes. */
const FEWEST = 2;

function requireGiven(plan: PowerPlan, is: Is): void {
  if (plan.by === "simulation" || plan.by === "both")
    throw needs(`by ${plan.by}`, "data and a formula, on whose rows treatments are drawn");
  for (const name of ["assign", "subset"] as const) if (is(name)) throw needs(name, "data and a formula");
  if (plan.sd === undefined)
    throw needs("power", 'data and a formula, "y ~ controls | unit + time", or --sd, how much outcomes vary');
  const structures = (["rho", "ar1", "covariances"] as const).filter(is);
  if (structures.length > 1)
    throw clash(structures[0]!, structures[1]!, "each says how outcomes are correlated over time");
  if (plan.covariances !== undefined && plan.covariances.length !== 3)
    throw new UsageError(
      "power_options",
      `covariances are three, before, after and across treatment; got ${plan.covariances.length}.`,
      { got: plan.covariances, expected: 3 },
    );
  if (is("residualsOf") && !is("covariances")) throw needs("residualsOf", "--covariances of the same residuals");
  if (is("unitSd") && !is("ar1") && !is("covariances"))
    throw needs("unitSd", "--ar1 or --covariances: else --sd counts unit effects in");
  if (is("residualsOf") && plan.design !== "did")
    throw clash("residualsOf", `design ${plan.design}`, "residuals of a two-way regression have no unit effects left");
  if (is("icc") !== is("clusterSize"))
    throw needs(is("icc") ? "icc" : "clusterSize", `--${is("icc") ? "cluster-size" : "icc"} beside it`);
  for (const name of ["clusters", "clusterCv"] as const)
    if (is(name) && !is("icc")) throw needs(name, "--icc and --cluster-size");
  if (is("clusters") && is("units")) throw clash("clusters", "units", "units are clusters times their size");
  if (!is("units") && !is("clusters") && !is("effects"))
    throw needs("power", "--units (or --clusters) to find the effect, or --effect to find how many");
  const whole = plan.clusters ?? plan.units;
  const fewest = whole === undefined ? FEWEST : whole * Math.min(plan.treated, 1 - plan.treated);
  if (fewest < FEWEST)
    throw new UsageError(
      "power_options",
      `${plan.treated} of ${whole} ${plan.clusters === undefined ? "units" : "clusters"} treated leaves ${Number(fewest.toPrecision(3))} on one side: at least ${FEWEST} treated and ${FEWEST} untreated ones have a variance.`,
      { got: fewest, expected: `>= ${FEWEST}` },
    );
  if (plan.design === "post" ? is("pre") && plan.pre! > 0 : plan.pre === 0)
    throw clash(
      `design ${plan.design}`,
      `pre ${plan.pre}`,
      plan.design === "post" ? "outcomes before treatment are not used" : "it needs a period before treatment",
    );
}

const written = (name: string): string => `${name.split(" ")[0]} (--${kebab(name)})`;

const clash = (a: string, b: string, why: string): UsageError =>
  new UsageError("power_options", `${written(a)} does not go with ${written(b)}: ${why}. Leave one of them out.`, {
    got: [a, b],
    expected: "one of them",
  });

const needs = (name: string, what: string): UsageError =>
  new UsageError("power_options", `${name === "power" ? "power" : written(name)} needs ${what}.`, {
    got: name,
    expected: what,
  });

function outOfPlace(name: string, hasData: boolean): UsageError {
  const why = hasData
    ? "says how much outcomes vary where there are no data; with data that is estimated"
    : "is of draws on a panel, and there are no data";
  return new UsageError(
    "power_options",
    `${written(name)} ${why}: leave it out${hasData ? ", or leave the data out" : ", or give data and a formula"}.`,
    {
      got: name,
      expected: undefined,
    },
  );
}
