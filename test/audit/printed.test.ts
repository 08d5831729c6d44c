/** Printed numbers and the ranges they may have been rounded from. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { difference, holds, printedNumber, product, ratio, square, squareRoot } from "../../src/audit/printed.js";

const read = (text: string, point?: "." | ",") => printedNumber(text, point === undefined ? {} : { point })!;

describe("a printed number", () => {
  test.each([
    ["0.036", 0.036, 3],
    [".036", 0.036, 3],
    ["-0.012", -0.012, 3],
    ["−0.012", -0.012, 3],
    ["3267", 3267, 0],
    ["3,267", 3267, 0],
    ["1 234 567.8", 1234567.8, 1],
    ["12.5%", 0.125, 3],
    ["1.2e-5", 0.000012, 6],
    ["1.2×10^-5", 0.000012, 6],
    ["3.2e5", 320000, -4],
  ])("%s", (text, value, decimals) => {
    expect(read(text)).toMatchObject({ value, decimals });
  });

  test.each(["", "Yes", "1.2.3", "12,34", "0.036***", "(7.041)", "-", "."])("'%s' is none", (text) => {
    expect(printedNumber(text)).toBeUndefined();
  });

  test("has a decimal comma where told", () => {
    expect(read("0,036", ",")).toMatchObject({ value: 0.036, decimals: 3 });
    expect(read("1.234,5", ",")).toMatchObject({ value: 1234.5, decimals: 1 });
  });

  test("with a minus before zero is at most 0", () => {
    const zero = read("-0.000");
    expect(zero.negative).toBe(true);
    expect(zero.high).toBe(0);
    expect(zero.low).toBeCloseTo(-0.0005, 12);
  });

  test("holds every value that rounds to it", () => {
    fc.assert(
      fc.property(fc.double({ min: -1e4, max: 1e4, noNaN: true }), fc.integer({ min: 0, max: 6 }), (x, digits) => {
        expect(holds(read(x.toFixed(digits)), x)).toBe(true);
      }),
    );
  });
});

describe("ranges", () => {
  const values = fc.integer({ min: -50_000, max: 50_000 }).map((thousandths) => thousandths / 1000);
  const within = fc.tuple(values, values, fc.double({ min: 0, max: 1, noNaN: true })).map(([a, b, share]) => {
    const range = { low: Math.min(a, b), high: Math.max(a, b) };
    return { range, x: Math.min(range.high, range.low + share * (range.high - range.low)) };
  });

  test("hold what is computed of values they hold", () => {
    fc.assert(
      fc.property(within, within, (a, b) => {
        expect(holds(difference(a.range, b.range), a.x - b.x)).toBe(true);
        expect(holds(product(a.range, b.range), a.x * b.x)).toBe(true);
        expect(holds(square(a.range), a.x * a.x)).toBe(true);
        if (b.x !== 0) expect(holds(ratio(a.range, b.range), a.x / b.x)).toBe(true);
        if (a.x >= 0) expect(holds(squareRoot(a.range), Math.sqrt(a.x))).toBe(true);
      }),
    );
  });
});
