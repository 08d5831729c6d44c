/**
 * Reweighted local projections are Callaway and Sant'Anna's effects by event time, compared with units not yet treated, from event time 0
 * on: on random balanced panels, effect by effect.
 */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { did } from "../../src/verbs/did/fit.js";
import type { DidEstimate } from "../../src/verbs/did/record.js";
import { runs } from "../support/laws.js";
import { staggeredPanel } from "../support/staggered-panel.js";

/** Two ways to one number, on panels of tens of units with effects of order one. */
const SAME = 1e-9;
const PANELS = runs(200);

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const afterTreatment = ({ effects }: DidEstimate): ReadonlyMap<number, number> =>
  new Map(effects.filter(({ event }) => event! >= 0).map(({ event, estimate }) => [event!, estimate]));

describe("reweighted local projections", () => {
  it("are Callaway and Sant'Anna's effects, compared with units not yet treated", () => {
    const seeds = fc.integer({ min: 1, max: 2 ** 31 - 1 });
    const shapes = fc.record({
      units: fc.integer({ min: 10, max: 40 }),
      periods: fc.integer({ min: 4, max: 8 }),
      cohorts: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(seeds, shapes, (seed, shape) => {
        const [cs, lpdid] = did(engine, staggeredPanel(seed, shape), "y ~ 1 | unit + time", {
          ...{ cohort: "cohort", estimator: ["cs", "lpdid"], control: "notyet", reweight: true },
        }).estimates;
        const [want, got] = [afterTreatment(cs!), afterTreatment(lpdid!)];
        expect([...got.keys()]).toEqual([...want.keys()]);
        for (const [event, estimate] of got) expect(Math.abs(estimate - want.get(event)!)).toBeLessThan(SAME);
      }),
      PANELS,
    );
  });
});
