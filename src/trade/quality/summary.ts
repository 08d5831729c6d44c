/**
 * Sums and moments of a column that do not depend on the size of its mean or the order of its rows.
 * Method: compensated summation; the standard deviation from centred values in a second pass.
 */
import { compensatedSum } from "../../base/compensated-sum.js";

/** Moments of the values that are not NaN; `sd` with n - 1. NaN where there are too few values. */
export interface Summary {
  readonly n: number;
  readonly mean: number;
  readonly sd: number;
  readonly min: number;
  readonly max: number;
}

/** The summary of `values`; NaN is missing. */
export function summarise(values: Float64Array): Summary {
  const present = withoutMissing(values);
  const n = present.length;
  if (n === 0) return { n, mean: Number.NaN, sd: Number.NaN, min: Number.NaN, max: Number.NaN };
  const mean = compensatedSum(present) / n;
  const squares = new Float64Array(n);
  let [min, max] = [present[0]!, present[0]!];
  for (let i = 0; i < n; i++) {
    const value = present[i]!;
    squares[i] = (value - mean) * (value - mean);
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return { n, mean, sd: Math.sqrt(compensatedSum(squares) / (n - 1)), min, max };
}

function withoutMissing(values: Float64Array): Float64Array {
  const present = new Float64Array(values.length);
  let n = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i]!)) present[n++] = values[i]!;
  return present.subarray(0, n);
}
