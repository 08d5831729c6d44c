/**
 * Which coefficients a table shows, in which order: by name, or by a pattern between slashes. Knows names only.
 */

import { didYouMean } from "../../base/did-you-mean.js";
import { UsageError } from "../../base/errors.js";
import { namePattern } from "../../base/name-pattern.js";

/** A choice of coefficients: names, or `/regex/`. */
export interface TermChoice {
  /** Shown; default all. */
  readonly keep?: readonly string[];
  /** Not shown. */
  readonly drop?: readonly string[];
  /** These first, in this order. */
  readonly order?: readonly string[];
}

/** The terms of `present` that are shown, in their order. Throws UsageError `unknown_term` for what names none. */
export function chooseTerms(present: readonly string[], { keep, drop = [], order = [] }: TermChoice): string[] {
  const kept = keep === undefined ? present : present.filter((term) => matchedBy(keep, present).has(term));
  const dropped = matchedBy(drop, present);
  const first = [...matchedBy(order, present)];
  const shown = kept.filter((term) => !dropped.has(term));
  return [...first.filter((term) => shown.includes(term)), ...shown.filter((term) => !first.includes(term))];
}

/** The terms that `wanted` names, in its order. Throws UsageError `unknown_term`, `term_pattern`. */
export function matchedBy(wanted: readonly string[], present: readonly string[]): Set<string> {
  return new Set(
    wanted.flatMap((text) => {
      const found = present.filter(matcher(text));
      if (found.length > 0) return found;
      throw new UsageError(
        "unknown_term",
        `No result has a coefficient '${text}'${didYouMean(text, present)} They have ${present.join(", ")}.`,
        { got: text, expected: present },
      );
    }),
  );
}

function matcher(text: string): (term: string) => boolean {
  const pattern = /^\/(.+)\/$/.exec(text)?.[1];
  if (pattern === undefined) return (term) => term === text;
  try {
    const { test } = namePattern(pattern);
    return test;
  } catch (cause) {
    throw new UsageError("term_pattern", `${text} is no regular expression: ${(cause as Error).message}.`, {
      got: text,
    });
  }
}
