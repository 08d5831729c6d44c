import { beforeAll, expect, test } from "vitest";
import { parseCsv } from "../../src/data/table/csv.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { aggregateRows } from "../../src/study/inputs/aggregate-rows.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const TRADE = parseCsv(`i,t,j,k,v,q
BBB,2012,X,p1,10,
AAA,2013,X,p1,1,
AAA,2012,X,p1,30,0.1
AAA,2012,Y,p1,10,0.5
AAA,2012,Y,p2,60,
`);

test("sums, counts, distinct values, and means by weight over rows that have the value", () => {
  const table = aggregateRows(engine, TRADE, "i", "t", {
    exports: { sum: "v" },
    destinations: { distinct: "j" },
    products: { distinct: "k" },
    measured: { count: "q" },
    quality: { mean: "q", weight: "v" },
    plain: { mean: "q" },
  });
  const column = (name: string): number[] => Array.from(table.numeric(name));
  expect(Array.from(table.text("i").codes, (code) => table.text("i").levels[code])).toEqual(["AAA", "AAA", "BBB"]);
  expect(column("t")).toEqual([2012, 2013, 2012]);
  expect(column("exports")).toEqual([100, 1, 10]);
  expect(column("destinations")).toEqual([2, 1, 1]);
  expect(column("products")).toEqual([2, 1, 1]);
  expect(column("measured")).toEqual([2, 0, 0]);
  expect(column("quality")[0]).toBeCloseTo(0.1 * 0.75 + 0.5 * 0.25, 15); // 30 and 10 of 40
  expect(column("plain")[0]).toBeCloseTo(0.3, 15);
  expect(column("quality").slice(1)).toEqual([Number.NaN, Number.NaN]);
});

test("the mean of a value that all rows of a cell share is that value, to the last bit", () => {
  const lines = Array.from({ length: 94 }, (_, i) => `AAA,2012,${0.1 + i},2013,1,${i % 2 === 0 ? "" : 0.3}`);
  const rows = parseCsv(["i,t,w,g,d,x", ...lines].join("\n"));
  const means = aggregateRows(engine, rows, "i", "t", {
    cohort: { mean: "g" },
    treated: { mean: "d" },
    weighted: { mean: "g", weight: "w" },
    some: { mean: "x", weight: "w" },
  });
  expect(["cohort", "treated", "weighted", "some"].map((name) => means.numeric(name)[0])).toEqual([2013, 1, 2013, 0.3]);
});

test("a column that is not there is named", () => {
  expect(() => aggregateRows(engine, TRADE, "i", "t", { x: { sum: "w" } })).toThrow(/no column 'w'/);
});
