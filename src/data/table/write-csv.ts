/**
 * Columns to CSV text. Numbers are the shortest that read back to the same double, cells are quoted when
 * they must be; nothing else is changed. Knows nothing of files.
 * Method: RFC 4180 with "\n"; missing is an empty cell, infinities are Inf and -Inf.
 */
import { type Column, MISSING_CODE, type NumericColumn } from "../../base/columns.js";
import { columnLength } from "./table.js";

/** CSV text of `columns` (equal lengths), with a line end after every row; a header line first unless given otherwise. */
export function formatCsv(columns: readonly Column[], header = true): string {
  const first = columns[0];
  if (first === undefined) return "";
  const cells = columns.map(cellFormatter);
  const lines = header ? [columns.map(({ name }) => quotedCell(name)).join(",")] : [];
  const nRows = columnLength(first);
  for (let i = 0; i < nRows; i++) {
    let line = cells[0]!(i);
    for (let k = 1; k < cells.length; k++) line += `,${cells[k]!(i)}`;
    lines.push(line);
  }
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

/** A number as the shortest text that reads back to it; NaN is empty. */
export function formatNumber(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? "-0" : String(value);
  return Number.isNaN(value) ? "" : value > 0 ? "Inf" : "-Inf";
}

function cellFormatter(column: Column): (row: number) => string {
  if (column.kind === "numeric") return (row) => formatNumber(column.values[row]!);
  const levels = column.levels.map(quotedCell);
  return (row) => {
    const code = column.codes[row]!;
    return code === MISSING_CODE ? "" : levels[code]!;
  };
}

/** A cell, in quotes where it must be. */
export const quotedCell = (cell: string): string =>
  /[",;\t|\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

// Draws as CSV: a row a draw, empty cells where a number is not defined.

/** Columns `draw` (from 1) and those of `draws` that hold any. */
export function drawsCsv(draws: Readonly<Record<string, readonly (number | null)[]>>): string {
  const columns = Object.entries(draws).filter(([, values]) => values.length > 0);
  const numbers = Array.from({ length: columns[0]?.[1].length ?? 0 }, (_, b) => b + 1);
  return formatCsv([nullableColumn("draw", numbers), ...columns.map(([name, values]) => nullableColumn(name, values))]);
}

/** A column of numbers in which null is missing. */
export const nullableColumn = (name: string, values: readonly (number | null)[]): NumericColumn => ({
  kind: "numeric",
  name,
  values: Float64Array.from(values, (value) => value ?? Number.NaN),
});

// Flat records as CSV: a row a record, a column a key, empty cells where a value is null.

/** Records of the same keys. */
export type FlatRecord = Readonly<Record<string, string | number | null>>;

/** CSV of `records`, at least one, with the keys of the first as header. */
export function recordsCsv(records: readonly FlatRecord[]): string {
  return formatCsv(
    Object.keys(records[0]!).map((name) =>
      columnOf(
        name,
        records.map((record) => record[name]!),
      ),
    ),
  );
}

function columnOf(name: string, values: readonly (string | number | null)[]): Column {
  if (!values.some((value) => typeof value === "string")) {
    return { kind: "numeric", name, values: Float64Array.from(values, (value) => Number(value ?? Number.NaN)) };
  }
  const levels = [...new Set(values.filter((value) => value !== null).map(String))].sort();
  const codes = Uint32Array.from(values, (value) => (value === null ? MISSING_CODE : levels.indexOf(String(value))));
  return { kind: "text", name, codes, levels };
}
