/** A line of Stata as the formula and options of `feols`. */
import { UsageError } from "../../base/errors.js";
import type { Note } from "../../base/messages.js";
import type { ModelSpec } from "../../formula/spec.js";
import { parseStata, type StataReading } from "../../formula/stata/parse-stata.js";
import type { FeolsOptions } from "./verb.js";

/** What `feols` takes, and how the line was read. */
export interface FromStata {
  readonly formula: ModelSpec;
  readonly options: FeolsOptions;
  /** The same as a command of ours. */
  readonly line: string;
  readonly notes: readonly Note[];
}

/**
 * The formula and options of `text`, such as `reghdfe y x, absorb(id i.year) vce(cluster id)`:
 * `const { formula, options } = fromStata(text); feols(engine, table, formula, options)`.
 *
 * Throws as `parseStata`, and UsageError `stata_verb` for a line that another verb estimates.
 */
export function fromStata(text: string, reading: StataReading = {}): FromStata {
  const { command, verb, spec, options, line, notes } = parseStata(text, reading);
  if (verb !== "feols") {
    throw new UsageError(
      "stata_verb",
      `A line of ${command} is estimated by ${verb}, not by feols; parseStata gives its formula and options.`,
      { got: command, expected: verb },
    );
  }
  const { model: _, components: __, vcov = "iid", ...rest } = options; // Stata's variance where a line asks for none
  return Object.freeze({ formula: spec, options: Object.freeze({ vcov, ...rest }), line, notes });
}
