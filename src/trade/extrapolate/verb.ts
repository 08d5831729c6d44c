/**
 * `extrapolate`, declared: its options, and what its command says of it.
 */
import { column, expression, number, type OptionsOf, oneOf } from "../../declare/option.js";
import { type Declaration, declare } from "../../verbs/verb.js";

const choice = { code: "unknown_choice" } as const;

const options = {
  outcome: column("outcome, missing where it was not measured", { required: true }),
  unit: column("column of the unit", { required: true }),
  time: column("column of the period, whole numbers", { required: true }),
  formula: expression('value after the last measured period, such as "tertiary * province_quality"', {
    required: true,
  }),
  last: number("last measured period (default: the last one with any measured outcome)", {
    shape: "period",
    code: "last_not_whole",
  }),
  scale: oneOf(
    "factor: none, or so that means meet in the last period with both, for all or by unit",
    ["none", "fit", "fit-unit"],
    { ...choice, default: "none", shape: "how" },
  ),
  prefer: oneOf("where the outcome is measured after last", ["measured", "imputed"], {
    ...choice,
    default: "measured",
    shape: "which",
  }),
  gaps: oneOf("outcomes missing up to last", ["missing", "impute"], { ...choice, default: "missing" }),
  province: column("makes province_quality: mean measured outcome by province, carried after last"),
  weight: column("weights of that mean, above 0 (default: none)"),
};

export interface ExtrapolateOptions extends OptionsOf<typeof options> {}

export const extrapolateVerb: Declaration<typeof options> = declare({
  name: "extrapolate",
  takes: "table",
  tableAlone: true,
  formula: null,
  summary: "an outcome after its last measured year, by a formula, with provenance",
  description:
    "Continues an outcome after the last period it was measured in, by a formula of other columns; every value carries its provenance.",
  options,
  out: "file",
  plainTables: true,
  about: `
Writes DATA with the outcome continued, OUTCOME_measured, provenance (measured, imputed, missing) and missing_because as
CSV into --out. Values measured stay as they are, up to the last measured period and after it.`,
  examples: [
    'panel.csv --outcome quality --unit city --time year --last 2016 \\\n    --formula "tertiary * province_quality" --with quality/city_year.csv --on city,year --take quality,value_sum \\\n    --province province --weight value_sum --out extrapolated.csv',
    "panel.csv --outcome quality --unit city --time year --formula tertiary --scale fit --json",
  ],
});
