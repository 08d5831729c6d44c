/**
 * The coefficients that a joint test names: those of a pattern, or one by its name. Knows no estimates.
 */

import { listed } from "../../base/did-you-mean.js";
import { UsageError } from "../../base/errors.js";
import { type NamePattern, namePattern } from "../../base/name-pattern.js";
import { flagText } from "../../base/text.js";
import { termAmong } from "../../formula/term-names.js";

/** Coefficients whose names match a pattern, or the one that it names. Throws UsageError `wald_pattern`. */
export function namesMatching(pattern: string, names: readonly string[]): string[] {
  const regex = compilePattern(pattern);
  const matched = names.filter((name) => regex.test(name));
  if (matched.length > 0) return matched;
  const named = termAmong(names, pattern);
  if (named >= 0) return [names[named]!];
  throw new UsageError(
    "wald_pattern",
    `${flagText("wald", pattern)} matches no coefficient; there are ${listed(names)}.`,
    {
      got: pattern,
      expected: names,
    },
  );
}

/** The regular expression of a joint test. Throws UsageError `wald_pattern`. */
export function compilePattern(pattern: string): NamePattern {
  try {
    return namePattern(pattern);
  } catch (cause) {
    throw new UsageError(
      "wald_pattern",
      `${flagText("wald", pattern)} is not a regular expression: ${(cause as Error).message}.`,
      { got: pattern },
      { cause },
    );
  }
}
