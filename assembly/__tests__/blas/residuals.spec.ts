import { residuals } from "../../blas/residuals";
import { GuardedF64 } from "../support/guarded";

/** n x k with entry (i, j) = i + 10 j, exact in every order of summation. */
function ramp(n: i32, k: i32): GuardedF64 {
  const X = new GuardedF64(n * k);
  for (let j = 0; j < k; j++) for (let i = 0; i < n; i++) X.set(j * n + i, i + 10 * j);
  return X;
}

describe("residuals", () => {
  it("is y without columns", () => {
    const y = GuardedF64.of([3, 4]);
    const out = new GuardedF64(2);
    expect(residuals(2, 0, 0, y.at, 0, out.at)).toBe(0);
    expect(out.get(0) == 3 && out.get(1) == 4 && out.intact).toBe(true);
  });

  it("takes the fit off y, also in place", () => {
    const n = 5, k = 5;
    const X = ramp(n, k);
    const beta = GuardedF64.of([1, 1, 1, 1, 1]);
    const y = new GuardedF64(n);
    for (let i = 0; i < n; i++) y.set(i, 5 * i + 100 + i);
    expect(residuals(n, k, X.at, y.at, beta.at, y.at)).toBe(0);
    for (let i = 0; i < n; i++) expect(y.get(i)).toBe(i);
    expect(X.intact && beta.intact && y.intact).toBe(true);
  });

  it("passes tiles of four, the columns after them, blocks and odd rows", () => {
    const n = 1027, k = 6;
    const X = ramp(n, k);
    const beta = GuardedF64.of([1, -2, 3, 0.5, -0.25, 2]);
    const y = new GuardedF64(n), out = new GuardedF64(n);
    for (let i = 0; i < n; i++) y.set(i, 7);
    expect(residuals(n, k, X.at, y.at, beta.at, out.at)).toBe(0);
    // Sum of beta is 4.25; sum of 10 j beta_j is 10 (-2 + 6 + 1.5 - 1 + 10) = 145.
    for (let i = 0; i < n; i++) expect(out.get(i)).toBe(7 - (4.25 * i + 145));
    expect(X.intact && y.intact && beta.intact && out.intact).toBe(true);
  });
});
