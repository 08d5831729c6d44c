import { centredSumOfSquares } from "../../blas/centred-sum-of-squares";
import { columnNorms } from "../../blas/column-norms";
import { scaleRows } from "../../blas/scale-rows";
import { GuardedF64 } from "../support/guarded";

describe("scaleRows", () => {
  it("multiplies every column by s", () => {
    const s = GuardedF64.of([2, 3, -1]);
    const X = GuardedF64.of([1, 2, 3, 4, 5, 6]);
    expect(scaleRows(3, 2, s.at, X.at)).toBe(0);
    const expected: f64[] = [2, 6, -3, 8, 15, -6];
    for (let i = 0; i < 6; i++) expect(X.get(i)).toBe(expected[i]);
    expect(s.intact && X.intact).toBe(true);
  });
});

describe("columnNorms", () => {
  it("gives 5 for (3, 4), 0 for zeros", () => {
    const X = GuardedF64.of([3, 4, 0, 0]);
    const out = new GuardedF64(2);
    const work = new GuardedF64(32);
    expect(columnNorms(2, 2, X.at, out.at, work.at)).toBe(0);
    expect(out.get(0) == 5 && out.get(1) == 0).toBe(true);
    expect(X.intact && out.intact && work.intact).toBe(true);
  });
});

describe("centredSumOfSquares", () => {
  it("is 0 without rows and for a constant", () => {
    const work = new GuardedF64(12352);
    expect(centredSumOfSquares(0, 0, 0, 0, work.at)).toBe(0);
    const x = new GuardedF64(9000);
    for (let i = 0; i < 9000; i++) x.set(i, 7);
    expect(centredSumOfSquares(9000, 0, x.at, 0, work.at)).toBe(0);
    expect(x.intact && work.intact).toBe(true);
  });

  it("gives 2 for (1, 2, 3), and 12 for (1, 5, 9) with weights (1, 3, 0)", () => {
    const work = new GuardedF64(12352);
    const x = GuardedF64.of([1, 2, 3]);
    expect(centredSumOfSquares(3, 0, x.at, 0, work.at)).toBe(2);
    const z = GuardedF64.of([1, 5, 9]);
    const w = GuardedF64.of([1, 3, 0]);
    // Mean 4: 1 * 9 + 3 * 1.
    expect(centredSumOfSquares(3, 1, z.at, w.at, work.at)).toBe(12);
    expect(x.intact && z.intact && w.intact && work.intact).toBe(true);
  });

  it("keeps its figures beside a mean of 1e9", () => {
    const work = new GuardedF64(12352);
    const x = new GuardedF64(10000);
    for (let i = 0; i < 10000; i++) x.set(i, 1e9 + (i & 1));
    expect(centredSumOfSquares(10000, 0, x.at, 0, work.at)).toBe(2500);
    expect(work.intact).toBe(true);
  });
});
