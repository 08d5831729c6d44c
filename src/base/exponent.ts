/**
 * Powers of two for scaling: a number times one keeps its digits, and a host's logarithm is not asked for it.
 */

import { DataError } from "./errors.js";

/** The power of two at or below a positive number, from its bits; -1023 for the smallest numbers. */
export const exponentOf = (value: number): number =>
  ((new Uint32Array(Float64Array.of(value).buffer)[1]! >>> 20) & 0x7ff) - 1023;

/** Products of four numbers up to this, or down to its inverse, and sums of many of them, are numbers with all their digits. */
export const LARGEST_OF_FOUR = 2 ** 240;

/** Throws DataError `outcome_scale` where products of four outcomes `y`, called `name`, are no numbers. */
export function requireProductsOfFour(name: string, y: Float64Array): void {
  const largest = y.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0 || (largest <= LARGEST_OF_FOUR && largest >= 1 / LARGEST_OF_FOUR)) return;
  throw new DataError(
    "outcome_scale",
    `The outcome '${name}' is at most ${largest}, and products of four such numbers are beyond what a double can hold: ${largest > 1 ? "divide" : "multiply"} it by a power of ten first.`,
    { got: largest, expected: `between ${1 / LARGEST_OF_FOUR} and ${LARGEST_OF_FOUR}`, column: name },
  );
}

/** Beyond it a power of two, or its inverse, has digits no more. */
const MOST = 1022;

/**
 * The power of two near the largest of some numbers: over it, squares of them neither overflow nor vanish, and no digit changes. 1 where
 * all are 0, or one is no number.
 */
export function unitOf(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]!);
    // of what is no number nothing can be made
    if (!(size <= most)) most = size;
  }
  if (most === 0 || !Number.isFinite(most)) return 1;
  return 2 ** Math.max(-MOST, Math.min(MOST, exponentOf(most)));
}
