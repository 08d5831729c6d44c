import { beforeAll, expect, test } from "vitest";
import { type Engine, loadEngine } from "../../src/kernels/engine.js";
import { addColumns, countryYears } from "../../src/study/country-year.js";
import { parseCsv } from "../../src/table/csv.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine();
});

const KEYS = { country: "i", year: "t", dest: "j", product: "k", value: "v" };
const TRADE = parseCsv(`i,t,j,k,v
BBB,2012,X,p1,10
AAA,2013,X,p1,1
AAA,2012,X,p1,30
AAA,2012,Y,p1,10
AAA,2012,Y,p2,60
`);

test("values are summed, destinations and products counted once, quality weighted by value over rows that have it", () => {
  const rowQuality = {
    rows: Uint32Array.of(1, 2, 3, 4),
    quality: Float64Array.of(5, 1, 2, 4),
    normalised: Float64Array.of(Number.NaN, 0.1, 0.5, Number.NaN),
  };
  const { table } = countryYears(engine, TRADE, KEYS, rowQuality);
  const column = (name: string): number[] => Array.from(table.numeric(name));
  expect(Array.from(table.text("i").codes, (code) => table.text("i").levels[code])).toEqual(["AAA", "AAA", "BBB"]);
  expect(column("t")).toEqual([2012, 2013, 2012]);
  expect(column("exports")).toEqual([100, 1, 10]);
  expect(column("destinations")).toEqual([2, 1, 1]);
  expect(column("products")).toEqual([2, 1, 1]);
  expect(column("rows")).toEqual([2, 0, 0]);
  expect(column("quality")[0]).toBeCloseTo(0.1 * 0.75 + 0.5 * 0.25, 15); // 30 and 10 of 40
  expect(column("quality").slice(1)).toEqual([Number.NaN, Number.NaN]);
  expect(column("quality_log")[0]).toBeCloseTo(1 * 0.3 + 2 * 0.1 + 4 * 0.6, 15);
  expect(column("quality_log").slice(1)).toEqual([5, Number.NaN]);
});

test("columns are added to the panel they belong to", () => {
  const none = { rows: new Uint32Array(0), quality: new Float64Array(0), normalised: new Float64Array(0) };
  const more = addColumns(countryYears(engine, TRADE, KEYS, none), { x: Float64Array.of(1, 2, 3) });
  expect(Array.from(more.table.numeric("x"))).toEqual([1, 2, 3]);
  expect(more.nUnits).toBe(2);
});
