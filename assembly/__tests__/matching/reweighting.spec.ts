import { cutCodes } from "../../matching/cut-codes";
import { entropyTilt } from "../../matching/entropy-tilt";
import { extremes } from "../../matching/extremes";
import { powerColumns } from "../../matching/power-columns";
import { runCodes } from "../../matching/run-codes";
import { stratumWeights } from "../../matching/stratum-weights";
import { GuardedF64, GuardedU32 } from "../support/guarded";

describe("entropyTilt", () => {
  it("tilts base weights and sums under them", () => {
    const C = GuardedF64.of([-2, 1, 6]);
    const eta = GuardedF64.of([5, 5, 800]);
    const base = GuardedF64.of([2, 1, 0]);
    const weights = GuardedF64.of([7, 7, 7]);
    const sums = new GuardedF64(4);
    const work = new GuardedF64(264 * 2 + 8 * 2 * 4 + 3);
    const info = entropyTilt(3, 3, 1, 5, C.at, eta.at, base.at, weights.at, sums.at, work.at);
    expect(info).toBe(0);
    const expected: f64[] = [2, 1, 0];
    for (let i = 0; i < 3; i++) expect(weights.get(i)).toBe(expected[i]);
    // weights 2 and 1 at -2 and 1
    const moments: f64[] = [3, -3, -3, 9];
    for (let i = 0; i < 4; i++) expect(abs(sums.get(i) - moments[i]) < 1e-14).toBe(true);
    expect(C.intact && eta.intact && base.intact && weights.intact && sums.intact).toBe(true);
    expect(work.intact).toBe(true);
  });
});

describe("powerColumns and extremes", () => {
  it("raise a standardised column; find both ends", () => {
    const x = GuardedF64.of([1, 5]);
    const out = new GuardedF64(6);
    const targets = GuardedF64.of([0, 0.5, 2]);
    expect(powerColumns(2, 3, 3, 2, x.at, targets.at, out.at)).toBe(0);
    const expected: f64[] = [-1, 1, 0.5, 0.5, -3, -1];
    for (let i = 0; i < 6; i++) expect(out.get(i)).toBe(expected[i]);
    const range = new GuardedF64(2);
    expect(extremes(2, x.at, range.at)).toBe(0);
    expect(range.get(0)).toBe(1);
    expect(range.get(1)).toBe(5);
    expect(extremes(0, x.at, range.at)).toBe(0);
    expect(range.get(0)).toBe(Infinity);
    expect(extremes(1, GuardedF64.of([NaN]).at, range.at)).toBe(-2);
    expect(x.intact && targets.intact && out.intact && range.intact).toBe(true);
  });
});

describe("cutCodes, runCodes and stratumWeights", () => {
  it("a bin holds its lower edge", () => {
    const x = GuardedF64.of([-1, 0, 0.5, 1, 2]);
    const cuts = GuardedF64.of([0, 1]);
    const codes = new GuardedU32(5);
    expect(cutCodes(5, 2, x.at, cuts.at, codes.at)).toBe(0);
    const expected: u32[] = [0, 1, 1, 2, 2];
    for (let i = 0; i < 5; i++) expect(codes.get(i)).toBe(expected[i]);
    expect(cutCodes(1, 2, GuardedF64.of([NaN]).at, cuts.at, codes.at)).toBe(-3);
    expect(x.intact && cuts.intact && codes.intact).toBe(true);
  });

  it("numbers combinations as they come", () => {
    const order = GuardedU32.of([2, 0, 1, 3]);
    const a = GuardedU32.of([1, 1, 0, 1]);
    const b = GuardedU32.of([2, 3, 2, 3]);
    const codes = new GuardedU32(4);
    expect(runCodes(4, order.at, a.at, b.at, codes.at)).toBe(3);
    const expected: u32[] = [1, 2, 0, 2];
    for (let i = 0; i < 4; i++) expect(codes.get(i)).toBe(expected[i]);
    expect(runCodes(0, 0, 0, 0, 0)).toBe(0);
    expect(order.intact && a.intact && b.intact && codes.intact).toBe(true);
  });

  it("gives controls the treated of their stratum, and nothing where a side is missing", () => {
    const codes = GuardedU32.of([0, 0, 0, 1, 2]);
    const treated = GuardedF64.of([1, 0, 0, 1, 0]);
    const treatedIn = GuardedF64.of([1, 1, 0]);
    const controlIn = GuardedF64.of([2, 0, 1]);
    const weights = GuardedF64.of([9, 9, 9, 9, 9]);
    expect(stratumWeights(5, 3, codes.at, treated.at, treatedIn.at, controlIn.at, weights.at)).toBe(0);
    const expected: f64[] = [1, 0.5, 0.5, 0, 0];
    for (let i = 0; i < 5; i++) expect(weights.get(i)).toBe(expected[i]);
    expect(stratumWeights(5, 2, codes.at, treated.at, treatedIn.at, controlIn.at, weights.at)).toBe(-3);
    expect(codes.intact && treated.intact && treatedIn.intact && controlIn.intact && weights.intact).toBe(true);
  });
});
