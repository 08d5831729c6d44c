/**
 * What is in the columns of a table: counts and moments, for descriptive tables and inspection.
 * Method: means and variances in two passes with compensated sums.
 */
import { type Column, MISSING_CODE, type NumericColumn, type TextColumn } from "../../base/columns.js";
import { compensatedSum } from "../../base/compensated-sum.js";
import type { Table } from "../table/table.js";

/** A numeric column: `n` values present; sd with denominator n - 1, null below two; moments null without values. */
interface NumericSummary {
  readonly name: string;
  readonly type: "numeric";
  readonly n: number;
  readonly missing: number;
  readonly distinct: number;
  readonly min: number | null;
  readonly mean: number | null;
  readonly sd: number | null;
  readonly max: number | null;
}

/** A text column: `first` and `last` are its extreme values by code point. */
interface TextSummary {
  readonly name: string;
  readonly type: "text";
  readonly n: number;
  readonly missing: number;
  readonly distinct: number;
  readonly first: string | null;
  readonly last: string | null;
}

export type ColumnSummary = NumericSummary | TextSummary;

/** A summary of every column, in table order. */
export function describe(table: Table): ColumnSummary[] {
  return table.columns.map(describeColumn);
}

/** A summary of one column. */
export function describeColumn(column: Column): ColumnSummary {
  return column.kind === "numeric" ? describeNumbers(column) : describeText(column);
}

function describeNumbers({ name, values }: NumericColumn): NumericSummary {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const n = sorted.length;
  let distinct = 0;
  for (let i = 0; i < n; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) distinct++;
  const mean = n > 0 ? compensatedSum(sorted) / n : null;
  const sd = mean !== null && n > 1 ? Math.sqrt(compensatedSum(squaredDeviations(sorted, mean)) / (n - 1)) : null;
  return {
    name,
    type: "numeric",
    n,
    missing: values.length - n,
    distinct,
    min: sorted[0] ?? null,
    mean,
    sd,
    max: sorted.at(-1) ?? null,
  };
}

function describeText({ name, codes, levels }: TextColumn): TextSummary {
  let n = 0;
  for (let i = 0; i < codes.length; i++) if (codes[i] !== MISSING_CODE) n++;
  return {
    name,
    type: "text",
    n,
    missing: codes.length - n,
    distinct: levels.length,
    first: levels[0] ?? null,
    last: levels.at(-1) ?? null,
  };
}

const squaredDeviations = (values: Float64Array, mean: number) =>
  values.map((value) => (value - mean) * (value - mean));
