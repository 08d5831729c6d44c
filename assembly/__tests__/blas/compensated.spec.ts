import { compensatedProducts } from "../../blas/compensated-products";
import { compensatedResiduals } from "../../blas/compensated-residuals";
import { GuardedF64 } from "../support/guarded";

/** 2^-53 of 1: what rounding 1 + HALF to even drops. */
const HALF: f64 = 1.0 / 9007199254740992.0;

/** Scratch for k columns and up to `slots` slots of the tree. */
function workFor(k: i32, slots: i32): GuardedF64 { return new GuardedF64((8 + slots) * k * (k + 1)); }

describe("compensatedProducts", () => {
  it("is zero without rows", () => {
    const XtX = GuardedF64.of([7, 7]);
    const work = workFor(1, 1);
    expect(compensatedProducts(0, 0, 1, 0, 0, 0, XtX.at, work.at)).toBe(0);
    expect(XtX.get(0) == 0 && XtX.get(1) == 0).toBe(true);
    expect(XtX.intact && work.intact).toBe(true);
  });

  it("keeps what a double drops of (1 + 2^-30)^2 and of a sum", () => {
    const tiny: f64 = 1.0 / 1073741824.0;
    const X = GuardedF64.of([1 + tiny, 1, 1, HALF]);
    const XtX = new GuardedF64(8);
    const work = workFor(2, 1);
    expect(compensatedProducts(2, 2, 2, 0, X.at, 0, XtX.at, work.at)).toBe(0);
    // 2 + 2^-29 + 2^-60, of which a double has no 2^-60
    expect(XtX.get(0)).toBe(2 + 2 * tiny);
    expect(XtX.get(1)).toBe(tiny * tiny);
    // 1 + 2^-30 + 2^-53
    expect(XtX.get(2) == 1 + tiny && XtX.get(3) == HALF).toBe(true);
    expect(XtX.get(4) == XtX.get(2) && XtX.get(5) == XtX.get(3)).toBe(true);
    expect(X.intact && XtX.intact && work.intact).toBe(true);
  });

  it("takes low parts where it is asked to", () => {
    const X = GuardedF64.of([1]);
    const low = GuardedF64.of([HALF]);
    const XtX = new GuardedF64(2);
    const work = workFor(1, 1);
    expect(compensatedProducts(1, 1, 1, 1, X.at, low.at, XtX.at, work.at)).toBe(0);
    expect(XtX.get(0) + XtX.get(1) == 1 + 2 * HALF).toBe(true);
    expect(compensatedProducts(1, 1, 1, 0, X.at, low.at, XtX.at, work.at)).toBe(0);
    expect(XtX.get(0) == 1 && XtX.get(1) == 0).toBe(true);
    expect(low.intact && XtX.intact && work.intact).toBe(true);
  });

  it("merges three chunks: 9,000 times 2^-53 beside 1", () => {
    const n = 9001;
    const X = new GuardedF64(2 * n);
    for (let i = 0; i < n; i++) {
      X.set(i, 1);
      X.set(n + i, i == 4500 ? 1 : HALF);
    }
    const XtX = new GuardedF64(8);
    const work = workFor(2, 3);
    expect(compensatedProducts(n, n, 2, 0, X.at, 0, XtX.at, work.at)).toBe(0);
    expect(XtX.get(2)).toBe(1 + 9000 * HALF);
    expect(XtX.get(3)).toBe(0);
    expect(X.intact && XtX.intact && work.intact).toBe(true);
  });
});

describe("compensatedResiduals", () => {
  it("keeps what cancellation leaves: (1 + 2^-30)^2 less its leading parts", () => {
    const tiny: f64 = 1.0 / 1073741824.0;
    const X = GuardedF64.of([1 + tiny, 1 + tiny, 1 + tiny]);
    const y = GuardedF64.of([1 + 2 * tiny, 1 + 2 * tiny, 0]);
    const beta = GuardedF64.of([1 + tiny]);
    const none = GuardedF64.of([0]);
    const out = new GuardedF64(3);
    expect(compensatedResiduals(3, 3, 1, 0, X.at, 0, y.at, 0, beta.at, none.at, out.at)).toBe(0);
    for (let i = 0; i < 2; i++) expect(out.get(i)).toBe(-(tiny * tiny));
    expect(out.get(2)).toBe(-(1 + 2 * tiny));
    expect(X.intact && y.intact && out.intact).toBe(true);
  });

  it("takes low parts of columns, outcome and coefficients", () => {
    const X = GuardedF64.of([1]), low = GuardedF64.of([HALF]);
    const y = GuardedF64.of([1]), yLow = GuardedF64.of([3 * HALF / 4]);
    const beta = GuardedF64.of([1]), betaLow = GuardedF64.of([HALF / 2]);
    const out = new GuardedF64(1);
    expect(compensatedResiduals(1, 1, 1, 1, X.at, low.at, y.at, yLow.at, beta.at, betaLow.at, out.at)).toBe(0);
    expect(out.get(0)).toBe(-3 * HALF / 4);
    expect(compensatedResiduals(1, 1, 1, 0, X.at, low.at, y.at, yLow.at, beta.at, betaLow.at, out.at)).toBe(0);
    expect(out.get(0)).toBe(-HALF / 2);
    expect(out.intact).toBe(true);
  });
});
