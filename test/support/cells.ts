/**
 * Columns as cells, to be held against those that another program read.
 */
import { type Column, MISSING_CODE } from "../../src/base/columns.js";

export type Cell = number | string | null;

/** The cells of a column; null where missing. */
export const cellsOf = (column: Column): Cell[] =>
  column.kind === "numeric"
    ? Array.from(column.values, (value) => (Number.isNaN(value) ? null : value))
    : Array.from(column.codes, (code) => (code === MISSING_CODE ? null : column.levels[code]!));

/** The cells of every column by its name. */
export const cellsByName = (columns: readonly Column[]): Record<string, Cell[]> =>
  Object.fromEntries(columns.map((column) => [column.name, cellsOf(column)]));

/** Cells that another program read as a column of ours has them: as text where that is text, empty text as missing. */
export const likeColumn = (column: Column, cells: readonly Cell[]): Cell[] =>
  cells.map((cell) => {
    if (cell === null || cell === "") return null;
    return column.kind === "numeric" ? Number(cell) : String(cell);
  });
