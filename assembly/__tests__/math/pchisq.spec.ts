import { exp64 } from "../../math/exp";
import { pchisq, qchisq } from "../../math/pchisq";

describe("pchisq", () => {
  it("is exponential for two degrees of freedom", () => {
    for (let x: f64 = 0.5; x < 40; x *= 1.7) expect(pchisq(x, 2, 1) / exp64(-0.5 * x)).toBeCloseTo(1, 14);
  });

  it("ends at 0 and infinity, NaN out of range", () => {
    expect(pchisq(0, 3, 0)).toBe(0);
    expect(pchisq(-1, 3, 1)).toBe(1);
    expect(pchisq(Infinity, 3, 1)).toBe(0);
    expect(isNaN(pchisq(1, 0, 0))).toBe(true);
    expect(isNaN(pchisq(1, Infinity, 0))).toBe(true);
    expect(isNaN(pchisq(NaN, 1, 0))).toBe(true);
  });

  it("ends far out, where terms of the fraction no longer change", () => {
    expect(pchisq(1e20, 3, 1)).toBe(0);
    expect(pchisq(1e31, 14, 1)).toBe(0);
    expect(pchisq(1e31, 14, 0)).toBe(1);
  });
});

describe("qchisq", () => {
  it("inverts the exponential", () => {
    expect(qchisq(0.5, 2, 0)).toBeCloseTo(2 * 0.6931471805599453, 14);
    expect(qchisq(1e-100, 2, 1)).toBeCloseTo(460.51701859880916, 11);
    expect(qchisq(0, 2, 1)).toBe(Infinity);
    expect(isNaN(qchisq(1.5, 2, 0))).toBe(true);
  });
});
