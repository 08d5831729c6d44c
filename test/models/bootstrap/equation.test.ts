/** The wild bootstrap of an equation with instruments as a verb: real data beside 2SLS on rows, intervals, sets, refusals. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Category } from "../../../src/base/columns.js";
import { type Table, withColumns } from "../../../src/data/table/table.js";
import { PURPOSE } from "../../../src/engine/kernels/cluster-draws.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { wildWeights } from "../../../src/engine/kernels/wild.js";
import { bootstrap } from "../../../src/verbs/bootstrap/fit.js";
import type { BootstrapOptions } from "../../../src/verbs/bootstrap/verb.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { ivTable } from "../../golden/iv/iv-table.js";
import { goldenTable } from "../../support/golden-table.js";
import { ivExpected, ivReference } from "../../support/iv-references.js";
import { naiveInstruments } from "../../support/naive-wre.js";
import { seeded } from "../../support/random.js";

/** Of t of a draw, relative beyond 1: two ways through double precision. */
const DRAW = 1e-9;
/** Of the estimate and its error, relative, cross-products beside QR. */
const SAME = 1e-8;
/** Of an end of an interval, in standard errors: what the search is asked for. */
const END = 2e-6;
const EQUATION = "lwage ~ exper + expersq + black + south + smsa | educ ~ nearc4 + nearc2";
const BY_AGE = { term: "educ", cluster: "age" } as const;

let engine: Engine;
let card: Table;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  card = await goldenTable("card.csv");
});
afterAll(() => engine.close());

function category(values: Float64Array): Category {
  const levels = [...new Set(values)].sort((a, b) => a - b);
  const place = new Map(levels.map((level, g) => [level, g]));
  const codes = Uint32Array.from(values, (value) => place.get(value)!);
  return { name: "", codes, nLevels: levels.length, label: (g) => String(levels[g]) };
}

describe.each([
  { name: "iv_EmplUK_panel_fe", term: "lw", cluster: "firm", weights: undefined },
  { name: "iv_card_weighted_fe", term: "educ", cluster: "age", weights: "weight" },
  { name: "city_smartcity_sim_table2_iv", term: "did", cluster: "province", weights: undefined },
])("$name", ({ name, term, cluster, weights }) => {
  it("has the draws of 2SLS on rows, and the fit's own estimate and error", async () => {
    const expected = ivExpected(name);
    const { table, formula } = await ivTable(name, expected);
    const options = { term, cluster, draws: 40, ci: "none", multipliers: "webb", seed: 7, fixefRm: "none" } as const;
    const given = { ...options, ...(weights === undefined ? {} : { weights }) };
    const record = await bootstrap(engine, table, formula, given);
    const fit = feols(engine, table, formula, {
      vcov: `cluster:${cluster}`,
      fixefRm: "none",
      ...(weights === undefined ? {} : { weights }),
    });
    const { estimate, std_error } = fit.coefficients[`fit_${term}`]!;
    expect(Math.abs(record.observed.estimate! / estimate - 1)).toBeLessThan(SAME);
    expect(Math.abs(record.observed.std_error! / std_error - 1)).toBeLessThan(SAME);

    // weights and dummies are in these columns already
    const { equation, column } = await ivReference(name);
    const clusters = category(column(cluster));
    const naive = naiveInstruments({
      y: equation.y,
      x: equation.X[0]!,
      W: equation.W,
      Z: equation.Z,
      effects: [],
      weights: null,
      errors: [{ clusters, factor: 1 }],
      boot: clusters,
    });
    const factor = record.observed.std_error! / naive.std_error;
    const { draw } = naive.wre(0);
    const n = clusters.nLevels;
    const v = wildWeights(engine, n, 0, 40, { kind: "webb", seed: 7, purpose: PURPOSE.wild });
    record.draws.statistic.forEach((t, d) => {
      const wanted = draw(v.subarray(d * n, (d + 1) * n)) / factor;
      expect(Math.abs(t! - wanted), `draw ${d}: ${t}, naive ${wanted}`).toBeLessThan(
        DRAW * Math.max(1, Math.abs(wanted)),
      );
    });
  });
});

describe("observed statistics are those of feols", () => {
  const CITY = "quality ~ eco + fin | city + year | did ~ I(rugged * (year - 2009)) + I(rugged^2 * (year - 2009))";

  it.each([
    ["city", {}, 220],
    ["province", { bootCluster: "city" }, 220],
    ["province+year", {}, 324],
    ["province+year", { bootCluster: "province" }, 27],
  ])("errors by %s, %j", async (cluster, more, G) => {
    const table = await goldenTable("smartcity_sim.csv");
    const options = { term: "did", cluster, draws: 99, multipliers: "webb", ci: "none", ...more } as const;
    const record = await bootstrap(engine, table, CITY, options);
    const fit = feols(engine, table, CITY, { vcov: `cluster:${cluster}` });
    const { estimate, std_error, p_value } = fit.coefficients.fit_did!;
    const { observed, anderson_rubin: robust, bootstrap: design } = record;
    const pairs = [
      [observed.estimate, estimate],
      [observed.std_error, std_error],
      [observed.p_value, p_value],
    ];
    const test = fit.tests.anderson_rubin!;
    if (robust !== null) pairs.push([robust!.statistic, test.statistic], [robust!.p_value_F, test.p_value]);
    for (const [got, wanted] of pairs) expect(Math.abs(got! / wanted! - 1)).toBeLessThan(SAME);
    expect(design.clusters.G).toBe(G);
    expect(design.draws.used + design.draws.undefined).toBe(99);
    expect(robust === null).toBe(test === undefined);
  });
});

describe("without the null imposed", () => {
  it("the interval is that of the draws' own quantile, as t is the same at every value", async () => {
    const draws = 999;
    const record = await bootstrap(engine, card, EQUATION, {
      ...BY_AGE,
      draws,
      multipliers: "webb",
      imposeNull: false,
    });
    expect(record.bootstrap.scheme).toBe("WUE");
    const { estimate, std_error } = record.observed;
    const sizes = record.draws.statistic.map((t) => Math.abs(t!)).sort((a, b) => b - a);
    // 49 of 999 are at most 5%, 50 are more
    const reach = sizes[49]! * std_error!;
    expect(Math.abs(record.interval!.conf_low! - (estimate! - reach))).toBeLessThan(END * std_error!);
    expect(Math.abs(record.interval!.conf_high! - (estimate! + reach))).toBeLessThan(END * std_error!);
  });
});

describe("the Anderson-Rubin set", () => {
  const random = seeded(11);
  const noise = (name: string) => ({ kind: "numeric" as const, name, values: card.numeric("age").map(() => random()) });

  it("is not bounded where the instrument is noise, and a note says so", async () => {
    const table = withColumns(card, [noise("z")]);
    const record = await bootstrap(engine, table, "lwage ~ exper | educ ~ z", { ...BY_AGE, draws: 2048 });
    const { kind, intervals } = record.anderson_rubin!.set!;
    expect(["unbounded", "whole_line"]).toContain(kind);
    expect(intervals.flat()).toContain(null);
    expect(record.notes.map(({ code }) => code)).toContain("anderson_rubin_set");
  });

  it("is empty where an instrument is a cause of the outcome by itself", async () => {
    const values = card.numeric("lwage").map((wage) => wage + random());
    const table = withColumns(card, [{ kind: "numeric", name: "z", values }]);
    const record = await bootstrap(engine, table, "lwage ~ exper | educ ~ nearc4 + z", { ...BY_AGE, draws: 2048 });
    expect(record.anderson_rubin!.set).toMatchObject({ kind: "empty", intervals: [] });
    expect(record.notes.map(({ code }) => code)).toContain("anderson_rubin_set");
  });

  it("is not there where clusters are too few for the instruments", async () => {
    const record = await bootstrap(engine, card, EQUATION, { term: "educ", cluster: "south66", ci: "none" });
    expect(record.anderson_rubin).toBeNull();
    expect(record.notes.map(({ code }) => code)).toContain("anderson_rubin_clusters");
  });
});

it("is the same for any number of threads, and for the coefficient's name", async () => {
  const pooled = await loadEngine({ threads: 3 });
  const options = { ...BY_AGE, draws: 999, multipliers: "webb" } as const;
  const one = await bootstrap(engine, card, EQUATION, options);
  const many = await bootstrap(pooled, card, EQUATION, { ...options, term: "fit_educ" });
  for (const key of ["observed", "draws", "p_value", "interval", "anderson_rubin", "terms"] as const) {
    expect(many[key]).toEqual(one[key]);
  }
  await pooled.close();
});

it("has the draws of the equation that is left where instruments and controls are redundant", async () => {
  const options = { ...BY_AGE, draws: 30, multipliers: "webb", ci: "none" } as const;
  const plain = await bootstrap(engine, card, "lwage ~ exper + black | educ ~ nearc4 + nearc2", options);
  const redundant = "lwage ~ exper + I(3 * exper) + black | educ ~ I(1 + nearc4) + nearc4 + exper + nearc2";
  const same = await bootstrap(engine, card, redundant, options);
  expect(same.collinear).toHaveLength(3);
  expect(Math.abs(same.anderson_rubin!.statistic / plain.anderson_rubin!.statistic - 1)).toBeLessThan(SAME);
  same.draws.statistic.forEach((t, d) => {
    const wanted = plain.draws.statistic[d]!;
    expect(Math.abs(t! - wanted), `draw ${d}: ${t}, ${wanted}`).toBeLessThan(DRAW * Math.max(1, Math.abs(wanted)));
  });
});

it("keeps the draws made when stopped, without an interval", async () => {
  const controller = new AbortController();
  const record = await bootstrap(engine, card, EQUATION, {
    ...BY_AGE,
    draws: 1e6,
    multipliers: "webb",
    signal: controller.signal,
    keepPartial: true,
    onProgress: () => controller.abort(),
  });
  expect(record.bootstrap.partial).toBe(true);
  expect(record.bootstrap.draws.done).toBeLessThan(1e6);
  expect(record.interval).toBeNull();
  expect(record.notes.map(({ code }) => code)).toEqual(expect.arrayContaining(["partial", "wild_interval_stopped"]));
});

describe("what is not validated is refused by name", () => {
  const refused = (formula: string, options: Partial<BootstrapOptions>) =>
    bootstrap(engine, card, formula, { ...BY_AGE, ...options } as BootstrapOptions);
  it.each([
    ["bootstrap_instruments", EQUATION, { kind: "pairs" }, /kind pairs/],
    ["bootstrap_instruments", EQUATION, { kind: "jackknife" }, /kind jackknife/],
    ["bootstrap_instruments_type", EQUATION, { type: "33" }, /type 33/],
    ["bootstrap_instruments_joint", EQUATION, { term: ["educ", "exper"] }, /2 terms/],
    ["bootstrap_exogenous_term", EQUATION, { term: "exper" }, /'exper' is an exogenous regressor/],
    ["bootstrap_endogenous", "lwage ~ black | educ + exper ~ nearc4 + nearc2", {}, /educ, exper/],
    ["term", EQUATION, { term: "edc" }, /'edc' is no regressor.*educ/],
  ] as const)("%s", async (code, formula, options, message) => {
    await expect(refused(formula, options as Partial<BootstrapOptions>)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });
});
