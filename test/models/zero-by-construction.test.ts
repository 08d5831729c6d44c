/**
 * Standard errors that are zero by construction: none is published, at any level or scale of the outcome, and what is small without
 * being zero is left as it is.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { makeTable, type Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { coefficientTable } from "../../src/report/regression/fit-summary.js";
import { lincom } from "../../src/verbs/combinations/infer-combinations.js";
import { wald } from "../../src/verbs/combinations/wald.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { seeded } from "../support/random.js";
import { numeric } from "./small-panel.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** 40 units in 8 regions over 12 periods; `alone` is 1, and `kind` 2, in a single row, `only` in three rows that it fits nearly. */
function panel(level = 0, scale = 1): Table {
  const random = seeded(5);
  const rows = Array.from({ length: 480 }, (_, i) => {
    const [id, t] = [Math.floor(i / 12), i % 12];
    const x = random() + (id % 7) + 0.1 * t;
    const only = i < 3 ? 1 : 0;
    const noise = only ? 1e-7 * random() : random();
    const y = level + scale * (only ? 3 + noise : x + Math.sin(id) + 0.3 * t + noise);
    return {
      id,
      t,
      x,
      y,
      region: id % 8,
      late: t > 5 ? 1 : 0,
      trend: t ** 2,
      alone: i === 7 ? 1 : 0,
      kind: i === 7 ? 2 : t % 2,
      only,
      rest: 1 - only,
    };
  });
  const names = Object.keys(rows[0]!) as (keyof (typeof rows)[0])[];
  return makeTable(
    names.map((name) =>
      numeric(
        name,
        rows.map((row) => row[name]),
      ),
    ),
    { name: "rows", bytes: 0, sha256: null },
  );
}

const fitOf = (table: Table, formula: string, vcov: string) =>
  feols(engine, table, formula, { vcov, panel: { unit: "id", time: "t" } });

const without = (fit: ReturnType<typeof fitOf>) =>
  Object.entries(fit.coefficients).flatMap(([name, { std_error }]) => (Number.isNaN(std_error) ? [name] : []));

const years = (from: number) => Array.from({ length: 12 - from }, (_, i) => `factor(t)${from + i}`);

const CASES: readonly (readonly [formula: string, vcov: string, terms: readonly string[]])[] = [
  ["y ~ factor(t) | id", "DK:2", years(1)],
  ["y ~ factor(t) | id", "DK:0", years(1)],
  ["y ~ late | id", "cluster:late", ["late"]],
  ["y ~ factor(t) | id", "cluster:t", years(1)],
  ["y ~ factor(t) | region", "cluster:t", years(1)],
  ["y ~ factor(t)", "cluster:t", ["(Intercept)", ...years(1)]],
  ["y ~ trend + factor(t) - 1", "DK:1", ["trend", ...years(0).slice(0, -1)]],
  ["y ~ x:late + factor(t) | id", "cluster:t", years(1).slice(0, 5)],
  ["y ~ x + late:factor(region) | region^t", "hetero", []],
  ["y ~ alone + x + rest - 1", "hetero", []],
  ["y ~ factor(kind) - 1", "hetero", ["factor(kind)2"]],
  ["y ~ factor(kind) - 1", "HC3", ["factor(kind)2"]],
];

describe("standard errors that are zero by construction", () => {
  for (const [level, scale] of [
    [0, 1],
    [1e9, 1],
    [0, 1e-30],
    [-3e5, 1e12],
  ] as const) {
    it.each(CASES)(`%s, %s, of an outcome about ${level} in units of ${scale}`, (formula, vcov, terms) => {
      const fit = fitOf(panel(level, scale), formula, vcov);
      expect(without(fit)).toEqual(terms);
    });
  }

  it("have neither t, p, interval nor a joint test, in the table, in JSON and in what is made of the record", () => {
    const fit = fitOf(panel(), "y ~ x:late + factor(t) | id", "cluster:t");
    const zero = fit.coefficients["factor(t)3"]!;
    const { estimate, ...nothing } = JSON.parse(JSON.stringify(zero));
    expect(estimate).toBeCloseTo(zero.estimate, 12);
    expect(Object.values(nothing)).toEqual([null, null, null, null, null]);
    const [, row] = coefficientTable([["factor(t)3", zero]], 0.95, "t", { stars: [{ below: 0.05, mark: "*" }] });
    expect(row!.trim().split(/\s+/).slice(2)).toEqual(["NA", "NA", "NA", "NA", "NA"]);
    expect(fit.tests).toEqual({});
    expect(fit.notes).toContainEqual(expect.objectContaining({ code: "vanishing_error" }));
    const made = lincom(engine, fit, ["factor(t)3 - factor(t)2", "factor(t)8"]);
    expect(made.combinations["factor(t)3 - factor(t)2"]!.p_value).toBeNaN();
    expect(made.combinations["factor(t)8"]!.p_value).toBe(fit.coefficients["factor(t)8"]!.p_value);
    expect(made.notes).toEqual([expect.objectContaining({ code: "combination_without_error" })]);
    expect(() => wald(engine, fit, "factor(t)3 = 0")).toThrow(
      expect.objectContaining({ code: "restriction_variance" }),
    );
  });

  it("say of a joint test that their covariance is short of rank", () => {
    const fit = fitOf(panel(), "y ~ x + factor(t) | id", "DK:2");
    expect(without(fit)).toEqual([]);
    expect(fit.notes).toContainEqual(expect.objectContaining({ code: "rank_short", detail: { rank: 1, of: 12 } }));
    expect(fitOf(panel(), "y ~ x + late | id", "DK:2").notes.map(({ code }) => code)).not.toContain("rank_short");
  });

  it("are not those that are small: of three rows that are nearly fitted", () => {
    const fit = fitOf(panel(), "y ~ factor(only) - 1", "hetero");
    const error = fit.coefficients["factor(only)1"]!.std_error;
    expect(error).toBeGreaterThan(1e-9);
    expect(error).toBeLessThan(1e-7);
  });
});
