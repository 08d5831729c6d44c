/** Uniform bands: influences that make the covariance, the critical value by a plain loop, threads, order of rows, refusals. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { quantile } from "../../../src/base/numbers.js";
import { type Panel, panel } from "../../../src/data/panel/panel.js";
import { selectRows, withColumns } from "../../../src/data/table/table.js";
import { PURPOSE } from "../../../src/engine/kernels/cluster-draws.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { qt } from "../../../src/engine/kernels/math.js";
import { wildWeights } from "../../../src/engine/kernels/wild.js";
import { clusterInfluence } from "../../../src/regression/variance/vcov.js";
import { eventStudy } from "../../../src/verbs/event-study/fit.js";
import { influencesOf } from "../../../src/verbs/event-study/plan.js";
import type { EventStudyOptions } from "../../../src/verbs/event-study/verb.js";

import { feolsAnd } from "../../../src/verbs/feols/feols.js";
import { numeric, shuffled, smallPanel, smallTable } from "../small-panel.js";

/** The covariance by another order of sums, relative to the two standard errors. */
const COVARIANCE = 1e-10;
/** The same numbers in another order of rows, relative to the size of the largest. */
const REORDERED = 1e-12;

const KEYS = { unit: "unit", time: "time" };
const COHORTS = [...new Array(8).fill(4), ...new Array(9).fill(6), ...new Array(13).fill(null)];
const without = (unit: number, time: number) => (unit * 7 + time * 3) % 11 === 0;
const SHAPE = { cohorts: COHORTS, periods: [1, 9], without } as const;
const FORMULA = "y ~ x | unit + time";
const DRAWS = 999;

let engine: Engine;
let pooled: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  pooled = await loadEngine({ threads: 2 });
});
afterAll(() => pooled.close());

const uniform = (options: Partial<EventStudyOptions> = {}, data: Panel = smallPanel(SHAPE), on: Engine = engine) =>
  eventStudy(on, data, FORMULA, {
    cohort: "g",
    vcov: "cluster:unit",
    band: "uniform",
    draws: DRAWS,
    seed: 7,
    ...options,
  });
const refused = (code: string) => expect.objectContaining({ code });

describe("influences of clusters", () => {
  const zones = (() => {
    const table = smallTable(SHAPE);
    return withColumns(table, [
      numeric(
        "zone",
        table.numeric("time").map((t, i) => (3 * t + i) % 10),
      ),
    ]);
  })();

  it.each([
    ["clusters in the order of rows", { vcov: "cluster:unit" }],
    ["clusters that cross the units", { vcov: "cluster:zone" }],
    ["an intersection, weights", { vcov: "cluster:unit^time", weights: "w" }],
    ["every effect counted", { vcov: "cluster:unit", ssc: "K.fixef=full" }],
    ["no small-sample factor, a subset", { vcov: "cluster:unit", ssc: "none", subset: "time > 1" }],
  ] as const)("sum to nothing but the record's covariance: %s", (_, options) => {
    const { record, taken } = feolsAnd(
      engine,
      zones,
      "y ~ i(time, d, ref = 5) + x | unit + time",
      options,
      (fitted) => {
        const { fit, clusterTerms, ssc, covariance } = fitted;
        const all = Array.from({ length: fit.k }, (_, j) => j);
        return clusterInfluence(engine, fit, clusterTerms[0]!, all, ssc, covariance.K);
      },
    );
    const { matrix } = record.vcov;
    const G = taken.length / matrix.length;
    expect(G).toBe(Object.values(record.vcov.clusters)[0]);
    matrix.forEach((row, i) => {
      row.forEach((value, j) => {
        let sum = 0;
        for (let c = 0; c < G; c++) sum += taken[i * G + c]! * taken[j * G + c]!;
        const size = Math.sqrt(matrix[i]![i]! * matrix[j]![j]!);
        expect(Math.abs(sum - value)).toBeLessThanOrEqual(COVARIANCE * size);
      });
    });
  });

  it("are none where the clustered error is rounding", () => {
    const { taken } = feolsAnd(
      engine,
      smallTable({ ...SHAPE, cohorts: [4, null, null, null, null] }),
      "y ~ d + x | unit",
      { vcov: "cluster:unit" },
      (fitted) => {
        const G = fitted.clusterTerms[0]!.nLevels;
        const cut = { ...fitted, covariance: { ...fitted.covariance, vanishing: [0] } };
        return { G, some: influencesOf(engine, fitted, ["d", "x"]), none: influencesOf(engine, cut, ["d", "x"]) };
      },
    );
    expect([...taken.none.subarray(0, taken.G)]).toEqual(new Array(taken.G).fill(0));
    expect(taken.none.subarray(taken.G)).toEqual(taken.some.subarray(taken.G));
    expect(taken.some[0]).not.toBe(0);
  });
});

describe("a uniform band", () => {
  it("is estimate +- critical value times the error by formula, and contains each interval", () => {
    const record = uniform();
    const { critical_value: c } = record.band;
    expect(c).toBeGreaterThan(qt(engine, 0.975, record.vcov.df));
    // Bonferroni bounds it, but for Monte Carlo error of the quantile
    expect(c).toBeLessThan(1.15 * qt(engine, 1 - 0.025 / 10, record.vcov.df));
    for (const { estimate, std_error, conf_low, conf_high, band_low, band_high, reference } of record.effects) {
      if (reference) {
        expect([band_low, band_high]).toEqual([null, null]);
        continue;
      }
      expect(band_low).toBe(estimate - c * std_error!);
      expect(band_high).toBe(estimate + c * std_error!);
      expect(band_low!).toBeLessThan(conf_low!);
      expect(band_high!).toBeGreaterThan(conf_high!);
    }
  });

  it("has the critical value of a plain loop over draws, effects outside the window left aside", () => {
    const record = uniform({ window: [-3, 2] });
    const table = smallTable(SHAPE);
    const event = table.numeric("time").map((time, i) => time - table.numeric("g")[i]!);
    const dummies = [-5, -4, -3, -2, 0, 1, 2, 3, 4, 5].map((e) =>
      numeric(
        `e${e + 9}`,
        event.map((value) => Number(value === e)),
      ),
    );
    const names = dummies.map(({ name }) => name);
    const shown = ["e6", "e7", "e9", "e10", "e11"];
    const { record: fit, taken: psi } = feolsAnd(
      engine,
      withColumns(table, dummies),
      `y ~ ${names.join(" + ")} + x | unit + time`,
      { vcov: "cluster:unit" },
      (fitted) => influencesOf(engine, fitted, shown),
    );
    const G = COHORTS.length;
    const errors = shown.map((name) => fit.coefficients[name]!.std_error);
    const largest = Array.from({ length: DRAWS }, (_, d) => {
      const weights = wildWeights(engine, G, d, 1, { kind: "mammen", seed: 7, purpose: PURPOSE.multiplier });
      return Math.max(
        ...errors.map((error, j) => {
          let draw = 0;
          for (let c = 0; c < G; c++) draw += weights[c]! * psi[j * G + c]!;
          return Math.abs(draw) / error;
        }),
      );
    });
    const loop = quantile(Float64Array.from(largest).sort(), 0.95);
    expect(Math.abs(record.band.critical_value - loop)).toBeLessThanOrEqual(1e-11 * loop);
    expect(loop).toBeLessThan(uniform().band.critical_value);
  });

  it("is the same bits on two threads, and the same seed gives the same band", () => {
    const [one, two] = [uniform(), uniform({}, undefined, pooled)];
    expect(two.effects).toEqual(one.effects);
    expect(two.band).toEqual(one.band);
    expect(uniform({ seed: 8 }).band.critical_value).not.toBe(one.band.critical_value);
  });

  it("does not depend on the order of rows", () => {
    const table = smallTable(SHAPE);
    const turned = uniform({}, panel(selectRows(table, shuffled(table.nRows, 4)), KEYS));
    const base = uniform();
    const size = Math.max(...base.effects.map(({ band_high }) => Math.abs(band_high ?? 0)));
    base.effects.forEach(({ band_low, band_high }, j) => {
      expect(Math.abs((turned.effects[j]!.band_low ?? 0) - (band_low ?? 0))).toBeLessThanOrEqual(REORDERED * size);
      expect(Math.abs((turned.effects[j]!.band_high ?? 0) - (band_high ?? 0))).toBeLessThanOrEqual(REORDERED * size);
    });
  });

  it("does not depend on the small-sample rule but by the errors", () => {
    const [fixest, none] = [uniform(), uniform({ ssc: "none" })];
    expect(none.band.critical_value).toBeCloseTo(fixest.band.critical_value, 11);
    expect(none.effects[0]!.std_error).not.toBeCloseTo(fixest.effects[0]!.std_error!, 4);
  });

  it("never is narrower than the intervals: with few clusters the t quantile stands, and is told", () => {
    const record = uniform({}, smallPanel({ cohorts: [4, 4, null, null], periods: [1, 9] }));
    expect(record.band.critical_value).toBe(qt(engine, (1 - 0.95) / 2, record.vcov.df, true));
    expect(record.notes.find(({ code }) => code === "band_at_t")!.message).toContain("3 degrees of freedom");
    for (const { band_low, conf_low } of record.effects) {
      if (conf_low !== null) expect(Math.abs(band_low! - conf_low)).toBeLessThanOrEqual(1e-14 * Math.abs(conf_low));
    }
  });
});

describe("the record", () => {
  it("says how the band was drawn, and survives JSON", () => {
    const record = uniform({ draws: 99 });
    expect(record.band).toEqual({
      kind: "uniform",
      level: 0.95,
      critical_value: record.band.critical_value,
      draws: 99,
      seed: 7,
      generator: "Philox4x32-10",
      weights: "mammen",
    });
    expect(record.provenance.seed).toBe(7);
    expect(JSON.parse(JSON.stringify(record)).band).toEqual(record.band);
    expect(Object.isFrozen(record.band)).toBe(true);
  });

  it("by default draws 9,999 with seed 1 when uniform, nothing when pointwise, and no other number moves", () => {
    const plain = eventStudy(engine, smallPanel(SHAPE), FORMULA, { cohort: "g", vcov: "cluster:unit" });
    expect(plain.band).toEqual({
      kind: "pointwise",
      level: 0.95,
      critical_value: qt(engine, (1 - 0.95) / 2, plain.vcov.df, true),
      draws: null,
      seed: null,
      generator: null,
      weights: null,
    });
    expect(plain.provenance.seed).toBe(null);
    expect(plain.effects.every(({ band_low, band_high }) => band_low === null && band_high === null)).toBe(true);
    const { draws: _, seed: __, ...usual } = { cohort: "g", vcov: "cluster:unit", draws: 0, seed: 0 } as const;
    const drawn = eventStudy(engine, smallPanel(SHAPE), FORMULA, { ...usual, band: "uniform" });
    expect(drawn.band).toMatchObject({ draws: 9999, seed: 1 });
    expect(drawn.coefficients).toEqual(plain.coefficients);
    expect(drawn.vcov).toEqual(plain.vcov);
  });
});

describe("refusals", () => {
  it.each([
    ["event_band", { band: "unifrom" as "uniform" }],
    ["band_draws", { band: "pointwise" }],
    ["band_draws", { draws: 18 }],
    ["band_draws", { draws: 1.5 }],
    ["band_draws", { draws: 1e7 }],
    ["band_variance", { vcov: "cluster:unit+time" }],
    ["band_variance", { vcov: "iid" }],
    ["band_variance", { vcov: "hetero" }],
    ["level", { level: 1 }],
  ] as [string, Partial<EventStudyOptions>][])("%s: %o", (code, options) => {
    expect(() => uniform(options)).toThrow(refused(code));
  });

  it("a name misspelled is met with the nearest", () => {
    expect(() => uniform({ band: "unifrom" as "uniform" })).toThrow(/did you mean 'uniform'/);
  });

  it("an abort is heard", () => {
    expect(() => uniform({ signal: AbortSignal.abort() })).toThrow(/abort/i);
  });
});
