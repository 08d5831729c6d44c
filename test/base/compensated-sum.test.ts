/** Compensated sums: digits that plain addition loses, and sums that are no number. */
import { expect, it } from "vitest";
import { compensatedSum } from "../../src/base/numbers.js";

it.each([
  [[], 0],
  [[1, 1e100, 1, -1e100], 2],
  [[1e16, 1, -1e16], 1],
  [[1, Number.POSITIVE_INFINITY], Number.POSITIVE_INFINITY],
  [[1e308, 1e308], Number.POSITIVE_INFINITY],
  [[1, Number.NaN], Number.NaN],
])("%j sum to %d", (values, expected) => {
  expect(compensatedSum(values)).toBe(expected);
});
