/**
 * Math kernels against independent numbers: R's distributions, mpmath where R is off, and exact double-double values of
 * exp, log and powers. Fixtures: test/golden/distributions (NOTICE.md says how they were made).
 */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { NumericalError } from "../../src/base/errors.js";
import { callKernel, type KernelName } from "../../src/engine/kernels/call.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { distributions, elementary, exp, log, pow, pt } from "../../src/engine/kernels/math.js";
import { agreeing } from "../support/agree.js";
import { seeded } from "../support/random.js";

/** Relative, deep tails included: what tests and intervals can ever need, and R keeps where it is right. */
const GOLDEN = 1e-11;
/** Of a probability after its own quantile, relative: rounding of the quantile times the steepest log-density slope. */
const ROUND_TRIP = 1e-11;
/** exp and log are stated as within 1 ulp, powers as well. */
const ULPS = 1;

type Point = readonly [name: KernelName, args: readonly number[], upper: number, value: number];
const golden = (file: string) =>
  JSON.parse(readFileSync(new URL(`../golden/distributions/${file}`, import.meta.url), "utf8"));

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** Distance of `got` from high + low in units in the last place of high. */
function ulps(got: number, high: number, low: number): number {
  const ulp = 2 ** Math.max(Math.floor(Math.log2(Math.abs(high))) - 52, -1074);
  return Math.abs(got - high - low) / ulp;
}

describe("exp, log, pow", () => {
  const points: [string, [number, number], number, number][] = golden("elementary.json");

  it.each(["exp", "log", "pow"])("%s is within one ulp of its exact value", (name) => {
    const own = points.filter(([which]) => which === name);
    expect(own).toHaveLength(200);
    const { exp, log, pow } = elementary(engine);
    for (const [, [x, y], high, low] of own) {
      const at = Float64Array.of(x);
      const [got] = name === "exp" ? exp(at) : name === "log" ? log(at) : pow(at, y);
      expect(ulps(got!, high, low), `${name}(${x}, ${y}) = ${got}`).toBeLessThanOrEqual(ULPS);
    }
  });

  it("does the same to a column longer than a block as to each number alone", () => {
    const random = seeded(7);
    const x = Float64Array.from({ length: 150_001 }, () => 100 * random());
    for (const [f, one] of [
      [exp(engine, x), (v: number) => exp(engine, Float64Array.of(v))[0]],
      [log(engine, x), (v: number) => log(engine, Float64Array.of(v))[0]],
      [pow(engine, x, 1.5), (v: number) => pow(engine, Float64Array.of(v), 1.5)[0]],
    ] as const) {
      expect(f).toHaveLength(x.length);
      for (const i of [0, 1, 65_535, 65_536, 131_071, 131_072, 150_000]) expect(f[i]).toBe(one(x[i]!));
    }
  });

  it("gives the limits and passes missing values on", () => {
    const x = Float64Array.of(0, -1, Number.NaN, Number.POSITIVE_INFINITY);
    expect([...log(engine, x)]).toEqual([-Infinity, Number.NaN, Number.NaN, Number.POSITIVE_INFINITY]);
    expect([...exp(engine, x)]).toEqual([1, 0.36787944117144233, Number.NaN, Number.POSITIVE_INFINITY]);
    expect([...pow(engine, x, 0)]).toEqual([1, 1, 1, 1]);
    expect([...pow(engine, x, -1)]).toEqual([Number.POSITIVE_INFINITY, -1, Number.NaN, 0]);
    expect(log(engine, new Float64Array(0))).toHaveLength(0);
  });

  it("cubes and squares as products", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (x) => {
        expect(pow(engine, Float64Array.of(x), 2)[0]).toBe(x * x);
        expect(pow(engine, Float64Array.of(x), 3)[0]).toBe(x * x * x);
      }),
    );
  });
});

const agree = agreeing("distributions");

describe("distributions", () => {
  const key = ([name, args, upper]: Point) => JSON.stringify([name, args, upper]);
  const points: Point[] = golden("values.json");
  const exact = new Map((golden("exact.json") as Point[]).map((point) => [key(point), point[3]]));

  it("the fixture covers every function, and R is overruled only for quantiles", () => {
    expect(points.length).toBeGreaterThan(1300);
    expect([...new Set(points.map(([name]) => name))].sort()).toEqual(
      ["pchisq", "pf", "pnorm", "pt", "qchisq", "qf", "qnorm", "qt"].sort(),
    );
    expect([...exact.keys()].filter((point) => !/^\["q[ft]"/.test(point))).toEqual([]);
  });

  it.each(["pnorm", "qnorm", "pt", "qt", "pf", "qf", "pchisq", "qchisq"])("%s agrees to 1e-11, relative", (name) => {
    for (const point of points.filter(([which]) => which === name)) {
      const [kernel, args, upper] = point;
      const value = exact.get(key(point)) ?? point[3];
      const got = callKernel(engine, kernel, [...args, upper]);
      agree(got, value, GOLDEN, key(point));
    }
  });

  const df = fc.oneof(fc.integer({ min: 1, max: 2000 }), fc.double({ min: 0.3, max: 1e9, noNaN: true }));
  const p = fc.double({ min: 1e-290, max: 1 - 1e-12, noNaN: true, minExcluded: true });

  it("a quantile has the probability it was asked for, in either tail", () => {
    const d = distributions(engine);
    const close = (got: number, asked: number) => expect(Math.abs(got / asked - 1)).toBeLessThanOrEqual(ROUND_TRIP);
    fc.assert(
      fc.property(p, df, fc.boolean(), (p, d1, upper) => {
        close(d.pnorm(d.qnorm(p, upper), upper), p);
        const t = d.qt(p, d1, upper);
        if (Number.isFinite(t)) close(d.pt(t, d1, upper), p);
      }),
    );
    fc.assert(
      // away from huge degrees of freedom, where one ulp of x moves the probability by more than the bound
      fc.property(p, fc.double({ min: 1, max: 1e5, noNaN: true }), df, fc.boolean(), (p, d1, d2, upper) => {
        const x = d.qchisq(p, d1, upper);
        if (x > 1e-290) close(d.pchisq(x, d1, upper), p);
        const f = d.qf(p, d1, Math.min(d2, 1e5), upper);
        if (f > 1e-290 && f < 1e290) close(d.pf(f, d1, Math.min(d2, 1e5), upper), p);
      }),
    );
  });

  it("far out in a tail ends, where adding to the terms of a fraction leaves them as they are", () => {
    const d = distributions(engine);
    for (let degrees = 1; degrees <= 30; degrees++) {
      for (let x = 1e14; x < 1e36; x *= 7.3) {
        expect(d.pchisq(x, degrees, true)).toBe(0);
        expect(d.pf(x, degrees, 1e9, true)).toBeLessThan(1e-300);
      }
    }
  });

  it("the tails sum to one and swap with the sign of t", () => {
    const d = distributions(engine);
    fc.assert(
      fc.property(fc.double({ min: -50, max: 50, noNaN: true }), df, df, (x, d1, d2) => {
        expect(d.pt(x, d1) + d.pt(x, d1, true)).toBeCloseTo(1, 15);
        expect(d.pt(x, d1)).toBe(d.pt(-x, d1, true));
        expect(d.pf(x * x, d1, d2) + d.pf(x * x, d1, d2, true)).toBeCloseTo(1, 15);
        expect(d.pchisq(x * x, d1) + d.pchisq(x * x, d1, true)).toBeCloseTo(1, 15);
      }),
    );
  });

  it("passes missing on and refuses what is out of range", () => {
    const d = distributions(engine);
    expect(d.pt(Number.NaN, 5)).toBeNaN();
    expect(d.qf(0.5, 3, Number.NaN)).toBeNaN();
    expect(() => pt(engine, 2, 0)).toThrow(NumericalError);
    expect(() => d.qnorm(1.5)).toThrow(/qnorm\(1.5\): an argument is out of range/);
    expect(() => d.pf(1, Infinity, Infinity)).toThrow(NumericalError);
    expect(() => d.qchisq(0.5, -2)).toThrow(NumericalError);
  });
});
