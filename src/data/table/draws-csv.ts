/**
 * Draws as CSV: a row a draw, empty cells where a number is not defined.
 */
import type { NumericColumn } from "../../base/columns.js";
import { formatCsv } from "./write-csv.js";

/** Columns `draw` (from 1) and those of `draws` that hold any. */
export function drawsCsv(draws: Readonly<Record<string, readonly (number | null)[]>>): string {
  const columns = Object.entries(draws).filter(([, values]) => values.length > 0);
  const numbers = Array.from({ length: columns[0]?.[1].length ?? 0 }, (_, b) => b + 1);
  return formatCsv([nullableColumn("draw", numbers), ...columns.map(([name, values]) => nullableColumn(name, values))]);
}

/** A column of numbers in which null is missing. */
export const nullableColumn = (name: string, values: readonly (number | null)[]): NumericColumn => ({
  kind: "numeric",
  name,
  values: Float64Array.from(values, (value) => value ?? Number.NaN),
});
