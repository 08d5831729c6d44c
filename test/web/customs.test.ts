/** Quality of customs rows on the page: what it takes is known from the table, and the command beside it names the columns that were found. */
import { expect, test } from "vitest";
import { makeTable, type Table } from "../../src/index.js";
import { qualityCost } from "../../src/study/run/stage-cost.js";
import { appraise } from "../../web/src/engine/actions/quality.js";
import type { Desk } from "../../web/src/engine/desk.js";

const numbers = (name: string, values: number[]) => ({
  kind: "numeric" as const,
  name,
  values: Float64Array.from(values),
});
const customs = (rows: number, names = { product: "hs8", dest: "country", firm: "firm" }): Table => {
  const each = (of: (row: number) => number) => Array.from({ length: rows }, (_, row) => of(row));
  return makeTable(
    [
      numbers(
        names.product,
        each((row) => row % 50),
      ),
      numbers(
        names.dest,
        each((row) => row % 40),
      ),
      numbers(
        names.firm,
        each((row) => row % 300),
      ),
      numbers(
        "year",
        each((row) => 2000 + (row % 7)),
      ),
      numbers(
        "value",
        each(() => 2),
      ),
      numbers(
        "quantity",
        each(() => 1),
      ),
    ],
    { name: "rows.csv", bytes: 0, sha256: null },
  );
};
const of = (table: Table, pace = {}) => {
  const desk = { table: async () => table, grants: () => 1000, pace } as unknown as Desk;
  return appraise(desk, { file: "rows.csv" }, () => {});
};

test("where columns pass through in batches less memory is needed", () => {
  const { memory } = qualityCost(customs(200_000), [["hs8"], ["country", "year"]]);
  expect(memory.least).toBeLessThan(memory.most);
  expect(memory.least).toBeGreaterThan(200_000 * 8);
});

test("memory and time grow with rows, and time with what the last run took", async () => {
  const [small, large] = [await of(customs(1000)), await of(customs(100_000))];
  expect(large.bytes - small.bytes).toBeGreaterThan(99_000 * 96);
  expect(large.ms).toBeGreaterThan(10 * small.ms);
  expect((await of(customs(1000), { "quality of customs rows": 3 })).ms).toBeCloseTo(3 * small.ms);
  expect(small.grants).toBe(1000);
});

test("the command names columns that bear another name than their role, and keys where firms and cities are not there", async () => {
  const known = await of(customs(100));
  expect(known.by).toEqual(["firm^year"]);
  expect(known.command).toBe("wasmetrics quality rows.csv --product hs8 --dest country --out quality");
  const without = await of(customs(100, { product: "k", dest: "j", firm: "x" }));
  expect(without.by).toEqual(["product^year"]);
  expect(without.command).toBe("wasmetrics quality rows.csv --product k --dest j --by product^year --out quality");
});
