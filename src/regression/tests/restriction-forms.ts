/**
 * Restrictions on coefficients from text to numbers: weights and the value they add up to.
 */
import { parseRestrictions, type WrittenRestriction } from "../../formula/read-combination.js";
import { linearForm } from "./linear-form.js";
import type { LinearRestriction } from "./linear-restrictions.js";

export interface RestrictionForms {
  readonly forms: readonly LinearRestriction[];
  /** One equation each, as written. */
  readonly texts: readonly string[];
}

/** Throws UsageError with a caret for text that can't be read, `not_linear`. */
export function restrictionForms(
  given: string | readonly WrittenRestriction[],
  names: readonly string[],
): RestrictionForms {
  const written = typeof given === "string" ? parseRestrictions(given, names) : given;
  const forms = written.map(({ left, right }) => {
    const [a, b] = [linearForm(left, names), linearForm(right, names)];
    return { weights: a.weights.map((weight, j) => weight - b.weights[j]!), value: b.constant - a.constant };
  });
  return { forms, texts: written.map(({ text }) => text) };
}
