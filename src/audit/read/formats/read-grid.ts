/** What formats have in common: limits, and the errors for text that holds no table. */
import { DataError } from "../../../base/errors.js";
import type { Grid, GridSpan } from "../../grid.js";

/** A table printed in a paper has some hundred rows; one of data is told from it here. */
export const MOST_ROWS = 5000;
export const MOST_COLUMNS = 400;
/** Text of papers with tables; data are longer. */
export const MOST_BYTES = 20_000_000;

/** DataError `table_size`: what was given is data rather than a printed table. */
export const tooLarge = (where: string, rows: number, columns: number): DataError =>
  new DataError(
    "table_size",
    `${where} has ${rows} rows and ${columns} columns; a printed table has at most ${MOST_ROWS} and ${MOST_COLUMNS}. Give the table as printed, not the data behind it.`,
    { got: [rows, columns], expected: [MOST_ROWS, MOST_COLUMNS] },
  );

/** DataError `table_syntax`: `problem` and where, and what to do. */
export const malformed = (
  where: string,
  problem: string,
  remedy: string,
  detail: Readonly<Record<string, unknown>> = {},
): DataError => new DataError("table_syntax", `${where}: ${problem}; ${remedy}.`, { ...detail, problem });

/** A grid whose rows are equally long, without rows and columns that hold nothing. Throws DataError `table_size`. */
export function gridOf(
  where: string,
  { title = null, rows, headRows = null, spans = [], notes = [] }: Partial<Grid> & Pick<Grid, "rows">,
): Grid {
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
  if (rows.length > MOST_ROWS || width > MOST_COLUMNS) throw tooLarge(where, rows.length, width);
  const isHeld = (text: string | undefined): boolean => text !== undefined && text.trim() !== "";
  const keptRows = rows.map((row, r) => [row, r] as const).filter(([row]) => row.some(isHeld));
  const covered = new Set(
    spans.flatMap(({ column, columns }) => Array.from({ length: columns }, (_, k) => column + k)),
  );
  const keptColumns = Array.from({ length: width }, (_, c) => c).filter(
    (c) => c === 0 || covered.has(c) || keptRows.some(([row]) => isHeld(row[c])),
  );
  const rowAt = new Map(keptRows.map(([, r], k) => [r, k]));
  const columnAt = new Map(keptColumns.map((c, k) => [c, k]));
  return {
    title,
    rows: keptRows.map(([row]) => keptColumns.map((c) => (row[c] ?? "").trim())),
    headRows: headRows === null ? null : keptRows.filter(([, r]) => r < headRows).length,
    spans: spans.flatMap((span): GridSpan[] => {
      const [row, column] = [rowAt.get(span.row), columnAt.get(span.column)];
      if (row === undefined || column === undefined) return [];
      return [
        { row, column, columns: keptColumns.filter((c) => c >= span.column && c < span.column + span.columns).length },
      ];
    }),
    notes: notes.map((text) => text.trim()).filter((text) => text !== ""),
  };
}
