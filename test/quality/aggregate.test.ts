import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../src/kernels/engine.js";
import { aggregate, assertSharesSumToOne } from "../../src/quality/aggregate.js";
import { Groups } from "../../src/quality/groups.js";
import { csvTable } from "./customs-rows.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine();
});

const city = { written: "city", columns: ["city"] };

describe("aggregate", () => {
  it("weighs by value, counts rows without quality or key, and has no group without a value", () => {
    const table = csvTable("city,other", "b,1", "a,1", "b,1", "c,1", ",1", "b,1");
    const groups = new Groups(table, Uint32Array.of(0, 1, 2, 3, 4, 5));
    const value = Float64Array.of(1, 10, 3, 5, 7, 100);
    const quality = Float64Array.of(0.2, 0.5, 0.6, Number.NaN, 0.9, Number.NaN);
    const { table: means, excluded } = aggregate(engine, table, { groups, value, quality }, city);
    const { codes, levels } = means.text("city");
    expect([...codes].map((code) => levels[code])).toEqual(["a", "b"]);
    expect([...means.numeric("n")]).toEqual([1, 2]);
    expect([...means.numeric("value_sum")]).toEqual([10, 4]);
    expect(means.numeric("quality")[1]).toBeCloseTo(0.5, 15);
    expect(means.numeric("quality_unweighted")[1]).toBeCloseTo(0.4, 15);
    expect(excluded).toEqual({ missingKey: 1, noQuality: 2 });
  });

  it("refuses weights that do not sum to one: values so large that their sum is infinite", () => {
    const table = csvTable("city,other", "x,1", "x,1");
    const groups = new Groups(table, Uint32Array.of(0, 1));
    const input = { groups, value: Float64Array.of(1e308, 1e308), quality: Float64Array.of(0.2, 0.4) };
    expect(() => aggregate(engine, table, input, city)).toThrow(/weights of 'x' sum to 0, not to 1/);
  });

  it("refuses the weighted mean divided once more by the number of rows", () => {
    const means = {
      mean: Float64Array.of(0.5 / 3),
      weightSum: Float64Array.of(9),
      shareSum: Float64Array.of(1 / 3),
      count: Uint32Array.of(3),
    };
    expect(() => assertSharesSumToOne(means, "firm^year", () => "a_2010")).toThrow(/'a_2010' sum to 0.333/);
  });
});
