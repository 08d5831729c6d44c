/**
 * How options of `psmatch` are refused: a value that is none of those known, an option without a part, one that
 * is missing, two that exclude each other.
 */

import { didYouMean } from "../../base/did-you-mean.js";
import { UsageError } from "../../base/errors.js";

/** The value among `known`. Throws UsageError `psmatch_option`. */
export function oneOf<T extends string | number>(option: string, value: string | number, known: readonly T[]): T {
  const found = known.find((one) => one === value);
  if (found !== undefined) return found;
  const near = didYouMean(String(value), known.map(String));
  throw wrong(`Option ${option} '${value}' is none of: ${known.join(", ")}${near}`, { got: value, expected: known });
}

/** An option that can't be as it is. */
export const wrong = (
  message: string,
  detail: { readonly got: unknown; readonly [key: string]: unknown },
): UsageError => new UsageError("psmatch_option", message, detail);

/** An option without which another means nothing. */
export const needs = (message: string, option: string): UsageError =>
  new UsageError("psmatch_needs", message, { got: undefined, expected: option });

/** Two options of which one is too many. */
export const clash = (a: string, b: string, because: string): UsageError =>
  wrong(`Options ${a} and ${b} exclude each other: ${because}. Leave one of them out.`, {
    got: [a, b],
    expected: "one of them",
  });

/** An option as messages call it. */
export const wordsOf = (option: string): string => (option === "caliperUnit" ? "caliper unit" : option);

/** a, b and c. */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join() : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}
