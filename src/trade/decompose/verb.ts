/**
 * `decompose`, declared: its options, and what its command says of it.
 */
import { column, type OptionsOf, oneOf, text, value } from "../../declare/option.js";
import { type Declaration, declare } from "../../verbs/verb.js";
import { METHODS } from "./terms.js";

const period = (written: string): number | string => written;

const options = {
  outcome: column("numbers whose weighted mean changes, such as r_quality", { required: true }),
  unit: column("units that stay, come and go, such as firm", { required: true }),
  time: column("periods", { required: true }),
  weight: column("weights above 0, such as value", { required: true }),
  by: text("groups, such as city or city^product; none takes the whole as one", { default: "none", shape: "key" }),
  from: value("first period (default: the first of the data)", period, { shape: "period" }),
  to: value("last period (default: the last of the data)", period, { shape: "period" }),
  method: oneOf("which terms", METHODS, { default: "melitz-polanec", shape: "name", code: "unknown_method" }),
  pairs: text("periods compared: each with the next (consecutive), first-last, or one pair FROM:TO", {
    default: "consecutive",
    shape: "which",
  }),
};

export interface DecomposeOptions extends OptionsOf<typeof options> {}

export const decomposeVerb: Declaration<typeof options> = declare({
  name: "decompose",
  takes: "table",
  tableAlone: true,
  formula: null,
  summary: "change of a weighted mean into within, between, entry and exit",
  description: "Decomposes the change of a weighted mean between periods: within, between, entry and exit of units.",
  options,
  files: ["decomposition.csv"],
  filesNamed: "decomposition",
  plainTables: true,
  about: `
The change of the weighted mean of --outcome in each group of --by: within (units in both periods change), between (weight
moves among them), entry and exit; the terms add up to the change. Rows without an outcome have no part in shares. --out
FOLDER writes decomposition.json, decomposition.csv and the figure (.svg, .png, .vl.json), all or none.`,
  examples: [
    "quality/rows.csv --outcome r_quality --unit firm --by city --time year --weight value \\\n    --from 2010 --to 2016 --pairs first-last --out out/decomposition",
    "quality/rows.csv --outcome r_quality --unit firm --time year --weight value --method foster",
    "quality/rows.csv --outcome quality --unit firm --by city --time year --weight value --pairs 2010:2016 --json",
  ],
});
