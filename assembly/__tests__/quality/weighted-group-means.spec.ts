import { weightedGroupMeans } from "../../quality/weighted-group-means";
import { GuardedF64, GuardedU32 } from "../support/guarded";

describe("weightedGroupMeans", () => {
  it("does nothing for no rows and no groups", () => {
    expect(weightedGroupMeans(0, 0, 0, 0, 0, 0, 0, 0, 0)).toBe(0);
  });

  it("gives (1*10 + 3*2) / 4 = 4 and 5, shares that make one, and stays inside its buffers", () => {
    const x = GuardedF64.of([10, 5, 2]);
    const w = GuardedF64.of([1, 8, 3]);
    const codes = GuardedU32.of([0, 1, 0]);
    const mean = new GuardedF64(2);
    const weightSum = new GuardedF64(2);
    const shareSum = new GuardedF64(2);
    const count = new GuardedU32(2);
    expect(weightedGroupMeans(3, 2, x.at, w.at, codes.at, mean.at, weightSum.at, shareSum.at, count.at)).toBe(0);
    expect(mean.get(0)).toBe(4);
    expect(mean.get(1)).toBe(5);
    expect(weightSum.get(0)).toBe(4);
    expect(weightSum.get(1)).toBe(8);
    expect(shareSum.get(0)).toBe(1);
    expect(shareSum.get(1)).toBe(1);
    expect(count.get(0)).toBe(2);
    expect(count.get(1)).toBe(1);
    expect(x.intact && w.intact && codes.intact).toBe(true);
    expect(mean.intact && weightSum.intact && shareSum.intact && count.intact).toBe(true);
  });

  it("leaves rows without a value out of weights and counts; a group of none has mean NaN", () => {
    const x = GuardedF64.of([NaN, 6, NaN]);
    const w = GuardedF64.of([7, 2, 9]);
    const codes = GuardedU32.of([0, 0, 1]);
    const mean = GuardedF64.of([8, 8]);
    const weightSum = GuardedF64.of([8, 8]);
    const shareSum = GuardedF64.of([8, 8]);
    const count = GuardedU32.of([8, 8]);
    expect(weightedGroupMeans(3, 2, x.at, w.at, codes.at, mean.at, weightSum.at, shareSum.at, count.at)).toBe(0);
    expect(mean.get(0)).toBe(6);
    expect(weightSum.get(0)).toBe(2);
    expect(count.get(0)).toBe(1);
    expect(isNaN(mean.get(1))).toBe(true);
    expect(weightSum.get(1)).toBe(0);
    expect(shareSum.get(1)).toBe(0);
    expect(count.get(1)).toBe(0);
  });

  it("refuses a code that is no group", () => {
    const out = new GuardedF64(1);
    const count = new GuardedU32(1);
    const x = GuardedF64.of([1]);
    const codes = GuardedU32.of([1]);
    expect(weightedGroupMeans(1, 1, x.at, x.at, codes.at, out.at, out.at, out.at, count.at)).toBe(-5);
    expect(out.intact && count.intact).toBe(true);
  });
});
