import { momentBlocks } from "../../moments/moment-blocks";
import { momentSums, momentWrite } from "../../moments/moment-sums";
import { GuardedF64, GuardedU32 } from "../support/guarded";

describe("momentBlocks", () => {
  it("takes means out of two groups of one cluster: columns (1 3 | 2 2), dummies sparse", () => {
    const starts = GuardedU32.of([0, 2]);
    const groups = GuardedU32.of([0, 1]);
    const offsets = GuardedU32.of([0, 2, 4]);
    const codes = GuardedU32.of([0, 1, 0, 1]);
    const X = GuardedF64.of([1, 3, 2, 2]);
    const blocks = GuardedF64.of([7, 7, 7, 7, 7, 7]);
    const weights = GuardedF64.of([7, 7]);
    const work = new GuardedF64(66 * 4 + 4 + 16 + 8 + 3 + 2);
    const info = momentBlocks(
      0, 1, 4, 1, 2, 0, 1, 0, 1, starts.at, groups.at, offsets.at, codes.at, 0, X.at, blocks.at, weights.at, work.at,
    );
    expect(info).toBe(0);
    // each group leaves 1/2, -1/2 of its two dummies; x leaves -1, 1 in the first group and nothing in the second
    const expected: f64[] = [1, -1, 1, -1, 1, 2];
    for (let i = 0; i < 6; i++) expect(blocks.get(i)).toBe(expected[i]);
    expect(weights.get(0) == 2 && weights.get(1) == 2).toBe(true);
    expect(starts.intact && groups.intact && offsets.intact && codes.intact).toBe(true);
    expect(X.intact && blocks.intact && weights.intact && work.intact).toBe(true);
  });

  it("weighs rows, leaves out a group of no weight, and puts a dummy behind the column", () => {
    const starts = GuardedU32.of([0, 2]);
    const groups = GuardedU32.of([0, 1]);
    const offsets = GuardedU32.of([0, 2, 3]);
    const codes = GuardedU32.of([0, 1, 1]);
    const w = GuardedF64.of([1, 3, 0]);
    const X = GuardedF64.of([4, 0, 9]);
    const blocks = GuardedF64.of([7, 7, 7, 7, 7, 7]);
    const weights = GuardedF64.of([7, 7]);
    const work = new GuardedF64(66 * 4 + 4 + 16 + 8 + 3 + 2);
    const info = momentBlocks(
      0, 1, 3, 1, 2, 1, 1, 1, 1, starts.at, groups.at, offsets.at, codes.at, w.at, X.at, blocks.at, weights.at, work.at,
    );
    expect(info).toBe(0);
    // mean 1: x leaves 3, -1; dummies leave 3/4, -1/4 and -3/4, 1/4
    const expected: f64[] = [0.75, 3, 12, -0.75, -3, 0.75];
    for (let i = 0; i < 6; i++) expect(abs(blocks.get(i) - expected[i]) < 1e-14).toBe(true);
    expect(weights.get(0) == 1 && weights.get(1) == 3).toBe(true);
    expect(w.intact && X.intact && blocks.intact && weights.intact && work.intact).toBe(true);
  });

  it("adds up columns as they are when no means are taken out", () => {
    const starts = GuardedU32.of([0, 1, 2]);
    const groups = GuardedU32.of([1, 0]);
    const offsets = GuardedU32.of([0, 1, 3]);
    const X = GuardedF64.of([1, 2, 3, 4, 5, 6]);
    const blocks = GuardedF64.of([7, 7, 7, 7, 7, 7]);
    const work = new GuardedF64(66 * 4 + 16);
    momentBlocks(0, 2, 3, 2, 0, 0, 0, 0, 0, starts.at, groups.at, offsets.at, 0, 0, X.at, blocks.at, 0, work.at);
    const expected: f64[] = [13, 28, 61, 1, 4, 16];
    for (let i = 0; i < 6; i++) expect(blocks.get(i)).toBe(expected[i]);
    expect(X.intact && blocks.intact && work.intact).toBe(true);
  });
});

describe("momentSums and momentWrite", () => {
  it("make the block that momentBlocks makes, groups as they come", () => {
    const offsets = GuardedU32.of([0, 2, 4]);
    const clusterOf = GuardedU32.of([0, 0]);
    const codes = GuardedU32.of([0, 1, 0, 1]);
    const X = GuardedF64.of([1, 3, 2, 2]);
    const sums = new GuardedF64(16 + 8 + 3 + 2);
    const work = new GuardedF64(65 * 4 + 64 + 4);
    const info = momentSums(
      0, 2, 4, 1, 2, 1, 0, 1, 1, offsets.at, clusterOf.at, codes.at, 0, X.at, sums.at, work.at,
    );
    expect(info).toBe(0);
    expect(sums.get(0)).toBe(2);
    const blocks = GuardedF64.of([7, 7, 7, 7, 7, 7]);
    const weights = GuardedF64.of([7, 7]);
    expect(momentWrite(0, 1, 1, 2, 0, sums.at, blocks.at, weights.at)).toBe(0);
    const expected: f64[] = [1, -1, 1, -1, 1, 2];
    for (let i = 0; i < 6; i++) expect(blocks.get(i)).toBe(expected[i]);
    expect(weights.get(0) == 2 && weights.get(1) == 2).toBe(true);
    // with one of the dummies behind the column
    momentWrite(0, 1, 1, 2, 1, sums.at, blocks.at, weights.at);
    const behind: f64[] = [1, -1, 2, -1, 1, 1];
    for (let i = 0; i < 6; i++) expect(blocks.get(i)).toBe(behind[i]);
    expect(offsets.intact && clusterOf.intact && codes.intact && X.intact && sums.intact).toBe(true);
    expect(blocks.intact && weights.intact && work.intact).toBe(true);
  });
});
