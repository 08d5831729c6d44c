/**
 * Quality against fixest (simulated customs rows, singletons kept as it keeps them) and against an independent run on
 * real fish trade (singletons dropped).
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { readTable } from "../../src/data/files/read-table.js";
import type { Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { aggregate } from "../../src/trade/quality/aggregate.js";
import { estimateQuality, type QualityResult } from "../../src/trade/quality/fit.js";
import { Groups } from "../../src/trade/quality/sample.js";
import type { Summary } from "../../src/trade/quality/summary.js";
import { agreeing } from "../support/agree.js";

/** Residuals of size 1, from projections stopped at 1e-11 times what is left: measured 5e-14. */
const CUSTOMS = 1e-12;
/** The file has 12 digits of numbers up to 9. */
const FISH = 1e-11;

const path = (name: string): string => fileURLToPath(new URL(`../golden/quality/${name}`, import.meta.url));
const FISH_FILE = fileURLToPath(new URL("../../examples/fish/fish_export_ship.csv.gz", import.meta.url));

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** Cells of the key columns of row `i`, joined. */
const keyOf = (table: Table, names: readonly string[], i: number): string =>
  names
    .map((name) => {
      const column = table.column(name);
      return column.kind === "text" ? column.levels[column.codes[i]!]! : String(column.values[i]!);
    })
    .join("|");

const [ofFixest, ofFish] = [agreeing("fixest-quality"), agreeing("fish-quality")];

/** Every number that both have; missing where the other is missing. */
function agreeAll(ours: Float64Array, theirs: Float64Array, tolerance: number, what: string, agree = ofFixest): void {
  expect(ours.length, what).toBe(theirs.length);
  for (const [i, want] of theirs.entries()) {
    if (Number.isNaN(want)) expect(ours[i], `${what}, row ${i + 1}`).toBeNaN();
    else agree.within(ours[i], want, tolerance, `${what}, row ${i + 1}`);
  }
}

function expectSummary(ours: Summary, theirs: Summary): void {
  expect(ours.n).toBe(theirs.n);
  for (const key of ["mean", "sd", "min", "max"] as const) ofFixest.within(ours[key], theirs[key], CUSTOMS, key);
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
      agreeAll(ours.quality, theirs.numeric("quality"), CUSTOMS, "quality");
      agreeAll(ours.rQuality, theirs.numeric("r_quality"), CUSTOMS, "r_quality");
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
        expect(column("n")).toEqual(theirs.numeric("n"));
        for (const mean of ["quality", "quality_unweighted"]) {
          agreeAll(column(`r_${mean}`), theirs.numeric(mean), CUSTOMS, mean);
        }
        column("value_sum").forEach((sum, i) => {
          ofFixest(sum, theirs.numeric("value_sum")[i]!, CUSTOMS, "value_sum");
        });
        const rows = new Groups(data, ours.sample);
        const input = { groups: rows, value: data.numeric("value"), quality: ours.rQuality };
        const by = { written: name, columns: keys };
        const literal = aggregate(engine, data, input, by, { meanOfWeightedTerms: true }).table;
        const terms = Float64Array.from(order, (i) => literal.numeric("mean_of_weighted_terms")[i]!);
        agreeAll(terms, theirs.numeric("mean_of_weighted_terms"), CUSTOMS, "mean_of_weighted_terms");
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
    it("gives sigma, its first stage, least squares on the same rows, and the rows without a price elsewhere", () => {
      const pooled = pooledOf(ours);
      ofFixest(pooled.estimate, iv.sigma_hat, IV, "sigma_hat");
      ofFixest(pooled.std_error, iv.se_cluster_firm, IV, "se_cluster_firm");
      ofFixest(pooled.ols.estimate, -iv.ols_coef_lp, IV, "ols_coef_lp");
      ofFixest(pooled.first_stage!.estimate, iv.first_stage_coef, IV, "first_stage_coef");
      ofFixest(pooled.first_stage!.F, iv.first_stage_F_cluster_firm, IV, "first_stage_F_cluster_firm");
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
      ofFixest(pooled.std_error, iv[key], IV, "error");
      if (key !== "se_iid") return;
      ofFixest(pooled.first_stage!.std_error, iv.first_stage_se_iid, IV, "first_stage_se_iid");
      ofFixest(pooled.first_stage!.F, iv.first_stage_F_iid, IV, "first_stage_F_iid");
    });

    it("gives every row its instrument's quality, and none to rows without", async () => {
      const theirs = await readTable(path(`expected/${id}_rows.csv.gz`));
      const spread = (values: Float64Array): Float64Array => {
        const all = new Float64Array(table.nRows).fill(Number.NaN);
        for (let i = 0; i < values.length; i++) all[ours.sample[i]!] = values[i]!;
        return all;
      };
      agreeAll(spread(ours.quality), theirs.numeric("quality_iv"), IV, "quality_iv");
      agreeAll(spread(ours.rQuality), theirs.numeric("r_quality_iv"), IV, "r_quality_iv");
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
        expect(column("n")).toEqual(theirs.numeric("n"));
        agreeAll(column("r_quality"), theirs.numeric("quality"), IV, "quality");
        agreeAll(column("r_quality_unweighted"), theirs.numeric("quality_unweighted"), IV, "quality_unweighted");
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
      sigmas!.numeric(ours).forEach((value, g) => {
        ofFixest(value, wanted[g]!, IV, name);
      });
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
    for (const name of ["t", "v_usd", "q_kg"]) expect(rows.numeric(name)).toEqual(theirs.numeric(name));
    const keys = ["i", "j", "k"];
    expect(Array.from({ length: 1000 }, (_, i) => keyOf(rows, keys, 89 * i))).toEqual(
      Array.from({ length: 1000 }, (_, i) => keyOf(theirs, keys, 89 * i)),
    );
    agreeAll(ours.quality, theirs.numeric("lambda_sigma5"), FISH, "quality", ofFish);
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
