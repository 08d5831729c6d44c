import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { aggregate, aggregateNotes, assertSharesSumToOne } from "../../src/trade/quality/aggregate.js";
import { Groups } from "../../src/trade/quality/sample.js";
import { csvTable } from "./customs-rows.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
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
    // the row of value 100 has no quality
    expect([...means.numeric("largest_share")]).toEqual([1, 0.75]);
    expect(means.numeric("r_quality")[1]).toBeCloseTo(0.5, 15);
    expect(means.numeric("r_quality_unweighted")[1]).toBeCloseTo(0.4, 15);
    expect(excluded).toEqual({ missingKey: 1, noQuality: 2 });
  });

  it("adds quality before normalisation, also of groups that have no other", () => {
    const table = csvTable("city,other", "b,1", "a,1", "b,1", "c,1", ",1");
    const groups = new Groups(table, Uint32Array.of(0, 1, 2, 3, 4));
    const value = Float64Array.of(1, 10, 3, 5, 7);
    const quality = Float64Array.of(0.2, 0.5, Number.NaN, Number.NaN, 0.9);
    const raw = Float64Array.of(-1, 2, 3, 4, 100);
    const { table: means } = aggregate(engine, table, { groups, value, quality, raw }, city);
    expect(means.text("city").levels).toEqual(["a", "b", "c"]);
    expect([...means.numeric("n")]).toEqual([1, 1, 0]);
    expect([...means.numeric("n_raw")]).toEqual([1, 2, 1]);
    // (1 * -1 + 3 * 3) / 4 = 2
    expect([...means.numeric("quality")]).toEqual([2, 2, 4]);
    expect([...means.numeric("r_quality")]).toEqual([0.5, 0.2, Number.NaN]);
    expect([...means.numeric("largest_share")]).toEqual([1, 1, Number.NaN]);
  });

  it("adds the printed mean of weighted terms and quantiles when asked, and says what they are", () => {
    const table = csvTable("city,other", "x,1", "x,1", "x,1", ",1", "x,1");
    const groups = new Groups(table, Uint32Array.of(0, 1, 2, 3, 4));
    const value = Float64Array.of(1, 2, 1, 50, 9);
    const quality = Float64Array.of(0.25, 0.5, 1, 0.75, Number.NaN);
    const input = { groups, value, quality };
    const asked = { quantiles: [0.25, 0.5, 0.975], meanOfWeightedTerms: true };
    const plain = aggregate(engine, table, input, city, asked);
    expect(plain.table.names).toEqual(
      "city n value_sum largest_share r_quality r_quality_unweighted mean_of_weighted_terms q25 q50 q97.5".split(" "),
    );
    // weighted mean (0.25 + 1 + 1) / 4, divided by 3 rows
    expect(plain.table.numeric("mean_of_weighted_terms")[0]).toBeCloseTo(0.5625 / 3, 15);
    expect(plain.table.numeric("q25")[0]).toBe(0.375);
    expect(plain.table.numeric("q50")[0]).toBe(0.5);
    expect(aggregateNotes(plain).map(({ code }) => code)).toEqual([
      "aggregate_missing_key",
      "mean_of_weighted_terms",
      "aggregate_quantiles",
    ]);
    // weights 1, 2, 1 of 4: a quarter is met exactly at 0.25, so halfway to 0.5
    const weighted = aggregate(engine, table, input, city, { ...asked, weightedQuantiles: true });
    expect(weighted.table.numeric("q25")[0]).toBe(0.375);
    expect(weighted.table.numeric("q50")[0]).toBe(0.5);
    expect(weighted.table.numeric("q97.5")[0]).toBe(1);
  });

  it("refuses quantiles that are no shares or come twice, and keys named as an added column", () => {
    const table = csvTable("city,q50", "x,1");
    const input = {
      groups: new Groups(table, Uint32Array.of(0)),
      value: Float64Array.of(1),
      quality: Float64Array.of(0.5),
    };
    const run = (quantiles: number[], by = city) => aggregate(engine, table, input, by, { quantiles });
    expect(() => run([50])).toThrow(/shares from 0 to 1, got 50/);
    expect(() => run([0.5, 0.5])).toThrow(/q50 is asked for twice/);
    expect(() => run([0.5], { written: "q50", columns: ["q50"] })).toThrow(/has a column 'q50'/);
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
