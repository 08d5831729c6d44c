import { cellProjections } from "../../imputation/cell-projections";
import { imputeOutcomes } from "../../imputation/impute-outcomes";
import { imputedInfluence } from "../../imputation/imputed-influence";
import { GuardedF64, GuardedU32, GuardedU8 } from "../support/guarded";

// two units in three periods; the first is treated in the last
const starts: u32[] = [0, 3, 6];
const level: u32[] = [0, 1, 2, 0, 1, 2];
const cell: u32[] = [9, 9, 0, 9, 9, 9];
const compared: u8[] = [1, 1, 0, 1, 1, 1];

describe("imputeOutcomes", () => {
  it("takes out period effects and the mean of rows compared with", () => {
    const rows = GuardedU32.of(starts), levels = GuardedU32.of(level), some = GuardedU8.of(compared);
    const y = GuardedF64.of([1, 4, 12, 0, 1, 5]), b = GuardedF64.of([0, 1, 2]), out = new GuardedF64(6);
    expect(imputeOutcomes(0, 2, 3, 0, rows.at, levels.at, some.at, 0, y.at, b.at, out.at)).toBe(0);
    // the first unit: 1, 3 | 10, mean 2; the second: 0, 0, 3, mean 1
    const expected: f64[] = [-1, 1, 8, -1, -1, 2];
    for (let i = 0; i < 6; i++) expect(out.get(i)).toBe(expected[i]);
    expect(rows.intact && levels.intact && some.intact && y.intact && b.intact && out.intact).toBe(true);
  });

  it("weighs the mean", () => {
    const rows = GuardedU32.of([0, 3]), levels = GuardedU32.of([0, 0, 0]), some = GuardedU8.of([1, 1, 0]);
    const w = GuardedF64.of([3, 1, 100]), y = GuardedF64.of([0, 4, 5]), b = GuardedF64.of([0]), out = new GuardedF64(3);
    expect(imputeOutcomes(0, 1, 1, 1, rows.at, levels.at, some.at, w.at, y.at, b.at, out.at)).toBe(0);
    const expected: f64[] = [-1, 3, 4];
    for (let i = 0; i < 3; i++) expect(out.get(i)).toBe(expected[i]);
  });

  it("refuses levels that are none and units with nothing to compare with", () => {
    const rows = GuardedU32.of([0, 1]), x = new GuardedF64(1), out = new GuardedF64(1);
    const one = GuardedU32.of([1]), zero = GuardedU32.of([0]), none = GuardedU8.of([0]);
    expect(imputeOutcomes(0, 1, 1, 0, rows.at, one.at, none.at, 0, x.at, x.at, out.at)).toBe(-6);
    expect(imputeOutcomes(0, 1, 1, 0, rows.at, zero.at, none.at, 0, x.at, x.at, out.at)).toBe(-7);
  });
});

describe("cellProjections", () => {
  it("puts a treated row in its period, less the means of its unit", () => {
    const rows = GuardedU32.of(starts), levels = GuardedU32.of(level), cells = GuardedU32.of(cell);
    const some = GuardedU8.of(compared), X = GuardedF64.of([1, 3, 7, 0, 0, 0]);
    const out = new GuardedF64(4), means = new GuardedF64(1);
    const info = cellProjections(0, 2, 6, 3, 1, 1, 0, rows.at, levels.at, cells.at, some.at, 0, X.at, out.at, means.at);
    expect(info).toBe(0);
    const expected: f64[] = [-0.5, -0.5, 1, 5];
    for (let i = 0; i < 4; i++) expect(out.get(i)).toBe(expected[i]);
    expect(rows.intact && levels.intact && cells.intact && some.intact && X.intact && out.intact && means.intact).toBe(true);
  });

  it("refuses levels that are none", () => {
    const rows = GuardedU32.of(starts), levels = GuardedU32.of(level), cells = GuardedU32.of(cell);
    const some = GuardedU8.of(compared), out = new GuardedF64(2);
    expect(cellProjections(0, 2, 6, 2, 1, 0, 0, rows.at, levels.at, cells.at, some.at, 0, 0, out.at, 0)).toBe(-9);
  });
});

describe("imputedInfluence", () => {
  it("adds shares and takes off residuals times projections", () => {
    const rows = GuardedU32.of(starts), levels = GuardedU32.of(level), cells = GuardedU32.of(cell);
    const share = GuardedF64.of([0, 0, 5, 0, 0, 0]), e = GuardedF64.of([1, -1, 0, 2, 0, -2]);
    const X = GuardedF64.of([2, 4, 0, 1, 0, 1]), B = GuardedF64.of([10, 20, 30, 0.5]);
    const out = new GuardedF64(2), sums = new GuardedF64(1);
    const info = imputedInfluence(
      0, 2, 6, 2, 3, 1, 1, rows.at, levels.at, cells.at, share.at, e.at, X.at, B.at, out.at, sums.at,
    );
    expect(info).toBe(0);
    // 5 - (10 - 20) - 0.5 (2 - 4), and -(20 - 60) - 0.5 (2 - 2)
    expect(out.get(0)).toBe(16);
    expect(out.get(1)).toBe(40);
    expect(rows.intact && levels.intact && cells.intact && share.intact && e.intact && X.intact && B.intact).toBe(true);
    expect(out.intact && sums.intact).toBe(true);
  });

  it("refuses levels that are none", () => {
    const rows = GuardedU32.of(starts), levels = GuardedU32.of(level), cells = GuardedU32.of(cell);
    const x = new GuardedF64(6), out = new GuardedF64(2), sums = new GuardedF64(1);
    const info = imputedInfluence(
      0, 2, 6, 2, 2, 1, 0, rows.at, levels.at, cells.at, x.at, x.at, 0, x.at, out.at, sums.at,
    );
    expect(info).toBe(-9);
  });
});
