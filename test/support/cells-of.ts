/** The cells of a column as a test writes them: numbers, texts, names of missing codes, null where missing. */
import { type Column, MISSING_CODE } from "../../src/base/columns.js";

export function cellsOf({ facts, ...column }: Column): (number | string | null)[] {
  const cells =
    column.kind === "numeric"
      ? Array.from(column.values, (value) => (Number.isNaN(value) ? null : value))
      : Array.from(column.codes, (code) => (code === MISSING_CODE ? null : column.levels[code]!));
  const missing = facts?.missingCodes;
  if (missing === undefined) return cells;
  missing.rows.forEach((row, i) => {
    cells[row] = missing.names[missing.codes[i]!]!;
  });
  return cells;
}
