/**
 * Outcomes that are effects of units, periods and treatment, without noise: whatever an estimator reports is the effect, on panels with gaps,
 * one-unit cohorts and cohorts without a row before treatment too. What cannot be told is left out.
 */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { WasmetricsError } from "../../src/base/errors.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import type { DidEstimate } from "../../src/verbs/did/design/record.js";
import type { DidOptions } from "../../src/verbs/did/design/verb.js";
import { did } from "../../src/verbs/did/verb/fit.js";
import { runs } from "../support/laws.js";
import { type StaggeredShape, staggeredPanel, staggeredSeeds, staggeredShapes } from "../support/staggered-panel.js";

/** Effects of order one beside effects of units and periods of order ten. */
const SAME = 1e-9;
const PANELS = runs(200);

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const gaps = fc.constantFrom(0, 0.15, 0.35);

/** Null where the panel is refused. */
function estimated(seed: number, shape: StaggeredShape, outcome: string, options: DidOptions): DidEstimate | null {
  try {
    const data = staggeredPanel(seed, shape);
    return did(engine, data, `${outcome} ~ 1 | unit + time`, { cohort: "cohort", ...options }).estimates[0]!;
  } catch (error) {
    if (error instanceof WasmetricsError && !error.code.startsWith("kernel") && error.code !== "block_size")
      return null;
    throw error;
  }
}

describe("without noise", () => {
  it("every effect by cohort and period is the effect", () => {
    const estimators = fc.constantFrom("sunab", "etwfe", "cs", "bjs", "did2s");
    const choices = fc.record({
      control: fc.constantFrom("never" as const, "notyet" as const),
      base: fc.constantFrom("varying" as const, "universal" as const),
      weights: fc.constantFrom("w", undefined),
    });
    const property = fc.property(
      ...([staggeredSeeds, staggeredShapes, gaps, fc.boolean(), estimators, choices] as const),
      (seed, shape, missing, never, estimator, { weights, ...choice }) => {
        const options = { ...choice, ...(weights === undefined ? {} : { weights }), estimator: [estimator] };
        const whole = { ...shape, missing, never };
        const effects = effectsOf(seed, whole);
        for (const cell of estimated(seed, whole, "sure", options)?.cells ?? []) {
          const effect = cell.time < cell.cohort ? 0 : effects(cell.cohort) + 0.5 * (cell.time - cell.cohort);
          expect(Math.abs(cell.estimate - effect), `${estimator} ${cell.cohort} ${cell.time}`).toBeLessThan(SAME);
        }
      },
    );
    fc.assert(property, PANELS);
  });

  it("every effect by event time is the effect, where cohorts have the same", () => {
    const options: readonly DidOptions[] = [
      { estimator: ["stacked"], window: [-2, 1] },
      { estimator: ["stacked"], window: [-1, 2], stackWeights: "none" },
      { estimator: ["lpdid"], window: [-1, 3] },
      { estimator: ["lpdid"], window: [-1, 2], premean: 1, reweight: true },
      { estimator: ["twfe"] },
    ];
    const choices = fc.constantFrom(...options);
    const controls = fc.constantFrom("never" as const, "notyet" as const);
    const property = fc.property(
      ...([staggeredSeeds, staggeredShapes, gaps, choices, controls] as const),
      (seed, shape, missing, choice, control) => {
        const found = estimated(seed, { ...shape, missing }, "alike", { ...choice, control });
        if (found === null || found.notes.some(({ code }) => code === "did_events_collinear")) return;
        for (const { event, estimate } of found.effects) {
          const effect = event! < 0 ? 0 : 1 + 0.5 * event!;
          expect(Math.abs(estimate - effect), `${found.estimator} ${event}`).toBeLessThan(SAME);
        }
      },
    );
    fc.assert(property, PANELS);
  });
});

/** The first effect of each cohort of the panel. */
function effectsOf(seed: number, shape: StaggeredShape): (cohort: number) => number {
  const { table } = staggeredPanel(seed, shape);
  const [cohort, time, effect] = ["cohort", "time", "effect"].map((name) => table.numeric(name)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const known = new Map<number, number>();
  cohort.forEach((first, row) => {
    if (first > 0 && time[row]! >= first) known.set(first, effect[row]! - 0.5 * (time[row]! - first));
  });
  return (first) => known.get(first)!;
}
