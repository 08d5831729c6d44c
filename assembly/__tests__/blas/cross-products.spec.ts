import { crossProducts } from "../../blas/cross-products";
import { GuardedF64 } from "../support/guarded";

/** Scratch for k columns and up to `slots` slots of the tree. */
function workFor(k: i32, slots: i32): GuardedF64 { return new GuardedF64(8 * k * (k + 2) + (slots * k * (k + 1)) / 2); }

describe("crossProducts", () => {
  it("is zero without rows", () => {
    const XtX = GuardedF64.of([7, 7, 7, 7]);
    const work = workFor(2, 1);
    expect(crossProducts(0, 0, 2, 0, XtX.at, work.at)).toBe(0);
    for (let i = 0; i < 4; i++) expect(XtX.get(i)).toBe(0);
    expect(XtX.intact && work.intact).toBe(true);
  });

  it("gives the products of (1, 2, 3) and (4, 5, 6)", () => {
    const X = GuardedF64.of([1, 2, 3, 4, 5, 6]);
    const XtX = new GuardedF64(4);
    const work = workFor(2, 1);
    expect(crossProducts(3, 3, 2, X.at, XtX.at, work.at)).toBe(0);
    expect(XtX.get(0)).toBe(14);
    expect(XtX.get(1)).toBe(32);
    expect(XtX.get(2)).toBe(32);
    expect(XtX.get(3)).toBe(77);
    expect(X.intact && XtX.intact && work.intact).toBe(true);
  });

  it("merges three chunks of five columns exactly: columns j + 1 give (i + 1)(j + 1) n", () => {
    const n = 9000, k = 5;
    const X = new GuardedF64(n * k);
    for (let j = 0; j < k; j++) for (let i = 0; i < n; i++) X.set(j * n + i, j + 1);
    const XtX = new GuardedF64(k * k);
    const work = workFor(k, 3);
    expect(crossProducts(n, n, k, X.at, XtX.at, work.at)).toBe(0);
    for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) expect(XtX.get(i + j * k)).toBe((i + 1) * (j + 1) * n);
    expect(X.intact && XtX.intact && work.intact).toBe(true);
  });

  it("takes a range of rows of a longer matrix", () => {
    const X = GuardedF64.of([9, 1, 2, 9, 9, 3, 4, 9]);
    const XtX = new GuardedF64(4);
    const work = workFor(2, 1);
    expect(crossProducts(2, 4, 2, X.at + 8, XtX.at, work.at)).toBe(0);
    expect(XtX.get(0) == 5 && XtX.get(1) == 11 && XtX.get(2) == 11 && XtX.get(3) == 25).toBe(true);
    expect(X.intact && XtX.intact && work.intact).toBe(true);
  });
});
