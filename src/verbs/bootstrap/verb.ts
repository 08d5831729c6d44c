/**
 * `bootstrap`, declared: its options, and what its command says of it.
 */

import { flagText } from "../../base/text.js";
import {
  altered,
  column,
  columns,
  type OptionsOf,
  oneOf,
  several,
  shaped,
  table,
  Unreadable,
  value,
  wholeNumber,
} from "../../declare/option.js";
import { either, listOf, number as numberShape, text as textShape, truth } from "../../declare/shape.js";
import { WILD_TYPES } from "../../regression/cluster-bootstrap/wild-spec.js";
import { level, sampleOptions } from "../../regression/options.js";
import { longOptions, MOST_DRAWS, replications } from "../resampling/options.js";
import { type Declaration, declare, type Earlier } from "../verb.js";

const MULTIPLIERS = ["rademacher", "webb", "mammen"] as const;

const textsShape = either(textShape, listOf(textShape));

const options = {
  term: shaped(
    several("the coefficient tested; several make one joint hypothesis (wild)", (text) => text, {
      required: true,
      shape: "name",
      code: "bootstrap_term",
    }),
    textsShape,
  ),
  cluster: shaped(
    value(
      "clusters of the error: city, province^year, or city+year (wild)",
      (text): string | readonly string[] => text,
      { required: true, shape: "column", code: "bootstrap_cluster" },
    ),
    textsShape,
  ),
  kind: oneOf("what is resampled", ["wild", "pairs", "jackknife", "conley-taber", "ferman-pinto"], {
    default: "wild",
    shape: "kind",
    code: "bootstrap_kind",
  }),
  draws: wholeNumber("random draws (default: 999 pairs, else 9999)", {
    min: 1,
    max: MOST_DRAWS,
    code: "bootstrap_draws",
  }),
  multipliers: oneOf("wild: distribution of the multipliers", MULTIPLIERS, {
    default: "rademacher",
    shape: "kind",
    code: "bootstrap_weights",
  }),
  type: oneOf("wild: scores resampled, then variance of t; 3 is the jackknife's", WILD_TYPES, {
    default: "11",
    shape: "type",
    code: "wild_type",
  }),
  imposeNull: shaped(
    value("wild: whether residuals are those under the hypothesis", asBoolean, {
      default: true,
      shape: "boolean",
    }),
    truth,
  ),
  value: shaped(
    several("value tested, once for each term (default: 0)", asNumber, {
      shape: "number",
      code: "bootstrap_value",
    }),
    either(numberShape, listOf(numberShape)),
  ),
  ci: oneOf("wild: the interval of values not rejected, or none", ["inversion", "none"], {
    default: "inversion",
    shape: "how",
    code: "bootstrap_ci",
  }),
  ties: oneOf("whether a draw equal to the sample's statistic counts against it", ["count", "strict"], {
    default: "count",
    shape: "rule",
    code: "bootstrap_ties",
  }),
  bootCluster: columns(
    "wild: clusters that share a multiplier (default: those of the error; two-way: their intersection)",
  ),
  time: column("conley-taber, ferman-pinto: the period (default: the fixed effect that goes across clusters)"),
  size: column("ferman-pinto: observations behind each row, such as people (default: rows are observations)"),
  indices: table("pairs: draws to use instead, one a row; cells are positions in the sorted list of clusters, from 1"),
  ...sampleOptions,
  weights: altered(sampleOptions.weights, { formerly: ["regression-weights"] }),
  level,
  ...longOptions,
  replications,
};

export interface BootstrapOptions extends OptionsOf<typeof options> {}

export const bootstrapVerb: Declaration<typeof options> = declare({
  name: "bootstrap",
  takes: "table",
  formula: 'formula in quotes, "y ~ did + controls | unit + time", or with instruments "y ~ w | fe | x ~ z"',
  summary: "p and intervals by resampling clusters: wild, pairs, jackknife, few treated clusters",
  description: "Inference on a coefficient by resampling clusters.",
  options,
  files: ["draws.csv", "clusters.csv"],
  about: `
wild       the scores of clusters get random signs (MacKinnon, Nielsen and Webb): p and an interval for few clusters.
           When 2^G <= draws, every vector of signs is used once. Several --term make one joint hypothesis.
pairs      clusters drawn with replacement, fixed effects estimated anew: error, three intervals.
jackknife  clusters left out one at a time: CV3 error, and which clusters move the estimate.
conley-taber, ferman-pinto
           few clusters are treated, however many there are: their errors are drawn from those of the others (Conley and
           Taber 2011), in units of what the clusters' sizes let expect (Ferman and Pinto 2019). Every cluster has every period.
With instruments, "y ~ w | fe | x ~ z1 + z2": the wild restricted efficient bootstrap (WRE; Davidson and MacKinnon) of the
2SLS t of x, and by the same multipliers the Anderson-Rubin test with its set, which holds however weak the instruments
are. --indices FILE takes pairs draws from a file: one draw a row, cells are 1-based positions in the sorted list of
clusters. --out FOLDER writes bootstrap.json, draws.csv (of the jackknife clusters.csv) and the figure (.svg, .png,
.vl.json), all or none.`,
  examples: [
    'cities.csv "quality ~ did + eco | city + year" --term did --cluster province --draws 9999 --seed 1',
    'cities.csv "quality ~ did + eco | city + year" --term did --cluster province --type 33 --multipliers webb',
    'firms.csv "y ~ did + x | firm + year" --term did --cluster province --boot-cluster province^year',
    'cities.csv "quality ~ did + eco | city + year" --term did --term eco --cluster city',
    'cities.csv "quality ~ eco | year | did ~ rugged" --term did --cluster province --draws 9999',
    'cities.csv "quality ~ did | city + year" --kind pairs --term did --cluster city --out out/pairs',
    'states.csv "coll ~ merit + male + black | state + year" --kind ferman-pinto --term merit --cluster state',
    'cities.csv "quality ~ did | city + year" --kind jackknife --term did --cluster province --json',
  ],
  earlier: weightsOnceMultipliers,
});

/** `--weights` was the distribution of the multipliers before it was the column of weights. */
function weightsOnceMultipliers({ weights, ...given }: BootstrapOptions): Earlier<BootstrapOptions> | null {
  const multipliers = MULTIPLIERS.find((name) => name === weights);
  if (multipliers === undefined || given.multipliers !== undefined) return null;
  return {
    options: { ...given, multipliers },
    flag: "--weights",
    column: multipliers,
    now: flagText("multipliers", multipliers),
  };
}

function asBoolean(text: string): boolean {
  const value = text.toLowerCase();
  if (value !== "true" && value !== "false") throw new Unreadable("expected true or false");
  return value === "true";
}

function asNumber(text: string): number {
  const number = text.trim() === "" ? Number.NaN : Number(text);
  if (!Number.isFinite(number)) throw new Unreadable("expected a number");
  return number;
}
