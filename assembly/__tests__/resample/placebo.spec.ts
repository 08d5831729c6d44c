import { placeboCells } from "../../resample/placebo-cells";
import { placeboErrors } from "../../resample/placebo-errors";
import { placeboScores } from "../../resample/placebo-scores";
import { placeboSlopes } from "../../resample/placebo-slopes";
import { GuardedF64, GuardedU32 } from "../support/guarded";

// Units seen in two periods, whose outcome grows by 3, 1, 3, 1, 0, 0, 0, 0. Columns of a block: a dummy of each period,
// then the outcome, less the unit's mean.
const GROWTH: f64[] = [3, 1, 3, 1, 0, 0, 0, 0];

function blocksOfUnits(): GuardedF64 {
  const blocks = new GuardedF64(48);
  for (let c = 0; c < 8; c++) {
    const a = GROWTH[c];
    const block: f64[] = [0.5, -0.5, 0.5, -a / 2, a / 2, (a * a) / 2];
    for (let i = 0; i < 6; i++) blocks.set(6 * c + i, block[i]);
  }
  return blocks;
}

describe("placeboCells, placeboSlopes, placeboScores and placeboErrors", () => {
  it("give 2 with error 1 when the first four of eight units are treated, and nothing when all are or none", () => {
    const blocks = blocksOfUnits();
    const L = GuardedF64.of([2]); // the second period's dummy is left out
    const kept = GuardedU32.of([0]), alike = new GuardedU32(8);
    const g = GuardedF64.of([-1, 0]);
    const periods = GuardedU32.of([0, 1]);
    const weights = new GuardedF64(16);
    for (let i = 0; i < 16; i++) weights.set(i, 1);
    const dates = GuardedU32.of([1]);
    const Ze = new GuardedF64(8), uZ = new GuardedF64(8), sums = new GuardedF64(24), row = new GuardedF64(2);
    const info = placeboCells(
      8, 2, 1, 1, 6, 2, 2, 1, blocks.at, kept.at, periods.at, weights.at, dates.at, g.at, alike.at, Ze.at, uZ.at, sums.at,
      row.at,
    );
    expect(info).toBe(0);
    expect(Ze.get(0) == -1 && Ze.get(7) == 0.5).toBe(true);
    expect(uZ.get(0)).toBe(-0.5);
    expect(blocks.get(0)).toBe(0.5);
    expect(alike.get(0) == 0 && alike.get(1) == 1 && alike.get(7) == 1).toBe(true);
    expect(sums.get(0) == 0.5 && sums.get(1) == 1 && sums.get(2) == 1).toBe(true);
    expect(sums.get(21) == 0.5 && sums.get(22) == -0.5 && sums.get(23) == 1).toBe(true);

    const clusters = GuardedU32.of([0, 1, 2, 3, 4, 5, 6, 7]);
    const codes = new GuardedU32(24);
    for (let c = 0; c < 4; c++) codes.set(c, 1);
    for (let c = 0; c < 8; c++) codes.set(8 + c, 1);
    const slopes = new GuardedF64(8), lanes = new GuardedF64(8), products = new GuardedF64(8), found = new GuardedF64(16);
    const slopesWork = new GuardedF64(32), scores = new GuardedF64(64), scoresWork = new GuardedF64(40);
    expect(placeboSlopes(
      3, 8, 1, 1, L.at, uZ.at, sums.at, codes.at, slopes.at, lanes.at, products.at, found.at, slopesWork.at,
    )).toBe(0);
    expect(found.get(0) == 2 && found.get(8) > 0 && found.get(9) == 0 && found.get(10) == 0).toBe(true);
    expect(placeboScores(
      0, 8, 3, 8, 1, 1, 6, 1, blocks.at, alike.at, Ze.at, uZ.at, sums.at, codes.at, slopes.at, lanes.at, products.at,
      found.at, scores.at, scoresWork.at,
    )).toBe(0);
    const estimate = new GuardedF64(3), error = new GuardedF64(3), work = new GuardedF64(64);
    expect(placeboErrors(3, 8, 8, 4, clusters.at, scores.at, found.at, estimate.at, error.at, work.at)).toBe(0);
    expect(estimate.get(0)).toBe(2);
    expect(error.get(0)).toBe(1);
    expect(isNaN(estimate.get(1)) && isNaN(error.get(1))).toBe(true);
    expect(isNaN(estimate.get(2)) && isNaN(error.get(2))).toBe(true);
    expect(blocks.intact && Ze.intact && uZ.intact && sums.intact && row.intact && L.intact).toBe(true);
    expect(slopes.intact && lanes.intact && products.intact && found.intact && slopesWork.intact).toBe(true);
    expect(scores.intact && scoresWork.intact && alike.intact && kept.intact).toBe(true);
    expect(estimate.intact && error.intact && work.intact && codes.intact).toBe(true);
  });

  it("store every date from the sums of its periods, and zeros for a date after the last", () => {
    const blocks = GuardedF64.of([2, 1, 3, 5, 7, 11]); // p1'p1, p1'p2, p2'p2, y'p1, y'p2, y'y
    const periods = GuardedU32.of([0, 1]), dates = GuardedU32.of([0, 1, 2]);
    const weights = GuardedF64.of([4, 6]);
    const sums = new GuardedF64(9), alike = new GuardedU32(1);
    placeboCells(
      1, 0, 0, 0, 6, 2, 2, 3, blocks.at, 0, periods.at, weights.at, dates.at, 0, alike.at, 0, 0, sums.at, 0,
    );
    const expected: f64[] = [7, 12, 10, 3, 7, 6, 0, 0, 0];
    for (let i = 0; i < 9; i++) expect(sums.get(i)).toBe(expected[i]);
    expect(sums.intact).toBe(true);
  });
});
