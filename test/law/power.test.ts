/**
 * Laws of power: draws and the formula with a panel's own covariances agree within Monte Carlo error where errors are an AR(1), and the formula
 * that takes periods as independent does not; one draw serves every effect; the same bits for any threads, order of rows and ids.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { panel } from "../../src/data/panel/panel.js";
import { selectRows, withColumns } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { parseFormula } from "../../src/formula/parser.js";
import { power } from "../../src/verbs/power/fit.js";
import { assignments } from "../../src/verbs/power/simulation/assignment.js";
import { PowerCurve } from "../../src/verbs/power/simulation/curve.js";
import { makeDraws } from "../../src/verbs/power/simulation/draws.js";
import { drawnTreatment, type Estimator, estimatorOf } from "../../src/verbs/power/simulation/estimates.js";
import { untreatedRows } from "../../src/verbs/power/simulation/untreated-rows.js";
import { type PowerOptions, powerPlan } from "../../src/verbs/power/verb.js";
import { arPanel } from "../support/ar-panel.js";

/** How far formula and draws may be apart: 3 Monte Carlo errors, and what t quantiles of unlike degrees of freedom make of a normal estimate. */
const ERRORS = 3;
const QUANTILES = 0.005;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});
afterAll(() => engine.close());

const TWO_WAY = "y ~ 1 | unit + year";

describe("formula and draws on AR(1) panels", () => {
  it.each([
    { rho: 0, pre: 3, post: 5 },
    { rho: 0.5, pre: 2, post: 4 },
    { rho: 0.9, pre: 4, post: 4 },
    { rho: -0.5, pre: 1, post: 2 },
  ])("agree at rho $rho with $pre + $post periods; independence is wrong where there is correlation", async (at) => {
    const { rho, pre, post } = at;
    const rows = arPanel(20_260 + 10 * pre, { units: 400, periods: pre + post, rho });
    const { formula, simulation } = await power(engine, rows, TWO_WAY, { draws: 4000, pre, post, seed: 7 });
    const { mde, size } = simulation!;
    expect(Math.abs(mde!.effect - formula!.mde!)).toBeLessThan(ERRORS * mde!.std_error + QUANTILES * formula!.mde!);
    expect(Math.abs(size.power - 0.05)).toBeLessThan(ERRORS * size.std_error);
    const naive = Math.abs(mde!.effect - formula!.mde_independent!);
    if (rho === 0) expect(naive).toBeLessThan(ERRORS * mde!.std_error + 0.05 * formula!.mde!);
    else expect(naive).toBeGreaterThan(10 * mde!.std_error);
    for (const { effect, power: share, std_error } of simulation!.points.filter((_, i) => i % 8 === 4)) {
      const near = formula!.curve.reduce((best, point) =>
        Math.abs(point.at - effect) < Math.abs(best.at - effect) ? point : best,
      );
      const slope = 1.2 / formula!.mde!;
      expect(Math.abs(share - near.power)).toBeLessThan(ERRORS * std_error + slope * Math.abs(near.at - effect) + 0.01);
    }
  });

  it("parameters of the process give what a large panel of it gives", async () => {
    const [rho, pre, post, units] = [0.8, 3, 4, 6000];
    const rows = arPanel(3, { units, periods: pre + post, rho });
    const estimated = await power(engine, rows, TWO_WAY, { by: "formula", pre, post });
    const given = await power(engine, null, null, { sd: 1, ar1: rho, pre, post, units });
    // the standard deviation of n numbers is known to 1 / sqrt(2n)
    expect(Math.abs(estimated.formula!.mde! / given.formula!.mde! - 1)).toBeLessThan(4 / Math.sqrt(2 * units));
  });

  it("villages assigned whole: clusters are right, units are not", async () => {
    const rows = arPanel(11, { units: 600, periods: 6, rho: 0.3, villages: { size: 10, sd: 0.6 } });
    const shared: PowerOptions = { draws: 2000, assign: "village", pre: 3, post: 3 };
    const right = await power(engine, rows, TWO_WAY, shared);
    const wrong = await power(engine, rows, TWO_WAY, { ...shared, vcov: "cluster:unit" });
    const { mde, size } = right.simulation!;
    expect(Math.abs(mde!.effect - right.formula!.mde!)).toBeLessThan(ERRORS * mde!.std_error + 0.03 * mde!.effect);
    expect(size.power).toBeLessThan(0.05 + ERRORS * 0.005);
    expect(wrong.simulation!.size.power).toBeGreaterThan(0.1);
    expect(wrong.notes.map(({ code }) => code)).toContain("power_oversized");
  });
});

describe("one draw serves every effect", () => {
  const rows = () => arPanel(5, { units: 60, periods: 6, rho: 0.4 });
  const drawsOf = (options: PowerOptions) => {
    const plan = powerPlan({ draws: 20, starts: [2002, 2004], ...options }, true);
    const untreated = untreatedRows(engine, rows(), parseFormula(TWO_WAY), plan);
    const assigned = assignments(engine, untreated, plan);
    const estimate = estimatorOf(engine, untreated, plan);
    const at = (b: number, effect: number) => {
      const codes = new Uint32Array(untreated.panel.nUnits);
      assigned.assign(b, codes);
      return estimate(drawnTreatment(untreated.panel, codes, assigned.dates, 1, plan.profile), effect);
    };
    return { plan, untreated, assigned, at };
  };

  it.each([
    "feols",
    "twfe",
    "cs",
    "sunab",
    "bjs",
    "did2s",
    "etwfe",
    "stacked",
    "lpdid",
    "rs",
    "dcdh",
    "edid",
    "fect",
  ] as const)("%s, an effect that stays and one that grows", async (estimator) => {
    const window: PowerOptions =
      estimator === "stacked" || estimator === "lpdid"
        ? { window: [-1, 1] }
        : estimator === "fect"
          ? { errorDraws: 20 }
          : {};
    for (const [profile, response] of [
      ["constant", "shift"],
      ["growing", "quadratic"],
    ] as const) {
      const { plan, untreated, assigned, at } = drawsOf({ estimator, profile, ...window });
      const made = await makeDraws(engine, untreated, assigned, plan, [], {});
      expect(made.response).toBe(response);
      for (const b of [0, 3, 19])
        for (const effect of [-0.7, 0, 0.2, 3]) {
          const want = at(b, effect);
          const scale = Math.abs(want.estimate) + want.stdError;
          expect(Math.abs(made.of.estimate(b, effect) - want.estimate)).toBeLessThan(1e-8 * scale);
          expect(Math.abs(made.of.stdError(b, effect) - want.stdError)).toBeLessThan(1e-6 * scale);
          expect(made.of.df[b]).toBe(want.df);
        }
    }
  });

  it("not where errors are no parabola of the effect: every effect is estimated, and lines lie between them", async () => {
    const { plan, untreated, assigned } = drawsOf({ estimator: "twfe" });
    const plain = estimatorOf(engine, untreated, plan);
    const wild: Estimator = (drawn, effect) => {
      const { estimate, stdError, df } = plain(drawn, effect);
      return { estimate, stdError: stdError * (1 + effect ** 2), df };
    };
    const effects = [0.2, 0.5, 1];
    const made = await makeDraws(engine, untreated, assigned, plan, effects, {}, wild);
    expect([made.response, made.of.effects]).toEqual(["each", [0, 0.2, 0.5, 1]]);
    const shifted = await makeDraws(engine, untreated, assigned, plan, effects, {});
    expect(made.of.estimate(4, 0.5)).toBeCloseTo(shifted.of.estimate(4, 0.5), 10);
    expect(made.of.stdError(4, 0.5)).toBeCloseTo(1.25 * shifted.of.stdError(4, 0.5), 10);
    const curve = new PowerCurve(engine, made.of, { alpha: 0.05, oneSided: false });
    const [low, high] = [curve.share(0.2), curve.share(0.5)];
    const target = (low + high) / 2;
    expect(high).toBeGreaterThan(low);
    expect(curve.crossing(target, 1, 1)).toBeCloseTo(0.35, 10);
    expect(curve.crossing(0.999, 1, 1) === null || curve.share(1) >= 0.999).toBe(true);
  });

  it.each(["hetero", "cluster:unit+year"])("feols with %s errors, by demeaned treatments", async (vcov) => {
    const { plan, untreated, assigned, at } = drawsOf({ vcov });
    const made = await makeDraws(engine, untreated, assigned, plan, [], {});
    expect(made.method).toBe("refits");
    for (const b of [0, 7]) {
      const want = at(b, 0.3);
      expect(Math.abs(made.of.estimate(b, 0.3) - want.estimate)).toBeLessThan(1e-9);
      expect(Math.abs(made.of.stdError(b, 0.3) - want.stdError)).toBeLessThan(1e-9);
    }
  });
});

/** All of a record that is the same wherever it is made. */
const lasting = ({ timing_ms: _, provenance: __, ...rest }: Awaited<ReturnType<typeof power>>) => rest;

describe("what a draw does not depend on", () => {
  const rows = arPanel(8, { units: 80, periods: 6, rho: 0.6 });
  const options: PowerOptions = { draws: 300, seed: 12, treated: 0.3 };

  it("threads: the same bits", async () => {
    const many = await loadEngine({ threads: 3 });
    try {
      for (const more of [{}, { estimator: "cs" as const, draws: 40 }])
        expect(lasting(await power(many, rows, TWO_WAY, { ...options, ...more }))).toEqual(
          lasting(await power(engine, rows, TWO_WAY, { ...options, ...more })),
        );
    } finally {
      many.close();
    }
  });

  it("order of rows", async () => {
    const n = rows.table.nRows;
    const shuffled = Uint32Array.from({ length: n }, (_, i) => (i * 7919) % n);
    const other = panel(selectRows(rows.table, shuffled), { unit: "unit", time: "year" });
    const [a, b] = [await power(engine, rows, TWO_WAY, options), await power(engine, other, TWO_WAY, options)];
    expect(b.simulation!.assignment).toEqual(a.simulation!.assignment);
    expect(b.simulation!.mde!.effect).toBeCloseTo(a.simulation!.mde!.effect, 10);
    expect(b.formula!.mde).toBeCloseTo(a.formula!.mde!, 10);
  });

  it("constants of units and periods; scales of the outcome scale the effect", async () => {
    const y = rows.table.numeric("y");
    const moved = y.map((value, i) => value + 5 * Math.sin(rows.unit.codes[i]!) + 0.1 * rows.time.codes[i]! ** 2);
    const by = async (values: Float64Array) => {
      const table = withColumns(rows.table, [{ kind: "numeric", name: "y", values }]);
      return power(engine, panel(table, { unit: "unit", time: "year" }), TWO_WAY, options);
    };
    const base = await by(y);
    const shifted = await by(moved);
    expect(shifted.simulation!.mde!.effect / base.simulation!.mde!.effect).toBeCloseTo(1, 8);
    expect(shifted.formula!.mde! / base.formula!.mde!).toBeCloseTo(1, 8);
    for (const scale of [1e-9, 1e9]) {
      const scaled = await by(y.map((value) => scale * value));
      expect(scaled.simulation!.mde!.effect / (scale * base.simulation!.mde!.effect)).toBeCloseTo(1, 8);
      expect(scaled.formula!.mde! / (scale * base.formula!.mde!)).toBeCloseTo(1, 8);
    }
  });

  it("how many draws follow", async () => {
    const few = powerPlan({ ...options, draws: 50 }, true);
    const many = powerPlan({ ...options, draws: 200 }, true);
    const untreated = untreatedRows(engine, rows, parseFormula(TWO_WAY), few);
    const [a, b] = await Promise.all(
      [few, many].map((plan) => makeDraws(engine, untreated, assignments(engine, untreated, plan), plan, [], {})),
    );
    for (let d = 0; d < 50; d++) expect(a!.of.estimate(d, 0)).toBe(b!.of.estimate(d, 0));
  });
});
