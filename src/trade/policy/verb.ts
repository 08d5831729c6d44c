/**
 * `quality-policy`, declared: the options of quality, those of the second step and of its draws, and what its command says of it.
 */
import { column, type OptionsOf, text, wholeNumber } from "../../declare/option.js";
import { longOptions, MOST_DRAWS } from "../../verbs/resampling/options.js";
import { type Declaration, declare } from "../../verbs/verb.js";
import { ABOUT_QUALITY_OPTIONS, sharedQualityOptions } from "../quality/verb.js";

const options = {
  formula: text('second step over --cities, "r_quality ~ policy + controls | city + year"', {
    required: true,
    shape: "formula",
  }),
  term: text("the coefficient", { required: true, shape: "name" }),
  cluster: column("clusters drawn, a column or role of DATA", { default: "city" }),
  panelUnit: column("column of --cities with the city (default: as in DATA)"),
  panelTime: column("column of --cities with the year (default: as in DATA)"),
  draws: wholeNumber("draws of clusters; 0 for none", {
    min: 0,
    max: MOST_DRAWS,
    default: 499,
    code: "bootstrap_draws",
  }),
  ...sharedQualityOptions,
  ...longOptions,
};

export interface QualityPolicyOptions extends OptionsOf<typeof options> {}

export const qualityPolicyVerb: Declaration<typeof options> = declare({
  name: "quality-policy",
  takes: "table",
  tableAlone: true,
  formula: null,
  second: { flag: "cities", description: "panel of cities and years with the policy and controls" },
  summary: "a policy's effect on quality, with errors that know quality is estimated",
  description: "A policy's effect on export quality: two steps, one step, and a bootstrap of the whole chain.",
  options,
  filesNamed: "policy",
  plainTables: true,
  about: `${ABOUT_QUALITY_OPTIONS}
Quality is measured by city and year, joined to --cities, and regressed. Each draw takes clusters with replacement and does
all of it again: sigma where it is estimated, quality, its scale, the means, the regression. The same draws with quality
held show how much its estimation adds. With --cluster firm the cities stay and cells.csv has the error of each cell.
With draws --normalise-rule is min-max or none.
--out FOLDER writes policy.json, cells.csv, draws.csv, sigma.csv and sigma_draws.csv where sigma is estimated, and the
figures (.svg, .png, .vl.json), all or none.`,
  examples: [
    'customs.csv.gz --product hs8 --cities cities.csv --formula "r_quality ~ did + eco | city + year" \\\n    --term did --cluster city --draws 499 --seed 1 --out policy',
    'customs.csv.gz --sigma iv --cities cities.csv --formula "r_quality ~ did | city + year" \\\n    --term did --cluster province --out policy',
    'customs.csv.gz --sigma iv --cities cities.csv --formula "r_quality ~ did | city + year" \\\n    --term did --cluster firm --draws 199 --out cells',
  ],
});
