/** Tables in pieces, and as CSV files. */
import { makeTable, type Table } from "../data/table/table.js";
import { formatCsv } from "../data/table/write-csv.js";

/** Rows of a piece: its text stays far below the longest a host allows. */
const ROWS_AT_A_TIME = 100_000;

/** The table in pieces, so that a long one is never a text at once. */
export function* partsOf(table: Table): Iterable<Table> {
  for (let from = 0; from === 0 || from < table.nRows; from += ROWS_AT_A_TIME) {
    const to = Math.min(table.nRows, from + ROWS_AT_A_TIME);
    const columns = table.columns.map((column) =>
      column.kind === "numeric"
        ? { ...column, values: column.values.subarray(from, to) }
        : { ...column, codes: column.codes.subarray(from, to) },
    );
    yield makeTable(columns, table.source);
  }
}

/** The table as CSV in UTF-8. */
export function csvBytes(table: Table): Uint8Array {
  const pieces: Buffer[] = [];
  for (const { columns } of partsOf(table)) pieces.push(Buffer.from(formatCsv(columns, pieces.length === 0)));
  return Buffer.concat(pieces);
}

/** The file an aggregate by `by` is written to. */
export const aggregateFile = (by: string): string => `${by.replaceAll(/[^\p{L}\p{N}._-]+/gu, "_")}.csv`;
