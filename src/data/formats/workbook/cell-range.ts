/**
 * Cells of a sheet by their addresses: "B3", "B3:F200", "B:F". Rows and columns are counted from 0.
 */
import { UsageError } from "../../../base/errors.js";

/** A rectangle of cells, its edges included; an edge that is open is infinite. */
export interface CellRange {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** Cells asked for; whether their first row was named, so that it is the first whatever it holds. */
export interface AskedRange extends CellRange {
  readonly fixed: boolean;
}

/** Rows and columns of the largest sheet any program has. */
export const MOST_ROWS = 2 ** 20;
export const MOST_COLUMNS = 2 ** 14;

const OPEN = Number.POSITIVE_INFINITY;
const WHOLE_SHEET: AskedRange = { top: 0, left: 0, bottom: OPEN, right: OPEN, fixed: false };

/** "A" of 0, "AB" of 27. */
export function columnLetters(column: number): string {
  let letters = "";
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26))
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return letters;
}

/** "B3" of row 2 and column 1. */
export const cellAddress = (row: number, column: number): string => `${columnLetters(column)}${row + 1}`;

/** "B3:F200". */
export const rangeAddress = ({ top, left, bottom, right }: CellRange): string =>
  `${cellAddress(top, left)}:${cellAddress(bottom, right)}`;

const CORNER = /^\$?([A-Za-z]{1,3})?\$?([0-9]{1,7})?$/;

interface Corner {
  readonly row: number | undefined;
  readonly column: number | undefined;
}

function corner(text: string): Corner | undefined {
  const found = CORNER.exec(text);
  if (found === null || text === "") return undefined;
  const [, letters, digits] = found;
  const column = letters === undefined ? undefined : columnOf(letters);
  const row = digits === undefined ? undefined : Number(digits) - 1;
  if ((row ?? 0) < 0 || (row ?? 0) >= MOST_ROWS || (column ?? 0) >= MOST_COLUMNS) return undefined;
  return { row, column };
}

const columnOf = (letters: string): number =>
  [...letters.toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;

/** The cells that `text` names, or undefined if it names none. One address alone is the first of those meant. */
export function parseRange(text: string): AskedRange | undefined {
  const [first, last, ...more] = text.trim().split(":");
  const from = corner(first!);
  const to = last === undefined ? { row: undefined, column: undefined } : corner(last);
  if (from === undefined || to === undefined || more.length > 0) return undefined;
  const range = {
    top: from.row ?? 0,
    left: from.column ?? 0,
    bottom: to.row ?? OPEN,
    right: to.column ?? OPEN,
    fixed: from.row !== undefined,
  };
  return range.bottom < range.top || range.right < range.left ? undefined : range;
}

/** The cells that the option `range` of `file` names. Throws UsageError `sheet_range`. */
export function askedRange(file: string, text: string | undefined): AskedRange {
  if (text === undefined) return WHOLE_SHEET;
  const range = parseRange(text);
  if (range !== undefined) return range;
  throw new UsageError(
    "sheet_range",
    `${file}: the range '${text}' names no cells; write it as B3:F200, B3 (from there on) or B:F.`,
    { got: text, expected: "B3:F200" },
  );
}
