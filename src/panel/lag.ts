/**
 * Layer panel. Lags and leads in time units, so that a gap gives a missing value and never an older one.
 */
import { DataError, UsageError } from "../base/errors.js";
import type { Panel } from "./panel.js";

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
  const lagged = new Float64Array(values.length).fill(Number.NaN);
  for (let u = 0; u < panel.nUnits; u++) {
    const end = starts[u + 1]!;
    for (let j = starts[u]!, from = starts[u]!; j < end; j++) {
      const wanted = timeValues[rows[j]!]! - k;
      while (from < end && timeValues[rows[from]!]! < wanted) from++;
      if (from < end && timeValues[rows[from]!] === wanted) lagged[rows[j]!] = values[rows[from]!]!;
    }
  }
  return lagged;
}
