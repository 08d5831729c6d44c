/**
 * Quality against fixest (simulated customs rows, singletons kept as it keeps them) and against an independent run on
 * real fish trade (singletons dropped).
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../src/kernels/engine.js";
import { aggregate } from "../../src/quality/aggregate.js";
import { estimateQuality, type QualityResult } from "../../src/quality/estimate-quality.js";
import { Groups } from "../../src/quality/groups.js";
import type { Summary } from "../../src/quality/summary.js";
import { readTable } from "../../src/table/node/read-table.js";
import type { Table } from "../../src/table/table.js";

/** Residuals of size 1, from projections stopped at 1e-11 times what is left: measured 5e-14. */
const CUSTOMS = 1e-12;
/** The file has 12 digits of numbers up to 9. */
const FISH = 1e-11;

const path = (name: string): string => fileURLToPath(new URL(`../golden/quality/${name}`, import.meta.url));
const FISH_FILE = fileURLToPath(new URL("../../examples/fish/fish_export_ship.csv.gz", import.meta.url));

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine();
});

/** Cells of the key columns of row `i`, joined. */
const keyOf = (table: Table, names: readonly string[], i: number): string =>
  names
    .map((name) => {
      const column = table.column(name);
      return column.kind === "text" ? column.levels[column.codes[i]!]! : String(column.values[i]!);
    })
    .join("|");

/** Largest |ours - theirs|; Infinity when one is missing and the other is not. */
function difference(ours: Float64Array, theirs: Float64Array): number {
  let largest = ours.length === theirs.length ? 0 : Number.POSITIVE_INFINITY;
  for (let i = 0; i < ours.length; i++) {
    if (Number.isNaN(ours[i]!) && Number.isNaN(theirs[i]!)) continue;
    const gap = Math.abs(ours[i]! - theirs[i]!);
    largest = Math.max(largest, Number.isNaN(gap) ? Number.POSITIVE_INFINITY : gap);
  }
  return largest;
}

function expectSummary(ours: Summary, theirs: Summary): void {
  expect(ours.n).toBe(theirs.n);
  for (const key of ["mean", "sd", "min", "max"] as const)
    expect(Math.abs(ours[key] - theirs[key])).toBeLessThan(CUSTOMS);
}

const RUNS = [
  { id: "quality_customs_sim", fe: "hs8 + country^year", sigma: 5, product: "hs8" },
  { id: "quality_customs_sim_hs6_sigma3", fe: "hs6 + country^year", sigma: 3, product: "hs8" },
  { id: "quality_customs_sim_additive_fe_sigma10", fe: "hs8 + country + year", sigma: 10, product: "hs8" },
];

for (const { id, fe, sigma, product } of RUNS) {
  describe(`${id}: sigma ${sigma}, ${fe}`, () => {
    let ours: QualityResult;
    let data: Table;
    let expected: { quality: Summary; r_quality: Summary; fixef_sizes: Record<string, number>; nobs: number };
    beforeAll(async () => {
      data = await readTable(path("customs_sim.csv.gz"));
      ours = estimateQuality(engine, data, { fe, sigma, product, dest: "country", singletons: "keep" });
      expected = JSON.parse(readFileSync(path(`expected/${id}.json`), "utf8"));
    });

    it("gives every row its quality and normalised quality", async () => {
      const theirs = await readTable(path(`expected/${id}_rows.csv.gz`));
      expect(difference(ours.quality, theirs.numeric("quality"))).toBeLessThan(CUSTOMS);
      expect(difference(ours.rQuality, theirs.numeric("r_quality"))).toBeLessThan(CUSTOMS);
    });

    it("summarises them, and counts the levels of the effects", () => {
      expectSummary(ours.record.quality, expected.quality);
      expectSummary(ours.record.r_quality, expected.r_quality);
      expect(ours.record.r_quality.n_degenerate).toBe(0);
      expect(ours.record.nobs).toBe(expected.nobs);
      const levels = Object.entries(ours.record.fixed_effects.effects).map(([name, effect]) => [name, effect.levels]);
      expect(Object.fromEntries(levels)).toEqual(expected.fixef_sizes);
    });

    for (const [a, name] of ["firm_year", "city_year"].entries()) {
      it(`gives the means of ${name}`, async () => {
        const theirs = await readTable(path(`expected/${id}_${name}.csv.gz`));
        const table = ours.aggregates[a]!.table;
        const keys = name.split("_");
        const rowOf = new Map(Array.from({ length: table.nRows }, (_, i) => [keyOf(table, keys, i), i]));
        const order = Array.from({ length: theirs.nRows }, (_, i) => rowOf.get(keyOf(theirs, keys, i))!);
        const column = (column: string): Float64Array => Float64Array.from(order, (i) => table.numeric(column)[i]!);
        expect(table.nRows).toBe(theirs.nRows);
        expect(difference(column("n"), theirs.numeric("n"))).toBe(0);
        for (const mean of ["quality", "quality_unweighted"]) {
          expect(difference(column(`r_${mean}`), theirs.numeric(mean)), mean).toBeLessThan(CUSTOMS);
        }
        const relative = column("value_sum").map((sum, i) => sum / theirs.numeric("value_sum")[i]! - 1);
        expect(difference(relative, new Float64Array(order.length))).toBeLessThan(CUSTOMS);
        const rows = new Groups(data, ours.sample);
        const input = { groups: rows, value: data.numeric("value"), quality: ours.rQuality };
        const by = { written: name, columns: keys };
        const literal = aggregate(engine, data, input, by, { meanOfWeightedTerms: true }).table;
        const terms = Float64Array.from(order, (i) => literal.numeric("mean_of_weighted_terms")[i]!);
        expect(difference(terms, theirs.numeric("mean_of_weighted_terms"))).toBeLessThan(CUSTOMS);
      });
    }
  });
}

/** Coefficients and errors of a 2SLS on 15,814 rows, effects absorbed exactly here and to 1e-11 there: measured 2e-13. */
const IV = 1e-10;

interface IvReference {
  readonly sigma_hat: number;
  readonly nobs: number;
  readonly n_dropped_single_destination: number;
  readonly se_default: number;
  readonly se_hetero: number;
  readonly se_iid: number;
  readonly se_cluster_firm: number;
  readonly first_stage_coef: number;
  readonly first_stage_se_iid: number;
  readonly first_stage_F_iid: number;
  readonly first_stage_F_cluster_firm: number;
  readonly ols_coef_lp: number;
  readonly quality_iv: Summary;
}

for (const { id, fe, product } of RUNS) {
  describe(`${id}: sigma by 2SLS with the price elsewhere, ${fe}`, () => {
    let ours: QualityResult;
    let iv: IvReference;
    let table: Table;
    const options = { sigma: "iv", fe, product, dest: "country", singletons: "keep" } as const;
    beforeAll(async () => {
      table = await readTable(path("customs_sim.csv.gz"));
      ours = estimateQuality(engine, table, options);
      iv = JSON.parse(readFileSync(path(`expected/${id}.json`), "utf8")).iv;
    });

    const pooledOf = ({ record }: QualityResult) => {
      if (record.sigma.source !== "iv" || record.sigma.pooled === null) throw new Error("sigma is not by one IV");
      return record.sigma.pooled;
    };
    const relative = (found: number, wanted: number): number => Math.abs(found / wanted - 1);

    it("gives sigma, its first stage, least squares on the same rows, and the rows without a price elsewhere", () => {
      const pooled = pooledOf(ours);
      expect(relative(pooled.estimate, iv.sigma_hat)).toBeLessThan(IV);
      expect(relative(pooled.std_error, iv.se_cluster_firm)).toBeLessThan(IV);
      expect(relative(pooled.ols.estimate, -iv.ols_coef_lp)).toBeLessThan(IV);
      expect(relative(pooled.first_stage!.estimate, iv.first_stage_coef)).toBeLessThan(IV);
      expect(relative(pooled.first_stage!.F, iv.first_stage_F_cluster_firm)).toBeLessThan(IV);
      expect(ours.record.nobs).toBe(iv.nobs);
      expect(ours.record.instrument!.none.rows).toBe(iv.n_dropped_single_destination);
      expect(ours.record.instrument!.other_destinations.rows).toBe(iv.nobs);
    });

    it.each([
      ["iid", "se_iid"],
      ["hetero", "se_hetero"],
      [`cluster:${fe.slice(0, 3)}`, "se_default"],
    ] as const)("gives the %s error", (sigmaVcov, key) => {
      const pooled = pooledOf(estimateQuality(engine, table, { ...options, sigmaVcov }));
      expect(relative(pooled.std_error, iv[key])).toBeLessThan(IV);
      if (key !== "se_iid") return;
      expect(relative(pooled.first_stage!.std_error, iv.first_stage_se_iid)).toBeLessThan(IV);
      expect(relative(pooled.first_stage!.F, iv.first_stage_F_iid)).toBeLessThan(IV);
    });

    it("gives every row its instrument's quality, and none to rows without", async () => {
      const theirs = await readTable(path(`expected/${id}_rows.csv.gz`));
      const spread = (values: Float64Array): Float64Array => {
        const all = new Float64Array(table.nRows).fill(Number.NaN);
        for (let i = 0; i < values.length; i++) all[ours.sample[i]!] = values[i]!;
        return all;
      };
      expect(difference(spread(ours.quality), theirs.numeric("quality_iv"))).toBeLessThan(IV);
      expect(difference(spread(ours.rQuality), theirs.numeric("r_quality_iv"))).toBeLessThan(IV);
      expectSummary(ours.record.quality, iv.quality_iv);
    });

    for (const [a, name] of ["firm_year", "city_year"].entries()) {
      it(`gives the means of ${name}`, async () => {
        const theirs = await readTable(path(`expected/${id}_iv_${name}.csv.gz`));
        const table = ours.aggregates[a]!.table;
        const keys = name.split("_");
        const rowOf = new Map(Array.from({ length: table.nRows }, (_, i) => [keyOf(table, keys, i), i]));
        const order = Array.from({ length: theirs.nRows }, (_, i) => rowOf.get(keyOf(theirs, keys, i))!);
        const column = (column: string): Float64Array => Float64Array.from(order, (i) => table.numeric(column)[i]!);
        expect(table.nRows).toBe(theirs.nRows);
        expect(difference(column("n"), theirs.numeric("n"))).toBe(0);
        expect(difference(column("r_quality"), theirs.numeric("quality"))).toBeLessThan(IV);
        expect(difference(column("r_quality_unweighted"), theirs.numeric("quality_unweighted"))).toBeLessThan(IV);
      });
    }
  });
}

for (const key of ["hs8", "hs6"]) {
  it(`estimates sigma in every group of ${key} as fixest does, group by group`, async () => {
    const table = await readTable(path("customs_sim.csv.gz"));
    const options = {
      sigma: "iv",
      fe: "hs8 + country^year",
      product: "hs8",
      dest: "country",
      singletons: "keep",
    } as const;
    const { sigmas } = estimateQuality(engine, table, { ...options, sigmaBy: key, by: "" });
    const theirs = await readTable(path(`expected/customs_iv_by_${key}.csv`));
    expect(sigmas!.nRows).toBe(theirs.nRows);
    expect(keyOfAll(sigmas!, key)).toEqual(keyOfAll(theirs, "group"));
    const pairs = [
      ["n", "n"],
      ["sigma_hat", "sigma"],
      ["std_error", "std_error"],
      ["conf_low", "conf_low"],
      ["conf_high", "conf_high"],
      ["first_stage", "first_stage"],
      ["first_stage_F", "first_stage_F"],
      ["sigma_ols", "ols"],
      ["sigma_ols_std_error", "ols_std_error"],
    ] as const;
    for (const [ours, name] of pairs) {
      const wanted = theirs.numeric(name);
      const relative = sigmas!.numeric(ours).map((value, g) => value / wanted[g]! - 1);
      expect(difference(relative, new Float64Array(theirs.nRows)), name).toBeLessThan(IV);
    }
  });
}

const keyOfAll = (table: Table, name: string): string[] =>
  Array.from({ length: table.nRows }, (_, i) => keyOf(table, [name], i));

describe("fish trade: sigma 5, product + dest^year, singletons dropped", () => {
  const roles = { firm: "i", product: "k", dest: "j", year: "t", value: "v_usd", quantity: "q_kg" };

  it("drops 92 of 89,577 rows and reproduces every row's quality", async () => {
    const ours = estimateQuality(engine, await readTable(FISH_FILE), roles);
    const steps = ours.record.waterfall;
    expect(steps[0]).toMatchObject({ step: "read", rows: 89_577 });
    expect(steps.at(-1)).toMatchObject({ step: "singletons", rows: 89_485, dropped_rows: 92 });
    const theirs = await readTable(path("expected/fish_sigma5.csv.gz"));
    const rows = ours.rows();
    for (const name of ["t", "v_usd", "q_kg"]) expect(difference(rows.numeric(name), theirs.numeric(name))).toBe(0);
    const keys = ["i", "j", "k"];
    expect(Array.from({ length: 1000 }, (_, i) => keyOf(rows, keys, 89 * i))).toEqual(
      Array.from({ length: 1000 }, (_, i) => keyOf(theirs, keys, 89 * i)),
    );
    expect(difference(ours.quality, theirs.numeric("lambda_sigma5"))).toBeLessThan(FISH);
  });

  it("trims unit values outside the percentiles R gives, within product-year", async () => {
    const theirs = await readTable(path("expected/fish_trim_0.01.csv"));
    const dropped = theirs.numeric("n_dropped").reduce((sum, n) => sum + n, 0);
    const ours = estimateQuality(engine, await readTable(FISH_FILE), { ...roles, trim: 0.01 });
    const step = ours.record.waterfall.find((entry) => entry.step.startsWith("unit value outside"));
    expect(step).toMatchObject({ rows: 89_577 - dropped, dropped_rows: dropped });
  });

  it("estimates the price coefficient by least squares and by 2SLS", async () => {
    const table = await readTable(FISH_FILE);
    const printed = (value: number, digits: number): string => value.toFixed(digits);
    const sigmaOf = ({ record }: QualityResult) => {
      if (record.sigma.source === "fixed" || record.sigma.source === "table") throw new Error("sigma is not estimated");
      return { nobs: record.sigma.nobs, ...record.sigma.pooled! };
    };
    const ols = sigmaOf(estimateQuality(engine, table, { ...roles, sigma: "ols" }));
    expect([ols.nobs, printed(-ols.estimate, 6)]).toEqual([89_485, "-1.529477"]);
    const iv = sigmaOf(estimateQuality(engine, table, { ...roles, sigma: "iv" }));
    expect([iv.nobs, printed(-iv.estimate, 6)]).toEqual([87_814, "-1.772227"]);
    expect(printed(iv.first_stage!.estimate, 7)).toBe("0.8197485");
    expect(printed(-iv.ols.estimate, 6)).toBe("-1.542392");
  });
});
