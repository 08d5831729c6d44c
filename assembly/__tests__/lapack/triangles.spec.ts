import { dpotrf } from "../../lapack/dpotrf";
import { dtrsv } from "../../lapack/dtrsv";
import { dtrtri } from "../../lapack/dtrtri";
import { GuardedF64 } from "../support/guarded";

// Upper (2 1; 0 4) and lower (2 0; 1 4), with 99 in the triangle that must not be read.
const upper: f64[] = [2, 99, 1, 4];
const lower: f64[] = [2, 1, 99, 4];

function solved(isUpper: i32, transposed: i32, b0: f64, b1: f64, x0: f64, x1: f64): bool {
  const A = GuardedF64.of(isUpper ? upper : lower);
  const x = GuardedF64.of([b0, b1]);
  const info = dtrsv(isUpper, transposed, 2, A.at, x.at);
  return info == 0 && x.get(0) == x0 && x.get(1) == x1 && A.intact && x.intact;
}

describe("dtrsv", () => {
  it("solves upper, upper transposed, lower, lower transposed for x = (3, 2)", () => {
    expect(solved(1, 0, 8, 8, 3, 2)).toBe(true);
    expect(solved(1, 1, 6, 11, 3, 2)).toBe(true);
    expect(solved(0, 0, 6, 11, 3, 2)).toBe(true);
    expect(solved(0, 1, 8, 8, 3, 2)).toBe(true);
  });

  it("reports the first zero of the diagonal", () => {
    const A = GuardedF64.of([1, 0, 5, 0]);
    const x = GuardedF64.of([1, 1]);
    expect(dtrsv(1, 0, 2, A.at, x.at)).toBe(2);
    expect(dtrsv(1, 0, 0, 0, 0)).toBe(0);
  });
});

describe("dtrtri", () => {
  it("inverts (2 4 2; 0 4 8; 0 0 1) in place and leaves the lower triangle", () => {
    const A = GuardedF64.of([2, 7, 7, 4, 4, 7, 2, 8, 1]);
    expect(dtrtri(3, A.at)).toBe(0);
    const expected: f64[] = [0.5, 7, 7, -0.5, 0.25, 7, 3, -2, 1];
    for (let i = 0; i < 9; i++) expect(A.get(i)).toBe(expected[i]);
    expect(A.intact).toBe(true);
  });

  it("reports a zero of the diagonal and changes nothing", () => {
    const A = GuardedF64.of([2, 0, 4, 0]);
    expect(dtrtri(2, A.at)).toBe(2);
    expect(A.get(0) == 2 && A.get(2) == 4 && A.intact).toBe(true);
  });
});

describe("dpotrf", () => {
  it("factors (4 2; 2 10) into (2 0; 1 3) and leaves the upper triangle", () => {
    const A = GuardedF64.of([4, 2, 99, 10]);
    expect(dpotrf(2, A.at)).toBe(0);
    expect(A.get(0)).toBe(2);
    expect(A.get(1)).toBe(1);
    expect(A.get(2)).toBe(99);
    expect(A.get(3)).toBe(3);
    expect(A.intact).toBe(true);
  });

  it("reports the first pivot that is not above 0", () => {
    const singular = GuardedF64.of([4, 2, 2, 1]);
    expect(dpotrf(2, singular.at)).toBe(2);
    const negative = GuardedF64.of([-1]);
    expect(dpotrf(1, negative.at)).toBe(1);
    expect(singular.intact && negative.intact).toBe(true);
  });
});
