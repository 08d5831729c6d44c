/**
 * Layer quality. Sums and moments of a column that do not depend on the size of its mean or the order of its rows.
 * Method: compensated summation; the standard deviation from centred values in a second pass.
 */
import { compensatedSum } from "../base/compensated-sum.js";

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
  const present = values.filter((value) => !Number.isNaN(value));
  const n = present.length;
  if (n === 0) return { n, mean: Number.NaN, sd: Number.NaN, min: Number.NaN, max: Number.NaN };
  const mean = compensatedSum(present) / n;
  const squares = compensatedSum(present.map((value) => (value - mean) * (value - mean)));
  const [min, max] = [present.reduce((a, b) => Math.min(a, b)), present.reduce((a, b) => Math.max(a, b))];
  return { n, mean, sd: Math.sqrt(squares / (n - 1)), min, max };
}
