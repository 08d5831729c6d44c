/** The equations of the reference files as the tests of statistics build them: sizes, and two-stage least squares. */
import { Matrix, solve } from "ml-matrix";
import { describe, expect, it } from "vitest";
import { IV_REFERENCES, ivExpected, ivReference } from "../../support/iv-references.js";
import { naiveIv } from "../../support/naive-iv.js";

/** Relative: fixest's demeaning converged to 1e-11, both in double precision. */
const RELATIVE = 1e-9;

describe.each(IV_REFERENCES)("%s", (name) => {
  it("gives the published rows, degrees of freedom and two-stage least squares", async () => {
    const expected = ivExpected(name);
    const { equation } = await ivReference(name);
    const { system } = naiveIv(equation, { type: "iid" });
    const { n, nEndogenous: kx, nInstruments: kz, nExogenous, projected } = system;
    expect(n).toBe(expected.nobs);
    expect(n - nExogenous - kz).toBe(expected.algebra.n_minus_L);
    const P = Matrix.from1DArray(kx + 1, kz, projected).transpose();
    const b = solve(P.subMatrix(0, kz - 1, 0, kx - 1), P.getColumnVector(kx)).to1DArray();
    const { coef } = expected.algebra.tsls;
    const wanted: number[] = typeof coef === "number" ? [coef] : Object.values(coef);
    expect(b.length).toBe(wanted.length);
    b.forEach((value, j) => {
      expect(Math.abs(value / wanted[j]! - 1)).toBeLessThan(RELATIVE);
    });
  });
});
