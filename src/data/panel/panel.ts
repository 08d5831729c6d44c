/**
 * A table whose rows are units observed in periods: the index that lags, event time and unit effects rest on, checked once; and
 * tables, of CSV text too, that make a panel of themselves. Knows nothing of treatment, formulas or models.
 */
import { type Category, type Column, MISSING_CODE, type Period } from "../../base/columns.js";
import { DataError, UsageError } from "../../base/errors.js";
import { type CsvSource, parseCsv as parse } from "../table/csv.js";
import type { CsvOptions } from "../table/csv-head.js";
import type { Table } from "../table/table.js";
import { formatNumber } from "../table/write-csv.js";
import { categoryOf } from "./codes.js";
import { rowsByPair } from "./order.js";
import { periodWords } from "./period-text.js";

/** Names of the columns that identify a row. */
export interface PanelKeys {
  readonly unit: string;
  readonly time: string;
}

/** `rows[starts[u] .. starts[u + 1]]` are the rows of unit u in order of time. */
interface PanelOrder {
  readonly rows: Uint32Array;
  readonly starts: Uint32Array;
}

/** How completely units are observed. A gap is a period of the panel missing between a unit's first and last. */
export interface Balance {
  /** Every unit is observed in every period. */
  readonly balanced: boolean;
  /** Units with at least one gap. */
  readonly gaps: number;
  /** Fewest and most periods of a unit. */
  readonly minPeriods: number;
  readonly maxPeriods: number;
}

/** A table with its unit and time index: every (unit, time) at most once, none missing. */
export interface Panel {
  readonly table: Table;
  readonly unit: Category;
  readonly time: Category;
  /** Period of every row, whole numbers, f64[nRows]. */
  readonly timeValues: Float64Array;
  /** What they count, where the data say so. */
  readonly period?: Period;
  readonly nUnits: number;
  readonly nPeriods: number;
  readonly balance: Balance;
  readonly order: PanelOrder;
}

/** A table that makes a panel of itself. */
export interface PanelTable extends Table {
  panel(keys: PanelKeys): Panel;
}

/** `table` with a method `panel`. */
export function withPanel(table: Table): PanelTable {
  return Object.freeze({ ...table, panel: (keys: PanelKeys) => panel(table, keys) });
}

/**
 * Indexes `table` by columns `unit` (any type) and `time` (whole numbers).
 * Throws DataError: `unknown_column`, `not_numeric`, `panel_time` (a time that is no whole number), `panel_missing` (a
 * row without unit or time), `panel_duplicate` (two rows of one unit and time).
 */
export function panel(table: Table, keys: PanelKeys): Panel {
  const unit = categoryOf(complete(table.column(keys.unit)));
  const timeValues = table.numeric(keys.time);
  const timeColumn = complete(table.column(keys.time));
  checkWhole(keys.time, timeValues);
  const time = categoryOf(timeColumn);
  const order = panelOrder(unit, time);
  const { period } = timeColumn.facts ?? {};
  checkUnique(order, unit, time, keys, (row) => periodWords(period, timeValues[row]!));
  return Object.freeze({
    table,
    unit,
    time,
    timeValues,
    ...(period === undefined ? {} : { period }),
    nUnits: unit.nLevels,
    nPeriods: time.nLevels,
    balance: balanceOf(order, time),
    order,
  });
}

function panelOrder(unit: Category, time: Category): PanelOrder {
  const { rows } = rowsByPair(unit, time);
  const starts = new Uint32Array(unit.nLevels + 1);
  for (let i = 0; i < rows.length; i++) starts[unit.codes[i]! + 1]!++;
  for (let u = 0; u < unit.nLevels; u++) starts[u + 1]! += starts[u]!;
  return { rows, starts };
}

function complete(column: Column): Column {
  let first = -1;
  let count = 0;
  const n = column.kind === "numeric" ? column.values.length : column.codes.length;
  for (let i = 0; i < n; i++) {
    const missing = column.kind === "numeric" ? Number.isNaN(column.values[i]!) : column.codes[i] === MISSING_CODE;
    if (!missing) continue;
    if (first < 0) first = i;
    count++;
  }
  if (count === 0) return column;
  throw new DataError(
    "panel_missing",
    `Column '${column.name}' is missing in ${count} of ${n} rows, first in row ${first + 1}; a panel needs unit and time in every row: drop these rows first.`,
    { got: count, expected: 0, column: column.name, row: first + 1 },
  );
}

function checkWhole(name: string, values: Float64Array): void {
  const row = values.findIndex((value) => !Number.isSafeInteger(value));
  if (row < 0) return;
  const got = values[row]!;
  throw new DataError(
    "panel_time",
    `Time '${name}' is ${formatNumber(got)} in row ${row + 1}, a whole number was expected; number the periods 1, 2, 3, ...`,
    { got, expected: "a whole number", column: name, row: row + 1 },
  );
}

function checkUnique(
  { rows }: PanelOrder,
  unit: Category,
  time: Category,
  keys: PanelKeys,
  periodOf: (row: number) => string,
): void {
  let count = 0;
  let first: readonly [number, number] | undefined;
  for (let j = 1; j < rows.length; j++) {
    const a = rows[j - 1]!;
    const b = rows[j]!;
    if (unit.codes[a] !== unit.codes[b] || time.codes[a] !== time.codes[b]) continue;
    first ??= [a, b];
    count++;
  }
  if (first === undefined) return;
  const [a, b] = first;
  const [u, t] = [unit.label(unit.codes[a]!), periodOf(a)];
  throw new DataError(
    "panel_duplicate",
    `${keys.unit} '${u}' occurs twice at ${keys.time} ${t}: rows ${a + 1} and ${b + 1} (${count} such rows in all); a panel has one row per unit and time: aggregate first, or name a finer unit.`,
    { got: count, expected: 0, unit: u, time: t, rows: [a + 1, b + 1] },
  );
}

function balanceOf({ rows, starts }: PanelOrder, time: Category): Balance {
  let gaps = 0;
  let minPeriods = starts.length > 1 ? Number.POSITIVE_INFINITY : 0;
  let maxPeriods = 0;
  const nUnits = starts.length - 1;
  for (let u = 0; u < nUnits; u++) {
    const first = starts[u]!;
    const last = starts[u + 1]! - 1;
    const periods = last - first + 1;
    if (time.codes[rows[last]!]! - time.codes[rows[first]!]! + 1 > periods) gaps++;
    if (periods < minPeriods) minPeriods = periods;
    if (periods > maxPeriods) maxPeriods = periods;
  }
  return Object.freeze({ balanced: minPeriods === time.nLevels, gaps, minPeriods, maxPeriods });
}

/**
 * The table written in `text`, with a method `.panel({ unit, time })`. Throws what `table/csv` throws: DataError `csv_no_header`,
 * `csv_no_rows`, `csv_duplicate_name`, `csv_ragged`, `csv_quotes`, `csv_newlines`, `decimal_comma`, `unknown_column`.
 */
export function parseCsv(text: string, options: CsvOptions = {}, source: CsvSource = {}): PanelTable {
  return withPanel(parse(text, options, source));
}

// Lags and leads in time units, so that a gap gives a missing value and never an older one.

/** Lags of a panel's columns, for whoever evaluates expressions. */
export interface Lags {
  /** Time units between periods: the greatest that divides the distance of any two. A lag goes back by whole steps. */
  readonly step: number;
  /** As `lag`, k steps back. */
  readonly lag: (values: Float64Array, k: number) => Float64Array;
}

/** A table whose columns have lags. */
export interface LaggedTable extends Table {
  readonly lags: Lags;
}

/** The panel's table, with lags, of steps of its own or of `step` time units. */
export function withLags(panel: Panel, step = timeStep(panel.timeValues)): LaggedTable {
  const lags = Object.freeze({ step, lag: (values: Float64Array, k: number) => lag(panel, values, k * step) });
  return Object.freeze({ ...panel.table, lags });
}

/** Greatest common divisor of the distances between periods; 1 where there is but one period. */
export function timeStep(timeValues: Float64Array): number {
  const first = timeValues[0] ?? 0;
  let step = 0;
  for (let i = 0; i < timeValues.length && step !== 1; i++) {
    for (let rest = Math.abs(timeValues[i]! - first); rest !== 0; ) [step, rest] = [rest, step % rest];
  }
  return step === 0 ? 1 : step;
}

/**
 * Values of the same unit `k` time units earlier (later for negative k), f64[nRows]; NaN where that period is not
 * observed. Throws DataError `lag_length` unless `values` is f64[nRows], UsageError `lag_order` unless k is whole.
 */
export function lag(panel: Panel, values: Float64Array, k: number): Float64Array {
  const { order, timeValues, table } = panel;
  if (values.length !== table.nRows) {
    throw new DataError(
      "lag_length",
      `A lag needs ${table.nRows} values, one a row of the panel, got ${values.length}.`,
      {
        got: values.length,
        expected: table.nRows,
      },
    );
  }
  if (!Number.isSafeInteger(k)) {
    throw new UsageError("lag_order", `A lag is a whole number of periods, got ${k}.`, {
      got: k,
      expected: "whole number",
    });
  }
  const { rows, starts } = order;
  const lagged = new Float64Array(values.length);
  for (let u = 0; u < panel.nUnits; u++) {
    const end = starts[u + 1]!;
    let from = starts[u]!;
    let time = timeValues[rows[from]!]!;
    for (let j = from; j < end; j++) {
      const row = rows[j]!;
      const wanted = timeValues[row]! - k;
      while (time < wanted && from < end - 1) time = timeValues[rows[++from]!]!;
      lagged[row] = time === wanted ? values[rows[from]!]! : Number.NaN;
    }
  }
  return lagged;
}
