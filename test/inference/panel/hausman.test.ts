/** Hausman's statistic by hand: the form, its rank, and differences of covariances that are none. */
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { hausmanTest } from "../../../src/verbs/plm/inference/hausman.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const of = (names: string[], beta: number[], matrix: number[]) => ({ names, beta, matrix });

describe("hausmanTest", () => {
  it("is d'(V_c - V_e)^-1 d over common terms, whatever their order", () => {
    const consistent = of(["x", "z"], [1, 2], [0.5, 0.1, 0.1, 0.4]);
    const efficient = of(["(Intercept)", "z", "x"], [9, 1.8, 0.7], [1, 0, 0, 0, 0.2, 0.05, 0, 0.05, 0.2]);
    const test = hausmanTest(engine, consistent, efficient);
    // V = [0.3 0.05; 0.05 0.2], d = (0.3, 0.2)
    const determinant = 0.3 * 0.2 - 0.05 ** 2;
    const by = (0.2 * 0.09 - 2 * 0.05 * 0.06 + 0.3 * 0.04) / determinant;
    expect(test.statistic).toBeCloseTo(by, 12);
    expect(test).toMatchObject({ df: [2], because: null });
    expect(test.p_value).toBeCloseTo(Math.exp(-by / 2), 12);
  });

  it("is 0 with p 1 for equal estimates", () => {
    const one = of(["x"], [1], [0.5]);
    expect(hausmanTest(engine, one, one)).toMatchObject({ statistic: 0, df: [0], p_value: 1 });
  });

  it("takes the pseudo-inverse of a singular difference, with its rank", () => {
    const consistent = of(["x", "z"], [1, 2], [0.5, 0, 0, 0.4]);
    const efficient = of(["x", "z"], [0.5, 2], [0.25, 0, 0, 0.4]);
    const test = hausmanTest(engine, consistent, efficient);
    expect(test.statistic).toBeCloseTo(1, 12);
    expect(test.df).toEqual([1]);
    expect(test.because).toContain("rank 1 of 2");
  });

  it("has no p where the statistic is negative, and warns where an eigenvalue is", () => {
    const consistent = of(["x"], [1], [0.5]);
    const negative = hausmanTest(engine, consistent, of(["x"], [0.5], [0.75]));
    expect(negative.statistic).toBeCloseTo(-1, 12);
    expect(negative.p_value).toBeNull();
    expect(negative.because).toContain("1 negative eigenvalue");
    const mixed = hausmanTest(
      engine,
      of(["x", "z"], [1, 2], [0.5, 0, 0, 0.4]),
      of(["x", "z"], [0.5, 1.9], [0.25, 0, 0, 0.8]),
    );
    expect(mixed.statistic).toBeCloseTo(1 - 0.01 / 0.4, 12);
    expect(mixed.p_value).not.toBeNull();
    expect(mixed.because).toContain("hausman-robust");
  });
});
