/**
 * Estimators of staggered adoption that are the same by algebra, on random panels: which of them agree on balanced panels, and which only
 * do on panels with gaps.
 */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import type { DidEstimate } from "../../src/verbs/did/design/record.js";
import type { DidOptions } from "../../src/verbs/did/design/verb.js";
import { did } from "../../src/verbs/did/verb/fit.js";
import { runs } from "../support/laws.js";
import { type StaggeredShape, staggeredPanel, staggeredSeeds, staggeredShapes } from "../support/staggered-panel.js";

/** Two ways to one number, on panels of tens of units with effects of order one. */
const SAME = 1e-9;
const PANELS = runs(200);

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** Two cohorts at least, of which one stands in for the never treated. */
const withoutNever = (shape: StaggeredShape): StaggeredShape => {
  return { ...shape, cohorts: Math.max(2, shape.cohorts), never: false };
};

function estimates(seed: number, shape: StaggeredShape, options: DidOptions, controls = "1"): readonly DidEstimate[] {
  const data = staggeredPanel(seed, shape);
  return did(engine, data, `y ~ ${controls} | unit + time`, { cohort: "cohort", ...options }).estimates;
}

/** Cells treated, by cohort and time. */
const treatedCells = ({ cells }: DidEstimate) =>
  new Map(
    cells!
      .filter(({ cohort, time, reference }) => time >= cohort && !reference)
      .map(({ cohort, time, estimate }) => [`${cohort} ${time}`, estimate]),
  );

const afterTreatment = ({ effects }: DidEstimate) =>
  effects.filter(({ event }) => event! >= 0).map(({ event, estimate }) => [event!, estimate] as const);

function expectSame(got: DidEstimate, want: DidEstimate): void {
  expect(Math.abs(got.overall.estimate - want.overall.estimate)).toBeLessThan(SAME);
  const [points, others] = [afterTreatment(got), afterTreatment(want)];
  expect(points.map(([event]) => event)).toEqual(others.map(([event]) => event));
  points.forEach(([, estimate], j) => {
    expect(Math.abs(estimate - others[j]![1])).toBeLessThan(SAME);
  });
  expectSameCells(treatedCells(got), treatedCells(want));
}

function expectSameCells(got: ReadonlyMap<string, number>, want: ReadonlyMap<string, number>): void {
  expect([...got.keys()].sort()).toEqual([...want.keys()].sort());
  for (const [cell, estimate] of got) expect(Math.abs(estimate - want.get(cell)!), cell).toBeLessThan(SAME);
}

describe("balanced panels", () => {
  it("imputed, two-stage and extended two-way effects are the same, compared with units not yet treated", () => {
    fc.assert(
      fc.property(staggeredSeeds, staggeredShapes, fc.boolean(), fc.boolean(), (seed, shape, weighted, never) => {
        const [bjs, did2s, etwfe] = estimates(seed, never ? shape : withoutNever(shape), {
          ...{ estimator: ["bjs", "did2s", "etwfe"], control: "notyet" },
          ...(weighted ? { weights: "w" } : {}),
        });
        expectSame(did2s!, bjs!);
        expectSame(etwfe!, bjs!);
      }),
      PANELS,
    );
  });

  it("Sun and Abraham's effects are the extended two-way ones and Callaway and Sant'Anna's, cell by cell, compared with units never treated", () => {
    fc.assert(
      fc.property(staggeredSeeds, staggeredShapes, fc.boolean(), (seed, shape, never) => {
        const [sunab, etwfe, cs] = estimates(seed, never ? shape : withoutNever(shape), {
          ...{ estimator: ["sunab", "etwfe", "cs"], control: "never", base: "universal" },
        });
        const all = ({ cells }: DidEstimate) =>
          new Map(cells!.map(({ cohort, time, estimate }) => [`${cohort} ${time}`, estimate]));
        expectSameCells(all(sunab!), all(etwfe!));
        const estimated = { ...cs!, cells: cs!.cells!.filter(({ reference }) => !reference) };
        expectSameCells(all(estimated), all({ ...sunab!, cells: sunab!.cells!.filter(({ reference }) => !reference) }));
      }),
      PANELS,
    );
  });

  it("Callaway and Sant'Anna's effects by event time are reweighted local projections, compared with units not yet treated", () => {
    fc.assert(
      fc.property(staggeredSeeds, staggeredShapes, (seed, shape) => {
        const [cs, lpdid] = estimates(seed, shape, { estimator: ["cs", "lpdid"], control: "notyet", reweight: true });
        const [points, others] = [afterTreatment(cs!), afterTreatment(lpdid!)];
        expect(points.map(([event]) => event)).toEqual(others.map(([event]) => event));
        points.forEach(([event, estimate], j) => {
          expect(Math.abs(estimate - others[j]![1]), String(event)).toBeLessThan(SAME);
        });
      }),
      PANELS,
    );
  });

  it("Callaway and Sant'Anna's one effect of two periods is the two-by-two one", () => {
    fc.assert(
      fc.property(staggeredSeeds, fc.integer({ min: 8, max: 30 }), (seed, units) => {
        const [cs, twfe] = estimates(
          seed,
          { units, periods: 2, cohorts: 1 },
          { estimator: ["cs", "twfe"], aggregate: "simple" },
        );
        expect(Math.abs(cs!.overall.estimate - twfe!.overall.estimate)).toBeLessThan(SAME);
      }),
      PANELS,
    );
  });
});

describe("panels with gaps", () => {
  it("imputed and two-stage effects are the same, with a covariate and weights or not", () => {
    fc.assert(
      fc.property(
        staggeredSeeds,
        staggeredShapes,
        fc.boolean(),
        fc.constantFrom("1", "x"),
        (seed, shape, weighted, controls) => {
          const [bjs, did2s] = estimates(
            seed,
            { ...shape, missing: 0.15 },
            { estimator: ["bjs", "did2s"], ...(weighted ? { weights: "w" } : {}) },
            controls,
          );
          expectSame(did2s!, bjs!);
        },
      ),
      PANELS,
    );
  });

  it("extended two-way effects are others than imputed ones", () => {
    const shape = { units: 30, periods: 6, cohorts: 3, missing: 0.15 };
    const [bjs, etwfe] = estimates(1, shape, { estimator: ["bjs", "etwfe"], control: "notyet" });
    expect(Math.abs(etwfe!.overall.estimate - bjs!.overall.estimate)).toBeGreaterThan(1e-3);
  });
});
