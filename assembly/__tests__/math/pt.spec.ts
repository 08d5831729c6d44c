import { pnorm, qnorm } from "../../math/pnorm";
import { pt, qt } from "../../math/pt";

describe("pt", () => {
  it("is Cauchy for one degree of freedom, algebraic for two", () => {
    expect(pt(1, 1, 0)).toBeCloseTo(0.75, 15);
    expect(pt(-1, 1, 0)).toBeCloseTo(0.25, 15);
    expect(pt(2, 2, 1)).toBeCloseTo(0.5 - 1 / sqrt(6.0), 15);
    expect(pt(1e200, 1, 1) * 1e200).toBeCloseTo(0.3183098861837907, 12);
  });

  it("is 1/2 at 0, normal for infinite df, NaN out of range", () => {
    expect(pt(0, 3, 0)).toBe(0.5);
    expect(pt(-1.5, Infinity, 0)).toBe(pnorm(-1.5, 0));
    expect(pt(Infinity, 3, 1)).toBe(0);
    expect(pt(-Infinity, 3, 1)).toBe(1);
    expect(isNaN(pt(1, 0, 0))).toBe(true);
    expect(isNaN(pt(1, NaN, 0))).toBe(true);
    expect(isNaN(pt(NaN, 1, 0))).toBe(true);
  });
});

describe("qt", () => {
  it("inverts the cases with a closed form", () => {
    expect(qt(0.75, 1, 0)).toBeCloseTo(1, 15);
    expect(qt(0.25, 1, 0)).toBeCloseTo(-1, 15);
    expect(qt(0.5, 7, 0)).toBe(0);
    expect(qt(0.1, Infinity, 1)).toBe(qnorm(0.1, 1));
    expect(qt(0, 3, 0)).toBe(-Infinity);
    expect(qt(0, 3, 1)).toBe(Infinity);
    expect(isNaN(qt(2, 3, 0))).toBe(true);
    expect(isNaN(qt(0.3, -1, 0))).toBe(true);
  });
});
