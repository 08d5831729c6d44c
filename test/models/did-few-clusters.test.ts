/** Few clusters in `did`: t with G - 1 unless the normal is asked for, and CR2 with its own error and degrees of freedom in averages as in `feols`. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { panel } from "../../src/data/panel/panel.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { pt } from "../../src/engine/kernels/math.js";
import { did } from "../../src/verbs/did/verb/fit.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { goldenTable } from "../support/golden-table.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});
afterAll(() => engine.close());

const castle = async () => panel(await goldenTable("castle.csv"), { unit: "sid", time: "year" });
const formula = "l_homicide ~ 1 | sid + year";

describe("castle doctrine laws", () => {
  it("fewer than 40 states: t with G - 1, the same errors by the normal where asked", async () => {
    const options = { treat: "post", estimator: ["cs"], subset: "sid <= 38" } as const;
    const data = await castle();
    const [few] = did(engine, data, formula, options).estimates;
    const [normal] = did(engine, data, formula, { ...options, interval: "normal" }).estimates;
    const [all] = did(engine, data, formula, { treat: "post", estimator: ["cs"] }).estimates;
    expect(few!.n_clusters).toBeLessThan(40);
    expect(few).toMatchObject({ interval: "t", df: few!.n_clusters - 1 });
    expect(normal).toMatchObject({ interval: "normal", df: null });
    expect(all).toMatchObject({ interval: "normal", df: null, n_clusters: 50 });
    const { statistic, p_value, std_error } = few!.overall;
    expect(std_error).toBe(normal!.overall.std_error);
    expect(p_value).toBeCloseTo(2 * pt(engine, -Math.abs(statistic!), few!.n_clusters - 1), 12);
    expect(p_value!).toBeGreaterThan(normal!.overall.p_value!);
  });

  it("CR2: twfe is the regression's, and an average of sunab has the raised error", async () => {
    const data = await castle();
    const options = { treat: "post", estimator: ["twfe", "sunab"], aggregate: "simple" } as const;
    const { estimates } = did(engine, data, formula, { ...options, vcov: "CR2:sid" });
    const plain = did(engine, data, formula, { ...options, vcov: "cluster:sid" }).estimates;
    const fit = feols(engine, data, "l_homicide ~ post | sid + year", { vcov: "CR2:sid" });
    const twfe = estimates.find(({ estimator }) => estimator === "twfe")!;
    expect(twfe.overall.p_value).toBeCloseTo(fit.coefficients.post!.p_value, 10);
    expect(twfe.df_by_effect!.at(-1)).toBeCloseTo(fit.vcov.df_by_term!.post!, 8);
    const error = (of: typeof plain) => of.find(({ estimator }) => estimator === "sunab")!.overall.std_error!;
    expect(Math.abs(error(estimates) / error(plain) - 1)).toBeGreaterThan(1e-6);
  });
});
