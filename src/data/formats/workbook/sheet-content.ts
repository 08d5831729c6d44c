/**
 * What is read of a sheet whatever its format: the table with its columns, the facts of the workbook, and what is to be said.
 */
import type { FileFacts } from "../../../base/columns.js";
import { DataError, UsageError } from "../../../base/errors.js";
import { type Note, note } from "../../../base/messages.js";
import { chosenColumns } from "../choose-columns.js";
import type { FileContent, FileHead, FormatOptions } from "../format.js";
import { type CellRange, rangeAddress } from "./cell-range.js";
import type { Grid } from "./grid.js";
import { type SheetTable, sheetTable } from "./header.js";
import { SHEET_NOTES } from "./messages.js";
import { sheetColumns } from "./sheet-columns.js";

/** A sheet that can be chosen. */
export interface SheetChoice {
  readonly name: string;
  readonly hidden: boolean;
}

/** The cells of the sheet that was chosen. */
export interface ReadSheet {
  readonly file: string;
  readonly format: string;
  readonly sheets: readonly SheetChoice[];
  readonly chosen: SheetChoice;
  readonly grid: Grid;
  readonly merges: readonly CellRange[];
  readonly hiddenRows: number;
  readonly firstHidden: number;
}

/** The sheet that `asked` names or numbers; the first that is not hidden, where nothing is asked. Throws UsageError `unknown_sheet`. */
export function chooseSheet<S extends SheetChoice>(
  file: string,
  sheets: readonly S[],
  asked: string | number | undefined,
): S {
  const chosen =
    asked === undefined
      ? (sheets.find(({ hidden }) => !hidden) ?? sheets[0])
      : (sheets.find(({ name }) => name === asked) ??
        sheets.find(({ name }) => name.toLowerCase() === String(asked).toLowerCase()) ??
        (/^\d+$/.test(String(asked)) ? sheets[Number(asked) - 1] : undefined));
  if (chosen !== undefined) return chosen;
  const names = sheets.map(({ name }) => name);
  if (asked === undefined)
    throw new DataError("sheet_empty", `${file} has no sheet of cells.`, { got: 0, expected: "a sheet" });
  throw new UsageError(
    "unknown_sheet",
    `${file} has no sheet '${asked}'; its sheets are ${names.map((name, k) => `'${name}' (${k + 1})`).join(", ")}.`,
    { got: asked, expected: names },
  );
}

/** The rows of header that were asked for. Throws UsageError `header_rows`. */
function askedHeader(file: string, headerRows = 1): number {
  if (Number.isInteger(headerRows) && headerRows >= 0 && headerRows <= MOST_HEADER) return headerRows;
  throw new UsageError(
    "header_rows",
    `${file}: ${headerRows} rows of header; expected a whole number from 0 to ${MOST_HEADER}.`,
    { got: headerRows, expected: "0, 1, 2, ..." },
  );
}

const MOST_HEADER = 100;

const tableOf = ({ file, chosen, grid, merges }: ReadSheet, options: FormatOptions): SheetTable =>
  sheetTable(grid, merges, askedHeader(file, options.headerRows), { file, sheet: chosen.name });

const factsOf = ({ format, chosen, sheets }: ReadSheet): FileFacts => ({
  format,
  sheet: chosen.name,
  sheets: sheets.map(({ name }) => name),
});

/** The names and rows of a sheet. */
export function sheetHead(read: ReadSheet, options: FormatOptions): FileHead {
  const { names, nRows } = tableOf(read, options);
  return { facts: factsOf(read), columns: names.map((name) => ({ name })), nRows };
}

/** The columns of a sheet. */
export function sheetContent(read: ReadSheet, options: FormatOptions): FileContent {
  const table = tableOf(read, options);
  const named = table.names.map((name) => ({ name }));
  const chosen = new Set(chosenColumns(named, options.columns, read.file).map(({ name }) => name));
  const { columns, notes } = sheetColumns(read.grid, table, chosen, options, read.file);
  return { facts: factsOf(read), columns, notes: [...sheetNotes(read, options, table), ...table.notes, ...notes] };
}

function sheetNotes(
  { sheets, chosen, merges, grid, hiddenRows: count, firstHidden }: ReadSheet,
  { sheet }: FormatOptions,
  table: SheetTable,
): Note[] {
  const notes: Note[] = [];
  if (sheet === undefined && sheets.length > 1)
    notes.push(note(SHEET_NOTES, "sheet_chosen", { sheet: chosen.name, sheets: sheets.map(({ name }) => name) }));
  if (chosen.hidden) notes.push(note(SHEET_NOTES, "sheet_hidden", { sheet: chosen.name }));
  if (count > 0) notes.push(note(SHEET_NOTES, "sheet_hidden_rows", { count, row: firstHidden + 1 }));
  const [left, right] = [table.places[0]!, table.places.at(-1)!];
  const within = merges.filter(
    (area) => area.bottom >= grid.firstRow && area.top < grid.endRow && area.right >= left && area.left <= right,
  );
  if (within.length > 0)
    notes.push(note(SHEET_NOTES, "sheet_merged", { count: within.length, cell: rangeAddress(within[0]!) }));
  return notes;
}
