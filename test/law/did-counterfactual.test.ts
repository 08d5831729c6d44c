/**
 * Counterfactual estimators on random panels: unit and period effects are imputation, no factor and a penalty above all singular values are
 * none; exact factors are found; and what scale, constants of units and periods, the order of rows and threads leave alone.
 */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DrawnShare, ShareMade } from "../../src/base/replications.js";
import { type Panel, panel } from "../../src/data/panel/panel.js";
import { makeTable } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import type { DidEstimate } from "../../src/verbs/did/design/record.js";
import type { DidOptions } from "../../src/verbs/did/design/verb.js";
import type { CounterfactualDetails } from "../../src/verbs/did/estimators/counterfactual/record.js";
import { did } from "../../src/verbs/did/verb/fit.js";
import { runs } from "../support/laws.js";
import { seeded } from "../support/random.js";
import { staggeredPanel, staggeredSeeds, staggeredShapes } from "../support/staggered-panel.js";

/** Two ways to one number: cells move by 1e-11 of a standard deviation in the last step. */
const SAME = 1e-8;

let engine: Engine;
let threaded: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  threaded = await loadEngine({ threads: 3 });
});
afterAll(() => threaded.close());

const fitted = (data: Panel, formula: string, options: DidOptions, by = engine): DidEstimate =>
  did(by, data, formula, { resampling: "none", ...options }).estimates[0]!;

const effectsFrom = ({ effects }: DidEstimate, first: number) =>
  effects.filter(({ event }) => event! >= first).map(({ event, estimate }) => [event!, estimate] as const);

function expectClose(got: DidEstimate, want: DidEstimate, first = Number.NEGATIVE_INFINITY, scale = 1): void {
  const [points, others] = [effectsFrom(got, first), effectsFrom(want, first)];
  expect(points.map(([event]) => event)).toEqual(others.map(([event]) => event));
  points.forEach(([event, estimate], j) => {
    expect(Math.abs(estimate / scale - others[j]![1]), `event ${event}`).toBeLessThan(SAME);
  });
  expect(Math.abs(got.overall.estimate / scale - want.overall.estimate)).toBeLessThan(SAME);
}

/** Units by periods with two factors, treated from period 9 on for a third of the units by 2 and one more a period; columns unit, time, d, y. */
function factorPanel(seed: number, noise: number, change: (y: number, u: number, t: number) => number = (y) => y) {
  const random = seeded(seed);
  const normal = () => Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, -6);
  const [units, periods] = [24, 14];
  const f = [0, 1].map(() => Array.from({ length: periods }, normal));
  const xi = Array.from({ length: periods }, normal);
  const rows: number[][] = [];
  for (let u = 0; u < units; u++) {
    const isTreated = u % 3 === 0;
    const l = [normal() + Number(isTreated), normal()];
    const alpha = 3 * normal();
    for (let t = 0; t < periods; t++) {
      const d = isTreated && t >= 9 ? 1 : 0;
      const y = alpha + xi[t]! + l[0]! * f[0]![t]! + l[1]! * f[1]![t]! + d * (2 + t - 9) + noise * normal();
      rows.push([u, t, d, change(y, u, t)]);
    }
  }
  return rows;
}

function panelOf(rows: readonly (readonly number[])[]): Panel {
  const columns = ["unit", "time", "d", "y"].map((name, j) => {
    return { kind: "numeric" as const, name, values: Float64Array.from(rows, (row) => row[j]!) };
  });
  return panel(makeTable(columns, { name: "panel", bytes: 0, sha256: null }), { unit: "unit", time: "time" });
}

const FORMULA = "y ~ 1 | unit + time";

describe("counterfactual estimators", () => {
  it("fect predicts what bjs imputes, with gaps, a covariate and weights of units", () => {
    fc.assert(
      fc.property(
        staggeredSeeds,
        staggeredShapes,
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        (seed, shape, gaps, x, w) => {
          const data = staggeredPanel(seed, { ...shape, missing: gaps ? 0.1 : 0 });
          const [bjs, fect] = did(engine, data, `y ~ ${x ? "x" : "1"} | unit + time`, {
            ...{ cohort: "cohort", estimator: ["bjs", "fect"], leads: 0, resampling: "none" },
            ...(w ? { weights: "w" } : {}),
          }).estimates;
          expectClose(fect!, bjs!, 0);
        },
      ),
      runs(40),
    );
  });

  it("without a factor, and with a penalty that leaves none, ife, mc and fect are one", () => {
    fc.assert(
      fc.property(staggeredSeeds, staggeredShapes, (seed, shape) => {
        const data = staggeredPanel(seed, shape);
        const of = (options: DidOptions) => fitted(data, FORMULA, { cohort: "cohort", ...options });
        const fect = of({ estimator: ["fect"] });
        expectClose(of({ estimator: ["ife"], factors: 0 }), fect);
        expectClose(of({ estimator: ["mc"], penalty: 1e6 }), fect);
      }),
      runs(20),
    );
  });

  it("factors without noise are found: effects are exact, by ife and by gsynth", () => {
    fc.assert(
      fc.property(staggeredSeeds, (seed) => {
        const data = panelOf(factorPanel(seed, 0));
        for (const estimator of ["ife", "gsynth"]) {
          const found = fitted(data, FORMULA, { treat: "d", estimator: [estimator], factors: 2 });
          for (const [event, estimate] of effectsFrom(found, 0))
            expect(Math.abs(estimate - 2 - event)).toBeLessThan(1e-6);
        }
      }),
      runs(10),
    );
  });

  it("effects scale with the outcome; constants of units and periods, and the order of rows, change nothing", () => {
    fc.assert(
      fc.property(staggeredSeeds, fc.constantFrom(1e-6, 1e7), (seed, scale) => {
        const rows = factorPanel(seed, 0.5);
        const moved = factorPanel(seed, 0.5, (y, u, t) => scale * (y + 40 * u - 7 * t * t));
        const random = seeded(seed);
        const keys = moved.map(() => random());
        const shuffled = [...moved.keys()].sort((a, b) => keys[a]! - keys[b]!).map((i) => moved[i]!);
        for (const [estimator, own, other] of [
          ["fect", {}, {}],
          ["ife", { factors: 2 }, { factors: 2 }],
          ["mc", { penalty: 0.01 }, { penalty: 0.01 * scale }],
          ["gsynth", { factors: 2 }, { factors: 2 }],
        ] as const) {
          const plain = fitted(panelOf(rows), FORMULA, { treat: "d", estimator: [estimator], ...own });
          expectClose(
            fitted(panelOf(shuffled), FORMULA, { treat: "d", estimator: [estimator], ...other }),
            plain,
            undefined,
            scale,
          );
        }
      }),
      runs(5),
    );
  });

  it("draws, folds and errors have the same bits on one thread and on three", () => {
    const data = panelOf(factorPanel(7, 1));
    for (const options of [
      { estimator: ["ife"], resampling: "bootstrap", draws: 30, placeboPeriods: 2 },
      { estimator: ["mc"], resampling: "jackknife" },
      { estimator: ["gsynth"], resampling: "parametric", draws: 30 },
    ] as const satisfies readonly DidOptions[]) {
      const one = fitted(data, FORMULA, { treat: "d", ...options });
      expect(fitted(data, FORMULA, { treat: "d", ...options }, threaded)).toEqual(one);
      expect(one.overall.std_error).toBeGreaterThan(0);
    }
  });

  it("draws that tasks share are those of one", () => {
    const data = panelOf(factorPanel(7, 1));
    for (const options of [
      { estimator: ["fect"], resampling: "bootstrap", draws: 20, placeboPeriods: 1 },
      { estimator: ["gsynth"], factors: 1, draws: 20 },
    ] as const satisfies readonly DidOptions[]) {
      const given: DidOptions = { treat: "d", resampling: "parametric", ...options };
      const shares: DrawnShare[] = [];
      for (const task of [0, 1, 2]) {
        const hand = (share: DrawnShare) => void shares.push(share);
        expect(() =>
          fitted(data, FORMULA, { ...given, replications: { kind: "share", task, tasks: 3, hand } }),
        ).toThrow(ShareMade);
      }
      const columns = Object.fromEntries(
        Object.keys(shares[0]!.columns).map((name) => [
          name,
          Float64Array.from(shares.flatMap((share) => [...share.columns[name]!])),
        ]),
      );
      const next = (): DrawnShare => ({ ...shares[0]!, first: 0, count: 20, columns });
      expect(fitted(data, FORMULA, { ...given, replications: { kind: "whole", next } })).toEqual(
        fitted(data, FORMULA, given),
      );
    }
    expect(() =>
      fitted(data, FORMULA, { treat: "d", estimator: ["ife"], resampling: "bootstrap", signal: AbortSignal.abort() }),
    ).toThrow();
  });

  it("factors have mean square one and are uncorrelated; with loadings and effects they are what is predicted", () => {
    const rows = factorPanel(3, 0.3);
    const { details } = fitted(panelOf(rows), FORMULA, { treat: "d", estimator: ["ife"], factors: 2 });
    const { factors, loadings, cross_validation, tests } = details as CounterfactualDetails;
    const [first, second] = factors!.values as [number[], number[]];
    const mean = (a: readonly number[], b: readonly number[]) =>
      a.reduce((sum, value, t) => sum + value * b[t]!, 0) / a.length;
    expect(mean(first, first)).toBeCloseTo(1, 10);
    expect(mean(second, second)).toBeCloseTo(1, 10);
    expect(mean(first, second)).toBeCloseTo(0, 10);
    expect(loadings!.units.length).toBe(24);
    expect(mean(loadings!.values[0]!, loadings!.values[0]!)).toBeGreaterThan(
      mean(loadings!.values[1]!, loadings!.values[1]!),
    );
    expect([cross_validation, tests.placebo, tests.carryover]).toEqual([null, null, null]);
  });
});
