/**
 * How large an outcome may be where products of four of its values are summed: squares of its variances, and variances of those. Knows no
 * estimator.
 */
import { DataError } from "../base/errors.js";

/** Products of four numbers up to this, or down to its inverse, and sums of many of them, are numbers with all their digits. */
export const LARGEST_OF_FOUR = 2 ** 240;

/** Throws DataError `outcome_scale` where products of four outcomes `y`, called `name`, lack digits or are infinite. */
export function requireProductsOfFour(name: string, y: Float64Array): void {
  const largest = y.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0 || (largest <= LARGEST_OF_FOUR && largest >= 1 / LARGEST_OF_FOUR)) return;
  throw new DataError(
    "outcome_scale",
    `The outcome '${name}' is at most ${largest}, and products of four such numbers are beyond what a double can hold: ${largest > 1 ? "divide" : "multiply"} it by a power of ten first.`,
    { got: largest, expected: `between ${1 / LARGEST_OF_FOUR} and ${LARGEST_OF_FOUR}`, column: name },
  );
}
