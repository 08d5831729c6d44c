import { expm1_64, exp64 } from "../../math/exp";
import { vexp } from "../../math/vexp";
import { GuardedF64 } from "../support/guarded";

describe("exp64", () => {
  it("is exact at the ends of the range", () => {
    expect(exp64(0)).toBe(1);
    expect(exp64(-0)).toBe(1);
    expect(exp64(1)).toBe(2.718281828459045);
    expect(exp64(Infinity)).toBe(Infinity);
    expect(exp64(-Infinity)).toBe(0);
    expect(exp64(709.782712893384)).toBe(1.7976931348622732e308);
    expect(exp64(709.8)).toBe(Infinity);
    expect(exp64(-745.1)).toBe(5e-324);
    expect(exp64(-745.2)).toBe(0);
    expect(isNaN(exp64(NaN))).toBe(true);
  });
});

describe("expm1_64", () => {
  it("keeps small arguments and both zeros", () => {
    expect(expm1_64(1e-300)).toBe(1e-300);
    expect(reinterpret<u64>(expm1_64(-0))).toBe(reinterpret<u64>(<f64>-0));
    expect(expm1_64(-Infinity)).toBe(-1);
    expect(expm1_64(1)).toBe(1.7182818284590453);
  });
});

describe("vexp", () => {
  it("does nothing for no numbers", () => {
    expect(vexp(0, 0, 0)).toBe(0);
  });

  it("equals exp64 element by element, ordinary pairs, mixed pairs and the last odd one", () => {
    const x = GuardedF64.of([0.5, -3.25, 710, 1, NaN, -800, 2]);
    const out = new GuardedF64(7);
    expect(vexp(7, x.at, out.at)).toBe(0);
    for (let i = 0; i < 7; i++) expect(reinterpret<u64>(out.get(i))).toBe(reinterpret<u64>(exp64(x.get(i))));
    expect(x.intact && out.intact).toBe(true);
  });

  it("may write over its input", () => {
    const x = GuardedF64.of([0, 1, 0]);
    expect(vexp(3, x.at, x.at)).toBe(0);
    expect(x.get(0)).toBe(1);
    expect(x.get(1)).toBe(2.718281828459045);
    expect(x.get(2)).toBe(1);
    expect(x.intact).toBe(true);
  });
});
