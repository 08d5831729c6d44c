/**
 * The regressions on the rows: one step against least squares with every dummy written out, two steps against the same with
 * quality, and the theorem that ties them.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { joinTables } from "../../../src/data/table/join.js";
import { makeTable, type Table, withColumns } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { qualityPolicy } from "../../../src/trade/policy/fit.js";
import { estimateQuality } from "../../../src/trade/quality/fit.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { numeric, policyData, SIGMA } from "./policy-data.js";

/** Dummies and demeaning: condition numbers of some hundreds times rounding. */
const DUMMIES = 1e-9;
const FORMULA = "r_quality ~ did + eco | city + year";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** Rows with quality, (ln q + sigma ln p) / (sigma - 1) in logs of the host, and the panel's columns. */
function joined(rows: Table, cities: Table, sigma: number): Table {
  const { rows: measured } = estimateQuality(engine, rows, { sigma });
  const table = measured();
  const [value, quantity] = [table.numeric("value"), table.numeric("quantity")];
  const demand = quantity.map((q, i) => (Math.log(q) + sigma * Math.log(value[i]! / q)) / (sigma - 1));
  const own = withColumns(table, [numeric("demand", demand)]);
  return joinTables(own, cities, { on: ["city", "year"], take: ["did", "eco"] }).table;
}

describe("one step", () => {
  it("is least squares with all dummies written out, unweighted and weighted", async () => {
    const { rows, cities } = policyData(21, 8);
    const { record } = await qualityPolicy(engine, rows, cities, {
      ...{ sigma: SIGMA, formula: FORMULA, term: "did", draws: 0 },
    });
    const table = joined(rows, cities, SIGMA);
    const dummies = "demand ~ did + eco + factor(product) + factor(city) + factor(destyear)";
    const destyear = table.numeric("dest").map((dest, i) => 10_000 * dest + table.numeric("year")[i]!);
    const written = withColumns(table, [numeric("destyear", destyear)]);
    const { one_step, one_step_weighted } = record.one_step;
    const plain = feols(engine, written, dummies, { vcov: "iid" }).coefficients.did!;
    const weighted = feols(engine, written, dummies, { vcov: "iid", weights: "value" }).coefficients.did!;
    expect(Math.abs(one_step!.estimate - plain.estimate)).toBeLessThan(DUMMIES);
    expect(Math.abs(one_step_weighted!.estimate - weighted.estimate)).toBeLessThan(DUMMIES);
    expect(one_step!.nobs).toBe(table.nRows);
  });

  it("is quality on the policy with the effects of demand taken out of both (Frisch, Waugh, Lovell)", async () => {
    const { rows, cities } = policyData(22, 8);
    const { record } = await qualityPolicy(engine, rows, cities, {
      ...{ sigma: SIGMA, formula: FORMULA, term: "did", draws: 0 },
    });
    const table = joined(rows, cities, SIGMA);
    const full = feols(engine, table, "quality ~ did + eco | product + dest^year + city", {
      vcov: { cluster: ["city"] },
    });
    const { one_step, two_step } = record.one_step;
    expect(Math.abs(one_step!.estimate - full.coefficients.did!.estimate)).toBeLessThan(DUMMIES);
    expect(Math.abs(one_step!.std_error - full.coefficients.did!.std_error)).toBeLessThan(DUMMIES);
    const short = feols(engine, table, FORMULA.replace("r_quality", "quality"), { vcov: { cluster: ["city"] } })
      .coefficients.did!;
    expect(Math.abs(two_step!.estimate - short.estimate)).toBeLessThan(DUMMIES);
    expect(Math.abs(two_step!.estimate - one_step!.estimate)).toBeGreaterThan(1e-4);
  });

  it("takes the estimated sigma where it is one number", async () => {
    const { rows, cities } = policyData(23, 8);
    const { record } = await qualityPolicy(engine, rows, cities, {
      ...{ sigma: "iv", formula: FORMULA, term: "did", draws: 0 },
    });
    const measured = estimateQuality(engine, rows, { sigma: "iv" });
    const table = joinTables(measured.rows(), cities, { on: ["city", "year"], take: ["did", "eco"] }).table;
    const full = feols(engine, table, "quality ~ did + eco | product + dest^year + city", { vcov: "iid" });
    // quality is the outcome of the one step less the effects, if both have the same sigma
    expect(Math.abs(record.one_step.one_step!.estimate - full.coefficients.did!.estimate)).toBeLessThan(DUMMIES);
  });

  it("finds unit and period by the names they have in the panel", async () => {
    const { rows, cities } = policyData(24, 8);
    const names: Readonly<Record<string, string>> = { city: "town", year: "t" };
    const renamed = makeTable(
      cities.columns.map((column) => ({ ...column, name: names[column.name] ?? column.name })),
      cities.source,
    );
    const options = { sigma: SIGMA, draws: 0 } as const;
    const same = await qualityPolicy(engine, rows, cities, {
      ...{
        ...options,
        formula: "r_quality ~ eco + eco:year + i(year, did, ref = 2010) | city + year",
        term: "eco:year",
      },
    });
    const other = await qualityPolicy(engine, rows, renamed, {
      ...{ ...options, formula: "r_quality ~ eco + eco:t + i(t, did, ref = 2010) | town + t", term: "eco:t" },
      ...{ panelUnit: "town", panelTime: "t" },
    });
    for (const name of ["two_step", "two_step_weighted", "one_step", "one_step_weighted"] as const) {
      expect(other.record.one_step[name]!.estimate).toBe(same.record.one_step[name]!.estimate);
      expect(other.record.one_step[name]!.std_error).toBe(same.record.one_step[name]!.std_error);
    }
  });

  it("says that a name of the panel is taken in the rows rather than confuse the two", async () => {
    const { rows, cities } = policyData(25, 8);
    const renamed = makeTable(
      cities.columns.map((column) => (column.name === "year" ? { ...column, name: "dest" } : column)),
      cities.source,
    );
    const { record } = await qualityPolicy(engine, rows, renamed, {
      ...{ sigma: SIGMA, draws: 0, formula: "r_quality ~ did:dest + eco | city + dest", term: "did:dest" },
      panelTime: "dest",
    });
    expect(record.one_step.one_step).toBeNull();
    expect(record.notes.find(({ code }) => code === "one_step_failed")).toMatchObject({
      message: expect.stringContaining("'dest' is the period of the panel and another column of the rows"),
      detail: { code: "panel_name_taken" },
    });
  });
});
