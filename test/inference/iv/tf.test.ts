/**
 * The tF procedure: the published tables, and what defines the critical values, the size of the test under the worst
 * correlation, by integration.
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { pnorm } from "../../../src/engine/kernels/math.js";
import { tfCriticalValue, tfInterval } from "../../../src/verbs/iv/inference/tf.js";

/** Of a rejection probability: the table has ten decimals and a cubic between them. */
const SIZE = 1e-7;
/** Both F and the factor were published rounded up to three decimals. */
const DIGIT = 1e-3;
/** Pairs at 99% that are not within those digits: the printed factor is up to 0.1% off near the asymptote. */
const OFF = [6.717, 6.723, 6.743];
const OFF_BOUND = 1e-3;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const published = JSON.parse(
  readFileSync(new URL("../../golden/iv-robust/tf-published.json", import.meta.url), "utf8"),
);

describe("published tables", () => {
  it.each([
    ["3A", 0.95, published.f05, published.factor05, 1.9599639845400545],
    ["3B", 0.99, published.f01, published.factor01, 2.5758293035489004],
  ] as const)("table %s", (_, level, fs: number[], factors: number[], quantile) => {
    expect(fs).toHaveLength(100);
    fs.forEach((f, i) => {
      const printed = factors[i]!;
      const least = tfCriticalValue(f, level)! / quantile;
      const most = tfCriticalValue(f - DIGIT, level)! / quantile;
      if (level === 0.99 && OFF.includes(f)) {
        expect(Math.abs(printed / Math.min(Math.max(printed, least), most) - 1)).toBeLessThan(OFF_BOUND);
        return;
      }
      // Some F that rounds up to the printed one has a factor that does.
      expect(least, `F = ${f}`).toBeLessThan(printed + SIZE);
      expect(most, `F = ${f}`).toBeGreaterThan(printed - DIGIT);
    });
  });

  it("landmarks of the paper", () => {
    expect(tfCriticalValue(10, 0.95)).toBeCloseTo(3.43, 2);
    expect(tfCriticalValue(104.67, 0.95)! - 1.96).toBeLessThan(1e-4);
    expect(tfCriticalValue(104.67, 0.95)).toBeGreaterThan(1.9599639845);
    expect(tfCriticalValue(104.68, 0.95)).toBeCloseTo(1.9599639845, 9);
    expect(tfCriticalValue(1e9, 0.95)).toBeCloseTo(1.9599639845, 9);
    expect(tfCriticalValue(252.34, 0.99)).toBeGreaterThan(tfCriticalValue(252.35, 0.99)!);
    expect(tfCriticalValue(252.35, 0.99)).toBe(tfCriticalValue(1e9, 0.99));
    expect(tfCriticalValue(3.8414, 0.95)).toBe(Number.POSITIVE_INFINITY);
    expect(tfCriticalValue(6.6348, 0.99)).toBe(Number.POSITIVE_INFINITY);
    expect(tfCriticalValue(10, 0.9)).toBeNull();
  });

  it("falls with F everywhere", () => {
    for (const level of [0.95, 0.99]) {
      let before = Number.POSITIVE_INFINITY;
      for (let root = level === 0.95 ? 1.9601 : 2.5759; root < 17; root += 0.001) {
        const c = tfCriticalValue(root * root, level)!;
        expect(c).toBeLessThanOrEqual(before);
        before = c;
      }
    }
  });
});

/** P(f^2 (f - f0)^2 / f0^2 > c(f^2)^2) for f ~ N(f0, 1): crossings by halving between points of a grid. */
function rejection(f0: number, level: number): number {
  const isRejected = (f: number) => Math.abs((f * (f - f0)) / f0) > tfCriticalValue(f * f, level)!;
  const step = 0.01;
  let probability = 0;
  let from: number | null = null;
  const close = (to: number) => {
    // The difference of the smaller tails, for digits.
    const isAbove = from! > f0;
    probability += Math.abs(pnorm(engine, to - f0, isAbove) - pnorm(engine, from! - f0, isAbove));
    from = null;
  };
  let before = isRejected(f0 - 12);
  if (before) from = f0 - 12;
  for (let f = f0 - 12; f < f0 + 12; f += step) {
    const after = isRejected(f + step);
    if (after !== before) {
      let [low, high] = [f, f + step];
      for (let i = 0; i < 50; i++) {
        const middle = (low + high) / 2;
        if (isRejected(middle) === before) low = middle;
        else high = middle;
      }
      if (after) from = low;
      else close(low);
    }
    before = after;
  }
  if (from !== null) close(f0 + 12);
  return probability;
}

describe("size under the worst correlation", () => {
  it.each([
    [0.95, 10.2308 - 1.6449],
    [0.99, 13.558],
  ] as const)("level %d: exact up to the f0 at which c stops falling, below from there on", (level, last) => {
    const alpha = 1 - level;
    for (const f0 of [0.001, 0.01, 0.05, 0.1, 0.3, 0.5, 0.8, 1, 1.3, 1.7, 2, 2.5, 3, 3.7, 4.5, 5, 6, 7, 8, 8.5]) {
      expect(Math.abs(rejection(f0, level) - alpha), `f0 = ${f0}`).toBeLessThan(SIZE);
    }
    expect(Math.abs(rejection(last, level) - alpha)).toBeLessThan(SIZE);
    for (const f0 of [1.01, 1.1, 1.3, 1.6, 2, 3, 5, 10].map((times) => times * last)) {
      expect(rejection(f0, level), `f0 = ${f0}`).toBeLessThan(alpha);
    }
  });
});

describe("the interval", () => {
  const input = { estimate: 0.5, std_error: 0.2, f: 10, nEndogenous: 1, nInstruments: 1 };

  it("is the estimate and c(F) standard errors", () => {
    const interval = tfInterval(input, 0.95);
    const c = tfCriticalValue(10, 0.95)!;
    expect(interval).toMatchObject({ applies: true, because: null, critical_value: c, f: 10, level: 0.95 });
    expect([interval.conf_low, interval.conf_high]).toEqual([0.5 - c * 0.2, 0.5 + c * 0.2]);
    expect(interval.adjusted_se! * 1.9599639845400545).toBeCloseTo(c * 0.2, 14);
  });

  it("says why there is none, or no end", () => {
    const empty = { critical_value: null, adjusted_se: null, conf_low: null, conf_high: null };
    expect(tfInterval({ ...input, nInstruments: 2 }, 0.95)).toMatchObject({ ...empty, applies: false });
    expect(tfInterval({ ...input, nEndogenous: 2, nInstruments: 2 }, 0.95)).toMatchObject({ ...empty, applies: false });
    const other = tfInterval(input, 0.9);
    expect(other).toMatchObject({
      ...empty,
      applies: false,
      because: expect.stringContaining("0.95 and 0.99, not at 0.9"),
    });
    const weak = tfInterval({ ...input, f: 3.8 }, 0.95);
    expect(weak).toMatchObject({ ...empty, applies: true, because: expect.stringContaining("not above 3.84") });
    expect(() => tfInterval(input, 95)).toThrow(expect.objectContaining({ code: "level" }));
  });
});
