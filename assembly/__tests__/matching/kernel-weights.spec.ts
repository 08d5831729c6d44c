import { blockMoments } from "../../matching/block-moments";
import { kernelShares } from "../../matching/kernel-shares";
import { kernelSums } from "../../matching/kernel-sums";
import { scoreBlocks } from "../../matching/score-blocks";
import { GuardedF64, GuardedU32 } from "../support/guarded";

const EPANECHNIKOV: i32 = 0, UNIFORM: i32 = 3;

describe("scoreBlocks", () => {
  it("cuts cells into blocks no wider than asked, and counts them", () => {
    const offsets = GuardedU32.of([0, 4, 4, 6]), x = GuardedF64.of([0, 1, 1.5, 2.5, 1, 9]);
    const starts = new GuardedU32(7), cellBlocks = new GuardedU32(4);
    expect(scoreBlocks(6, 3, 1, offsets.at, x.at, starts.at, cellBlocks.at)).toBe(4);
    const expected: u32[] = [0, 2, 4, 5, 6, 6, 6];
    for (let i = 0; i < 7; i++) expect(starts.get(i)).toBe(expected[i]);
    expect(cellBlocks.get(0) == 0 && cellBlocks.get(1) == 2 && cellBlocks.get(2) == 2 && cellBlocks.get(3) == 4).toBe(true);
    expect(offsets.intact && x.intact && starts.intact && cellBlocks.intact).toBe(true);
  });

  it("has no blocks without controls", () => {
    const offsets = GuardedU32.of([0, 0]), starts = new GuardedU32(1), cellBlocks = new GuardedU32(2);
    expect(scoreBlocks(0, 1, 1, offsets.at, 0, starts.at, cellBlocks.at)).toBe(0);
    expect(starts.get(0)).toBe(0);
    expect(cellBlocks.get(1)).toBe(0);
  });
});

describe("blockMoments", () => {
  it("with one point counts the controls and adds up their outcome", () => {
    const starts = GuardedU32.of([0, 1, 4]), x = GuardedF64.of([0, 2, 3, 4]), y = GuardedF64.of([9, 1, 2, 4]);
    const basis = GuardedF64.of([1]), moments = new GuardedF64(4), work = new GuardedF64(2);
    expect(blockMoments(2, 1, 1, starts.at, x.at, y.at, basis.at, moments.at, work.at)).toBe(0);
    expect(moments.get(0) == 0 && moments.get(1) == 0).toBe(true);
    expect(moments.get(2)).toBe(3);
    expect(moments.get(3)).toBe(7);
    expect(moments.intact && work.intact).toBe(true);
  });

  it("refuses no points", () => {
    expect(blockMoments(0, 0, 0, 0, 0, 0, 0, 0, 0)).toBe(-2);
  });
});

describe("kernelSums and kernelShares", () => {
  it("give means of controls within the bandwidth, its edge included by the uniform kernel", () => {
    const s = GuardedF64.of([1, 9]), cells = GuardedU32.of([0, 0]), cellBlocks = GuardedU32.of([0, 2]);
    const starts = GuardedU32.of([0, 2, 3]), x = GuardedF64.of([0, 0.5, 2.5]), y = GuardedF64.of([4, 8, 100]);
    const moments = GuardedF64.of([2, 12, 0, 0]), points = GuardedF64.of([0]);
    const a = new GuardedF64(2), b = new GuardedF64(2), total = new GuardedF64(2), out = new GuardedF64(2);
    const info = kernelSums(
      2, UNIFORM, 0, 1, 1, 1, s.at, cells.at, cellBlocks.at, starts.at, x.at, y.at, moments.at, points.at, a.at, b.at,
      total.at, out.at,
    );
    expect(info).toBe(0);
    expect(total.get(0)).toBe(2);
    expect(a.get(0)).toBe(0.5);
    expect(out.get(0)).toBe(6);
    expect(total.get(1) == 0 && a.get(1) == 0 && b.get(1) == 0).toBe(true);
    expect(isNaN(out.get(1))).toBe(true);
    const blockCells = GuardedU32.of([0, 0]), offsets = GuardedU32.of([0, 2]), basis = GuardedF64.of([1]);
    const shares = new GuardedF64(3), work = new GuardedF64(2);
    expect(kernelShares(
      2, UNIFORM, 1, 1, blockCells.at, starts.at, x.at, offsets.at, s.at, a.at, b.at, points.at, basis.at, shares.at,
      work.at,
    )).toBe(0);
    expect(shares.get(0) == 0.5 && shares.get(1) == 0.5 && shares.get(2) == 0).toBe(true);
    expect(a.intact && b.intact && total.intact && out.intact && shares.intact && work.intact).toBe(true);
  });

  it("give no line through controls at one score, and an exact one through two", () => {
    const s = GuardedF64.of([0]), cells = GuardedU32.of([0]), cellBlocks = GuardedU32.of([0, 1]);
    const y = GuardedF64.of([3, 7]), points = GuardedF64.of([0]), moments = new GuardedF64(10);
    const a = new GuardedF64(1), b = new GuardedF64(1), total = new GuardedF64(1), out = new GuardedF64(1);
    const starts = GuardedU32.of([0, 2]);
    const same = GuardedF64.of([0.5, 0.5]);
    kernelSums(
      1, EPANECHNIKOV, 1, 1, 1, 5, s.at, cells.at, cellBlocks.at, starts.at, same.at, y.at, moments.at, points.at, a.at,
      b.at, total.at, out.at,
    );
    expect(total.get(0)).toBe(1.5);
    expect(a.get(0)).toBe(0);
    expect(isNaN(out.get(0))).toBe(true);
    const apart = GuardedF64.of([0.25, 0.5]);
    kernelSums(
      1, EPANECHNIKOV, 1, 1, 1, 5, s.at, cells.at, cellBlocks.at, starts.at, apart.at, y.at, moments.at, points.at, a.at,
      b.at, total.at, out.at,
    );
    expect(abs(out.get(0) + 1)).toBeLessThan(1e-13); // the line through (0.25, 3) and (0.5, 7) at 0
  });
});
