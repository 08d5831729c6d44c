/**
 * Corrective weights of stacks, by hand.
 *
 * Window -1 to 0. Units a and b, c start treatment in 3 and 5; d, e, f never do; e and f lack the periods 4 and 5.
 * The stack of 3: a against b, c, d, e, f; that of 5: b, c against d. Of 3 treated rows at an event time the first has 1 and of 6
 * untreated ones 5: its controls weigh (1/3) / (5/6) = 2/5; those of the second (2/3) / (1/6) = 4.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { panel, parseCsv } from "../../../src/data/panel/panel.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { parseFormula } from "../../../src/formula/parser.js";
import { didPlan } from "../../../src/verbs/did/design/plan.js";
import { didSample } from "../../../src/verbs/did/design/sample.js";
import type { DidOptions } from "../../../src/verbs/did/design/verb.js";
import { correctiveWeights } from "../../../src/verbs/did/estimators/stacked/corrective-weights.js";
import { stacksOf } from "../../../src/verbs/did/estimators/stacked/stacks.js";
import { did } from "../../../src/verbs/did/verb/fit.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** Outcomes in periods 2 to 5. */
const OUTCOMES: Readonly<Record<string, readonly (number | null)[]>> = {
  a: [1, 5, 6, 7],
  b: [2, 3, 4, 9],
  c: [0, 1, 1, 8],
  d: [3, 4, 6, 7],
  e: [1, 2, null, null],
  f: [2, 2, null, null],
};
const COHORTS: Readonly<Record<string, number>> = { a: 3, b: 5, c: 5 };

const lines = Object.entries(OUTCOMES).flatMap(([unit, outcomes]) =>
  outcomes.flatMap((y, j) => (y === null ? [] : [`${unit},${j + 2},${COHORTS[unit] ?? 0},${y}`])),
);
const data = panel(parseCsv(`unit,time,g,y\n${lines.join("\n")}`), { unit: "unit", time: "time" });
const FORMULA = "y ~ 1 | unit + time";
const OPTIONS: DidOptions = { cohort: "g", estimator: ["stacked"], control: "notyet", window: [-1, 0] };

/** Mean change of the treated of each stack less that of its controls: 4 - 4/5, 6 - 1. */
const EFFECTS = { first: 4 - (1 + 1 + 1 + 1 + 0) / 5, second: (5 + 7) / 2 - 1 } as const;

describe("stacked", () => {
  it("weighs the controls of a stack by its share of the treated", () => {
    const plan = didPlan(OPTIONS);
    const sample = didSample(engine, data, parseFormula(FORMULA), plan, OPTIONS);
    const stacks = stacksOf(sample, [-1, 0], plan, true);
    expect(stacks.cohorts).toEqual([3, 5]);
    const weights = correctiveWeights(stacks, null);
    weights.forEach((weight, i) => {
      expect(weight).toBeCloseTo(stacks.treated[i] === 1 ? 1 : stacks.stack[i] === 0 ? 2 / 5 : 4, 14);
    });
  });

  it("averages effects of stacks by their treated units with these weights", () => {
    const [estimate] = did(engine, data, FORMULA, OPTIONS).estimates;
    const [reference, effect] = estimate!.effects;
    expect(reference).toMatchObject({ event: -1, reference: true, n_units: 3, n_cohorts: 2 });
    expect(effect!.estimate).toBeCloseTo((EFFECTS.first + 2 * EFFECTS.second) / 3, 12);
    expect(estimate!.overall.estimate).toBeCloseTo(effect!.estimate, 14);
    const simple = did(engine, data, FORMULA, { ...OPTIONS, aggregate: "simple" }).estimates[0]!;
    expect(simple.overall).toEqual(estimate!.overall);
  });

  it("averages them by the variance of treatment in each without weights", () => {
    const [estimate] = did(engine, data, FORMULA, { ...OPTIONS, stackWeights: "none" }).estimates;
    const [first, second] = [(1 * 5) / 6, (2 * 1) / 3];
    const want = (first * EFFECTS.first + second * EFFECTS.second) / (first + second);
    expect(estimate!.overall.estimate).toBeCloseTo(want, 12);
  });

  it("leaves out cohorts without the whole window, and says so", () => {
    const [estimate] = did(engine, data, FORMULA, { ...OPTIONS, window: [-2, 0] }).estimates;
    expect(estimate!.notes).toContainEqual(
      expect.objectContaining({ code: "did_stack_trimmed", detail: { cohorts: [3], low: -2, high: 0 } }),
    );
  });

  it("refuses what it cannot do, with the remedy", () => {
    const refused = (changes: DidOptions, code: string, words: string) =>
      expect(() => did(engine, data, FORMULA, { ...OPTIONS, ...changes })).toThrow(
        expect.objectContaining({ code, message: expect.stringContaining(words) }),
      );
    refused({ window: [0, 2] }, "did_window", "--window LOW,HIGH");
    refused({ anticipation: 1 }, "did_anticipation", "etwfe");
    refused({ window: [-3, 2] }, "did_no_stack", "narrow --window");
    refused({ vcov: "DK" }, "did_variance", "cluster:a");
    refused({ aggregate: "group" }, "did_aggregation", "dynamic");
  });
});
