import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Column, MISSING_CODE } from "../../src/base/columns.js";
import { csvPieces } from "../../src/data/formats/csv/write-csv.js";
import { parseCsv } from "../../src/data/table/csv.js";
import { formatCsv, formatNumber } from "../../src/data/table/write-csv.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { runs } from "../support/laws.js";
import { seeded } from "../support/random.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 2 });
});
afterAll(() => engine.close());

/** The bytes the kernels write are those of `formatCsv`. */
function expectSameBytes(columns: readonly Column[]): void {
  const pieces = Buffer.concat([...csvPieces(engine, [{ columns }])]);
  const text = Buffer.from(formatCsv(columns));
  if (pieces.equals(text)) return;
  const lines = [pieces, text].map((bytes) => bytes.toString().split("\n")) as [string[], string[]];
  const row = lines[0].findIndex((line, i) => line !== lines[1][i]);
  expect(lines[0][row], `line ${row + 1}`).toBe(lines[1][row]);
}

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

const numbers = (values: Float64Array): Column[] => [{ kind: "numeric", name: "x", values }];

/** The double next to `x`, `steps` away. */
function beside(x: number, steps: bigint): number {
  const bits = new BigInt64Array(Float64Array.of(x).buffer);
  bits[0]! += steps;
  return new Float64Array(bits.buffer)[0]!;
}

test("kernels write numbers that are hard to write as String does", () => {
  const hard = [5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 2 ** 53, 4.35, 1e21, 1e-6, 1e-7];
  for (let e = -1074; e <= 1023; e++) hard.push(2 ** e);
  for (let e = -323; e <= 308; e++)
    for (let m = 1; m < 20; m++) hard.push(Number(`${m}e${e}`) / 2, Number(`${m}e${e}`));
  const near = hard.flatMap((x) => [x, -x, ...[-2n, -1n, 1n, 2n].map((steps) => beside(x, steps))]);
  expectSameBytes(numbers(Float64Array.from([0, -0, Number.NaN, Number.POSITIVE_INFINITY, ...near])));
});

test("law: kernels write any double as String does, and few decimals and whole numbers", { timeout: 300_000 }, () => {
  const random = seeded(fc.readConfigureGlobal()?.seed ?? 1);
  for (let run = 0; run < runs(40).numRuns; run++) {
    const words = Uint32Array.from({ length: 34_000 }, () => random() * 2 ** 32);
    expectSameBytes(numbers(new Float64Array(words.buffer)));
    const [scale, decimals] = [10 ** Math.floor(20 * random()), 10 ** Math.floor(10 * random())];
    expectSameBytes(
      numbers(Float64Array.from({ length: 3_000 }, () => Math.round((random() - 0.5) * scale) / decimals)),
    );
  }
});

test("kernels write tables of any width, texts that are quoted, and pieces in order", () => {
  const n = 150_000;
  const levels = ["a", "b,c", ' "d"', "é", "\ud800", "\udc00\n", "武汉", ""];
  const columns: Column[] = [
    { kind: "text", name: "city, name", codes: Uint32Array.from({ length: n }, (_, i) => i % 8), levels },
    { kind: "numeric", name: "x", values: Float64Array.from({ length: n }, (_, i) => i / 7) },
    {
      kind: "text",
      name: "z",
      codes: Uint32Array.from({ length: n }, (_, i) => (i % 3 ? i % 8 : MISSING_CODE)),
      levels,
    },
  ];
  expectSameBytes(columns);
  expectSameBytes([{ kind: "text", name: "w", codes: Uint32Array.of(0, 1), levels: ["x".repeat(3_000_000), "y"] }]);
  expectSameBytes(
    columns.map((column) =>
      column.kind === "text" ? { ...column, codes: new Uint32Array(0) } : { ...column, values: new Float64Array(0) },
    ),
  );
  expectSameBytes([]);
});
