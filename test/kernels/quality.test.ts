import { beforeAll, describe, expect, it } from "vitest";
import { KernelError } from "../../src/base/errors.js";
import { type Engine, loadEngine } from "../../src/kernels/engine.js";
import { minMaxWithin, weightedGroupMeans } from "../../src/kernels/quality.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine();
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
