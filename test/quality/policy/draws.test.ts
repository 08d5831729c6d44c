/**
 * Draws of the whole chain against tables built row by row: each drawn cluster stands as often as it was drawn, with ids of
 * its own, and `estimateQuality` and `feols` run on it. Then laws: threads, fixed sigma, quality held.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { joinTables } from "../../../src/data/table/join.js";
import { type Table, withColumns } from "../../../src/data/table/table.js";
import { copyOut } from "../../../src/engine/kernels/blas.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { pairsCountsBlock } from "../../../src/regression/cluster-bootstrap/reweighted.js";
import { qualityPolicy } from "../../../src/trade/policy/fit.js";
import type { QualityPolicyOptions } from "../../../src/trade/policy/verb.js";
import { estimateQuality } from "../../../src/trade/quality/fit.js";
import type { EstimateQualityOptions } from "../../../src/trade/quality/verb.js";
import { bootstrap } from "../../../src/verbs/bootstrap/fit.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { policyData, resampled } from "./policy-data.js";

/** Two roads to the same regressions: errors of demeaning (1e-10 of a norm) and of sums in other orders. */
const TWO_ROADS = 1e-9;
const FORMULA = "r_quality ~ did + eco | city + year";
const DRAWS = 8;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** How often each cluster is in draw b of seed 1, by its number. */
function countsOf(clusters: readonly number[], b: number): Map<number, number> {
  const sorted = [...new Set(clusters)].sort((x, y) => x - y);
  const counts = engine.scope((scope) =>
    copyOut(pairsCountsBlock(engine, scope, sorted.length, { first: b, count: 1, seed: 1 })),
  );
  return new Map(sorted.map((cluster, c) => [cluster, counts[c]!]));
}

/** Sigma and the coefficients of `did` by running the verbs on tables that are built. */
function naive(rows: Table, cities: Table, options: EstimateQualityOptions) {
  const result = estimateQuality(engine, rows, { ...options, by: "city^year" });
  const means = result.aggregates[0]!.table;
  const { table } = joinTables(cities, means, { on: ["city", "year"], take: ["r_quality", "quality"] });
  const of = (formula: string) => feols(engine, table, formula, { vcov: "iid" }).coefficients.did!.estimate;
  return {
    sigmas: result.sigmas,
    normalised: of(FORMULA),
    raw: of(FORMULA.replace("r_quality", "quality")),
  };
}

const CASES: Readonly<Record<string, EstimateQualityOptions>> = {
  "fixed sigma": { sigma: 4 },
  "sigma by IV": { sigma: "iv" },
  "sigma by IV, single rows kept": { sigma: "iv", singletons: "keep" },
  "sigma by least squares": { sigma: "ols", sigmaInvalid: 3 },
  "sigma by IV and product": { sigma: "iv", sigmaBy: "product", sigmaInvalid: 3 },
  "sigma by product, one demand equation": { sigma: "iv", sigmaBy: "product", separately: "none", sigmaInvalid: 3 },
  "other effects, no scale": { sigma: 4, fe: "product^year + dest^year", normaliseRule: "none" },
};

describe("draws of cities", () => {
  it.each(Object.entries(CASES))("%s: as tables that hold a city as often as it is drawn", async (_, options) => {
    const { rows, cities } = policyData(3, 8);
    const request: QualityPolicyOptions = { ...options, formula: FORMULA, term: "did", draws: DRAWS };
    const { record } = await qualityPolicy(engine, rows, cities, request);
    const { values, failed } = record.bootstrap!;
    expect(failed).toEqual({});
    for (let b = 0; b < DRAWS; b++) {
      const counts = countsOf([...rows.numeric("city")], b);
      const expected = naive(
        resampled(rows, "city", counts, ["city", "firm"]),
        resampled(cities, "city", counts, ["city"]),
        options,
      );
      expect(Math.abs(values.normalised[b]! - expected.normalised)).toBeLessThan(TWO_ROADS);
      expect(Math.abs(values.raw[b]! - expected.raw)).toBeLessThan(TWO_ROADS);
      if (expected.sigmas?.nRows === 1) {
        expect(Math.abs(values.sigma[b]! - expected.sigmas.numeric("sigma_used")[0]!)).toBeLessThan(TWO_ROADS);
      }
    }
  });

  it("leave out rows that are single in the draw, a row drawn twice being two", async () => {
    const { rows, cities } = policyData(5, 8);
    // five products of two rows or so, of which a draw may leave one, or one twice; the scale is common to products
    const product = rows.numeric("product").map((code, i) => (i % 97 === 0 ? 100 + (i % 5) : code));
    const table = withColumns(rows, [{ kind: "numeric", name: "product", values: product }]);
    const options: EstimateQualityOptions = { sigma: 4, normalise: "year" };
    const request: QualityPolicyOptions = { ...options, formula: FORMULA, term: "did", draws: DRAWS };
    const { record } = await qualityPolicy(engine, table, cities, request);
    const kept = await qualityPolicy(engine, table, cities, { ...request, singletons: "keep" });
    const own = naive(table, cities, options);
    expect(record.two_step.normalised.coefficients.did!.estimate).toBe(own.normalised);
    const { values } = record.bootstrap!;
    for (let b = 0; b < DRAWS; b++) {
      const counts = countsOf([...rows.numeric("city")], b);
      const expected = naive(
        resampled(table, "city", counts, ["city", "firm"]),
        resampled(cities, "city", counts, ["city"]),
        options,
      );
      expect(Math.abs(values.normalised[b]! - expected.normalised)).toBeLessThan(TWO_ROADS);
      expect(Math.abs(values.raw[b]! - expected.raw)).toBeLessThan(TWO_ROADS);
    }
    // it matters: the draws are others where single rows stay
    expect(values.raw.some((value, b) => Math.abs(value! - kept.record.bootstrap!.values.raw[b]!) > 1e-4)).toBe(true);
  });

  it("with quality held are the pairs bootstrap of the second step", async () => {
    const { rows, cities } = policyData(7, 10);
    const { record } = await qualityPolicy(engine, rows, cities, {
      sigma: 4,
      formula: FORMULA,
      term: "did",
      draws: 40,
    });
    const means = estimateQuality(engine, rows, { sigma: 4, by: "city^year" }).aggregates[0]!.table;
    const { table } = joinTables(cities, means, { on: ["city", "year"], take: ["r_quality"] });
    const pairs = await bootstrap(engine, table, FORMULA, { kind: "pairs", term: "did", cluster: "city", draws: 40 });
    record.bootstrap!.values.normalised_held.forEach((value, b) => {
      expect(Math.abs(value! - pairs.draws!.estimate[b]!)).toBeLessThan(TWO_ROADS);
    });
    const { held } = record.bootstrap!.coefficients.normalised;
    expect(Math.abs(held.bootstrap_std_error - pairs.pairs!.std_error!)).toBeLessThan(TWO_ROADS);
    expect(Math.abs(held.conf_low - pairs.pairs!.percentile.conf_low!)).toBeLessThan(TWO_ROADS);
  });

  it("are the same bits on two threads", async () => {
    const { rows, cities } = policyData(9, 10);
    const options: QualityPolicyOptions = { sigma: "iv", formula: FORMULA, term: "did", draws: 6 };
    const two = await loadEngine({ threads: 2 });
    try {
      const [one, other] = [
        await qualityPolicy(engine, rows, cities, options),
        await qualityPolicy(two, rows, cities, options),
      ];
      expect(other.record.bootstrap!.values).toEqual(one.record.bootstrap!.values);
      expect(other.cells.numeric("std_error")).toEqual(one.cells.numeric("std_error"));
    } finally {
      two.close();
    }
  });

  it("do not move a sigma that is given, and move one that is estimated", async () => {
    const { rows, cities } = policyData(11, 10);
    const run = async (sigma: number | string) =>
      (await qualityPolicy(engine, rows, cities, { sigma, formula: FORMULA, term: "did", draws: 12 })).record;
    const [given, estimated] = [await run(4), await run("iv")];
    expect(given.bootstrap!.sigma).toBeNull();
    expect(new Set(given.bootstrap!.values.sigma)).toEqual(new Set([4]));
    expect(new Set(estimated.bootstrap!.values.sigma).size).toBe(12);
    expect(estimated.bootstrap!.sigma!.bootstrap_std_error).toBeGreaterThan(0);
  });
});

describe("draws of firms", () => {
  it("leave the panel as it is, and give errors of each cell as spread of its means", async () => {
    const { rows, cities } = policyData(13, 6);
    const { record, cells } = await qualityPolicy(engine, rows, cities, {
      ...{ sigma: "iv", cluster: "firm", formula: FORMULA, term: "did", draws: DRAWS },
    });
    const expected: { mean: Map<string, number>; did: number }[] = [];
    for (let b = 0; b < DRAWS; b++) {
      const drawn = resampled(rows, "firm", countsOf([...rows.numeric("firm")], b), ["firm"]);
      const { table } = {
        table: estimateQuality(engine, drawn, { sigma: "iv", by: "city^year" }).aggregates[0]!.table,
      };
      const [city, year, quality] = [table.numeric("city"), table.numeric("year"), table.numeric("r_quality")];
      const mean = new Map([...quality.keys()].map((i) => [`${city[i]}|${year[i]}`, quality[i]!]));
      expected.push({ mean, did: naive(drawn, cities, { sigma: "iv" }).normalised });
    }
    expect(record.bootstrap!.panel_resampled).toBe(false);
    expect(record.notes.map(({ code }) => code)).toContain("policy_panel_fixed");
    record.bootstrap!.values.normalised.forEach((value, b) => {
      expect(Math.abs(value! - expected[b]!.did)).toBeLessThan(TWO_ROADS);
    });
    const [city, year, error] = [cells.numeric("city"), cells.numeric("year"), cells.numeric("std_error")];
    for (let i = 0; i < cells.nRows; i++) {
      const values = expected.flatMap(({ mean }) => {
        const value = mean.get(`${city[i]}|${year[i]}`);
        return value === undefined || Number.isNaN(value) ? [] : [value];
      });
      const average = values.reduce((sum, value) => sum + value, 0) / values.length;
      const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - average) ** 2, 0) / (values.length - 1));
      expect(Math.abs(error[i]! - spread)).toBeLessThan(TWO_ROADS);
      expect(cells.numeric("draws")[i]).toBe(values.length);
    }
  });
});
