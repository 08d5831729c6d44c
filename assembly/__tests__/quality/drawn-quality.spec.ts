import { drawnQuality } from "../../quality/drawn-quality";
import { weightedGroupIv } from "../../quality/weighted-group-iv";
import { GuardedF64, GuardedU32 } from "../support/guarded";

describe("drawnQuality", () => {
  it("is (q + sigma p) / (sigma - 1), and none without weight or sigma", () => {
    const q = GuardedF64.of([1, 2, 3, 4]);
    const p = GuardedF64.of([2, 1, 0, 1]);
    const groups = GuardedU32.of([0, 0, 1, 2]);
    const sigma = GuardedF64.of([3, 5, NaN]);
    const w = GuardedF64.of([2, 0, 1, 1]);
    const value = GuardedF64.of([10, 20, 30, 40]);
    const quality = new GuardedF64(4);
    const weights = new GuardedF64(4);
    expect(drawnQuality(4, 3, q.at, p.at, groups.at, sigma.at, w.at, value.at, quality.at, weights.at)).toBe(0);
    expect(quality.get(0)).toBe(3.5);
    expect(isNaN(quality.get(1))).toBe(true);
    expect(quality.get(2)).toBe(0.75);
    expect(isNaN(quality.get(3))).toBe(true);
    const expected: f64[] = [20, 0, 30, 40];
    for (let i = 0; i < 4; i++) expect(weights.get(i)).toBe(expected[i]);
    expect(quality.intact && weights.intact).toBe(true);
    expect(drawnQuality(4, 2, q.at, p.at, groups.at, sigma.at, w.at, value.at, quality.at, weights.at)).toBe(-5);
  });
});

describe("weightedGroupIv", () => {
  it("sums weighted products by group and passes over rows of no weight", () => {
    const offsets = GuardedU32.of([0, 2, 3, 3]);
    const order = GuardedU32.of([2, 0, 1]);
    const w = GuardedF64.of([2, 0, 1]);
    const q = GuardedF64.of([1, NaN, 3]);
    const p = GuardedF64.of([2, NaN, 1]);
    const z = GuardedF64.of([-1, NaN, 2]);
    const p0 = GuardedF64.of([3, NaN, 2]);
    const z0 = GuardedF64.of([0, NaN, 3]);
    const out = new GuardedF64(24);
    expect(weightedGroupIv(0, 3, offsets.at, order.at, w.at, q.at, p.at, z.at, p0.at, z0.at, out.at)).toBe(0);
    const expected: f64[] = [3, 9, 7, 6, -2, 4, 22, 9];
    for (let i = 0; i < 8; i++) expect(out.get(i)).toBe(expected[i]);
    for (let i = 8; i < 24; i++) expect(out.get(i)).toBe(0);
    expect(out.intact && w.intact && order.intact && offsets.intact).toBe(true);
  });
});
