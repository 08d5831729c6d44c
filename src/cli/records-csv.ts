/**
 * Flat records as CSV: a row a record, a column a key, empty cells where a value is null.
 */
import { type Column, MISSING_CODE } from "../base/columns.js";
import { formatCsv } from "../data/table/write-csv.js";

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
