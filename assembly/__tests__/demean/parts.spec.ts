import { levelMeans } from "../../demean/level-means";
import { sumParts } from "../../blas/sum-parts";
import { GuardedF64 } from "../support/guarded";

describe("parts of several calls", () => {
  it("add up by neighbours, over a range, into the first", () => {
    const parts = GuardedF64.of([1, 1, 10, 10, 100, 100, 1000, 1000, 10000, 10000]);
    expect(sumParts(5, 2, 1, 2, parts.at)).toBe(0);
    expect(parts.get(0)).toBe(1);
    expect(parts.get(1)).toBe(11111);
    expect(sumParts(1, 2, 0, 2, parts.at)).toBe(0);
    expect(parts.get(0)).toBe(1);
    expect(sumParts(5, 2, 0, 3, parts.at)).toBe(-4);
    expect(parts.intact).toBe(true);
  });

  it("add up as a tree: (a + b) + (c + d)", () => {
    // 2^53 + 1 is no double: one after the other, three ones would be lost
    const parts = GuardedF64.of([9007199254740992, 1, 1, 1]);
    expect(sumParts(4, 1, 0, 1, parts.at)).toBe(0);
    expect(parts.get(0)).toBe(9007199254740994);
    expect(parts.intact).toBe(true);
  });

  it("the largest mean passes over levels of no weight", () => {
    const totals = GuardedF64.of([2, 0, 4]);
    const sums = GuardedF64.of([1, -2, 0, 0, 9, 9, 9, 9, -4, 1, 2, 0]);
    const largest = new GuardedF64(4);
    expect(levelMeans(3, totals.at, sums.at, largest.at)).toBe(0);
    expect(largest.get(0)).toBe(1);
    expect(largest.get(1)).toBe(1);
    expect(largest.get(2)).toBe(0.5);
    expect(largest.get(3)).toBe(0);
    expect(totals.intact && sums.intact && largest.intact).toBe(true);
  });
});
