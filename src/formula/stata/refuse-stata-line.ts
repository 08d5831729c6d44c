/**
 * What a formula's reader says to a line of Stata. Must not know commands.
 */
import { UsageError } from "../../base/errors.js";
import { isStataLine } from "./command-names.js";

/** Throws UsageError `formula_stata`, which names what reads such lines. */
export function refuseStataLine(text: string): void {
  if (!isStataLine(text)) return;
  const message =
    "Formula: this is a line of Stata; feols on the command line takes it, the library reads it by fromStata(text).";
  throw new UsageError("formula_stata", `${message}\n  ${text}\n  ^`, { got: text, expected: "y ~ x | fixed effects" });
}
