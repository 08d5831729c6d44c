/**
 * `quality`, declared: options that every verb has which estimates it, those of aggregates, and what its command says of them.
 */

import type { Progress } from "../../base/progress.js";
import {
  altered,
  column,
  flag,
  host,
  number,
  numberOr,
  numbers,
  type Option,
  type OptionsOf,
  oneOf,
  repeated,
  shaped,
  text,
  value,
  wholeNumber,
} from "../../declare/option.js";
import {
  callback,
  closed,
  either,
  needed,
  number as numberShape,
  type Shape,
  shape,
  signal as signalShape,
  text as textShape,
} from "../../declare/shape.js";
import { level } from "../../regression/options.js";
import type { VcovOption } from "../../regression/variance/kind.js";
import { tableShape } from "../../verbs/argument-kinds.js";
import { type Declaration, declare } from "../../verbs/verb.js";
import {
  DEFAULT_CELLS,
  DEFAULT_EFFECTS,
  DEFAULT_MIN_F,
  DEFAULT_SIGMA,
  type Role,
  readConcordanceFile,
  readSigma,
  type SigmaTable,
  streamOptions,
} from "./options.js";

const role = (name: Role) => column(`column of the ${name} (default: ${name}, or a usual name of it)`);

/** Which columns play the roles of customs rows. */
export const roleOptions = {
  firm: role("firm"),
  product: role("product"),
  dest: role("dest"),
  year: role("year"),
  value: role("value"),
  quantity: role("quantity"),
  city: role("city"),
  province: role("province"),
} satisfies Readonly<Record<Role, Option<string>>>;

const choice = { code: "unknown_choice" } as const;
const elasticity = { above: 1, code: "sigma_not_above_one" } as const;

const sigmaShape: Shape<number | string | SigmaTable> = either(
  numberShape,
  textShape,
  closed<SigmaTable>({
    table: needed(tableShape),
    code: textShape,
    sigma: textShape,
    country: shape("a text, or null", (value) => value === null || typeof value === "string"),
  }),
);

/** Where sigma comes from, and what is done where it can't be had; least squares are biased towards 0 where price follows quality. */
export const sigmaOptions = {
  sigma: shaped(
    value("elasticity of substitution: a number above 1, table:FILE, iv or ols", readSigma, {
      default: DEFAULT_SIGMA,
      shape: "source",
    }),
    sigmaShape,
  ),
  sigmaBy: text("iv, ols: one elasticity a group, such as product or hs4 (default: pooled)", { shape: "key" }),
  sigmaVcov: value(
    "iv, ols: errors of sigma: iid, hetero or cluster:COLUMN (default: by firm, or hetero without one)",
    (written): VcovOption => written,
    { shape: "vcov" },
  ),
  minF: number(`iv: first-stage F below which a group is weak (default: ${DEFAULT_MIN_F})`, {
    min: 0,
    code: "min_f",
    shape: "F",
  }),
  sigmaWeak: numberOr(
    "iv: groups with a weak first stage: keep and list, exclude, or a number (default: keep)",
    ["keep", "exclude"],
    {
      ...elasticity,
      called: "sigmaWeak",
    },
  ),
  sigmaInvalid: numberOr(
    "sigma at 1 or below, of which quality is not defined: exclude, or a number (default: exclude)",
    ["exclude"],
    {
      ...elasticity,
      called: "sigmaInvalid",
    },
  ),
  sigmaFloor: number("table: elasticities below are set to this", {
    ...elasticity,
    called: "sigmaFloor",
    shape: "sigma",
  }),
  sigmaCap: number("table: elasticities above are set to this", { ...elasticity, called: "sigmaCap", shape: "sigma" }),
  sigmaMissing: numberOr(
    "table: products it lacks: exclude, median of the codes that share most digits, or a number (default: exclude)",
    ["exclude", "median"],
    { ...elasticity, called: "sigmaMissing" },
  ),
  sigmaConcordance: repeated("table: product codes to its revision (repeatable)", readConcordanceFile, {
    shape: "file",
    file: "read",
  }),
};

/** The leave-one-out price instrument. */
export const instrumentOptions = {
  instrumentMean: oneOf("iv: mean of log prices elsewhere, or log of mean price (default: log)", ["log", "level"], {
    ...choice,
    flag: "instrument",
    shape: "mean",
  }),
  instrumentWeights: oneOf("iv: weights of prices elsewhere (default: none)", ["none", "quantity"], {
    ...choice,
    shape: "w",
  }),
  singleDest: oneOf(
    "iv: firm-product-years with one destination, which have no price elsewhere: dropped, or given the firm-product's mean price in other years, or the product-year's of other firms (default: drop)",
    ["drop", "other-years", "product-mean"],
    { ...choice, shape: "rule" },
  ),
};

/** Steps between reading and estimation. */
const cleaningOptions = {
  concordance: repeated("product codes to one revision before anything else (repeatable)", readConcordanceFile, {
    shape: "file",
    file: "read",
  }),
  unit: column("column with the unit of quantity"),
  unitChanges: oneOf(
    "products in several units: a product a unit, or the unit of most value alone (default: split)",
    ["split", "main"],
    choice,
  ),
  intermediaries: column("column of firm names: rows of trading companies are dropped"),
  intermediaryPattern: text("what marks a trading company in its name", { shape: "regex" }),
  duplicates: oneOf(
    "rows of the same firm, product, dest, year and other keys of the run (default: sum, where there are these columns)",
    ["sum", "keep", "error"],
    choice,
  ),
  trim: number(`drop unit values outside the percentiles trim and 1 - trim of ${DEFAULT_CELLS}`, {
    min: 0,
    below: 0.5,
    default: 0,
    code: "trim_out_of_range",
    shape: "share",
  }),
  maxRatio: number(`drop unit values this many times off the median of ${DEFAULT_CELLS}; 0: none`, {
    default: 0,
    code: "max_ratio",
    called: "maxRatio",
    shape: "factor",
  }),
  minRows: wholeNumber("drop products with fewer rows", { min: 0, default: 0, code: "min_rows", called: "minRows" }),
};

/** The equation, its residuals' scale and what is made of them. */
const equationOptions = {
  fe: text("effects of the demand equation", { default: DEFAULT_EFFECTS, shape: "effects" }),
  separately: text("a demand equation for each group, or none (default: the groups of sigma)", { shape: "key" }),
  normalise: text("cells of the normalisation", { default: DEFAULT_CELLS, shape: "keys" }),
  normaliseRule: text("min-max, percentile:SHARE for percentiles in place of least and greatest, or none", {
    default: "min-max",
    shape: "rule",
  }),
  singletons: oneOf(
    "rows alone in a level of an effect, whose quality is 0 by construction: dropped recursively, or kept",
    ["drop", "keep"],
    { ...choice, default: "drop" },
  ),
  level: altered(level, { description: "confidence level of intervals of an estimated sigma" }),
};

/** Means of quality over groups. */
const aggregateOptions = {
  by: text("aggregates, separated by commas (default: firm^year,city^year, where these columns are there)", {
    shape: "keys,keys",
  }),
  quantiles: numbers("quantiles of normalised quality added to aggregates, such as 0.1,0.5,0.9", {
    min: 0,
    max: 1,
    code: "quantile_share",
    shape: "p,p",
  }),
  weightedQuantiles: flag("whether these quantiles weigh rows by value", { flag: null }),
  literal: flag("add mean_of_weighted_terms: the weighted mean over the number of rows, equation (6) as printed"),
};

/** What all verbs that estimate quality take. */
export const sharedQualityOptions = {
  ...roleOptions,
  ...sigmaOptions,
  ...instrumentOptions,
  ...equationOptions,
  ...cleaningOptions,
  onProgress: host<(progress: Progress) => void>("called with each step and how far it is", callback()),
  signal: host<AbortSignal>("stops the computation once it is aborted", signalShape),
};

const options = { ...sharedQualityOptions, ...aggregateOptions };

export interface EstimateQualityOptions extends OptionsOf<typeof options> {}

/** Said in the help of commands that take these options. */
export const ABOUT_QUALITY_OPTIONS = `
Roles stand for columns in --fe, --normalise and --by: with --firm i, "firm^year" is "i^year". A role left out stands for
the column of its own name, else for the one column of a usual name (qty, country), the product for the finest code (hs8
before hs6), which a note says; hs2, hs4 and hs6 are the first digits of the product.
A table of elasticities is FILE[,code=COLUMN][,sigma=COLUMN][,country=COLUMN|none], a concordance
FILE[,years=2017-2021][,from=COLUMN][,to=COLUMN]; columns not named are found, and printed.
`;

export const qualityVerb: Declaration<typeof options> = declare({
  name: "quality",
  takes: "table",
  tableAlone: true,
  formula: null,
  summary: "export quality of firms and cities from customs rows",
  description:
    "Export quality from customs-like rows: residual demand at a given sigma, on [0, 1] within cells, then value-weighted means.",
  options,
  flags: {
    stream: flag("for files larger than memory: rows stay on disk, in DuckDB"),
    engine: text(
      "rows stay with an engine, DATA is a table, a query or files: duckdb (files of Parquet by a pattern), duckdb:FILE, postgres://, clickhouse://, trino://, spark:// (docs/engines.md)",
      { shape: "address" },
    ),
    schema: text(
      "engine: a schema it may write into: rows as table quality_rows, levels that are too many for a statement while the run lasts",
      { shape: "name" },
    ),
    explain: flag("engine: each statement and the bytes it brought, on stderr"),
    ...streamOptions,
    rowsFormat: oneOf(
      "format of the rows' file (default: csv; with --stream parquet, and no dta)",
      ["parquet", "csv", "csv.gz", "dta"],
      { shape: "format" },
    ),
  },
  plainTables: true,
  about: `${ABOUT_QUALITY_OPTIONS}
Writes rows.csv, one CSV an aggregate, sigma.csv where sigma is estimated, and quality.json into --out, all or none; with --engine no
rows leave the engine: --schema has them written there.`,
  examples: [
    "customs.csv.gz --product hs8 --dest country --sigma 5 --out quality",
    "customs.csv.gz --product hs8 --sigma iv --sigma-by hs4 --sigma-invalid 5 --out quality",
    "customs.parquet --sigma table:broda_weinstein.csv.gz --sigma-cap 30 --sigma-missing median \\\n    --sigma-concordance hs2012_hs1992.csv,years=2012-2016 --sigma-concordance hs2017_hs1992.csv,years=2017- --out quality",
    "customs.exports --engine postgres://me@db.example/trade --product hs8 --dest country --schema results --out quality",
    'fish.csv.gz --firm i --product k --dest j --year t --value v_usd --quantity q_kg \\\n    --fe "product + dest^year" --normalise product^year --trim 0.01 --by firm^year --out quality',
  ],
});
