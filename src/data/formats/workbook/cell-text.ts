/**
 * A cell as text: numbers with the fewest digits that are theirs, dates in ISO order, truth as spreadsheets show it.
 */
import { clockTime, isoDate, isoTime } from "../build-columns.js";
import { CELL, type Grid } from "./grid.js";

/** A value of one of the kinds in `CELL`. */
export function valueText(kind: number, value: number, strings: readonly string[]): string {
  switch (kind) {
    case CELL.text:
      return strings[value]!;
    case CELL.boolean:
      return value === 1 ? "TRUE" : "FALSE";
    case CELL.date:
      return isoDate(value);
    case CELL.moment:
      return isoTime(value);
    case CELL.time:
    case CELL.duration:
      return clockTime(value);
    default:
      return String(value);
  }
}

/** The cell at `row` and `column` of the sheet; undefined if it is empty. */
export function cellText({ columns, firstRow, strings }: Grid, row: number, column: number): string | undefined {
  const cells = columns[column];
  const at = row - firstRow;
  if (cells === undefined || at >= cells.length || cells.kinds[at] === CELL.empty) return undefined;
  return valueText(cells.kinds[at]!, cells.values[at]!, strings);
}
