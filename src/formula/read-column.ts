/**
 * Reads the column whose levels a function makes columns of.
 */
import type { Cursor } from "./cursor.js";

/** Reads a name followed by `,` or `)`. Throws UsageError for an expression. */
export function readColumn(cursor: Cursor): string {
  const token = cursor.peek();
  if (token.kind !== "name") throw cursor.unexpected("a column name");
  cursor.next();
  if (!(cursor.at(",") || cursor.at(")"))) {
    throw cursor.unexpected("',' or ')'", "levels are those of a column, make it in the data first");
  }
  return token.text;
}
