import { ksDistance } from "../../matching/ks-distance";
import { weightedMoments } from "../../matching/weighted-moments";
import { GuardedF64 } from "../support/guarded";

describe("weightedMoments", () => {
  it("sums two columns under two columns of weights, about given centres", () => {
    const X = GuardedF64.of([1, 2, 4, 10, 0, 5]);
    const W = GuardedF64.of([1, 0, 2, 0, 3, 0]);
    const centres = GuardedF64.of([1, 0, 5, 5]);
    const moments = new GuardedF64(12);
    const work = new GuardedF64(12288 + 12);
    expect(weightedMoments(3, 3, 2, 2, X.at, W.at, centres.at, moments.at, work.at)).toBe(0);
    // weights (1, 0, 2) and (0, 3, 0); column 1 about 1 and 0, column 2 about 5 and 5
    const expected: f64[] = [3, 5, 3, 9, 6, 18, 6, 12, 5, 25, -15, 75];
    for (let i = 0; i < 12; i++) expect(moments.get(i)).toBe(expected[i]);
    expect(X.intact && W.intact && centres.intact && moments.intact && work.intact).toBe(true);
  });

  it("of no rows is 0", () => {
    const moments = GuardedF64.of([7, 7, 7, 7]);
    const work = new GuardedF64(12288 + 4);
    expect(weightedMoments(0, 0, 1, 1, 0, 0, GuardedF64.of([0]).at, moments.at, work.at)).toBe(0);
    for (let i = 0; i < 4; i++) expect(moments.get(i)).toBe(0);
    expect(moments.intact && work.intact).toBe(true);
  });
});

describe("ksDistance", () => {
  it("takes equal numbers as one step, weights as they are, and leaves rows of weight 0 alone", () => {
    const x = GuardedF64.of([2, 1, 2, NaN, 3]);
    const w = GuardedF64.of([1, -3, -1, 0, 1]);
    const work = new GuardedF64(10);
    // up to 1: 0 against 3/4; up to 2: 1/2 against 1
    expect(ksDistance(5, 2, 4, x.at, w.at, work.at)).toBe(0.75);
    expect(x.intact && w.intact && work.intact).toBe(true);
  });

  it("is NaN for a NaN and for a sample that weighs nothing", () => {
    const one = GuardedF64.of([1, 1]);
    const work = new GuardedF64(4);
    expect(isNaN(ksDistance(2, 2, 2, GuardedF64.of([1, NaN]).at, one.at, work.at))).toBe(true);
    expect(isNaN(ksDistance(2, 2, 0, one.at, one.at, work.at))).toBe(true);
    expect(isNaN(ksDistance(0, 0, 0, 0, 0, work.at))).toBe(true);
    expect(work.intact).toBe(true);
  });
});
