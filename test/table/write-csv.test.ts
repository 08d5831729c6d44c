import fc from "fast-check";
import { expect, test } from "vitest";
import { type Column, MISSING_CODE } from "../../src/base/columns.js";
import { parseCsv } from "../../src/data/table/csv.js";
import { formatCsv, formatNumber } from "../../src/data/table/write-csv.js";
import { runs } from "../support/laws.js";

test("numbers are shortest, cells quoted when they must be", () => {
  const columns: Column[] = [
    { kind: "numeric", name: "x, raw", values: Float64Array.of(0.1, Number.NaN, Number.POSITIVE_INFINITY) },
    { kind: "text", name: "city", codes: Uint32Array.of(1, 0, MISSING_CODE), levels: ['=A1 "q"', "a\nb"] },
  ];
  expect(formatCsv(columns)).toBe('"x, raw",city\n0.1,"a\nb"\n,"=A1 ""q"""\nInf,\n');
  expect(formatCsv([])).toBe("");
});

test("law: what is written reads back to the same bits", () => {
  const number = fc.double({ noNaN: false });
  const cell = fc.option(
    fc
      .string({ unit: fc.constantFrom("a", "é", "水", '"', ",", ";", "\t", "|", "\n", "\r", "0", "."), maxLength: 8 })
      .map((s) => `<${s}>`),
    { nil: null },
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(number, cell), { minLength: 1, maxLength: 20 }), (rows) => {
      const levels = [...new Set(rows.flatMap(([, text]) => (text === null ? [] : [text])))];
      const columns: Column[] = [
        { kind: "numeric", name: "x", values: Float64Array.from(rows, ([value]) => value) },
        {
          kind: "text",
          name: "y",
          codes: Uint32Array.from(rows, ([, text]) => (text === null ? MISSING_CODE : levels.indexOf(text))),
          levels,
        },
      ];
      const table = parseCsv(formatCsv(columns));
      expect(table.numeric("x")).toEqual(Float64Array.from(rows, ([value]) => value));
      const back = table.column("y");
      const cells = Array.from({ length: table.nRows }, (_, i) =>
        back.kind === "text" && back.codes[i] !== MISSING_CODE ? back.levels[back.codes[i]!]! : null,
      );
      expect(cells).toEqual(rows.map(([, text]) => text));
    }),
    runs(500),
  );
});

test("every double prints to itself, negative zero included", () => {
  expect(formatNumber(-0)).toBe("-0");
  expect(formatNumber(Number.NEGATIVE_INFINITY)).toBe("-Inf");
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
      expect(Object.is(Number(formatNumber(x)), x)).toBe(true);
    }),
  );
});
