/**
 * Splits the cells of a column at the decimal point, so that points stand under each other. In a column
 * with decimals, numbers without a point (counts) stand in the middle, as words do; in a column of counts alone, the
 * last digits stand under each other.
 */
import { cellText, type NumberCell, type TableModel } from "../table-model.js";

/** What stands before the decimal point of a printed number, and the rest with the point. */
export interface SplitNumber {
  readonly before: string;
  readonly after: string;
}

/** Widths a column needs before and after the point, in characters; whether the column has decimals. */
export interface ColumnSplit {
  readonly before: number;
  readonly after: number;
  readonly decimals: boolean;
}

const hasPoint = (cell: NumberCell): boolean => /[.e]/.test(cell.text);

/** Widths of column `c` of the table. */
export function columnSplit(table: TableModel, c: number): ColumnSplit {
  const numbers = table.rows.flatMap((row) => (row.cells[c]?.kind === "number" ? [row.cells[c]] : []));
  const decimals = numbers.some(hasPoint);
  const parts = numbers.filter((cell) => hasPoint(cell) === decimals).map(cut);
  return {
    before: Math.max(0, ...parts.map(({ before }) => before.length)),
    after: Math.max(0, ...parts.map(({ after }) => after.length)),
    decimals,
  };
}

/** The number split for its column, or its text where it stands in the middle. */
export function splitNumber(cell: NumberCell, column: ColumnSplit): SplitNumber | string {
  return hasPoint(cell) === column.decimals ? cut(cell) : cellText(cell);
}

/** `(-0.028)**` becomes `(-0` and `.028)**`; a number without a point is cut after its digits. */
function cut(cell: NumberCell): SplitNumber {
  const point = cell.text.search(/[.e]/);
  const at = point < 0 ? cell.text.length : point;
  return { before: cell.open + cell.text.slice(0, at), after: cell.text.slice(at) + cell.close };
}
