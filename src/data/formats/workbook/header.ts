/**
 * Where the table of a sheet is, and what its columns are called: the first rows that are asked for, several joined.
 */
import { DataError } from "../../../base/errors.js";
import { type Note, note } from "../../../base/messages.js";
import { TABLE_NOTES } from "../../messages.js";
import { isNumber, trimCell } from "../../table/cells.js";
import { type CellRange, columnLetters } from "./cell-range.js";
import { cellText } from "./cell-text.js";
import type { Grid } from "./grid.js";

/** A table within a sheet. */
export interface SheetTable {
  readonly names: readonly string[];
  /** The column of the sheet that each is. */
  readonly places: readonly number[];
  /** The first row of data in the sheet, and how many there are. */
  readonly firstRow: number;
  readonly nRows: number;
  readonly notes: readonly Note[];
}

/** What a sheet is called in errors. */
export interface SheetName {
  readonly file: string;
  readonly sheet: string;
}

/**
 * The table in `grid`, whose first `headerRows` rows name its columns; none, and they are called by letters. Throws DataError `sheet_empty`,
 * `sheet_no_rows`, `sheet_no_header`, `duplicate_column`.
 */
export function sheetTable(grid: Grid, merges: readonly CellRange[], headerRows: number, where: SheetName): SheetTable {
  const places = [...grid.columns.keys()].filter((column) => grid.columns[column] !== undefined);
  if (places.length === 0) throw empty(where);
  const firstRow = grid.firstRow + headerRows;
  const nRows = grid.endRow - firstRow;
  if (nRows <= 0) throw noRows(where, headerRows);
  grid.requireDense(nRows * places.length, grid.endRow - 1, places.at(-1)!);
  if (headerRows === 0) return { names: places.map(columnLetters), places, firstRow, nRows, notes: [] };
  const given = places.map((column) => headerOf(grid, merges, headerRows, column));
  return { ...named(given, places, where), places, firstRow, nRows };
}

/** The words above a column from the first row to the last. A merged cell above several columns belongs to each, but in the last row. */
function headerOf(grid: Grid, merges: readonly CellRange[], headerRows: number, column: number): string {
  const parts: string[] = [];
  for (let at = 0; at < headerRows; at++) {
    const row = grid.firstRow + at;
    const own = cellText(grid, row, column);
    parts.push(own ?? (at === headerRows - 1 ? "" : mergedText(grid, merges, row, column)));
  }
  return parts
    .map(trimCell)
    .filter((part) => part !== "")
    .join("_");
}

function mergedText(grid: Grid, merges: readonly CellRange[], row: number, column: number): string {
  const area = merges.find(
    ({ top, left, bottom, right }) => row === top && row <= bottom && column >= left && column <= right,
  );
  return area === undefined ? "" : (cellText(grid, area.top, area.left) ?? "");
}

function named(given: readonly string[], places: readonly number[], where: SheetName) {
  if (given.every(isNumber)) throw noHeader(given, where);
  const notes: Note[] = [];
  const taken = new Map<string, number>();
  given.forEach((name, k) => {
    if (name === "") return;
    const before = taken.get(name);
    if (before !== undefined) throw twice(name, columnLetters(places[before]!), columnLetters(places[k]!), where);
    taken.set(name, k);
  });
  const names = given.map((name, k) => {
    if (name !== "") return name;
    let made = `column${k + 1}`;
    while (taken.has(made)) made += "_";
    taken.set(made, k);
    notes.push(note(TABLE_NOTES, "unnamed_column", { position: k + 1, column: made }));
    return made;
  });
  return { names, notes };
}

const empty = ({ file, sheet }: SheetName) =>
  new DataError(
    "sheet_empty",
    `${file}: sheet '${sheet}' has no cells there; choose another sheet (--sheet) or range.`,
    {
      got: 0,
      expected: "cells",
      sheet,
    },
  );

const noRows = ({ file, sheet }: SheetName, headerRows: number) =>
  new DataError(
    "sheet_no_rows",
    `${file}: sheet '${sheet}' has no rows after ${headerRows} of header (--header-rows).`,
    { got: 0, expected: "rows", sheet },
  );

const noHeader = (names: readonly string[], { file, sheet }: SheetName) =>
  new DataError(
    "sheet_no_header",
    `${file}: the first row of sheet '${sheet}' holds only numbers ('${names[0]}'...), expected the names of the columns; say that there are none (--header-rows 0), or where the table begins (--cells).`,
    { got: names, expected: "column names", sheet },
  );

const twice = (name: string, first: string, second: string, { file, sheet }: SheetName) =>
  new DataError(
    "duplicate_column",
    `${file}: columns ${first} and ${second} of sheet '${sheet}' are both called '${name}'; rename one, or give more header rows (--header-rows) or another range (--cells).`,
    { got: name, expected: "distinct names", columns: [first, second], sheet },
  );
