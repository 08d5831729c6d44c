/**
 * `feols`, declared: those of several regressions at once, and what its command has beside them.
 */
import { type OptionsOf, oneOf, repeated, text, value } from "../../declare/option.js";
import { vcov } from "../../regression/options.js";
import { type Declaration, declare } from "../verb.js";
import { type FeolsOptions, feolsOptions } from "./options.js";

export type { EquationOptions, FeolsOptions } from "./options.js";

const { plan: _plan, ...withoutPlan } = feolsOptions;

const splitOptions = {
  split: text("a regression for each value of the column; some: \"region %keep% c('a', 'b')\", or %drop%", {
    shape: "column",
  }),
  fsplit: text("as --split, and one for all of them first", { shape: "column" }),
};

const multiOptions = { ...withoutPlan, ...splitOptions };

export interface FeolsMultiOptions extends OptionsOf<typeof multiOptions> {}

/** What is asked anew of a regression that is held; default what it was made with. */
export const revisedOptions = { ssc: feolsOptions.ssc, level: feolsOptions.level, wald: feolsOptions.wald };

export interface RevisedOptions extends OptionsOf<typeof revisedOptions> {}

const each = (words: string): string => words;
const written = { shape: "file", file: "written" } as const;

/** What its command has beside the options, or asks for otherwise. */
export const feolsFlags = {
  vcov: vcov(feolsOptions.vcov.description),
  clusterDiagnostics: value(`${feolsOptions.clusterDiagnostics.description} (default: those of --vcov)`, readColumn, {
    shape: "column",
    bare: true,
  }),
  ...splitOptions,
  lincom: repeated('linear combination with its error: "x1 + 2*x2 - 1" (repeatable)', each, { shape: "combination" }),
  nlcom: repeated('function of coefficients by the delta method: "x1/x2" (repeatable)', each, { shape: "function" }),
  figure: text("with one endogenous regressor: its Anderson-Rubin p-values and set, .svg or .png", written),
  residuals: text("residuals and fitted values of every row: .csv, .parquet or .dta", written),
  fixef: text(
    "coefficients of the absorbed effects: a .csv, .parquet or .dta file, or a folder with one .csv an effect",
    written,
  ),
  predict: text("predictions for the rows of --newdata: .csv, .parquet or .dta", written),
  newdata: text("rows to predict (default: the data themselves)", { shape: "file", file: "read" }),
  predictEffects: oneOf("absorbed effects in predictions", ["add", "none"], { shape: "how" }),
  interval: oneOf("with --predict: errors and bounds", ["confidence", "prediction"], { shape: "of" }),
};

/** The column named; true for the clusters of the variance. */
function readColumn(name: string): string | true {
  return name;
}

/** What the command is asked for: the options, the variance perhaps missing. */
export interface FeolsAsked extends Omit<FeolsOptions, "vcov" | "clusterDiagnostics">, OptionsOf<typeof feolsFlags> {}

export const feolsVerb: Declaration<typeof feolsOptions> = declare({
  name: "feols",
  takes: "table",
  stata: "feols",
  formula:
    'formula in quotes, "y ~ x | fixed effects | endogenous ~ instruments", several by c(y1, y2), sw(), csw(), mvsw(); or a line of Stata',
  summary: "least squares and instrumental variables with fixed effects",
  description:
    'Least squares with fixed effects: "y ~ x1 + log(x2) + i(year, treat, ref=2011) | fe1 + fe2^fe3"; with instruments: "y ~ w | fe | x ~ z1 + z2".',
  options: feolsOptions,
  flags: feolsFlags,
  out: "file",
  about: "",
  examples: [
    'cities.csv "quality ~ did + eco + fin | city + year" --vcov cluster:city',
    'trade.csv.gz "log(euros) ~ log(dist) | origin^year + dest^year" --vcov cluster:origin+dest --json',
    'panel.csv "y ~ x + i(period, treat, ref=5) | id + period" --vcov cluster:id --wald "period::[1-4]:"',
    'card.csv "lwage ~ exper + black | educ ~ nearc4 + nearc2" --vcov hetero',
    'cities.csv "quality ~ eco | city + year | did ~ rugged:year" --vcov cluster:city --iv liml',
    'firms.csv "y ~ did | firm + year" --vcov cluster:firm --assigned-by city',
    'panel.csv "y ~ x | id + year" --vcov DK:2 --panel id,year --ssc plm',
    'plants.csv "y ~ x | region + year" --vcov conley:lat,lon,100 --ssc reghdfe',
    'panel.csv "y ~ x | id + year" --vcov CR2:id --cluster-diagnostics',
    'panel.csv "y ~ x | id" --vcov HC3 --subset "year >= 2007 & region == \'north\'" --ssc none',
    'panel.csv "reghdfe y x1 c.treat#c.post, absorb(id i.period) vce(cluster id)"',
    'panel.csv "d(y) ~ l(d(x), 0:2) | period" --panel id,period --vcov cluster:id',
    'panel.csv "c(y, log(z)) ~ x + csw(w1, w2) | sw(id, id + period)" --fsplit region --vcov cluster:id',
    'panel.csv "y ~ x1 + x2 | id" --vcov cluster:id --wald "x1 = x2" --lincom "x1 + 2*x2" --nlcom "x1/x2"',
    'panel.csv "y ~ x | id + period" --vcov iid --residuals rows.csv --fixef levels.csv',
    'panel.csv "y ~ x | id" --vcov iid --newdata next.csv --predict next-predicted.csv',
  ],
});

/** Several regressions at once, in the library and in a worker: its command is that of feols. */
export const feolsMultiVerb: Declaration<typeof multiOptions> = declare({
  ...feolsVerb,
  options: multiOptions,
  textAlone: true,
});
