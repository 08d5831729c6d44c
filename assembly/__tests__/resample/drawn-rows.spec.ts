import { drawnRows } from "../../resample/drawn-rows";
import { GuardedF64, GuardedU32 } from "../support/guarded";

describe("drawnRows", () => {
  it("weighs rows by their clusters, and drops those alone in a level, one after the other", () => {
    // firms 0 1 1 2 2, years 0 0 1 1 1; every row a cluster; row 4 is not drawn, row 3 twice
    const levels = GuardedU32.of([3, 2]);
    const codes = GuardedU32.of([0, 1, 1, 2, 2, 0, 0, 1, 1, 1]);
    const clusters = GuardedU32.of([0, 1, 2, 3, 4]);
    const counts = GuardedF64.of([1, 1, 1, 2, 0]);
    const weights = new GuardedF64(5);
    const levelCounts = new GuardedU32(5);
    const work = new GuardedU32(10);
    // row 0 is alone in firm 0, then row 1 in year 0, then row 2 in firm 1; the two of row 3 keep each other
    const dropped = drawnRows(
      5, 2, 5, 1, levels.at, codes.at, clusters.at, counts.at, weights.at, levelCounts.at, work.at,
    );
    expect(dropped).toBe(3);
    for (let i = 0; i < 5; i++) expect(weights.get(i)).toBe(i == 3 ? 2 : 0);
    const left: u32[] = [0, 0, 2, 0, 2];
    for (let l = 0; l < 5; l++) expect(levelCounts.get(l)).toBe(left[l]);
    expect(levels.intact && codes.intact && clusters.intact && counts.intact).toBe(true);
    expect(weights.intact && levelCounts.intact && work.intact).toBe(true);
  });

  it("keeps single rows where it is told to", () => {
    const weights = new GuardedF64(2);
    const levelCounts = new GuardedU32(2);
    const codes = GuardedU32.of([0, 1]);
    const counts = GuardedF64.of([1, 3]);
    const work = new GuardedU32(4);
    const levels = GuardedU32.of([2]);
    expect(drawnRows(2, 1, 2, 0, levels.at, codes.at, codes.at, counts.at, weights.at, levelCounts.at, work.at)).toBe(0);
    expect(weights.get(0)).toBe(1);
    expect(weights.get(1)).toBe(3);
  });

  it("refuses codes and clusters out of range", () => {
    const weights = new GuardedF64(1);
    const levelCounts = new GuardedU32(1);
    const work = new GuardedU32(2);
    const one = GuardedU32.of([1]);
    const zero = GuardedU32.of([0]);
    const counts = GuardedF64.of([1]);
    expect(drawnRows(1, 1, 1, 1, one.at, one.at, zero.at, counts.at, weights.at, levelCounts.at, work.at)).toBe(-6);
    expect(drawnRows(1, 1, 1, 1, one.at, zero.at, one.at, counts.at, weights.at, levelCounts.at, work.at)).toBe(-7);
    expect(weights.intact && levelCounts.intact && work.intact).toBe(true);
  });
});
