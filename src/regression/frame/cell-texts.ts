/**
 * Cells of a column as the labels units bear, whatever the type of the column.
 */
import { type Column, MISSING_CODE } from "../../base/columns.js";
import { formatNumber } from "../../data/table/write-csv.js";

/** The label in each row, "" where missing. */
export function cellTexts(column: Column): (row: number) => string {
  if (column.kind === "numeric") return (row) => formatNumber(column.values[row]!);
  return (row) => (column.codes[row] === MISSING_CODE ? "" : column.levels[column.codes[row]!]!);
}
