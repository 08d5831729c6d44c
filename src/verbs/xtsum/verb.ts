/**
 * `xtsum`, declared: its options, and what its command says of it.
 */
import { expressions, type OptionsOf } from "../../declare/option.js";
import { sampleOptions } from "../../regression/options.js";
import { type Declaration, declare } from "../verb.js";
import { xtsumWords } from "./messages.js";

const options = {
  variables: expressions(
    "columns or expressions such as log(wage), separated by commas (default: every column of numbers but unit and time)",
    { shape: "names" },
  ),
  subset: sampleOptions.subset,
};

export interface XtsumOptions extends OptionsOf<typeof options> {}

export const xtsumVerb: Declaration<typeof options> = declare({
  name: "xtsum",
  takes: "panel",
  formula: null,
  summary: "how much of a variable varies between units, and how much within them",
  description: "Means, standard deviations and ranges of a panel's variables: overall, between units and within them.",
  options,
  titles: xtsumWords.title,
  out: "file",
  plainTables: true,
  about: `
Between: the means of the units, each counted once. Within: rows less their unit's mean, plus the mean of all rows, so that the three are
comparable. Standard deviations divide by N - 1 (between: units - 1). A variable without variation within units cannot be distinguished from fixed effects.`,
  examples: [
    "wages.csv --panel idcode,year --variables ln_wage,tenure",
    'cities.csv --panel city,year --variables "quality,log(eco)" --subset "year >= 2010" --format latex',
  ],
});
