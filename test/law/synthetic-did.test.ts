/**
 * Synthetic differences-in-differences on factor panels: units may have constants and all a trend added, rows come in any order, outcomes any
 * scale; draws are estimates of the panels they draw, the same on any number of threads and in any shares; one period before treatment
 * is differences-in-differences.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DrawnShare } from "../../src/base/replications.js";
import { type Panel, panel } from "../../src/data/panel/panel.js";
import { makeTable } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { syntheticDraws } from "../../src/engine/kernels/synthetic.js";
import type { DidEstimate } from "../../src/verbs/did/design/record.js";
import type { DidOptions } from "../../src/verbs/did/design/verb.js";
import type { SdidRecord } from "../../src/verbs/did/estimators/sdid/record.js";
import { did } from "../../src/verbs/did/verb/fit.js";
import { seeded } from "../support/random.js";

const SAME = 1e-9;

let engine: Engine;
let threaded: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  threaded = await loadEngine({ threads: 3 });
});
afterAll(() => threaded.close());

const PERIODS = 12;
type Row = readonly [unit: number, time: number, cohort: number, y: number];

/** Units on two factors; the first ones of each cohort are treated, with effects that grow. */
function rowsOf(cohorts: readonly number[], units = 24, seed = 5): Row[] {
  const random = seeded(seed);
  const factors = Array.from({ length: PERIODS }, (_, t) => [t / 3 + random(), Math.sqrt(t + 1) * random()] as const);
  return Array.from({ length: units }, (_, unit) => {
    const [a, b] = [random() + (unit < cohorts.length ? 0.3 : 0), random()];
    const cohort = cohorts[unit] ?? Number.NaN;
    return factors.map(([f, g], t): Row => {
      const effect = t + 1 >= cohort ? 1 + 0.1 * (t + 1 - cohort) : 0;
      return [unit, t + 1, cohort, a * f + b * g + 0.1 * random() + effect];
    });
  }).flat();
}

function panelOf(rows: readonly Row[]): Panel {
  const columns = ["unit", "time", "g", "y"].map((name, j) => {
    return { kind: "numeric", name, values: Float64Array.from(rows, (row) => row[j]!) } as const;
  });
  return panel(makeTable(columns, { name: "panel", bytes: 0, sha256: null }), { unit: "unit", time: "time" });
}

const estimate = (rows: readonly Row[], options: DidOptions = {}, on = engine): DidEstimate =>
  did(on, panelOf(rows), "y ~ 1 | unit + time", { cohort: "g", estimator: ["sdid"], ...options }).estimates[0]!;

const numbersOf = ({ effects, overall }: DidEstimate): (number | null)[] =>
  [...effects, overall].flatMap(({ estimate: value, std_error }) => [value, std_error]);

function expectClose(got: readonly (number | null)[], want: readonly (number | null)[], factor = 1): void {
  expect(got.length).toBe(want.length);
  got.forEach((value, i) => {
    if (want[i] === null || value === null) expect(value).toBe(want[i]);
    else expect(Math.abs(value - factor * want[i]!)).toBeLessThan(factor * SAME);
  });
}

const ROWS = rowsOf([8, 8, 8, 10, 10]);
const DRAWN: readonly DidOptions[] = [
  { errors: "placebo", draws: 20, seed: 3 },
  { errors: "bootstrap", draws: 20, seed: 3 },
  { errors: "jackknife" },
];

describe("sdid", () => {
  it.each(DRAWN)("takes constants of units and a trend, any scale and any order of rows: $errors", (options) => {
    const plain = numbersOf(estimate(ROWS, options));
    const moved = ROWS.map(([u, t, g, y]): Row => [u, t, g, y + 7 * Math.sin(u) + 3 * t]);
    expectClose(numbersOf(estimate(moved, options)), plain);
    for (const factor of [1e-8, 1e9]) {
      const scaled = ROWS.map(([u, t, g, y]): Row => [u, t, g, factor * y]);
      expectClose(numbersOf(estimate(scaled, options)), plain, factor);
    }
    const random = seeded(9);
    const shuffled = ROWS.map((row) => ({ row, at: random() })).sort((a, b) => a.at - b.at);
    expect(
      numbersOf(
        estimate(
          shuffled.map(({ row }) => row),
          { ...options, aggregate: "simple", errors: "none" },
        ),
      )[0],
    ).toBeCloseTo(estimate(ROWS, { aggregate: "simple", errors: "none" }).overall.estimate, 9);
  });

  it.each(DRAWN)("has the same bits on three threads, and in shares of its draws: $errors", (options) => {
    const whole = numbersOf(estimate(ROWS, options));
    expect(numbersOf(estimate(ROWS, options, threaded))).toEqual(whole);
    if (options.errors === "jackknife") return;
    const shares: DrawnShare[] = [];
    for (const task of [0, 1, 2]) {
      const replications = { kind: "share", task, tasks: 3, hand: (share: DrawnShare) => shares.push(share) } as const;
      expect(() => estimate(ROWS, { ...options, replications })).toThrow();
    }
    const columns = Object.fromEntries(
      Object.keys(shares[0]!.columns).map((name) => [
        name,
        Float64Array.from(shares.flatMap((share) => Array.from(share.columns[name]!))),
      ]),
    );
    const next = () => ({ stage: shares[0]!.stage, of: 20, first: 0, count: 20, columns });
    expect(numbersOf(estimate(ROWS, { ...options, replications: { kind: "whole", next } }))).toEqual(whole);
  });

  it("draws what the estimate is of the units drawn", () => {
    const { groups } = estimate(ROWS, { errors: "none" }).details as unknown as SdidRecord;
    const y = new Float64Array(24 * PERIODS);
    for (const [u, t, , value] of ROWS) y[(t - 1) * 24 + u] = value;
    const problem = {
      ...{ y, nUnits: 24, nPeriods: PERIODS },
      groups: groups.map(({ cohort, penalty }) => ({
        ...{ before: cohort - 1, unit: penalty.units ** 2, time: penalty.times ** 2 },
      })),
    };
    const donors = Array.from({ length: 19 }, (_, j) => 5 + j);
    const drawn = syntheticDraws(engine, problem, [
      {
        donors,
        treated: [
          [0, 1, 2],
          [3, 4],
        ],
      },
    ]);
    expectClose(
      Array.from(drawn),
      groups.flatMap(({ gap }) => gap),
    );
  });

  it("with one period before treatment is differences-in-differences, as cs has it", () => {
    const rows = rowsOf([2, 2, 2]);
    const options: DidOptions = { aggregate: "simple", errors: "none" };
    const found = estimate(rows, options);
    const plain = did(engine, panelOf(rows), "y ~ 1 | unit + time", {
      cohort: "g",
      estimator: ["cs"],
      aggregate: "simple",
    });
    expect(Math.abs(found.overall.estimate - plain.estimates[0]!.overall.estimate)).toBeLessThan(SAME);
    expect(found.notes.map(({ code }) => code)).toContain("sdid_one_period_before");
  });

  it("averages cohorts by their treated rows, however they are averaged first", () => {
    const all = (["simple", "group", "dynamic", "calendar"] as const).map(
      (aggregate) => estimate(ROWS, { aggregate, errors: "jackknife" }).overall,
    );
    const { groups } = estimate(ROWS, { errors: "none" }).details as unknown as SdidRecord;
    const want = groups.reduce((sum, { estimate: value, share }) => sum + share * value, 0);
    for (const { estimate: value, std_error } of all) {
      expect(Math.abs(value - want)).toBeLessThan(SAME);
      expect(Math.abs(std_error! - all[0]!.std_error!)).toBeLessThan(SAME);
    }
  });
});
