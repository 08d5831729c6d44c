/** Power by formula where the algebra is done by hand. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { power } from "../../../src/verbs/power/fit.js";
import type { PowerOptions } from "../../../src/verbs/power/verb.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});
afterAll(() => engine.close());

const formula = async (options: PowerOptions) =>
  (await power(engine, null, null, { sd: 1, units: 200, ...options })).formula!;
const variance = async (options: PowerOptions): Promise<number> => (await formula(options)).unit_variance;

describe("variance of a unit's comparison", () => {
  it("one period each: twice the variance less the covariance, whichever way it is said", async () => {
    expect(await variance({ rho: 0.3 })).toBeCloseTo(1.4, 12);
    expect(await variance({ ar1: 0.3 })).toBeCloseTo(1.4, 12);
    expect(await variance({ covariances: [0, 0, 0.3] })).toBeCloseTo(1.4, 12);
    expect(await variance({ sd: 3, rho: 0.3 })).toBeCloseTo(9 * 1.4, 11);
  });

  it("two and three periods of an AR(1), summed by hand", async () => {
    const r = 0.6;
    const pre = (2 + 2 * r) / 4;
    const post = (3 + 4 * r + 2 * r ** 2) / 9;
    const cross = (r + 2 * r ** 2 + 2 * r ** 3 + r ** 4) / 6;
    expect(await variance({ ar1: r, pre: 2, post: 3 })).toBeCloseTo(pre + post - 2 * cross, 12);
    expect(await variance({ ar1: r, pre: 2, post: 3, design: "ancova" })).toBeCloseTo(post - cross ** 2 / pre, 12);
    const between = 4;
    expect(await variance({ ar1: r, pre: 2, post: 3, unitSd: 2 })).toBeCloseTo(pre + post - 2 * cross, 12);
    expect(await variance({ ar1: r, pre: 2, post: 3, unitSd: 2, design: "ancova" })).toBeCloseTo(
      post + between - (cross + between) ** 2 / (pre + between),
      12,
    );
  });

  it("equally correlated periods: McKenzie's three estimators", async () => {
    const [m, r, rho] = [3, 2, 0.4];
    const post = (1 + (r - 1) * rho) / r;
    expect(await variance({ rho, pre: m, post: r })).toBeCloseTo((1 - rho) * (1 / m + 1 / r), 12);
    expect(await variance({ rho, post: r, design: "post" })).toBeCloseTo(post, 12);
    expect(await variance({ rho, pre: m, post: r, design: "ancova" })).toBeCloseTo(
      post - (m * rho ** 2) / (1 + (m - 1) * rho),
      12,
    );
  });

  it("ancova is never worse than changes, nor than outcomes after alone", async () => {
    for (const rho of [-0.1, 0, 0.2, 0.5, 0.9]) {
      const [ancova, did, post] = [
        await variance({ rho, pre: 2, post: 3, design: "ancova" }),
        await variance({ rho, pre: 2, post: 3 }),
        await variance({ rho, post: 3, design: "post" }),
      ];
      expect(ancova).toBeLessThanOrEqual(Math.min(did, post) + 1e-12);
    }
  });

  it("residuals of a known process, taken back to its variance", async () => {
    // errors of an AR(1) over m + r periods, less unit means: their expected moments by hand from its covariance matrix
    const [m, r, units, rho] = [2, 3, 40, 0.7];
    const width = m + r;
    const at = (t: number, s: number): number => rho ** Math.abs(t - s);
    const mean = (of: (t: number, s: number) => number, ts: number[], ss: number[]): number =>
      ts.reduce((sum, t) => sum + ss.reduce((own, s) => own + of(t, s), 0), 0) / (ts.length * ss.length);
    const all = Array.from({ length: width }, (_, t) => t);
    const [before, after] = [all.slice(0, m), all.slice(m)];
    const residual = (t: number, s: number): number =>
      ((units - 1) / units) * (at(t, s) - mean(at, [t], all) - mean(at, all, [s]) + mean(at, all, all));
    const pairs = (of: number[]): number =>
      of.flatMap((t) => of.filter((s) => s !== t).map((s) => residual(t, s))).reduce((a, b) => a + b, 0) /
      (of.length * (of.length - 1));
    const own = all.reduce((sum, t) => sum + residual(t, t), 0) / width;
    const estimated = await variance({
      ...{ sd: Math.sqrt(own), pre: m, post: r, residualsOf: units },
      covariances: [pairs(before), pairs(after), mean(residual, before, after)],
    });
    expect(estimated).toBeCloseTo(await variance({ ar1: rho, pre: m, post: r }), 12);
  });
});

describe("multipliers and clusters", () => {
  it("Bloom's 2.49 and 2.80 in large samples", async () => {
    expect((await formula({ critical: "normal", oneSided: true })).multiplier).toBeCloseTo(2.486_47, 4);
    expect((await formula({ critical: "normal" })).multiplier).toBeCloseTo(2.801_58, 4);
    expect((await formula({ units: 1e6 })).multiplier).toBeCloseTo(2.801_58, 4);
  });

  it("error, degrees of freedom and effect of two samples", async () => {
    const found = await formula({ design: "post", treated: 0.25, units: 80 });
    expect(found.df).toBe(78);
    expect(found.std_error).toBeCloseTo(Math.sqrt(1 / 20 + 1 / 60), 12);
    expect(found.mde).toBeCloseTo(found.multiplier! * found.std_error!, 12);
    expect((await formula({ design: "ancova", rho: 0.2, units: 80 })).df).toBe(77);
  });

  it("clusters: variance icc + (1 - icc) / size over clusters, sizes that differ, degrees of freedom of clusters", async () => {
    const [icc, size, J] = [0.1, 20, 50];
    const alike = await formula({ design: "post", icc, clusterSize: size, clusters: J, units: undefined as never });
    expect(alike.std_error).toBeCloseTo(2 * Math.sqrt((icc + (1 - icc) / size) / J), 12);
    expect([alike.df, alike.units, alike.n_clusters]).toEqual([48, 1000, 50]);
    const uneven = await formula({ design: "post", icc, clusterSize: size, clusterCv: 0.5, units: 1000 });
    expect(uneven.clusters!.design_effect).toBeCloseTo(1 + (1.25 * size - 1) * icc, 12);
    const none = await formula({ design: "post", icc: 0, clusterSize: size, units: 1000 });
    expect(none.std_error).toBeCloseTo((await formula({ design: "post", units: 1000 })).std_error!, 12);
  });

  it("power at the detectable effect is the power; the fewest units have it and one less has not", async () => {
    for (const critical of ["t", "normal", "noncentral"] as const) {
      const { mde } = await formula({ critical, rho: 0.2, power: 0.9 });
      const { effects } = await formula({ critical, rho: 0.2, power: 0.9, effects: [mde! * (1 + 1e-9)] });
      expect(effects[0]!.power).toBeCloseTo(0.9, 6);
      const { units } = effects[0]!.needs!;
      const detected = async (count: number) => (await formula({ critical, rho: 0.2, power: 0.9, units: count })).mde!;
      expect(units).toBe(200);
      expect(await detected(units - 1)).toBeGreaterThan(mde!);
    }
  });

  it("size at effect 0 is the size of the test", async () => {
    for (const oneSided of [false, true])
      for (const critical of ["t", "normal", "noncentral"] as const) {
        const { effects } = await formula({ critical, oneSided, effects: [0], level: 0.9 });
        expect(effects[0]!.power).toBeCloseTo(0.1, 10);
      }
  });
});
