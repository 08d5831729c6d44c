import { groupCounts } from "../../groups/group-counts";
import { groupMeans, groupSums } from "../../groups/group-sums";
import { GuardedF64, GuardedU32 } from "../support/guarded";

describe("groupCounts", () => {
  it("counts 2, 0, 1 rows", () => {
    const codes = GuardedU32.of([0, 2, 0]);
    const counts = new GuardedU32(3);
    expect(groupCounts(3, 3, codes.at, counts.at)).toBe(0);
    expect(counts.get(0)).toBe(2);
    expect(counts.get(1)).toBe(0);
    expect(counts.get(2)).toBe(1);
    expect(codes.intact && counts.intact).toBe(true);
  });

  it("refuses a code that is no level", () => {
    const codes = GuardedU32.of([0, 3]);
    const counts = new GuardedU32(3);
    expect(groupCounts(2, 3, codes.at, counts.at)).toBe(-3);
    expect(counts.intact).toBe(true);
  });

  it("takes no rows and no levels", () => {
    const none = new GuardedU32(0);
    expect(groupCounts(0, 0, none.at, none.at)).toBe(0);
    expect(none.intact).toBe(true);
  });
});

describe("groupSums", () => {
  it("adds rows by level, with and without weights", () => {
    const x = GuardedF64.of([1, 2, 4]);
    const codes = GuardedU32.of([1, 0, 1]);
    const w = GuardedF64.of([10, 100, 1000]);
    const sums = new GuardedF64(2);
    expect(groupSums(3, 2, 0, x.at, codes.at, 0, sums.at)).toBe(0);
    expect(sums.get(0)).toBe(2);
    expect(sums.get(1)).toBe(5);
    expect(groupSums(3, 2, 1, x.at, codes.at, w.at, sums.at)).toBe(0);
    expect(sums.get(0)).toBe(200);
    expect(sums.get(1)).toBe(4010);
    expect(x.intact && codes.intact && w.intact && sums.intact).toBe(true);
  });

  it("refuses a code that is no level", () => {
    const x = GuardedF64.of([1]);
    const codes = GuardedU32.of([2]);
    const sums = new GuardedF64(2);
    expect(groupSums(1, 2, 0, x.at, codes.at, 0, sums.at)).toBe(-5);
    expect(groupSums(1, 2, 1, x.at, codes.at, x.at, sums.at)).toBe(-5);
    expect(sums.intact).toBe(true);
  });
});

describe("groupMeans", () => {
  it("gives means and weights; NaN where no row is", () => {
    const x = GuardedF64.of([1, 2, 4]);
    const codes = GuardedU32.of([1, 0, 1]);
    const w = GuardedF64.of([1, 5, 3]);
    const means = new GuardedF64(3);
    const totals = new GuardedF64(3);
    expect(groupMeans(3, 3, 1, x.at, codes.at, w.at, means.at, totals.at)).toBe(0);
    expect(means.get(0)).toBe(2);
    expect(means.get(1)).toBe(3.25);
    expect(isNaN(means.get(2))).toBe(true);
    expect(totals.get(1)).toBe(4);
    expect(groupMeans(3, 3, 0, x.at, codes.at, 0, means.at, totals.at)).toBe(0);
    expect(means.get(1)).toBe(2.5);
    expect(totals.get(1)).toBe(2);
    expect(means.intact && totals.intact).toBe(true);
  });

  it("keeps the digits of a mean far from zero", () => {
    const x = GuardedF64.of([1e15, 1e15 + 1, 1e15 + 2]);
    const codes = GuardedU32.of([0, 0, 0]);
    const means = new GuardedF64(1);
    const totals = new GuardedF64(1);
    expect(groupMeans(3, 1, 0, x.at, codes.at, 0, means.at, totals.at)).toBe(0);
    expect(means.get(0)).toBe(1e15 + 1);
  });

  it("refuses a code that is no level", () => {
    const x = GuardedF64.of([1]);
    const codes = GuardedU32.of([1]);
    const means = new GuardedF64(1);
    const totals = new GuardedF64(1);
    expect(groupMeans(1, 1, 0, x.at, codes.at, 0, means.at, totals.at)).toBe(-5);
    expect(groupMeans(1, 1, 1, x.at, codes.at, x.at, means.at, totals.at)).toBe(-5);
    expect(means.intact && totals.intact).toBe(true);
  });
});
