/**
 * Lags and leads in time units, so that a gap gives a missing value and never an older one.
 */
import { DataError, UsageError } from "../../base/errors.js";
import type { Table } from "../table/table.js";
import type { Panel } from "./panel.js";

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
