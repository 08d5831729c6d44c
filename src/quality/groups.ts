/**
 * Layer quality. Groups of sample rows by the columns of a key.
 */
import type { Category } from "../base/columns.js";
import { categoryOf } from "../panel/codes.js";
import { combine } from "../panel/combine.js";
import type { Table } from "../table/table.js";
import type { Keys } from "./options.js";

/** The category of `rows` of `table` by `keys`: one code an observed combination, numbered by sorted labels. */
export function groupBy(table: Table, rows: Uint32Array, keys: Keys): Category {
  const categories = keys.columns.map((name) => categoryOf(table.column(name), rows));
  return categories.length === 1 ? categories[0]! : combine(categories);
}
