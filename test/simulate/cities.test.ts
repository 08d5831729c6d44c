/** Simulated cities: the same bytes anyhow, the truth they promise, and what estimators make of them when an assumption is broken. */
import { beforeAll, describe, expect, it } from "vitest";
import type { Table } from "../../src/data/table/table.js";
import { formatCsv } from "../../src/data/table/write-csv.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { extrapolate } from "../../src/trade/extrapolate/fit.js";
import { citiesSimulation, simulateCities } from "../../src/trade/simulate/cities/cities.js";
import type { SimulateCitiesOptions } from "../../src/trade/simulate/cities/verb.js";
import { feols } from "../../src/verbs/feols/feols.js";

let engine: Engine;
let pooled: Engine;
beforeAll(async () => {
  [engine, pooled] = await Promise.all([loadEngine({ threads: 1 }), loadEngine({ threads: 2 })]);
});

/** Standard errors that an estimate may be from the truth. */
const ERRORS = 4;
/** Sums of a few thousand numbers in two orders. */
const IDENTITY = 1e-12;
const CONTROLS = "eco + fin + fdi + open + urban + ia + edu + infra + market";
const SILENT = { noise: 0, provinceShock: 0, mediatorNoise: 0, policyEffect: 0 } as const;
const ALIKE = { effect: 0.03, heterogeneity: [1, 1] } as const;

const meanWhere = (table: Table, name: string, keep: (row: number) => boolean, weight?: Float64Array): number => {
  let [sum, weights] = [0, 0];
  table.numeric(name).forEach((value, row) => {
    if (!keep(row)) return;
    sum += (weight?.[row] ?? 1) * value;
    weights += weight?.[row] ?? 1;
  });
  return sum / weights;
};
const regression = (table: Table, formula: string) => feols(engine, table, formula, { vcov: { cluster: ["city"] } });
const did = (table: Table, formula: string) => {
  const { estimate, std_error } = regression(table, formula).coefficients.did!;
  return { estimate, error: std_error };
};

describe("rows", () => {
  const SOME: SimulateCitiesOptions = {
    cities: 70,
    provinces: 6,
    missing: 0.1,
    measuredTo: 2016,
    mechanical: true,
    rho: 0.3,
  };

  it("are the same bytes for any size of block and number of threads", () => {
    const whole = formatCsv(simulateCities(engine, SOME).table.columns);
    for (const [from, size] of [
      [engine, 1],
      [pooled, 33],
      [pooled, 500],
    ] as const) {
      const simulation = citiesSimulation(from, SOME);
      const parts = [...simulation.blocks(size)].map(({ columns }, i) => formatCsv(columns, i === 0));
      expect(parts.join("")).toBe(whole);
      expect(simulation.finish()).toEqual(simulateCities(engine, SOME).record);
    }
  });

  it("are others for another seed", () => {
    const [one, two] = [1, 2].map((seed) => formatCsv(simulateCities(engine, { ...SOME, seed }).table.columns));
    expect(one).not.toBe(two);
  });

  it("are not told of before they are made", () => {
    const simulation = citiesSimulation(engine, SOME);
    simulation.blocks(10).next();
    expect(() => simulation.finish()).toThrow("has made 10 of 70 cities");
  });

  it("have the batches asked for, in numbers or shares, and as many policies", () => {
    const { table, record } = simulateCities(engine, { cities: 100, batches: { 2013: 0.2, 2015: 7 }, policies: 1 });
    const g = table.numeric("g").filter((_, row) => row % 12 === 0);
    expect([2013, 2015, 0].map((year) => g.filter((value) => value === year).length)).toEqual([20, 7, 73]);
    expect(record.counts).toMatchObject({ rows: 1200, cities: 100, pilots: 27, treated_rows: 20 * 9 + 7 * 7 });
    expect(table.has("low_carbon")).toBe(true);
    expect(table.has("broadband")).toBe(false);
    const adopters = table.numeric("low_carbon").filter((value, row) => row % 12 === 11 && value === 1);
    expect(adopters).toHaveLength(40);
  });

  it("are treated from their batch on, or for as long as pilots last", () => {
    const { table } = simulateCities(engine, { lasts: 3 });
    const [year, g] = [table.numeric("year"), table.numeric("g")];
    const on = Float64Array.from(year, (t, row) => Number(g[row]! > 0 && t >= g[row]! && t < g[row]! + 3));
    expect(table.numeric("did")).toEqual(on);
    const effect = table.numeric("true_effect");
    expect(effect.every((value, row) => (value !== 0) === (on[row] === 1))).toBe(true);
  });

  it("lose the share asked for, and all after the last measured year", () => {
    const { table, record } = simulateCities(engine, { cities: 2000, missing: 0.1, measuredTo: 2016 });
    const year = table.numeric("year");
    const empty = (keep: (t: number) => boolean) => {
      const own = table.numeric("quality").filter((_, row) => keep(year[row]!));
      return own.filter(Number.isNaN).length / own.length;
    };
    expect(empty((t) => t > 2016)).toBe(1);
    expect(Math.abs(empty((t) => t <= 2016) - 0.1)).toBeLessThan(ERRORS * Math.sqrt((0.1 * 0.9) / 14_000));
    expect(record.counts.measured! + record.counts.without_outcome!).toBe(24_000);
    expect(table.numeric("true_quality").some(Number.isNaN)).toBe(false);
  });

  it("filled mechanically are those that extrapolate fills", () => {
    const options = { measuredTo: 2016, missing: 0.3 } as const;
    const open = simulateCities(engine, options).table;
    const made = simulateCities(engine, { ...options, mechanical: true }).table;
    const { table } = extrapolate(engine, open, {
      ...{ outcome: "quality", unit: "city", time: "year", province: "province" },
      formula: "tertiary * province_quality",
      last: 2016,
    });
    const expected = table.numeric("quality");
    made.numeric("quality").forEach((value, row) => {
      if (Number.isNaN(expected[row]!)) expect(value).toBeNaN();
      else expect(Math.abs(value - expected[row]!)).toBeLessThan(IDENTITY);
    });
  });
});

describe("the truth told", () => {
  const options = { rho: 0.2, anticipation: [0.002], effectCohort: { 2013: [0.05, 0.01] }, missing: 0.2 } as const;

  it("is the mean of the file's columns, all, measured, weighted, by batch, horizon and group", () => {
    const { table, record } = simulateCities(engine, options);
    const { truth } = record;
    const [on, g, year, high] = ["did", "g", "year", "high"].map((name) => table.numeric(name)) as Float64Array[];
    const near = (told: number, name: string, keep: (row: number) => boolean, weight?: Float64Array) =>
      expect(Math.abs(told - meanWhere(table, name, keep, weight))).toBeLessThan(IDENTITY);
    const treated = (row: number) => on![row] === 1;
    for (const [key, name] of [
      ["effect", "true_effect"],
      ["direct", "true_direct"],
      ["indirect", "true_indirect"],
      ["innovation", "true_effect_innovation"],
      ["informatisation", "true_effect_informatisation"],
      ["allocation", "true_effect_allocation"],
    ] as const) {
      near(truth.att![key], name, treated);
      near(truth.att_weighted![key], name, treated, table.numeric("exports"));
      near(truth.att_measured![key], name, (row) => treated(row) && !Number.isNaN(table.numeric("quality")[row]!));
      for (const own of truth.by_cohort) near(own[key], name, (row) => treated(row) && g![row] === own.cohort);
      for (const own of truth.by_group) {
        near(own[key], name, (row) => treated(row) && high![row] === Number(own.group === "high"));
      }
      for (const own of truth.by_horizon) {
        near(own[key], name, (row) => g![row]! > 0 && year![row]! - g![row]! === own.horizon);
      }
      for (const own of truth.by_cohort_horizon) {
        near(own[key], name, (row) => g![row] === own.cohort && year![row]! - g![row]! === own.horizon);
      }
    }
    expect(truth.by_horizon.map(({ horizon }) => horizon)).toEqual([-4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(truth.att!.rows).toBe(record.counts.treated_rows);
  });

  it("is what the options say: numbers by horizon, by batch, times the group's factor, and what carries over", () => {
    const plain = simulateCities(engine, { effect: [0.01, 0.02], heterogeneity: [2, 1], effectCohort: { 2014: 0.05 } });
    for (const { cohort, horizon, effect } of plain.record.truth.by_cohort_horizon.filter(({ horizon: h }) => h >= 0)) {
      const { table } = plain;
      const factor = meanWhere(table, "high", (row) => table.numeric("g")[row] === cohort) + 1;
      const own = cohort === 2014 ? 0.05 : horizon === 0 ? 0.01 : 0.02;
      expect(Math.abs(effect - factor * own)).toBeLessThan(IDENTITY);
    }
    const carried = simulateCities(engine, { effect: 0.01, heterogeneity: [1, 1], rho: 0.5, anticipation: 0.004 });
    const at = (h: number) => carried.record.truth.by_horizon.find(({ horizon }) => horizon === h)!.effect;
    for (const [h, effect] of [-1, 0, 1].map((time) => [time, at(time)] as const)) {
      expect(Math.abs(effect - [0.004, 0.012, 0.016][h + 1]!)).toBeLessThan(IDENTITY);
    }
  });

  it("is nothing without pilots", () => {
    const { record, table } = simulateCities(engine, { batches: {} });
    expect(record.truth.att).toBeNull();
    expect(record.truth.by_horizon).toEqual([]);
    expect(table.numeric("true_effect").every((value) => value === 0)).toBe(true);
  });
});

describe("without noise a regression finds the truth exactly", () => {
  const exact = 1e-11;

  it("the effect of a pilot, and what each control adds", () => {
    const { table } = simulateCities(engine, { ...SILENT, ...ALIKE });
    const { coefficients } = regression(table, `quality ~ did + ${CONTROLS} | city + year`);
    const { did: pilot, ia, edu, eco, fdi, open } = coefficients;
    const found = [pilot, ia, edu, eco, fdi, open].map((b) => b!.estimate);
    [0.03, 0.55, 1.2, -0.008, 0.004, 0.02].forEach((b, j) => {
      expect(Math.abs(found[j]! - b)).toBeLessThan(exact);
    });
    expect(Math.abs(did(table, "true_effect ~ did | city + year").estimate - 0.03)).toBeLessThan(exact);
  });

  it("on mediators, through them, and past them", () => {
    const { table } = simulateCities(engine, { ...ALIKE, noise: 0, provinceShock: 0, policyEffect: 0 });
    const ways = "innovation + informatisation + allocation";
    const { coefficients } = regression(table, `quality ~ did + ${ways} + ${CONTROLS} | city + year`);
    const found = ["did", "innovation", "informatisation", "allocation"].map((name) => coefficients[name]!.estimate);
    [0.015, 0.02, 0.1, 0.05].forEach((b, j) => {
      expect(Math.abs(found[j]! - b)).toBeLessThan(exact);
    });
    const still = simulateCities(engine, { ...ALIKE, mediatorNoise: 0 }).table;
    [0.25 / 0.02, 0.15 / 0.1, 0.1 / 0.05].forEach((units, k) => {
      const found = did(still, `${["innovation", "informatisation", "allocation"][k]} ~ did | city + year`).estimate;
      expect(Math.abs(found - 0.03 * units)).toBeLessThan(1e-7); // mediators are drawn to six decimals
    });
  });

  it("of another policy", () => {
    const { table } = simulateCities(engine, { ...SILENT, ...ALIKE, policyEffect: 0.02, policyOverlap: 0.5 });
    const { coefficients } = regression(table, `quality ~ did + low_carbon + broadband + ${CONTROLS} | city + year`);
    expect(Math.abs(coefficients.did!.estimate - 0.03)).toBeLessThan(exact);
    expect(Math.abs(coefficients.low_carbon!.estimate - 0.02)).toBeLessThan(exact);
    const without = did(table, `quality ~ did + ${CONTROLS} | city + year`).estimate;
    expect(without).toBeGreaterThan(0.031);
  });
});

describe("what each option breaks, and what mends it", () => {
  const LARGE = { cities: 1500, provinces: 50, ...ALIKE } as const;
  const ESTIMATE = `quality ~ did + ${CONTROLS} | city + year`;

  it("nothing is broken by default: the effect is found within its error", () => {
    const { estimate, error } = did(simulateCities(engine, LARGE).table, ESTIMATE);
    expect(Math.abs(estimate - 0.03)).toBeLessThan(ERRORS * error);
    expect(simulateCities(engine, LARGE).record.notes).toEqual([]);
  });

  it("endogeneity biases least squares; ruggedness over the years mends it, unless it acts by itself", () => {
    const instrumented = (options: SimulateCitiesOptions) => {
      const { table, record } = simulateCities(engine, { ...LARGE, ...options });
      const ols = did(table, ESTIMATE);
      const { estimate, std_error } = regression(table, `quality ~ ${CONTROLS} | year | did ~ rugged`).coefficients
        .fit_did!;
      return { ols, iv: { estimate, error: std_error }, codes: record.notes.map(({ code }) => code) };
    };
    const valid = instrumented({ endogeneity: 0.01, cityLevel: 0 });
    expect(valid.ols.estimate - 0.03).toBeGreaterThan(ERRORS * valid.ols.error);
    expect(Math.abs(valid.iv.estimate - 0.03)).toBeLessThan(ERRORS * valid.iv.error);
    expect(valid.codes).toEqual(["endogeneity"]);
    const invalid = instrumented({ exclusion: -0.05, cityLevel: 0 });
    expect(invalid.iv.estimate - 0.03).toBeGreaterThan(ERRORS * invalid.iv.error);
    expect(invalid.codes).toEqual(["exclusion"]);
  });

  it("a trend of pilots' own, and one by development, bias; trends are seen before the start", () => {
    for (const [options, code] of [
      [{ preTrend: 0.004 }, "pre_trend"],
      [{ developmentTrend: 0.004, selection: 2 }, "development_trend"],
    ] as const) {
      const { table, record } = simulateCities(engine, { ...LARGE, ...options });
      const { estimate, error } = did(table, "quality ~ did | city + year");
      expect(estimate - 0.03).toBeGreaterThan(ERRORS * error);
      expect(record.notes.map((note) => note.code)).toEqual([code]);
    }
  });

  it("what is unseen in mediators biases what goes through them", () => {
    const { table } = simulateCities(engine, { ...LARGE, mediatorConfounding: 1 });
    const { coefficients } = regression(table, `quality ~ did + innovation + ${CONTROLS} | city + year`);
    const { estimate, std_error } = coefficients.innovation!;
    expect(estimate - 0.02).toBeGreaterThan(ERRORS * std_error);
  });

  it("moments are those of the parameters: error, its memory, development by selection", () => {
    const { table } = simulateCities(engine, { ...LARGE, errorRho: 0, provinceShock: 0, policyEffect: 0 });
    const ways = "innovation + informatisation + allocation";
    const found = regression(table, `quality ~ did + ${ways} + ${CONTROLS} | city + year`);
    const df = found.nobs - found.fixed_effects.df - Object.keys(found.coefficients).length;
    const sd = found.fit.rmse * Math.sqrt(found.nobs / df);
    expect(Math.abs(sd - 0.02)).toBeLessThan((ERRORS * 0.02) / Math.sqrt(2 * df));
    const chosen = simulateCities(engine, { ...LARGE, selection: 0, relevance: 0 }).table;
    const gap = regression(chosen, "eco ~ treat | year").coefficients.treat!;
    expect(Math.abs(gap.estimate)).toBeLessThan(ERRORS * gap.std_error);
    const selected = regression(table, "eco ~ treat | year").coefficients.treat!;
    expect(selected.estimate).toBeGreaterThan(ERRORS * selected.std_error);
  });
});

describe("options", () => {
  it.each([
    [
      { batches: { 2010: 5 } },
      /batches is 2010; expected a whole number from 2011 to 2021, so that pilots are seen before/,
    ],
    [{ batches: { 2012: 0.001 } }, /batches 2012 is 0.001; expected a number of cities from 1/],
    [{ batches: { 2012: 220 } }, /batches is 220 pilots; expected fewer than the 220 cities/],
    [{ years: [2021, 2010] as const }, /years is 2021:2010/],
    [{ years: [2000, 2010] as const }, /batches is 2012/],
    [{ effect: [] }, /effect is empty/],
    [{ effect: Number.NaN }, /effect is NaN/],
    [{ effectCohort: { 2015: 0.1 } }, /effectCohort is 2015; expected one of 2012, 2013, 2014/],
    [{ heterogeneity: [1] as unknown as [number, number] }, /heterogeneity is 1; expected two numbers/],
    [{ mechanical: true }, /mechanical is true; expected measuredTo before the last year/],
    [{ measuredTo: 2030 }, /measuredTo is 2030; expected a whole number from 2010 to 2021/],
    [{ rho: 1 }, /rho is 1; expected a number from -0.99 to 0.99/],
    [{ missing: 2 }, /missing is 2/],
    [{ policies: 3 }, /policies is 3; expected a whole number from 0 to 2/],
    [{ provinces: 300 }, /provinces is 300; .* no more than cities/],
    [{ mediated: { inovation: 0.1 } as object }, /no option 'inovation'; did you mean 'innovation'/],
    [{ citys: 3 } as object, /simulate cities has no option 'citys'; did you mean 'cities'/],
  ])("%j is refused", (options, words) => {
    expect(() => citiesSimulation(engine, options)).toThrow(words);
    expect(() => citiesSimulation(engine, options)).toThrow(expect.objectContaining({ code: "simulate_option" }));
  });
});
