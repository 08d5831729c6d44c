/**
 * What is in the columns of a table, for descriptive tables and inspection: counts and moments, variation between units and within
 * them, correlations. Method: means and variances in two passes with compensated sums.
 */
import { type Column, MISSING_CODE, type NumericColumn, type TextColumn } from "../../base/columns.js";
import { compensatedSum } from "../../base/numbers.js";
import type { Table } from "../table/table.js";
import type { Panel } from "./panel.js";
import { rowsOf } from "./treatment.js";

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

// How a variable varies between units and within them, as Stata's xtsum has it, and how variables vary together.

/** Standard deviations with n - 1; null where fewer than two numbers are there. */
export interface Variation {
  /** Of the units' means. */
  readonly between: number | null;
  /** Of rows around their unit's mean. */
  readonly within: number | null;
  readonly units: number;
}

/** Variation of `values` f64[nRows], NaN left out. Source: StataCorp, Longitudinal-Data/Panel-Data Reference Manual, [XT] xtsum. */
export function variation(panel: Pick<Panel, "order" | "nUnits">, values: Float64Array): Variation {
  const means: number[] = [];
  let [squares, n] = [0, 0];
  for (let u = 0; u < panel.nUnits; u++) {
    const own = rowsOf(panel, u).flatMap((row) => (Number.isNaN(values[row]!) ? [] : [values[row]!]));
    if (own.length === 0) continue;
    const mean = meanOf(own);
    means.push(mean);
    n += own.length;
    squares += squaresAround(own, mean);
  }
  return {
    between: means.length > 1 ? Math.sqrt(squaresAround(means, meanOf(means)) / (means.length - 1)) : null,
    within: n > 1 ? Math.sqrt(squares / (n - 1)) : null,
    units: means.length,
  };
}

/** Pearson correlations on the rows where every variable is there; null where one does not vary. */
export function correlations(variables: readonly Float64Array[]): {
  readonly n: number;
  readonly matrix: readonly (readonly (number | null)[])[];
} {
  const nRows = variables[0]?.length ?? 0;
  const rows = Array.from({ length: nRows }, (_, row) => row).filter((row) =>
    variables.every((values) => !Number.isNaN(values[row]!)),
  );
  const around = variables.map((values) => {
    const own = rows.map((row) => values[row]!);
    const mean = meanOf(own);
    return own.map((value) => value - mean);
  });
  const norms = around.map((own) => Math.sqrt(squaresAround(own, 0)));
  const matrix = around.map((a, i) =>
    around.map((b, j) => {
      const scale = norms[i]! * norms[j]!;
      if (!(scale > 0)) return null;
      return i === j ? 1 : a.reduce((sum, value, r) => sum + value * b[r]!, 0) / scale;
    }),
  );
  return { n: rows.length, matrix };
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const squaresAround = (values: readonly number[], centre: number): number =>
  values.reduce((sum, value) => sum + (value - centre) * (value - centre), 0);
