/**
 * `romano-wolf`, declared: its options, and what its command says of it.
 */

import {
  altered,
  columns,
  numberedTable,
  type OptionsOf,
  oneOf,
  repeated,
  several,
  shaped,
  text,
  Unreadable,
  value,
  wholeNumber,
} from "../../declare/option.js";
import { either, listOf, number as numberShape, text as textShape, truth } from "../../declare/shape.js";
import { WILD_TYPES } from "../../regression/cluster-bootstrap/wild-spec.js";
import { level, sampleOptions } from "../../regression/options.js";
import { ALTERNATIVES } from "../../regression/tests/alternative.js";
import { longOptions, MOST_DRAWS } from "../resampling/options.js";
import { type Declaration, declare } from "../verb.js";

const textsShape = either(textShape, listOf(textShape));

const options = {
  term: shaped(
    several("the coefficient tested in every regression; several are as many hypotheses", (name) => name, {
      required: true,
      shape: "name",
      code: "family_term",
    }),
    textsShape,
  ),
  cluster: shaped(
    value(
      "clusters of the errors: city, province^year, or city+year (wild)",
      (columns): string | readonly string[] => columns,
      { required: true, shape: "column", code: "bootstrap_cluster" },
    ),
    textsShape,
  ),
  also: shaped(
    repeated("a further formula whose regressions belong to the family (repeatable)", (formula) => formula, {
      shape: "formula",
      code: "formula",
    }),
    listOf(textShape),
  ),
  split: text("a regression for each value of the column; some: \"region %keep% c('a', 'b')\", or %drop%", {
    shape: "column",
  }),
  fsplit: text("as --split, and one for all of them first", { shape: "column" }),
  kind: oneOf("what is resampled", ["wild", "pairs"], { default: "wild", shape: "kind", code: "bootstrap_kind" }),
  draws: wholeNumber("random draws (default: 9999 wild, 999 pairs)", {
    min: 1,
    max: MOST_DRAWS,
    code: "bootstrap_draws",
  }),
  multipliers: oneOf("wild: distribution of the multipliers", ["rademacher", "webb", "mammen"], {
    default: "rademacher",
    shape: "kind",
    code: "bootstrap_weights",
  }),
  multiplierTable: numberedTable("wild: multipliers to use instead, a row a draw, a column a cluster in sorted order"),
  type: oneOf("wild: scores resampled, then variance of t; 3 is the jackknife's", WILD_TYPES, {
    default: "11",
    shape: "type",
    code: "wild_type",
  }),
  imposeNull: shaped(
    value("wild: whether residuals are those under each hypothesis", asBoolean, {
      default: true,
      shape: "boolean",
    }),
    truth,
  ),
  value: shaped(
    several("value tested, one for all terms or one for each (default: 0)", asNumber, {
      shape: "number",
      code: "bootstrap_value",
    }),
    either(numberShape, listOf(numberShape)),
  ),
  alternative: oneOf("what speaks against a hypothesis: t on either side, a large one, a small one", ALTERNATIVES, {
    default: "two-sided",
    shape: "sides",
  }),
  adjust: oneOf("p-values that Holm, Bonferroni and the false discovery rates adjust", ["formula", "bootstrap"], {
    default: "formula",
    shape: "which",
  }),
  ties: oneOf("whether a draw equal to the sample's statistic counts against it", ["count", "strict"], {
    default: "count",
    shape: "rule",
    code: "bootstrap_ties",
  }),
  bootCluster: columns(
    "wild: clusters that share a multiplier (default: those of the error; two-way: their intersection)",
  ),
  ...sampleOptions,
  level: altered(level, { description: "one less this is the error rate at which rejections are counted" }),
  ...longOptions,
};

export interface RomanoWolfOptions extends OptionsOf<typeof options> {}

export const romanoWolfVerb: Declaration<typeof options> = declare({
  name: "romano-wolf",
  takes: "table",
  textAlone: true,
  formula: 'formula in quotes, one regression or several: "c(y1, y2, y3) ~ did + controls | unit + time"',
  summary: "many hypotheses at once: Romano-Wolf, Westfall-Young, Holm, false discovery rates, sharpened q",
  description: "P-values of a family of hypotheses, adjusted for their number, by draws that all of them share.",
  options,
  files: ["draws.csv", "hypotheses.csv"],
  about: `
A family is every --term in every regression of the formula, of --also and of --split. Each cluster has one multiplier a draw for all
of them, so that draws keep how hypotheses depend on each other. Beside each p of the formula (t) and of the bootstrap:
Romano-Wolf   step-down, p = (1 + b) / (1 + B): at most the error rate of one false rejection in the family.
Westfall-Young the same step-down by b / B.
Holm, Bonferroni  the same error, by the p of the formula alone.
BH, BY, q     false discovery rate: Benjamini-Hochberg, Benjamini-Yekutieli, and sharpened q-values (Anderson 2008).
Clusters are matched by their values where samples differ. --kind pairs draws clusters instead. --multiplier-table FILE takes the
multipliers from a file: one draw a row, a column a cluster. --out FOLDER writes romano-wolf.json, hypotheses.csv, draws.csv and the
figure (.svg, .png, .vl.json), all or none.`,
  examples: [
    'cities.csv "c(quality, eco, fin, open) ~ did | city + year" --term did --cluster province',
    'cities.csv "c(quality, eco) ~ did + pilot | city + year" --term did --term pilot --cluster city --draws 4999 --seed 7',
    'cities.csv "quality ~ did | city + year" --also "log(patents) ~ did + eco | city + year" --term did --cluster city',
    'cities.csv "c(quality, eco) ~ did | city + year" --split region --term did --cluster city+year',
    'cities.csv "c(quality, eco) ~ did | city + year" --term did --cluster province --alternative greater --json',
    'cities.csv "c(quality, eco) ~ did | city + year" --kind pairs --term did --cluster city --out out/family',
  ],
});

function asBoolean(given: string): boolean {
  const word = given.toLowerCase();
  if (word !== "true" && word !== "false") throw new Unreadable("expected true or false");
  return word === "true";
}

function asNumber(given: string): number {
  const number = given.trim() === "" ? Number.NaN : Number(given);
  if (!Number.isFinite(number)) throw new Unreadable("expected a number");
  return number;
}
