import { pf, qf } from "../../math/pf";
import { pt } from "../../math/pt";

describe("pf", () => {
  it("is f / (1 + f) for two and two degrees of freedom", () => {
    expect(pf(3, 2, 2, 0)).toBeCloseTo(0.75, 15);
    expect(pf(3, 2, 2, 1)).toBeCloseTo(0.25, 15);
    expect(pf(1e-3, 2, 2, 0)).toBeCloseTo(1e-3 / 1.001, 17);
  });

  it("is 1/2 at 1 for equal degrees of freedom, whatever the method", () => {
    const df: f64[] = [0.5, 1, 7, 300, 1599, 1601, 1e5, 1e9];
    for (let i = 0; i < df.length; i++) expect(pf(1, df[i], df[i], 0)).toBeCloseTo(0.5, 14);
  });

  it("squares t", () => {
    expect(pf(6.25, 1, 33, 1)).toBeCloseTo(2 * pt(2.5, 33, 1), 16);
  });

  it("ends at 0 and infinity, NaN out of range", () => {
    expect(pf(0, 2, 3, 0)).toBe(0);
    expect(pf(-1, 2, 3, 1)).toBe(1);
    expect(pf(Infinity, 2, 3, 0)).toBe(1);
    expect(isNaN(pf(1, 0, 3, 0))).toBe(true);
    expect(isNaN(pf(1, 3, -1, 0))).toBe(true);
    expect(isNaN(pf(NaN, 3, 1, 0))).toBe(true);
    expect(isNaN(pf(1, Infinity, Infinity, 0))).toBe(true);
  });
});

describe("qf", () => {
  it("inverts the case with a closed form", () => {
    expect(qf(0.75, 2, 2, 0)).toBeCloseTo(3, 14);
    expect(qf(0.75, 2, 2, 1)).toBeCloseTo(1.0 / 3, 15);
    expect(qf(0, 2, 2, 0)).toBe(0);
    expect(qf(1, 2, 2, 0)).toBe(Infinity);
    expect(isNaN(qf(-1, 2, 2, 0))).toBe(true);
  });
});
