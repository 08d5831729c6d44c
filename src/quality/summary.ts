/**
 * Layer quality. Sums and moments of a column that do not depend on the size of its mean or the order of its rows.
 * Method: compensated summation; the standard deviation from centred values in a second pass.
 * Source: Neumaier (1974), Zeitschrift fuer Angewandte Mathematik und Mechanik 54(1), doi:10.1002/zamm.19740540106.
 */

/** Moments of the values that are not NaN; `sd` with n - 1. NaN where there are too few values. */
export interface Summary {
  readonly n: number;
  readonly mean: number;
  readonly sd: number;
  readonly min: number;
  readonly max: number;
}

/** Sum of the values that are not NaN. */
export function compensatedSum(values: ArrayLike<number>): number {
  let sum = 0;
  let lost = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return sum + lost;
}

/** The summary of `values`; NaN is missing. */
export function summarise(values: Float64Array): Summary {
  let n = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    n++;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (n === 0) return { n, mean: Number.NaN, sd: Number.NaN, min: Number.NaN, max: Number.NaN };
  const mean = compensatedSum(values) / n;
  let squares = 0;
  let lost = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    const term = (value - mean) * (value - mean);
    const next = squares + term;
    lost += squares >= term ? squares - next + term : term - next + squares;
    squares = next;
  }
  return { n, mean, sd: Math.sqrt((squares + lost) / (n - 1)), min, max };
}
