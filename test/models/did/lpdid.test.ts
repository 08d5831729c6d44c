/**
 * Local projections by hand: who is compared at each horizon, what is differenced, and what every option changes.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { panel, parseCsv } from "../../../src/data/panel/panel.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import type { DidEstimate } from "../../../src/verbs/did/design/record.js";
import type { DidOptions } from "../../../src/verbs/did/design/verb.js";
import { did } from "../../../src/verbs/did/verb/fit.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** Periods 1 to 5. a starts treatment in 3, b and c in 4, the others never. */
const OUTCOMES: Readonly<Record<string, readonly number[]>> = {
  a: [1, 3, 7, 9, 12],
  b: [2, 2, 5, 9, 10],
  c: [0, 1, 1, 4, 7],
  d: [3, 4, 6, 7, 7],
  e: [1, 2, 2, 4, 5],
  f: [2, 2, 3, 3, 6],
};
const COHORTS: Readonly<Record<string, number>> = { a: 3, b: 4, c: 4 };
const FORMULA = "y ~ 1 | unit + time";

const data = panel(
  parseCsv(
    `unit,time,g,y\n${Object.entries(OUTCOMES)
      .flatMap(([unit, values]) => values.map((y, t) => `${unit},${t + 1},${COHORTS[unit] ?? 0},${y}`))
      .join("\n")}`,
  ),
  { unit: "unit", time: "time" },
);

const estimate = (options: DidOptions): DidEstimate =>
  did(engine, data, FORMULA, { cohort: "g", estimator: ["lpdid"], control: "notyet", ...options }).estimates[0]!;

const effect = ({ effects }: DidEstimate, event: number) => effects.find((each) => each.event === event)!;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
/** Mean change of some units from a period to another. */
const change = (units: string, from: number, to: number): number =>
  mean([...units].map((unit) => OUTCOMES[unit]![to - 1]! - OUTCOMES[unit]![from - 1]!));

describe("lpdid", () => {
  it("names the outcome and the horizon at which it does not vary", () => {
    const rows = Object.keys(OUTCOMES).flatMap((unit) =>
      [1, 2, 3, 4, 5].map((t) => `${unit},${t},${COHORTS[unit] ?? 0},${t + (t >= (COHORTS[unit] ?? 9) ? t : 0)}`),
    );
    const flat = panel(parseCsv(`unit,time,g,y\n${rows.join("\n")}`), { unit: "unit", time: "time" });
    const options = { cohort: "g", estimator: ["lpdid"], control: "notyet", window: [-2, 1] } as const;
    expect(() => did(engine, flat, FORMULA, options)).toThrow(
      /horizon -2, 'y' changes alike for all units of a period/,
    );
  });

  it("compares those who start in a period with those untreated through the horizon", () => {
    const found = estimate({ window: [-2, 1] });
    // at 0: a in 3 with b to f, b and c in 4 with d to f; by the variance of treatment in each
    const [first, second] = [(1 * 5) / 6, (2 * 3) / 5];
    const effects = [change("a", 2, 3) - change("bcdef", 2, 3), change("bc", 3, 4) - change("def", 3, 4)] as const;
    const want = (first * effects[0] + second * effects[1]) / (first + second);
    expect(effect(found, 0).estimate).toBeCloseTo(want, 12);
    expect(effect(found, 0)).toMatchObject({ n_units: 3, n_cohorts: 2 });
    // at 1: b and c are treated in 4, and no controls of a
    const later = [change("a", 2, 4) - change("def", 2, 4), change("bc", 3, 5) - change("def", 3, 5)] as const;
    const weights = [(1 * 3) / 4, (2 * 3) / 5] as const;
    const average = (weights[0] * later[0] + weights[1] * later[1]) / (weights[0] + weights[1]);
    expect(effect(found, 1).estimate).toBeCloseTo(average, 12);
    expect(found.overall.estimate).toBeCloseTo((want + average) / 2, 12);
  });

  it("reweighted, counts every unit that starts alike, with never treated controls alone if so asked", () => {
    const found = estimate({ window: [-2, 1], reweight: true, control: "never" });
    const at0 = [change("a", 2, 3) - change("def", 2, 3), change("bc", 3, 4) - change("def", 3, 4)] as const;
    expect(effect(found, 0).estimate).toBeCloseTo((at0[0] + 2 * at0[1]) / 3, 12);
  });

  it("measures outcomes from their mean before where it is asked for", () => {
    const before = (unit: string, periods: readonly number[]): number =>
      mean(periods.map((period) => OUTCOMES[unit]![period - 1]!));
    const from = (units: string, at: number, periods: readonly number[]): number =>
      mean([...units].map((unit) => OUTCOMES[unit]![at - 1]! - before(unit, periods)));
    const options = { window: [-1, 0] as const, reweight: true };
    const two = estimate({ ...options, premean: 2 });
    const a = from("a", 3, [1, 2]) - from("bcdef", 3, [1, 2]);
    const bc = from("bc", 4, [2, 3]) - from("def", 4, [2, 3]);
    expect(effect(two, 0).estimate).toBeCloseTo((a + 2 * bc) / 3, 12);
    expect(effect(two, -1).reference).toBe(false);
    const all = estimate({ ...options, premean: "all" });
    const bcAll = from("bc", 4, [1, 2, 3]) - from("def", 4, [1, 2, 3]);
    expect(effect(all, 0).estimate).toBeCloseTo((a + 2 * bcAll) / 3, 12);
  });

  it("keeps the same rows at every horizon from 0 on where they must not change", () => {
    const found = estimate({ window: [-2, 1], reweight: true, fixedSample: true });
    const at0 = [change("a", 2, 3) - change("def", 2, 3), change("bc", 3, 4) - change("def", 3, 4)] as const;
    expect(effect(found, 0).estimate).toBeCloseTo((at0[0] + 2 * at0[1]) / 3, 12);
    expect(effect(found, 0).n_obs).toBe(effect(found, 1).n_obs);
  });

  it("pools the outcomes of a window, with controls untreated through it", () => {
    const found = estimate({ window: [-2, 1], reweight: true, aggregate: "simple" });
    const over = (units: string, from: number): number =>
      mean([change(units, from, from + 1), change(units, from, from + 2)]);
    const want = [over("a", 2) - over("def", 2), over("bc", 3) - over("def", 3)] as const;
    expect(found.overall.estimate).toBeCloseTo((want[0] + 2 * want[1]) / 3, 12);
  });

  it("says where a horizon has nobody to compare, and refuses what it cannot do", () => {
    const found = estimate({ window: [-2, 3] });
    expect(found.notes).toContainEqual(
      expect.objectContaining({ code: "did_horizons_empty", detail: { horizons: [3] } }),
    );
    const refused = (options: DidOptions, code: string) =>
      expect(() => estimate(options)).toThrow(expect.objectContaining({ code }));
    refused({ aggregate: "simple" }, "did_window");
    refused({ vcov: "hetero" }, "did_variance");
    refused({ anticipation: 1 }, "did_anticipation");
    refused({ aggregate: "calendar" }, "did_aggregation");
  });
});
