import { reducedCells } from "../../reduced/reduced-cells";
import { reducedDiagonal } from "../../reduced/reduced-diagonal";
import { GuardedF64, GuardedU32 } from "../support/guarded";

function expectU32(buffer: GuardedU32, values: u32[]): void {
  for (let i = 0; i < values.length; i++) expect(buffer.get(i)).toBe(values[i]);
  expect(buffer.intact).toBe(true);
}

function expectF64(buffer: GuardedF64, values: f64[]): void {
  for (let i = 0; i < values.length; i++) expect(buffer.get(i)).toBe(values[i]);
  expect(buffer.intact).toBe(true);
}

describe("reducedCells", () => {
  it("merges rows by level in order of first row and leaves out groups of one cell", () => {
    // groups: 2 2 | 1 0 1 | nothing | 2 0
    const offsets = GuardedU32.of([0, 2, 5, 5, 7]);
    const codes = GuardedU32.of([2, 2, 1, 0, 1, 2, 0]);
    const cellOffsets = new GuardedU32(5), cellCodes = new GuardedU32(7), work = new GuardedU32(3);
    const cellWeights = new GuardedF64(7);
    const kept = reducedCells(
      7, 4, 3, 1, 0, offsets.at, codes.at, 0, cellOffsets.at, cellCodes.at, cellWeights.at, work.at,
    );
    expect(kept).toBe(2);
    expectU32(cellOffsets, [0, 2, 4, 0, 0]);
    expectU32(cellCodes, [1, 0, 2, 0, 0, 0, 0]);
    expectF64(cellWeights, [2, 1, 1, 1, 0, 0, 0]);
    expect(work.intact).toBe(true);
  });

  it("adds weights, and lets rows of weight 0 vanish with the groups they leave alone", () => {
    const offsets = GuardedU32.of([0, 3, 5]);
    const codes = GuardedU32.of([0, 1, 0, 0, 1]);
    const w = GuardedF64.of([0.5, 2, 0.25, 3, 0]);
    const cellOffsets = new GuardedU32(3), cellCodes = new GuardedU32(5), work = new GuardedU32(2);
    const cellWeights = new GuardedF64(5);
    const kept = reducedCells(
      5, 2, 2, 1, 1, offsets.at, codes.at, w.at, cellOffsets.at, cellCodes.at, cellWeights.at, work.at,
    );
    expect(kept).toBe(1);
    expectU32(cellOffsets, [0, 2, 0]);
    expectU32(cellCodes, [0, 1, 0, 0, 0]);
    expectF64(cellWeights, [0.75, 2, 0, 0, 0]);
  });

  it("tells cells apart by all effects", () => {
    // one group; (0,2) (0,3) (0,2) (1,2)
    const offsets = GuardedU32.of([0, 4]);
    const codes = GuardedU32.of([0, 0, 0, 1, 2, 3, 2, 2]);
    const cellOffsets = new GuardedU32(2), cellCodes = new GuardedU32(8), work = new GuardedU32(16384 + 4);
    const cellWeights = new GuardedF64(4);
    const kept = reducedCells(
      4, 1, 4, 2, 0, offsets.at, codes.at, 0, cellOffsets.at, cellCodes.at, cellWeights.at, work.at,
    );
    expect(kept).toBe(1);
    expectU32(cellOffsets, [0, 3]);
    expectU32(cellCodes, [0, 0, 1, 0, 2, 3, 2, 0]);
    expectF64(cellWeights, [2, 1, 1, 0]);
    expect(work.intact).toBe(true);
  });

  it("refuses no effects and codes out of range", () => {
    const offsets = GuardedU32.of([0, 1]), codes = GuardedU32.of([5]);
    const out = new GuardedU32(2), outCodes = new GuardedU32(1), work = new GuardedU32(5), weights = new GuardedF64(1);
    expect(reducedCells(1, 1, 5, 0, 0, offsets.at, codes.at, 0, out.at, outCodes.at, weights.at, work.at)).toBe(-4);
    expect(reducedCells(1, 1, 5, 1, 0, offsets.at, codes.at, 0, out.at, outCodes.at, weights.at, work.at)).toBe(-7);
  });
});

describe("reducedDiagonal", () => {
  it("adds s (W - s) / W with the level's whole weight in the group", () => {
    // one group of cells (0,2) (0,3) (1,2), weights 1 2 3: level 0 has 3 of 6, level 2 has 4
    const offsets = GuardedU32.of([0, 3]);
    const codes = GuardedU32.of([0, 0, 1, 2, 3, 2]);
    const weights = GuardedF64.of([1, 2, 3]);
    const inverses = new GuardedF64(1), totals = new GuardedF64(4), diagonal = new GuardedF64(4);
    const work = new GuardedF64(8), index = new GuardedU32(8);
    const info = reducedDiagonal(
      0, 1, 4, 2, 3, 0, offsets.at, codes.at, weights.at, inverses.at, totals.at, diagonal.at, work.at, index.at,
    );
    expect(info).toBe(0);
    expectF64(inverses, [1.0 / 6.0]);
    expectF64(totals, [3, 3, 4, 2]);
    expectF64(diagonal, [1.5, 1.5, 4.0 * (2.0 / 6.0), 2.0 * (4.0 / 6.0)]);
    expect(work.intact && index.intact).toBe(true);
  });

  it("keeps the digits of a level that outweighs the others, and gives exactly 0 to one alone", () => {
    const offsets = GuardedU32.of([0, 2]);
    const codes = GuardedU32.of([0, 1, 2, 2]);
    const weights = GuardedF64.of([1e16, 1e-3]);
    const inverses = new GuardedF64(1), totals = new GuardedF64(3), diagonal = new GuardedF64(3);
    const work = new GuardedF64(6), index = new GuardedU32(6);
    reducedDiagonal(
      0, 1, 3, 2, 2, 0, offsets.at, codes.at, weights.at, inverses.at, totals.at, diagonal.at, work.at, index.at,
    );
    expect(diagonal.get(0)).toBeCloseTo(1e-3, 12);
    expect(diagonal.get(1)).toBeCloseTo(1e-3, 12);
    expect(diagonal.get(2)).toBe(0);
  });

  it("adds (m - 1) / m where m cells of weight 1 differ, and knows when they do not", () => {
    // one group of cells (0,3) (1,3) (2,4)
    const offsets = GuardedU32.of([0, 3]), codes = GuardedU32.of([0, 1, 2, 3, 3, 4]), weights = GuardedF64.of([1, 1, 1]);
    const inverses = new GuardedF64(1), totals = new GuardedF64(5), diagonal = new GuardedF64(5);
    const work = new GuardedF64(10), index = new GuardedU32(10);
    reducedDiagonal(
      0, 1, 5, 2, 3, 1, offsets.at, codes.at, weights.at, inverses.at, totals.at, diagonal.at, work.at, index.at,
    );
    expectF64(totals, [1, 1, 1, 2, 1]);
    expectF64(diagonal, [2.0 / 3.0, 2.0 / 3.0, 2.0 / 3.0, 2.0 * (1.0 / 3.0), 2.0 / 3.0]);
    expect(work.intact && index.intact && inverses.intact).toBe(true);
  });
});
