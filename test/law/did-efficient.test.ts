/**
 * Estimators that are efficient under more than parallel trends, on random balanced panels: what they are by algebra where nothing more is
 * used, what they do not depend on, and that their errors are never larger.
 */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type Panel, panel } from "../../src/data/panel/panel.js";
import { makeTable } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import type { DidEstimate } from "../../src/verbs/did/design/record.js";
import type { DidOptions } from "../../src/verbs/did/design/verb.js";
import { did } from "../../src/verbs/did/verb/fit.js";
import { runs } from "../support/laws.js";
import { staggeredPanel, staggeredSeeds, staggeredShapes } from "../support/staggered-panel.js";

/** Two ways to one number, on panels of tens of units with effects of order one. */
const SAME = 1e-9;
const PANELS = runs(25);

let engine: Engine;
let several: Engine;
beforeAll(async () => {
  [engine, several] = [await loadEngine({ threads: 1 }), await loadEngine({ threads: 3 })];
});

function estimates(data: Panel, options: DidOptions, on = engine): readonly DidEstimate[] {
  return did(on, data, "y ~ 1 | unit + time", {
    cohort: "cohort",
    ...(options.estimator!.includes("rs") ? { draws: 19 } : {}),
    ...options,
  }).estimates;
}

/** The numbers of an estimate that do not depend on how its details are drawn. */
const numbersOf = ({ effects, overall }: DidEstimate): number[] =>
  [...effects, overall].flatMap(({ estimate, std_error }) => [estimate, std_error ?? 0]);

function expectNear(got: readonly number[], want: readonly number[], tolerance = SAME): void {
  expect(got.length).toBe(want.length);
  got.forEach((number, i) => {
    expect(Math.abs(number - want[i]!)).toBeLessThan(tolerance * Math.max(1, Math.abs(want[i]!)));
  });
}

/** The panel with other outcomes, by row, and rows in another order. */
function changed(
  { table }: Panel,
  outcome: (y: number, unit: number, time: number) => number,
  order: (row: number) => number,
) {
  const columns = ["unit", "time", "cohort", "y"].map((name) => [name, table.numeric(name)] as const);
  const [unit, time, , y] = columns.map(([, values]) => values);
  const rows = Array.from(y!.keys()).sort((a, b) => order(a) - order(b));
  const values = (name: string, column: Float64Array): Float64Array =>
    Float64Array.from(rows, (row) => (name === "y" ? outcome(y![row]!, unit![row]!, time![row]!) : column[row]!));
  const made = makeTable(
    columns.map(([name, column]) => ({ kind: "numeric" as const, name, values: values(name, column) })),
    { name: "panel", bytes: 0, sha256: null },
  );
  return panel(made, { unit: "unit", time: "time" });
}

const AGGREGATIONS = ["dynamic", "group", "calendar", "simple"] as const;
const aggregations = fc.constantFrom(...AGGREGATIONS);
const controls = fc.constantFrom("never", "notyet");

describe("rs", () => {
  it("with beta 1 is Callaway and Sant'Anna's estimator, compared with those never or not yet treated", () => {
    fc.assert(
      fc.property(staggeredSeeds, staggeredShapes, aggregations, controls, (seed, shape, aggregate, control) => {
        const data = staggeredPanel(seed, shape);
        const [rs, cs] = estimates(data, { estimator: ["rs", "cs"], beta: 1, base: "universal", aggregate, control });
        expect(rs!.effects.map(({ reference, n_units }) => [reference, n_units])).toEqual(
          cs!.effects.map(({ reference, n_units }) => [reference, n_units]),
        );
        const points = ({ effects, overall }: DidEstimate) => [...effects, overall].map(({ estimate }) => estimate);
        expectNear(points(rs!), points(cs!));
      }),
      PANELS,
    );
  });

  it("has no larger variance than with beta 1, and no larger refined error than Neyman's", () => {
    fc.assert(
      fc.property(staggeredSeeds, staggeredShapes, aggregations, controls, (seed, shape, aggregate, control) => {
        const [{ details }] = estimates(staggeredPanel(seed, shape), { estimator: ["rs"], aggregate, control }) as [
          DidEstimate,
        ];
        if (details?.kind !== "randomisation") throw new Error("no details of rs");
        for (const { variance_share, se_refined, se_neyman, p_value } of details.effects) {
          expect(variance_share!).toBeLessThan(1 + SAME);
          if (se_refined !== null) expect(se_refined).toBeLessThan(se_neyman! * (1 + SAME));
          expect(p_value! >= 1 / 20 && p_value! <= 1).toBe(true);
        }
      }),
      PANELS,
    );
  });

  it("does not depend on the order of rows, on what is added to periods, or on units of measurement", () => {
    fc.assert(
      fc.property(staggeredSeeds, staggeredShapes, aggregations, (seed, shape, aggregate) => {
        const data = staggeredPanel(seed, shape);
        const options: DidOptions = { estimator: ["rs"], aggregate, control: "notyet" };
        const [plain] = estimates(data, options);
        const shuffled = changed(
          data,
          (y) => y,
          (row) => (row * 7919) % 1009,
        );
        const [other] = estimates(shuffled, options);
        expectNear(numbersOf(other!), numbersOf(plain!));
        const [shifted] = estimates(
          changed(
            data,
            (y, _, time) => y + Math.cos(time),
            (row) => row,
          ),
          options,
        );
        expectNear(numbersOf(shifted!), numbersOf(plain!));
        const [scaled] = estimates(
          changed(
            data,
            (y) => 2 ** 60 * y,
            (row) => row,
          ),
          options,
        );
        expect(numbersOf(scaled!)).toEqual(numbersOf(plain!).map((number) => 2 ** 60 * number));
        expect(scaled!.details).toEqual(
          expect.objectContaining({
            effects: (plain!.details as { effects: readonly object[] }).effects.map((effect) =>
              expect.objectContaining({ p_value: (effect as { p_value: number }).p_value }),
            ),
          }),
        );
      }),
      PANELS,
    );
  });

  it("with beta 1 does not depend on what is added to units", () => {
    fc.assert(
      fc.property(staggeredSeeds, staggeredShapes, (seed, shape) => {
        const data = staggeredPanel(seed, shape);
        const options: DidOptions = { estimator: ["rs"], beta: 1, designErrors: "neyman" };
        const [plain] = estimates(data, options);
        const [shifted] = estimates(
          changed(
            data,
            (y, unit) => y + 10 * Math.sin(unit),
            (row) => row,
          ),
          options,
        );
        expectNear(numbersOf(shifted!), numbersOf(plain!));
      }),
      PANELS,
    );
  });

  it("has the same bits for any number of threads", () => {
    fc.assert(
      fc.property(staggeredSeeds, staggeredShapes, (seed, shape) => {
        const data = staggeredPanel(seed, shape);
        const options: DidOptions = { estimator: ["rs"], draws: 99 };
        expect(estimates(data, options, several)).toEqual(estimates(data, options));
      }),
      runs(10),
    );
  });
});

describe("edid", () => {
  const points = ({ effects, overall }: DidEstimate) => [...effects, overall].map(({ estimate }) => estimate);

  it("by the period before treatment is Callaway and Sant'Anna's estimator with the never treated, errors and all", () => {
    fc.assert(
      fc.property(staggeredSeeds, staggeredShapes, aggregations, (seed, shape, aggregate) => {
        const given: DidOptions = { estimator: ["edid", "cs"], trends: "post", base: "universal", aggregate };
        const [edid, cs] = estimates(staggeredPanel(seed, shape), given);
        expectNear(numbersOf(edid!), numbersOf(cs!));
        expect(edid!.covariance?.event).toEqual(cs!.covariance?.event);
      }),
      PANELS,
    );
  });

  it("of two periods is Callaway and Sant'Anna's estimator, whatever trends it assumes", () => {
    fc.assert(
      fc.property(staggeredSeeds, fc.integer({ min: 8, max: 30 }), (seed, units) => {
        const data = staggeredPanel(seed, { units, periods: 2, cohorts: 1 });
        const [edid, cs] = estimates(data, { estimator: ["edid", "cs"], aggregate: "simple" });
        expectNear(numbersOf(edid!), numbersOf(cs!));
        expect(edid!.details).toEqual(expect.objectContaining({ test: null }));
      }),
      PANELS,
    );
  });

  it("weighs comparisons to one, and each effect has a variance no larger than by the period before treatment", () => {
    fc.assert(
      fc.property(staggeredSeeds, staggeredShapes, (seed, shape) => {
        const data = staggeredPanel(seed, { ...shape, units: 10 * shape.units });
        const [{ details }] = estimates(data, { estimator: ["edid"] }) as [DidEstimate];
        if (details?.kind !== "efficient") throw new Error("no details of edid");
        for (const { weights, variance_share } of details.cells) {
          expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
          // weights are by covariances over sizes less one, errors over sizes
          expect(variance_share!).toBeLessThan(1 + 3 / 20);
        }
      }),
      PANELS,
    );
  });

  it("does not depend on the order of rows, on what is added to units and periods, or on units of measurement", () => {
    fc.assert(
      fc.property(staggeredSeeds, staggeredShapes, aggregations, (seed, shape, aggregate) => {
        const data = staggeredPanel(seed, shape);
        const options: DidOptions = { estimator: ["edid"], aggregate };
        const [plain] = estimates(data, options);
        const shifted = changed(
          data,
          (y, unit, time) => y + Math.cos(time) + 10 * Math.sin(unit),
          (row) => (row * 7919) % 1009,
        );
        const [other] = estimates(shifted, options);
        // the covariance of differences may be nearly singular in panels of ten units
        expectNear(points(other!), points(plain!), 1e-6);
        const [scaled] = estimates(
          changed(
            data,
            (y) => 2 ** -60 * y,
            (row) => row,
          ),
          options,
        );
        expect(numbersOf(scaled!)).toEqual(numbersOf(plain!).map((number) => 2 ** -60 * number));
      }),
      PANELS,
    );
  });

  it("before treatment, tests all differences of trends at once, as Callaway and Sant'Anna's estimator does", () => {
    fc.assert(
      fc.property(staggeredSeeds, staggeredShapes, (seed, shape) => {
        const data = staggeredPanel(seed, { ...shape, units: 20 * shape.units });
        const [edid, cs] = estimates(data, { estimator: ["edid", "cs"] });
        if (edid!.details?.kind !== "efficient") throw new Error("no details of edid");
        const before = edid!.cells!.filter(({ cohort, time }) => time < cohort).length;
        expect(edid!.details.comparisons.length).toBe(1 + before);
        expect(edid!.tests.before?.df1 ?? 0).toBe(before);
        expectNear([edid!.tests.before?.statistic ?? 0], [cs!.tests.before?.statistic ?? 0], 1e-7);
      }),
      PANELS,
    );
  });
});
