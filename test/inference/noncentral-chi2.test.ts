/** The noncentral chi-squared against R and against its own definition as a sum of squares. */
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { pchisq, pnorm, qchisq } from "../../src/engine/kernels/math.js";
import { noncentralChi2Quantile, noncentralChi2Tail } from "../../src/verbs/iv/inference/effective-f.js";

/** Relative: R's algorithm stops at 1e-12 in probability. */
const OF_R = 1e-9;
/** Relative: rounding. */
const EXACT = 1e-12;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

describe("the noncentral chi-squared", () => {
  it.each([
    // R 4.5.0: qchisq(upper, df, ncp, lower.tail = FALSE)
    [0.05, 1, 20, 37.4175615456975],
    [0.05, 1, 10, 23.1085112116065],
    [0.05, 2.6, 52.02, 80.2265607872483],
    [0.05, 2.35, 7.8, 21.3978429009721],
    [0.05, 30, 600, 713.2414794504577],
    [0.01, 5.5, 0.3, 16.8035146875865],
    [0.5, 4, 1.75, 4.9303767431825],
    [0.95, 12.25, 40, 31.6555263512469],
  ])("has R's quantile at P(X > x) = %d, %d degrees of freedom, noncentrality %d", (upper, df, ncp, want) => {
    const got = noncentralChi2Quantile(engine, upper, df, ncp);
    expect(Math.abs(got / want - 1), `${got}`).toBeLessThan(OF_R);
    expect(Math.abs(noncentralChi2Tail(engine, got, df, ncp) / upper - 1)).toBeLessThan(EXACT);
  });

  it("is the square of a shifted normal with one degree of freedom", () => {
    for (const [x, ncp] of [
      [37.4, 20],
      [0.5, 3],
      [9, 0.04],
    ] as const) {
      const [root, shift] = [Math.sqrt(x), Math.sqrt(ncp)];
      const want = pnorm(engine, root - shift, true) + pnorm(engine, -root - shift);
      expect(Math.abs(noncentralChi2Tail(engine, x, 1, ncp) / want - 1)).toBeLessThan(EXACT);
    }
  });

  it("is the central one without noncentrality", () => {
    expect(noncentralChi2Tail(engine, 4.2, 2.5, 0)).toBe(pchisq(engine, 4.2, 2.5, true));
    expect(Math.abs(noncentralChi2Quantile(engine, 0.05, 2.5, 0) / qchisq(engine, 0.05, 2.5, true) - 1)).toBeLessThan(
      EXACT,
    );
  });

  it("refuses what is no distribution", () => {
    expect(() => noncentralChi2Quantile(engine, 0.05, Number.NaN, 1)).toThrow(/was not found/);
    expect(() => noncentralChi2Tail(engine, 1, 0, 1)).toThrow(/out of range/);
  });
});
