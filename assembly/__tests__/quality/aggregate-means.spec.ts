import { aggregateMeans } from "../../quality/aggregate-means";
import { GuardedF64, GuardedU32 } from "../support/guarded";

const NONE: u32 = 0xffff_ffff;

describe("aggregateMeans", () => {
  it("gives (1*10 + 3*2) / 4 = 4 and (10 + 2) / 2 = 6; rows without value or key are counted and left out", () => {
    const x = GuardedF64.of([10, NaN, 2, 8, NaN]);
    const w = GuardedF64.of([1, 7, 3, 5, 2]);
    const codes = GuardedU32.of([0, 0, 0, NONE, NONE]);
    const stats = new GuardedF64(10);
    const excluded = new GuardedU32(2);
    expect(aggregateMeans(5, 2, x.at, w.at, codes.at, stats.at, excluded.at)).toBe(0);
    const expected: f64[] = [4, 6, 4, 1, 2];
    for (let i = 0; i < 5; i++) expect(stats.get(i)).toBe(expected[i]);
    expect(isNaN(stats.get(5)) && isNaN(stats.get(6))).toBe(true);
    for (let i = 7; i < 10; i++) expect(stats.get(i)).toBe(0);
    expect(excluded.get(0)).toBe(2);
    expect(excluded.get(1)).toBe(1);
    expect(stats.intact && excluded.intact && x.intact && w.intact && codes.intact).toBe(true);
  });

  it("refuses a code that is no group, and does nothing without rows", () => {
    const stats = new GuardedF64(5);
    const excluded = new GuardedU32(2);
    const x = GuardedF64.of([1]);
    expect(aggregateMeans(1, 1, x.at, x.at, GuardedU32.of([1]).at, stats.at, excluded.at)).toBe(-5);
    expect(aggregateMeans(0, 0, 0, 0, 0, 0, excluded.at)).toBe(0);
    expect(stats.intact && excluded.intact).toBe(true);
  });
});
