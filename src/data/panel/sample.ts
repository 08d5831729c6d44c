/**
 * What is in the columns of a table, for descriptive tables and inspection: counts and moments, variation between units and within
 * them, correlations. Method: means and variances in two passes with compensated sums.
 */
import {
  type Column,
  type ColumnFacts,
  MISSING_CODE,
  type MissingCodes,
  type NumericColumn,
  type Period,
  type TextColumn,
  type ValueLabel,
} from "../../base/columns.js";
import { compensatedSum } from "../../base/numbers.js";
import type { Table } from "../table/table.js";
import type { Panel } from "./panel.js";
import { rowsOf } from "./treatment.js";

/** What a file says of a column, as far as it says something (see `ColumnFacts`). */
interface FileWords {
  readonly label?: string;
  readonly period?: Period;
  readonly stored?: string;
  readonly value_labels?: readonly ValueLabel[];
  /** Missing cells by the code that says why, its label, and how many there are. */
  readonly missing_codes?: readonly { readonly code: string; readonly label?: string; readonly n: number }[];
}

/** A numeric column: `n` values present; sd with denominator n - 1, null below two; moments null without values. */
interface NumericSummary extends FileWords {
  readonly name: string;
  readonly type: "numeric";
  readonly n: number;
  readonly missing: number;
  readonly distinct: number;
  readonly min: number | null;
  readonly mean: number | null;
  readonly sd: number | null;
  readonly max: number | null;
  /** How often each value occurs, ascending, where there are at most `BINS`; else in as many intervals of one width. */
  readonly bins: readonly number[];
}

/** A text column: `first` and `last` are its extreme values by code point. */
interface TextSummary extends FileWords {
  readonly name: string;
  readonly type: "text";
  readonly n: number;
  readonly missing: number;
  readonly distinct: number;
  readonly first: string | null;
  readonly last: string | null;
  /** The most frequent values, the first by code point where several are equally so. */
  readonly most: readonly { readonly value: string; readonly n: number }[];
}

export type ColumnSummary = NumericSummary | TextSummary;

/** Values that are counted one by one, and intervals where there are more. */
const BINS = 12;
/** Frequent values of text that are named. */
const MOST = 3;

/** A summary of every column, in table order. */
export function describe(table: Table): ColumnSummary[] {
  return table.columns.map(describeColumn);
}

/** A summary of one column. */
export function describeColumn(column: Column): ColumnSummary {
  const summary = column.kind === "numeric" ? describeNumbers(column) : describeText(column);
  return { ...summary, ...fileWords(column.facts) };
}

function fileWords({ label, period, stored, valueLabels, missingCodes }: ColumnFacts = {}): FileWords {
  return {
    ...(label === undefined ? {} : { label }),
    ...(period === undefined ? {} : { period }),
    ...(stored === undefined ? {} : { stored }),
    ...(valueLabels === undefined ? {} : { value_labels: valueLabels }),
    ...(missingCodes === undefined ? {} : { missing_codes: countCodes(missingCodes, valueLabels) }),
  };
}

function countCodes({ names, codes }: MissingCodes, labels: readonly ValueLabel[] = []) {
  const labelOf = new Map(labels.map(({ value, label }) => [String(value), label]));
  return names.map((code, k) => {
    const label = labelOf.get(code);
    return { code, ...(label === undefined ? {} : { label }), n: codes.reduce((n, own) => n + Number(own === k), 0) };
  });
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
    bins: distinct <= BINS ? countEach(sorted) : binsOf(sorted),
  };
}

function countEach(sorted: Float64Array): number[] {
  const counts: number[] = [];
  sorted.forEach((value, i) => {
    if (i === 0 || value !== sorted[i - 1]) counts.push(0);
    counts[counts.length - 1]!++;
  });
  return counts;
}

/** None where a value is infinite. */
function binsOf(sorted: Float64Array): number[] {
  const low = sorted[0] ?? 0;
  const width = (sorted.at(-1) ?? 0) / BINS - low / BINS;
  if (!(width > 0 && width < Number.POSITIVE_INFINITY)) return [];
  const bins = new Array<number>(BINS).fill(0);
  for (const value of sorted) bins[Math.min(BINS - 1, Math.floor((value - low) / width))]!++;
  return bins;
}

function describeText({ name, codes, levels }: TextColumn): TextSummary {
  const counts = new Uint32Array(levels.length);
  for (const code of codes) if (code !== MISSING_CODE) counts[code]!++;
  const n = counts.reduce((sum, count) => sum + count, 0);
  return {
    name,
    type: "text",
    n,
    missing: codes.length - n,
    distinct: levels.length,
    first: levels[0] ?? null,
    last: levels.at(-1) ?? null,
    most: mostFrequent(counts).map((code) => ({ value: levels[code]!, n: counts[code]! })),
  };
}

/** The codes of the highest counts, in their order: a list of a few is kept while counts pass. */
function mostFrequent(counts: Uint32Array): number[] {
  const most: number[] = [];
  counts.forEach((count, code) => {
    const place = most.findIndex((other) => counts[other]! < count);
    if (place >= 0) most.splice(place, 0, code);
    else if (most.length < MOST) most.push(code);
    if (most.length > MOST) most.pop();
  });
  return most;
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
