import { groupQuantiles } from "../../groups/group-quantiles";
import { placeByGroup } from "../../groups/place-by-group";
import { sortPairs } from "../../groups/sort-pairs";
import { GuardedF64, GuardedU32 } from "../support/guarded";

describe("placeByGroup", () => {
  it("puts values side by side with their weights, leaves NaN out and makes -0 a 0", () => {
    const x = GuardedF64.of([5, NaN, -0.0, 7, 1]);
    const w = GuardedF64.of([50, 99, 10, 70, 11]);
    const codes = GuardedU32.of([1, 0, 0, 1, 0]);
    const offsets = GuardedU32.of([0, 3, 5]);
    const ends = new GuardedU32(2);
    const outX = GuardedF64.of([9, 9, 9, 9, 9]);
    const outW = GuardedF64.of([9, 9, 9, 9, 9]);
    expect(placeByGroup(5, 2, 1, x.at, codes.at, w.at, offsets.at, ends.at, outX.at, outW.at)).toBe(0);
    expect(ends.get(0)).toBe(2);
    expect(ends.get(1)).toBe(5);
    const values: f64[] = [0, 1, 0, 5, 7];
    const weights: f64[] = [10, 11, 0, 50, 70];
    for (let i = 0; i < 5; i++) {
      expect(outX.get(i)).toBe(values[i]);
      expect(outW.get(i)).toBe(weights[i]);
    }
    expect(reinterpret<u64>(outX.get(0)) == 0).toBe(true);
    expect(ends.intact && outX.intact && outW.intact && x.intact && w.intact).toBe(true);
  });

  it("refuses a code that is no group, and does nothing without rows", () => {
    const out = new GuardedF64(1);
    const ends = new GuardedU32(1);
    const offsets = GuardedU32.of([0, 1]);
    const x = GuardedF64.of([1]);
    expect(placeByGroup(1, 1, 0, x.at, GuardedU32.of([1]).at, 0, offsets.at, ends.at, out.at, 0)).toBe(-5);
    expect(placeByGroup(0, 0, 0, 0, 0, 0, offsets.at, 0, 0, 0)).toBe(0);
    expect(out.intact && ends.intact).toBe(true);
  });
});

describe("groupQuantiles", () => {
  it("interpolates between order statistics: of 1, 2, 4, 8 the median is 3 and the 0.9 quantile 4 + 0.7 * 4", () => {
    const offsets = GuardedU32.of([0, 4, 6, 6]);
    const ends = GuardedU32.of([4, 5, 6]);
    const x = GuardedF64.of([8, 1, 4, 2, 7, 0]);
    const p = GuardedF64.of([0.5, 0.9]);
    const out = new GuardedF64(6);
    expect(groupQuantiles(0, 3, 3, 2, 0, offsets.at, ends.at, x.at, 0, p.at, out.at)).toBe(0);
    expect(out.get(0)).toBe(3);
    expect(Math.abs(out.get(3) - 6.8) < 1e-14).toBe(true);
    expect(out.get(1)).toBe(7);
    expect(out.get(4)).toBe(7);
    expect(isNaN(out.get(2)) && isNaN(out.get(5))).toBe(true);
    expect(x.intact && out.intact && offsets.intact && ends.intact).toBe(true);
  });

  it("writes only the groups of its task", () => {
    const offsets = GuardedU32.of([0, 1, 2, 3]);
    const ends = GuardedU32.of([1, 2, 3]);
    const x = GuardedF64.of([5, 6, 7]);
    const p = GuardedF64.of([0.5]);
    const out = new GuardedF64(3);
    expect(groupQuantiles(1, 2, 3, 1, 0, offsets.at, ends.at, x.at, 0, p.at, out.at)).toBe(0);
    expect(out.get(0)).toBe(0);
    expect(out.get(1)).toBe(6);
    expect(out.get(2)).toBe(0);
  });

  it("inverts the weighted distribution: 1 (weight 2), 3 (1), 10 (1) has median (1 + 3) / 2, and 3 at 0.6", () => {
    const offsets = GuardedU32.of([0, 3]);
    const ends = GuardedU32.of([3]);
    const x = GuardedF64.of([10, 1, 3]);
    const w = GuardedF64.of([1, 2, 1]);
    const p = GuardedF64.of([0, 0.5, 0.6, 0.75, 0.76, 1]);
    const out = new GuardedF64(6);
    expect(groupQuantiles(0, 1, 1, 6, 1, offsets.at, ends.at, x.at, w.at, p.at, out.at)).toBe(0);
    const expected: f64[] = [1, 2, 3, 6.5, 10, 10];
    for (let i = 0; i < 6; i++) expect(out.get(i)).toBe(expected[i]);
    expect(w.get(0)).toBe(2);
    expect(x.intact && w.intact && out.intact).toBe(true);
  });
});

/** Whether x ascends, and w within equal x. */
function ascends(x: GuardedF64, w: GuardedF64): bool {
  for (let i = 1; i < x.length; i++) {
    if (x.get(i) < x.get(i - 1)) return false;
    if (x.get(i) == x.get(i - 1) && w.get(i) < w.get(i - 1)) return false;
  }
  return x.intact && w.intact;
}

describe("sortPairs", () => {
  it("sorts by value, then weight, by halving and by heap alike", () => {
    for (let depth = 0; depth < 40; depth += 13) {
      const x = new GuardedF64(500);
      const w = new GuardedF64(500);
      for (let i = 0; i < 500; i++) {
        x.set(i, <f64>((i * 7919) % 61));
        w.set(i, <f64>((i * 104729) % 503));
      }
      sortPairs(x.at, w.at, 0, 500, depth);
      expect(ascends(x, w)).toBe(true);
    }
  });
});
