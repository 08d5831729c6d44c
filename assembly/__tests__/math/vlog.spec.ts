import { log1p64, log64, logLessExcess } from "../../math/log";
import { vlog } from "../../math/vlog";
import { GuardedF64 } from "../support/guarded";

describe("log64", () => {
  it("is exact at powers of two round 1 and at the limits", () => {
    expect(log64(1)).toBe(0);
    expect(log64(2)).toBe(0.6931471805599453);
    expect(log64(0.5)).toBe(-0.6931471805599453);
    expect(log64(0)).toBe(-Infinity);
    expect(log64(-0)).toBe(-Infinity);
    expect(log64(Infinity)).toBe(Infinity);
    expect(log64(5e-324)).toBe(-744.4400719213812);
    expect(isNaN(log64(-1))).toBe(true);
    expect(isNaN(log64(NaN))).toBe(true);
  });
});

describe("log1p64", () => {
  it("keeps small arguments and both zeros, ends at -1", () => {
    expect(log1p64(1e-300)).toBe(1e-300);
    expect(reinterpret<u64>(log1p64(-0))).toBe(reinterpret<u64>(<f64>-0));
    expect(log1p64(-1)).toBe(-Infinity);
    expect(log1p64(Infinity)).toBe(Infinity);
    expect(isNaN(log1p64(-1.5))).toBe(true);
  });
});

describe("logLessExcess", () => {
  it("is -x^2/2 + x^3/3 for small x, where log(1 + x) - x would keep nothing", () => {
    expect(logLessExcess(1 + 1e-9, 1e-9) / -4.999999996666667e-19).toBeCloseTo(1, 15);
    expect(logLessExcess(1, 0)).toBe(0);
  });
});

describe("vlog", () => {
  it("does nothing for no numbers", () => {
    expect(vlog(0, 0, 0)).toBe(0);
  });

  it("equals log64 element by element, ordinary pairs, mixed pairs and the last odd one", () => {
    const x = GuardedF64.of([0.5, 3.25, 0, 1, -2, 1e-310, 7]);
    const out = new GuardedF64(7);
    expect(vlog(7, x.at, out.at)).toBe(0);
    for (let i = 0; i < 7; i++) {
      if (i == 4) expect(isNaN(out.get(i))).toBe(true);
      else expect(out.get(i)).toBe(log64(x.get(i)));
    }
    expect(x.intact && out.intact).toBe(true);
  });
});
