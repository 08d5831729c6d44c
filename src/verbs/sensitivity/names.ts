/**
 * Which coefficients an option names: one by its name, several with `*`, groups joined by `+`.
 */

import { splitOutside } from "../../base/column-names.js";
import { didYouMeanOrKnown, listed } from "../../base/did-you-mean.js";
import { DataError, UsageError } from "../../base/errors.js";
import { wildcard } from "../../base/name-pattern.js";
import { flagText } from "../../base/text.js";
import { isTerm, termAmong } from "../../formula/term-names.js";
import type { FitRecord } from "../../regression/record/fit-record.js";

/** The constant, which is no control: it is in every regression. */
export const INTERCEPT = "(Intercept)";

const plain = (name: string): string => name.replaceAll(" ", "");

/** Position of the coefficient in question. Throws UsageError `sensitivity_term`, DataError `term_dropped`. */
export function termAt(term: string, names: readonly string[], record: FitRecord): number {
  const at = termAmong(names, term);
  if (at >= 0 && names[at] !== INTERCEPT) return at;
  const dropped = record.collinear.find((left) => isTerm(left.term, term));
  if (dropped !== undefined) {
    throw new DataError(
      "term_dropped",
      `'${dropped.term}' has no coefficient in '${record.call}': it ${dropped.because}. There is nothing to ask of it.`,
      { got: term, expected: "a regressor that varies within the fixed effects" },
    );
  }
  const known = names.filter((name) => name !== INTERCEPT);
  throw new UsageError(
    "sensitivity_term",
    `'${term}' is no regressor of '${record.call}'${didYouMeanOrKnown(term, "regressors", known)}`,
    { got: term, expected: known },
  );
}

/**
 * Positions of the controls that `text` names, neither the coefficient in question nor the constant, in their order. Throws UsageError
 * `sensitivity_name` where it names none.
 */
export function controlsNamed(text: string, names: readonly string[], at: number, flag: string): number[] {
  const isControl = (j: number) => j !== at && names[j] !== INTERCEPT;
  const whole = termAmong(names, text);
  if (whole >= 0 && isControl(whole)) return [whole];
  const parts = splitOutside(text, "+");
  const found = parts.flatMap((part) => {
    const pattern = wildcard(plain(part));
    const matched = names.flatMap((name, j) => (isControl(j) && pattern.test(plain(name)) ? [j] : []));
    if (matched.length > 0) return matched;
    const known = names.filter((_, j) => isControl(j));
    throw new UsageError(
      "sensitivity_name",
      `${flagText(flag, text)}: '${part.trim()}' is no control of the regression${known.length === 0 ? ", which has none." : didYouMeanOrKnown(part.trim(), "controls", known)}`,
      { got: part.trim(), expected: listed(known) },
    );
  });
  return [...new Set(found)].sort((a, b) => a - b);
}
