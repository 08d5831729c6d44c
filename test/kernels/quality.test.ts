import { beforeAll, describe, expect, it } from "vitest";
import { MISSING_CODE } from "../../src/base/columns.js";
import { KernelError } from "../../src/base/errors.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { aggregateMeans, minMaxWithin, rescaleWithin, weightedGroupMeans } from "../../src/engine/kernels/quality.js";
import { seeded } from "../support/random.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

describe("minMaxWithin", () => {
  it("puts each group on 0..1; degenerate groups are NaN and counted", () => {
    const x = Float64Array.of(1, 3, 2, 7, Number.NaN, 5, 5);
    const codes = Uint32Array.of(0, 0, 0, 1, 0, 2, 2);
    const { values, nDegenerate } = minMaxWithin(engine, x, codes, 3);
    expect([...values]).toEqual([0, 1, 0.5, Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
    expect(nDegenerate).toBe(2);
  });

  it("refuses unequal lengths and codes that are no group", () => {
    expect(() => minMaxWithin(engine, new Float64Array(3), new Uint32Array(2), 1)).toThrow(KernelError);
    expect(() => minMaxWithin(engine, new Float64Array(2), Uint32Array.of(0, 1), 1)).toThrow(/argument 4 is illegal/);
  });
});

describe("weightedGroupMeans", () => {
  it("weighs by shares that make one over the rows with a value", () => {
    const x = Float64Array.of(10, 2, Number.NaN, 4);
    const w = Float64Array.of(1, 3, 100, 5);
    const result = weightedGroupMeans(engine, x, w, Uint32Array.of(0, 0, 0, 1), 3);
    expect([...result.mean]).toEqual([4, 4, Number.NaN]);
    expect([...result.weightSum]).toEqual([4, 5, 0]);
    expect([...result.shareSum]).toEqual([1, 1, 0]);
    expect([...result.count]).toEqual([2, 1, 0]);
  });

  it("refuses unequal lengths and codes that are no group", () => {
    const x = new Float64Array(2);
    expect(() => weightedGroupMeans(engine, x, new Float64Array(3), new Uint32Array(2), 1)).toThrow(KernelError);
    expect(() => weightedGroupMeans(engine, x, x, new Uint32Array(3), 1)).toThrow(KernelError);
    expect(() => weightedGroupMeans(engine, x, x, Uint32Array.of(2, 0), 1)).toThrow(/argument 5 is illegal/);
  });
});

describe("aggregateMeans", () => {
  it("has the bits of weightedGroupMeans, by weight and by weights of one, for each column", () => {
    const random = seeded(3);
    const draw = () => Float64Array.from({ length: 5_000 }, () => (random() < 0.1 ? Number.NaN : random() - 0.5));
    const columns = [draw(), draw()];
    const w = Float64Array.from(columns[0]!, () => 0.1 + random());
    const codes = Uint32Array.from(w, () => Math.floor(300 * random()));
    const all = aggregateMeans(engine, columns, w, codes, 301);
    columns.forEach((x, c) => {
      const { plainMean, excluded, ...weighted } = all[c]!;
      expect(weighted).toEqual(weightedGroupMeans(engine, x, w, codes, 301));
      expect(plainMean).toEqual(
        weightedGroupMeans(
          engine,
          x,
          w.map(() => 1),
          codes,
          301,
        ).mean,
      );
      expect(excluded).toEqual({ noValue: x.filter(Number.isNaN).length, noGroup: 0 });
    });
  });

  it("leaves rows with a missing key out; refuses other codes that are no group, and unequal lengths", () => {
    const x = Float64Array.of(1, 5, Number.NaN);
    const [means] = aggregateMeans(engine, [x], x, Uint32Array.of(0, MISSING_CODE, MISSING_CODE), 1);
    expect([...means!.mean]).toEqual([1]);
    expect(means!.excluded).toEqual({ noValue: 1, noGroup: 1 });
    expect(() => aggregateMeans(engine, [x], x, Uint32Array.of(0, 1, 0), 1)).toThrow(/argument 5 is illegal/);
    expect(() => aggregateMeans(engine, [x], x, new Uint32Array(2), 1)).toThrow(KernelError);
    expect(() => aggregateMeans(engine, [new Float64Array(2)], x, new Uint32Array(3), 1)).toThrow(KernelError);
  });
});

describe("rescaleWithin", () => {
  it("is the same in ranges of rows as in one, and counts what was clipped in all of them", () => {
    const random = seeded(5);
    const n = 150_000;
    const x = Float64Array.from({ length: n }, random);
    const codes = Uint32Array.from(x, () => Math.floor(9 * random()));
    const low = Float64Array.from({ length: 9 }, () => 0.3 * random());
    const high = low.map((bound) => bound + 0.5);
    const { values, nClipped } = rescaleWithin(engine, x, codes, low, high);
    const expected = x.map((value, i) => {
      const g = codes[i]!;
      return Math.min(1, Math.max(0, (value - low[g]!) / (high[g]! - low[g]!)));
    });
    expect(values.findIndex((value, i) => value !== expected[i])).toBe(-1);
    expect(nClipped).toBe(x.filter((value, i) => value < low[codes[i]!]! || value > high[codes[i]!]!).length);
  });

  it("refuses unequal lengths and codes that are no group", () => {
    const x = new Float64Array(2);
    expect(() => rescaleWithin(engine, x, new Uint32Array(3), x, x)).toThrow(KernelError);
    expect(() => rescaleWithin(engine, x, new Uint32Array(2), x, new Float64Array(1))).toThrow(KernelError);
    expect(() => rescaleWithin(engine, x, Uint32Array.of(0, 2), x, x)).toThrow(/argument 4 is illegal/);
  });
});
