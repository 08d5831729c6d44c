import { pairCorrelations } from "../../panel/pair-correlations";
import { rowDifferences } from "../../panel/row-differences";
import { subtractLevels } from "../../panel/subtract-levels";
import { GuardedF64, GuardedU32 } from "../support/guarded";

// three units in four periods; the third lacks the second period
const e: f64[] = [1, 2, 1, 0, 2, 4, 0, 0, 3, 6, 3, 0, 4, 8, 2, 0];
const seen: f64[] = [1, 1, 1, 0, 1, 1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0];

describe("rowDifferences", () => {
  it("does nothing for no rows", () => {
    expect(rowDifferences(0, 0, 0, 0, 0, 0)).toBe(0);
  });

  it("takes differences of the rows named, whatever lies between", () => {
    const rows = GuardedU32.of([1, 3, 4]), before = GuardedU32.of([0, 1, 2]);
    const x = GuardedF64.of([1, 4, 9, 16, 25]);
    const out = new GuardedF64(3);
    expect(rowDifferences(3, 5, rows.at, before.at, x.at, out.at)).toBe(0);
    const expected: f64[] = [3, 12, 16];
    for (let i = 0; i < 3; i++) expect(out.get(i)).toBe(expected[i]);
    expect(rows.intact && before.intact && x.intact && out.intact).toBe(true);
  });

  it("refuses rows that are none", () => {
    const one = GuardedU32.of([1]), five = GuardedU32.of([5]);
    const x = new GuardedF64(5), out = new GuardedF64(1);
    expect(rowDifferences(1, 5, five.at, one.at, x.at, out.at)).toBe(-3);
    expect(rowDifferences(1, 5, one.at, five.at, x.at, out.at)).toBe(-4);
  });
});

describe("subtractLevels", () => {
  it("takes the number of its level out of each row", () => {
    const codes = GuardedU32.of([1, 0, 1, 2]);
    const shift = GuardedF64.of([10, 20, 0.5]);
    const x = GuardedF64.of([1, 2, 3, 4]);
    expect(subtractLevels(4, 3, codes.at, shift.at, x.at)).toBe(0);
    const expected: f64[] = [-19, -8, -17, 3.5];
    for (let i = 0; i < 4; i++) expect(x.get(i)).toBe(expected[i]);
    expect(codes.intact && shift.intact && x.intact).toBe(true);
  });

  it("refuses a code that is no level", () => {
    const x = new GuardedF64(1), shift = new GuardedF64(2);
    expect(subtractLevels(1, 2, GuardedU32.of([2]).at, shift.at, x.at)).toBe(-3);
  });
});

describe("pairCorrelations", () => {
  it("sums correlations over the periods both units have", () => {
    const values = GuardedF64.of(e), marks = GuardedF64.of(seen);
    const out = new GuardedF64(21), work = new GuardedF64(24);
    expect(pairCorrelations(0, 3, 3, 4, 4, values.at, marks.at, out.at, work.at)).toBe(0);
    // r(1, 2) = 1 over 4; of (1, 3, 4) and (1, 3, 2) about their means: product 2, squares 14/3 and 2
    const r = 2.0 / Math.sqrt((14.0 / 3.0) * 2.0);
    expect(Math.abs(out.get(0) - (2 + r * Math.sqrt(3)))).toBeLessThan(1e-14);
    expect(Math.abs(out.get(1) - (1 + r))).toBeLessThan(1e-14);
    expect(Math.abs(out.get(3) - (4 + 3 * r * r))).toBeLessThan(1e-14);
    expect(Math.abs(out.get(4) - (3 + 3 * r * r - 1))).toBeLessThan(1e-14);
    expect(out.get(5)).toBe(2);
    expect(out.get(6)).toBe(0);
    expect(Math.abs(out.get(7) - r * Math.sqrt(3))).toBeLessThan(1e-14);
    expect(out.get(12)).toBe(1);
    for (let i = 14; i < 21; i++) expect(out.get(i)).toBe(0);
    expect(values.intact && marks.intact && out.intact && work.intact).toBe(true);
  });

  it("counts pairs without two common periods, or that do not vary", () => {
    const values = GuardedF64.of([1, 0.1, 1, 0, 2, 0.1, 0, 0]), marks = GuardedF64.of([1, 1, 1, 0, 1, 1, 0, 0]);
    const out = new GuardedF64(7), work = new GuardedF64(24);
    expect(pairCorrelations(0, 1, 3, 2, 4, values.at, marks.at, out.at, work.at)).toBe(0);
    for (let i = 0; i < 6; i++) expect(out.get(i)).toBe(0);
    expect(out.get(6)).toBe(2);
  });

  it("refuses units that are none and a stride that is no multiple of four", () => {
    const values = GuardedF64.of(e), out = new GuardedF64(7), work = new GuardedF64(24);
    expect(pairCorrelations(0, 4, 3, 4, 4, values.at, values.at, out.at, work.at)).toBe(-2);
    expect(pairCorrelations(0, 3, 3, 4, 3, values.at, values.at, out.at, work.at)).toBe(-5);
  });
});
