/**
 * The bootstrap of the effect on the treated: draws of LaLonde's data against R, which takes the same rows and makes all pairs
 * (make-bootstrap.R); and what holds of any draws.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { bootstrapAtt } from "../../../src/verbs/psmatch/bootstrap.js";
import type { AttRecipe } from "../../../src/verbs/psmatch/estimator/att-draws.js";
import { doublyRobustAtt } from "../../../src/verbs/psmatch/estimator/doubly-robust.js";
import { fitPropensity } from "../../../src/verbs/psmatch/estimator/propensity.js";
import { agreeing } from "../../support/agree.js";
import { expectedCsv, lalondeScore } from "./score-data.js";

const TOLERANCE = 1e-8;
const SEED = 20_240_601;

let engine: Engine;
let pooled: Engine;
let data: Awaited<ReturnType<typeof lalondeScore>>;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  pooled = await loadEngine({ threads: 3 });
  data = await lalondeScore();
});
afterAll(() => pooled.close());

const plain = { link: "logit", scale: "probability", support: { kind: "none" } } as const;
const kernel = (name: "epanechnikov" | "uniform" | "normal", bandwidth: number, localLinear = false) =>
  ({ kind: "kernel", kernel: name, bandwidth, localLinear }) as const;

const RECIPES = {
  epanechnikov: { ...plain, support: { kind: "psmatch2" }, method: kernel("epanechnikov", 0.06) },
  radius_linear: { ...plain, link: "probit", scale: "linear", method: kernel("uniform", 0.1) },
  line: { ...plain, method: kernel("normal", 0.1, true) },
  weights: { ...plain, method: { kind: "weights" } },
  doubly_robust: { ...plain, method: { kind: "doubly_robust" } },
} as const satisfies Readonly<Record<string, AttRecipe>>;

const agree = agreeing("bootstrap-att");

describe.each(Object.keys(RECIPES) as (keyof typeof RECIPES)[])("draws of %s", (name) => {
  it("are R's on the same rows", async () => {
    const expected = (await expectedCsv("att_bootstrap.csv")).numeric(name);
    const got = await bootstrapAtt(engine, data, RECIPES[name], { draws: 12, seed: SEED });
    expect(expected).toHaveLength(12);
    got.draws.forEach((value, d) => {
      agree(value, expected[d]!, TOLERANCE, `draw ${d + 1}`);
    });
  });
});

describe("the bootstrap", () => {
  it("has the error that influence has, to the noise of 600 draws", async () => {
    const got = await bootstrapAtt(engine, data, RECIPES.doubly_robust, { draws: 600, seed: 1 });
    const { se, att } = doublyRobustAtt(engine, data, fitPropensity(engine, data, "logit"));
    expect(got.estimate).toBe(att);
    // noise of a standard deviation from 600 draws is 3 percent; the influence is a first-order one
    expect(Math.abs(got.stdError / se - 1)).toBeLessThan(0.15);
    expect(got.percentile.conf_low).toBeLessThan(att);
    expect(got.percentile.conf_high).toBeGreaterThan(att);
    expect(got).toMatchObject({ requested: 600, done: 600, used: 600, failed: {}, partial: false, seed: 1 });
  });

  it("has the same bits on three threads", async () => {
    const one = await bootstrapAtt(engine, data, RECIPES.line, { draws: 10, seed: 3 });
    const three = await bootstrapAtt(pooled, data, RECIPES.line, { draws: 10, seed: 3 });
    expect(three).toEqual(one);
  });

  it("draws clusters whole: one row a cluster is drawing rows, and one cluster is no draw at all", async () => {
    const n = data.treated.length;
    const rows = await bootstrapAtt(engine, data, RECIPES.weights, { draws: 5, seed: 4 });
    const single = { codes: Uint32Array.from({ length: n }, (_, i) => i), nLevels: n };
    const own = await bootstrapAtt(engine, data, RECIPES.weights, { draws: 5, seed: 4, clusters: single });
    expect(own.draws).toEqual(rows.draws);
    expect(own.units).toEqual({ kind: "clusters", count: n });
    const all = { codes: new Uint32Array(n), nLevels: 1 };
    const same = await bootstrapAtt(engine, data, RECIPES.weights, { draws: 5, seed: 4, clusters: all });
    expect(new Set(same.draws)).toEqual(new Set([same.estimate]));
  });

  it("counts draws without an effect, by what kept them from one", async () => {
    // a dummy that two rows of each group have is often missing on one side of a draw
    const rare = data.outcome.map((_, i) => (i < 2 || i > 611 ? 1 : 0));
    const wider = { ...data, X: [...data.X, rare], names: [...data.names, "rare"] };
    const got = await bootstrapAtt(engine, wider, RECIPES.weights, { draws: 40, seed: 5 });
    expect(got.failed).toEqual({ separation: 40 - got.used });
    expect(got.failed.separation).toBeGreaterThan(3);
    expect(got.draws.filter(Number.isNaN)).toHaveLength(got.failed.separation!);
  });

  it("stops when told to, and keeps what it has if that is wanted", async () => {
    const controller = new AbortController();
    const onProgress = () => controller.abort();
    const options = { draws: 100_000, seed: 6, signal: controller.signal, onProgress };
    await expect(bootstrapAtt(engine, data, RECIPES.weights, options)).rejects.toThrow("aborted");
    const again = new AbortController();
    const kept = await bootstrapAtt(engine, data, RECIPES.weights, {
      ...{ draws: 100_000, seed: 6, keepPartial: true },
      ...{ signal: again.signal, onProgress: () => again.abort() },
    });
    expect(kept.partial).toBe(true);
    expect(kept.done).toBe(kept.draws.length);
    expect(kept.done).toBeLessThan(100_000);
  });

  it("refuses nearest neighbours, a support for the doubly robust effect, and too few draws", async () => {
    const draws = { draws: 10, seed: 1 };
    await expect(bootstrapAtt(engine, data, { ...plain, method: { kind: "nearest" } }, draws)).rejects.toMatchObject({
      code: "bootstrap_nearest",
    });
    const onSupport = { ...RECIPES.doubly_robust, support: { kind: "minmax" } } as const;
    await expect(bootstrapAtt(engine, data, onSupport, draws)).rejects.toMatchObject({ code: "dr_support" });
    await expect(bootstrapAtt(engine, data, RECIPES.weights, { draws: 1, seed: 1 })).rejects.toMatchObject({
      code: "bootstrap_draws",
    });
  });
});
