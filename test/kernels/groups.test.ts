/**
 * Wrappers of the groups kernels: arrays in, arrays out, errors that say which argument is wrong.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { KernelError } from "../../src/base/errors.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import {
  csrOffsets,
  csrOrder,
  gatherF64,
  gatherU32,
  groupCounts,
  groupMeans,
  groupSums,
  nestedIn,
  pairComponents,
  recursiveSingletons,
  scatterF64,
} from "../../src/engine/kernels/groups.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const u32 = (...values: number[]) => Uint32Array.from(values);
const f64 = (...values: number[]) => Float64Array.from(values);

describe("counts, sums and means by level", () => {
  const codes = u32(1, 0, 1);
  it("count rows", () => {
    expect(groupCounts(engine, codes, 3)).toEqual(u32(1, 2, 0));
  });
  it("sum with and without weights", () => {
    expect(groupSums(engine, f64(1, 2, 4), codes, 2)).toEqual(f64(2, 5));
    expect(groupSums(engine, f64(1, 2, 4), codes, 2, f64(1, 10, 100))).toEqual(f64(20, 401));
  });
  it("average with and without weights; NaN where no row is", () => {
    expect(groupMeans(engine, f64(1, 2, 4), codes, 3)).toEqual({
      means: f64(2, 2.5, Number.NaN),
      totals: f64(1, 2, 0),
    });
    expect(groupMeans(engine, f64(1, 2, 4), codes, 2, f64(1, 5, 3))).toEqual({
      means: f64(2, 3.25),
      totals: f64(5, 4),
    });
  });
  it("refuse codes and lengths that don't fit", () => {
    expect(() => groupCounts(engine, codes, 1)).toThrow(KernelError);
    expect(() => groupSums(engine, f64(1), codes, 2)).toThrow("groupSums: 'codes' has length 3, expected 1");
    expect(() => groupMeans(engine, f64(1, 2, 3), codes, 2, f64(1))).toThrow("'weights' has length 1, expected 3");
  });
});

describe("orders", () => {
  it("sort rows by level, stably", () => {
    const codes = u32(2, 0, 2, 1, 0);
    const { offsets, ordered } = csrOffsets(engine, codes, 3);
    expect(ordered).toBe(false);
    expect(offsets).toEqual(u32(0, 2, 3, 5));
    expect(csrOrder(engine, codes, offsets)).toEqual(u32(1, 4, 3, 0, 2));
    expect(csrOffsets(engine, u32(0, 0, 1), 2)).toEqual({ offsets: u32(0, 2, 3), ordered: true });
    expect(() => csrOrder(engine, u32(0), offsets)).toThrow(KernelError);
  });
  it("gather and scatter", () => {
    const order = u32(2, 0, 1);
    expect(gatherF64(engine, f64(1, 2, 3), order)).toEqual(f64(3, 1, 2));
    expect(gatherU32(engine, u32(1, 2, 3), order)).toEqual(u32(3, 1, 2));
    expect(scatterF64(engine, f64(3, 1, 2), order)).toEqual(f64(1, 2, 3));
    expect(() => gatherF64(engine, f64(1), order)).toThrow(KernelError);
  });
});

describe("graphs of effects", () => {
  it("find components, numbered by first level", () => {
    const found = pairComponents(engine, u32(0, 0, 1, 1, 2), 3, u32(3, 1, 1, 2, 0), 4);
    expect(found).toEqual({ nComponents: 2, components: u32(0, 1, 1, 1) });
  });
  it("mark singletons until none is left", () => {
    const firm = { codes: u32(0, 1, 1, 2, 2, 2), nLevels: 3 };
    const year = { codes: u32(0, 0, 1, 1, 2, 2), nLevels: 3 };
    expect(recursiveSingletons(engine, [firm, year])).toEqual({
      dropped: u32(0, 1, 2, 3),
      left: [u32(0, 0, 2), u32(0, 0, 2)],
    });
    expect(recursiveSingletons(engine, [year])).toEqual({
      dropped: u32(),
      left: [u32(2, 2, 2)],
    });
    expect(recursiveSingletons(engine, [])).toEqual({ dropped: u32(), left: [] });
    expect(() => recursiveSingletons(engine, [firm, { codes: u32(0), nLevels: 1 }])).toThrow("codes of effect 2");
  });
  it("tell nested effects", () => {
    expect(nestedIn(engine, u32(0, 1, 0), 2, u32(4, 5, 4))).toBe(true);
    expect(nestedIn(engine, u32(0, 1, 0), 2, u32(4, 5, 5))).toBe(false);
  });
});
