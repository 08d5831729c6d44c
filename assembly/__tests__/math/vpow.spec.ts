import { pow64 } from "../../math/pow";
import { vpow } from "../../math/vpow";
import { GuardedF64 } from "../support/guarded";

describe("pow64", () => {
  it("is exact where the result is a double", () => {
    expect(pow64(2, 10)).toBe(1024);
    expect(pow64(3, 5)).toBe(243);
    expect(pow64(-3, 3)).toBe(-27);
    expect(pow64(9, 0.5)).toBe(3);
    expect(pow64(10, -2)).toBe(0.01);
    expect(pow64(2, -1074)).toBe(5e-324);
    expect(pow64(2, 1023)).toBe(8.98846567431158e307);
  });

  it("follows IEEE 754 at the limits", () => {
    expect(pow64(NaN, 0)).toBe(1);
    expect(pow64(1, NaN)).toBe(1);
    expect(isNaN(pow64(NaN, 1))).toBe(true);
    expect(isNaN(pow64(-2, 0.5))).toBe(true);
    expect(pow64(0, -2)).toBe(Infinity);
    expect(pow64(-0, -3)).toBe(-Infinity);
    expect(reinterpret<u64>(pow64(-0, 3))).toBe(reinterpret<u64>(<f64>-0));
    expect(pow64(-0, 2.5)).toBe(0);
    expect(pow64(-Infinity, 3)).toBe(-Infinity);
    expect(pow64(-Infinity, -2)).toBe(0);
    expect(pow64(-1, Infinity)).toBe(1);
    expect(pow64(0.5, -Infinity)).toBe(Infinity);
    expect(pow64(10, 400)).toBe(Infinity);
    expect(pow64(10, -400)).toBe(0);
  });
});

describe("vpow", () => {
  it("multiplies for whole exponents up to 3, divides for -1, takes pow64 otherwise", () => {
    const x = GuardedF64.of([0.1, -0.3, 7]);
    const out = new GuardedF64(3);
    const exponents: f64[] = [1, 2, 3, -1, 1.7];
    for (let j = 0; j < exponents.length; j++) {
      const y = exponents[j];
      expect(vpow(3, y, x.at, out.at)).toBe(0);
      for (let i = 0; i < 3; i++) {
        const v = x.get(i);
        const expected = j == 0 ? v : j == 1 ? v * v : j == 2 ? v * v * v : j == 3 ? 1 / v : pow64(v, y);
        if (isNaN(expected)) expect(isNaN(out.get(i))).toBe(true);
        else expect(out.get(i)).toBe(expected);
      }
    }
    expect(x.intact && out.intact).toBe(true);
  });

  it("does nothing for no numbers", () => {
    expect(vpow(0, 2.5, 0, 0)).toBe(0);
  });
});
