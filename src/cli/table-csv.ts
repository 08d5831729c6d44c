/** Layer cli. Tables as CSV files. */
import type { Column } from "../base/columns.js";
import type { Table } from "../table/table.js";
import { formatCsv } from "../table/write-csv.js";

/** Rows formatted at a time: strings stay far below the longest a host allows. */
const CSV_ROWS = 100_000;

/** The table as CSV in UTF-8. */
export function csvBytes({ columns, nRows }: Table): Uint8Array {
  const header = formatCsv(columns.map((column) => rowsOf(column, 0, 0)));
  const pieces = [Buffer.from(header)];
  for (let from = 0; from < nRows; from += CSV_ROWS) {
    const piece = formatCsv(columns.map((column) => rowsOf(column, from, from + CSV_ROWS)));
    pieces.push(Buffer.from(piece.slice(header.length)));
  }
  return Buffer.concat(pieces);
}

/** The file an aggregate by `by` is written to. */
export const aggregateFile = (by: string): string => `${by.replaceAll(/[^\p{L}\p{N}._-]+/gu, "_")}.csv`;

function rowsOf(column: Column, from: number, to: number): Column {
  return column.kind === "numeric"
    ? { ...column, values: column.values.subarray(from, to) }
    : { ...column, codes: column.codes.subarray(from, to) };
}
