import { describe, expect, test } from "vitest";
import { decimalsFor, formatAbove, formatCount, formatFixed, formatP, pText } from "../../src/report/format-number.js";

describe("decimalsFor", () => {
  test.each([
    [[0.027], 3],
    [[12.5, 300], 3],
    [[0.0101], 3],
    [[0.0099], 4],
    [[0.5, 0.00059], 5],
    [[1e-9], 6],
    [[0, Number.NaN, Number.POSITIVE_INFINITY], 3],
    [[], 3],
  ])("%j needs %i", (scales, decimals) => expect(decimalsFor(scales)).toBe(decimals));
});

describe("formatAbove", () => {
  test.each([
    [0.0499, 1, "<0.1"],
    [-8.8e-14, 1, "<0.1"],
    [0.05, 1, "0.1"],
    [0, 1, "0.0"],
    [-12.34, 1, "-12.3"],
    [0.0001, 3, "<0.001"],
    [Number.NaN, 1, "NA"],
  ])("%d with %i decimals is %s", (value, decimals, text) => expect(formatAbove(value, decimals)).toBe(text));
});

describe("formatFixed", () => {
  test.each([
    [-0.02778, 3, "-0.028"],
    [0, 3, "0.000"],
    [-0, 3, "0.000"],
    [-0.00001, 3, "-1.0e-5"],
    [0.0004999, 3, "5.0e-4"],
    [0.0005001, 3, "0.001"],
    [1234.5, 2, "1234.50"],
    [2.5e13, 3, "2.5e+13"],
    [Number.NaN, 3, "NA"],
    [Number.NEGATIVE_INFINITY, 3, "-Inf"],
  ])("%d with %i decimals is %s", (value, decimals, text) => expect(formatFixed(value, decimals)).toBe(text));
});

test("counts have a comma every three digits", () => {
  expect([0, 999, 1000, 89577, 1234567].map(formatCount)).toEqual(["0", "999", "1,000", "89,577", "1,234,567"]);
});

test("a p-value too small for a number is below one", () => {
  expect([0, 3.2e-290, 0.00001, 0.0001, 0.5].map(pText)).toEqual([
    "<1e-307",
    "3.20e-290",
    "1.00e-5",
    "0.0001",
    "0.5000",
  ]);
});

test("p-values stop at 0.001", () => {
  expect([0.2996, 0.0009, 0.001, 1, Number.NaN].map(formatP)).toEqual(["0.300", "<0.001", "0.001", "1.000", "NA"]);
});
