import { describe, expect, test } from "vitest";
import {
  cellKind,
  hasDecimalComma,
  isNumber,
  MISSING_MARKERS,
  parseNumber,
  trimCell,
} from "../../src/data/table/cells.js";

/** Seconds of the processor that `work` takes. */
function seconds(work: () => void): number {
  const start = process.cpuUsage();
  work();
  return process.cpuUsage(start).user / 1e6;
}

describe("cellKind", () => {
  test("a long cell of digits that is no number is looked at once", () => {
    for (const cell of [`${"9".repeat(200_000)}x`, `${"0".repeat(200_000)}-`, `1e${"9".repeat(200_000)}x`])
      expect(seconds(() => expect(cellKind(cell)).toBe("text"))).toBeLessThan(1);
  });

  test.each([
    ...MISSING_MARKERS.map((cell) => [cell, "missing"]),
    ...["0", "-0", "+1", "1.", ".5", "0.5", "-.5e+3", "1E5", "Inf", "-Inf", "+Inf", "123456789012345"].map((c) => [
      c,
      "number",
    ]),
    ...["030285", "007", "00", "-01", "00.5"].map((cell) => [cell, "code"]),
    ...[
      "1,000",
      "0x10",
      "1_000",
      "1e",
      "e5",
      "--1",
      "+",
      "1 2",
      "1d",
      "nan",
      "inf",
      "Infinity",
      "n.a.",
      "1e400",
      "1,5",
      "١",
    ].map((cell) => [cell, "text"]),
  ])("'%s' is %s", (cell, kind) => {
    expect(cellKind(cell)).toBe(kind);
  });

  test("an integer that a double would round is a code, one that it holds is a number", () => {
    expect(cellKind("12345678901234567")).toBe("code");
    expect(cellKind("-9007199254740993")).toBe("code");
    expect(cellKind("12345678901234568")).toBe("number");
    expect(cellKind("12300000000000000000")).toBe("number");
    expect(cellKind("1152921504606846976")).toBe("number");
    expect(cellKind("1152921504606847000")).toBe("number");
  });
});

test("numbers parse to the nearest double, infinities by sign", () => {
  expect(parseNumber("0.1000000000000000055511151231257827")).toBe(0.1);
  expect(parseNumber("-Inf")).toBe(Number.NEGATIVE_INFINITY);
  expect(parseNumber("+Inf")).toBe(Number.POSITIVE_INFINITY);
  expect(isNumber("1e-400")).toBe(true);
});

test("decimal commas are recognised, thousands alone are not", () => {
  expect(["1,5", "-0,25", ",5", "1.234,5"].every(hasDecimalComma)).toBe(true);
  expect(["1,5,6", "a,5", "1.5", "1,"].some(hasDecimalComma)).toBe(false);
});

test("trimming takes every kind of white space", () => {
  expect(trimCell("\u00a0 \u3000上海\t\u2003")).toBe("上海");
});
