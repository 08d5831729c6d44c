/**
 * By which column a sample is split, and which of its values count: `region`,
 * `region %keep% c("a", "b")`, `region %drop% "c"`. Must not know data.
 */
import { Cursor } from "./cursor.js";
import type { Literal } from "./expression.js";
import { readMembers } from "./read-set.js";

export interface SplitSpec {
  readonly column: string;
  /** The only values to have a sample. */
  readonly keep?: readonly Literal[];
  /** Values without one. */
  readonly drop?: readonly Literal[];
}

/** Reads a split. Throws UsageError with a caret. */
export function parseSplit(text: string): SplitSpec {
  const cursor = new Cursor({ subject: "Split", text });
  const token = cursor.next();
  if (token.kind !== "name") {
    throw cursor.fail("formula_split", "a sample is split by a column, as in region or region %keep% 'north'.", token, {
      got: token.text,
      expected: "a column",
    });
  }
  const which = cursor.accept("%keep%") ? "keep" : cursor.accept("%drop%") ? "drop" : undefined;
  const values = which === undefined ? undefined : readMembers(cursor);
  if (cursor.peek().kind !== "end") {
    throw cursor.unexpected("%keep%, %drop% or the end", "to split by a combination make its column in the data first");
  }
  return { column: token.text, ...(which === undefined ? {} : { [which]: values }) };
}
