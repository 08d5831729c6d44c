import { pnorm, qnorm } from "../../math/pnorm";

describe("pnorm", () => {
  it("is 1/2 in the middle, 0 and 1 at the ends", () => {
    expect(pnorm(0, 0)).toBe(0.5);
    expect(pnorm(-1e-300, 0)).toBe(0.5);
    expect(pnorm(-Infinity, 0)).toBe(0);
    expect(pnorm(Infinity, 0)).toBe(1);
    expect(pnorm(40, 1)).toBe(0);
    expect(isNaN(pnorm(NaN, 0))).toBe(true);
  });

  it("has the same tail on both sides, bit for bit", () => {
    for (let x: f64 = 0.1; x < 38; x += 0.7) expect(pnorm(x, 1)).toBe(pnorm(-x, 0));
  });
});

describe("qnorm", () => {
  it("is 0 at 1/2, infinite at 0 and 1, NaN outside", () => {
    expect(qnorm(0.5, 0)).toBe(0);
    expect(qnorm(0, 0)).toBe(-Infinity);
    expect(qnorm(0, 1)).toBe(Infinity);
    expect(qnorm(1, 0)).toBe(Infinity);
    expect(qnorm(1, 1)).toBe(-Infinity);
    expect(isNaN(qnorm(-0.1, 0))).toBe(true);
    expect(isNaN(qnorm(1.1, 0))).toBe(true);
    expect(isNaN(qnorm(NaN, 0))).toBe(true);
  });
});
