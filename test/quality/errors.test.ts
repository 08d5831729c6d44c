import { beforeAll, describe, expect, it } from "vitest";
import { WasmetricsError } from "../../src/base/errors.js";
import type { Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { estimateQuality } from "../../src/trade/quality/fit.js";
import type { EstimateQualityOptions } from "../../src/trade/quality/verb.js";
import { csvTable, customsRows } from "./customs-rows.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

function failure(options: EstimateQualityOptions, table: Table = customsRows(1, 60)): WasmetricsError {
  try {
    estimateQuality(engine, table, options);
  } catch (error) {
    if (error instanceof WasmetricsError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("options", () => {
  for (const sigma of [1, 0, -5, Number.NaN, Number.POSITIVE_INFINITY, "1", "five", ""]) {
    it(`refuses sigma ${sigma}`, () => {
      expect(failure({ sigma })).toMatchObject({ name: "UsageError", code: "sigma_not_above_one" });
    });
  }

  it("takes sigma as text", () => {
    expect(estimateQuality(engine, customsRows(1), { sigma: "3.5" }).record.sigma).toEqual({
      source: "fixed",
      value: 3.5,
    });
  });

  it("says what sigma can be when it is text of another kind", () => {
    const error = failure({ sigma: "table:elasticities.csv" });
    expect(error).toMatchObject({ name: "UsageError", code: "sigma_not_above_one" });
    expect(error.message).toContain("iv and ols estimate it, a table of elasticities has one a product");
  });

  it("refuses options that have no meaning for the source of sigma, by name", () => {
    expect(failure({ sigma: 5, minF: 20 })).toMatchObject({ code: "option_without_effect", detail: { got: ["minF"] } });
    expect(failure({ sigma: "ols", sigmaWeak: "exclude" })).toMatchObject({ code: "option_without_effect" });
    expect(failure({ sigma: "ols", singleDest: "drop" })).toMatchObject({ code: "option_without_effect" });
    expect(failure({ sigma: "iv", sigmaCap: 30 })).toMatchObject({ code: "option_without_effect" });
    expect(failure({ unitChanges: "main" }).message).toContain("--unit COLUMN");
    expect(failure({ intermediaryPattern: "trade" }).message).toContain("--intermediaries COLUMN");
  });

  it("refuses choices that do not exist", () => {
    expect(failure({ sigma: "iv", singleDest: "mean" as "drop" })).toMatchObject({ code: "unknown_choice" });
    expect(failure({ sigma: "iv", sigmaInvalid: "keep" as "exclude" })).toMatchObject({ code: "unknown_choice" });
    expect(failure({ sigma: "iv", sigmaInvalid: 0.5 })).toMatchObject({ code: "sigma_not_above_one" });
    expect(failure({ sigma: "iv", sigmaVcov: "cluster:firm+dest" })).toMatchObject({ name: "NotSupported" });
    expect(failure({ normaliseRule: "percentile" })).toMatchObject({ code: "normalise_rule" });
    expect(failure({ quantiles: [0.5, 1.5] })).toMatchObject({ code: "quantile_share" });
    expect(failure({ maxRatio: 0.5 })).toMatchObject({ code: "max_ratio" });
    expect(failure({ minRows: 2.5 })).toMatchObject({ code: "min_rows" });
    expect(failure({ by: "hs4^year" })).toMatchObject({ code: "product_not_text" });
  });

  it("stops where one estimated sigma can't be used, with the estimate and what else can be done", () => {
    const error = failure({ sigma: "iv" }, customsRows(1));
    expect(error).toMatchObject({ name: "NumericalError", code: "sigma_not_usable" });
    expect(error.message).toMatch(/first-stage F .*--sigma-invalid/);
  });

  it("refuses a trim that is no share", () => {
    for (const trim of [-0.01, 0.5, 1, Number.NaN])
      expect(failure({ trim })).toMatchObject({ code: "trim_out_of_range" });
  });

  it("suggests the nearest column or role", () => {
    expect(failure({ fe: "prodct + dest^year" })).toMatchObject({ name: "UsageError", code: "unknown_key" });
    expect(failure({ fe: "prodct + dest^year" }).message).toContain("did you mean 'product'");
  });

  it("says which option names a role's column", () => {
    expect(failure({ by: "province^year" }).message).toContain("--province COLUMN");
    expect(failure({ value: "valu" }).message).toContain("did you mean 'value'");
  });

  it("refuses no effects, several keys where one is due, slopes, and an aggregate named twice", () => {
    expect(failure({ fe: "0" })).toMatchObject({ code: "no_effects" });
    expect(failure({ normalise: "product + year" })).toMatchObject({ code: "one_key" });
    expect(failure({ fe: "product[year]" })).toMatchObject({ name: "NotSupported" });
    expect(failure({ by: "firm^year,firm^year" })).toMatchObject({ code: "repeated_aggregate" });
    expect(failure({ singletons: "maybe" as "keep" })).toMatchObject({ code: "unknown_choice" });
  });

  it("uses the column that bears a role's name, not the role, and says so", () => {
    const table = csvTable(
      "product,k,dest,year,value,quantity",
      ...["A,1,x,1,3,1", "A,2,x,1,4,1", "B,1,x,1,9,1", "B,2,y,1,9,2", "A,1,y,1,1,5"],
    );
    const { record } = estimateQuality(engine, table, { product: "k", fe: "product + k", by: "" });
    expect(Object.keys(record.fixed_effects.effects)).toEqual(["product", "k"]);
    expect(record.aggregates).toEqual([]);
    const shadowed = record.notes.filter(({ code }) => code === "role_shadowed");
    expect(shadowed.map(({ detail }) => detail)).toEqual([{ role: "product", column: "k" }]);
    const said = (options: EstimateQualityOptions) =>
      estimateQuality(engine, table, { by: "", ...options }).record.notes.map(({ code }) => code);
    expect(said({ fe: "k + dest^year", normalise: "k^year", product: "k", maxRatio: 50 })).not.toContain(
      "role_shadowed",
    );
    expect(said({ fe: "product", product: "product" })).not.toContain("role_shadowed");
  });
});

describe("data", () => {
  const header = "product,dest,year,value,quantity";

  it("names the cell that is no number", () => {
    const table = csvTable(header, "a,x,1,3,1", "a,y,1,n.a.,1");
    expect(failure({}, table)).toMatchObject({ name: "DataError", code: "not_numeric" });
  });

  it("says where all rows went when none is left", () => {
    const error = failure({}, csvTable(header, "a,x,1,3,0", "b,y,1,0,1", "c,z,1,3,1"));
    expect(error).toMatchObject({ name: "DataError", code: "no_rows_left" });
    expect(error.message).toContain("quantity <= 0 1");
    expect(error.message).toContain("singletons 1");
  });

  it("says that effects which explain every row leave no quality", () => {
    const table = csvTable(header, "a,x,1,3,1", "a,x,1,3,1", "b,x,1,8,2", "b,x,1,8,2");
    expect(failure({}, table)).toMatchObject({ name: "NumericalError", code: "quality_absorbed" });
  });

  it("counts a unit value that no double holds", () => {
    const rows = ["a,x,1,3,1", "a,y,1,5,1", "a,x,1,4,2", "a,y,1,2,2", "a,x,1,1e300,1e-300"];
    const { record } = estimateQuality(engine, csvTable(header, ...rows));
    expect(record.waterfall.find((step) => step.step === "unit value not finite or 0")?.dropped_rows).toBe(1);
  });

  it("an infinite value is dropped, and does not hide what the others are worth", () => {
    const rows = ["a,x,1,3,1", "a,y,1,5,1", "a,x,1,4,2", "a,y,1,2,2", "a,x,1,Inf,1"];
    const { waterfall } = estimateQuality(engine, csvTable(header, ...rows)).record;
    expect(waterfall[0]).toMatchObject({ rows: 5, value: 14 });
    expect(waterfall.find(({ dropped_rows }) => dropped_rows > 0)).toMatchObject({
      step: "unit value not finite or 0",
      dropped_rows: 1,
      dropped_value: 0,
    });
    expect(waterfall.at(-1)).toMatchObject({ rows: 4, value: 14 });
  });

  it("does not overwrite columns of the data", () => {
    expect(failure({}, csvTable(`${header},quality`, "a,x,1,3,1,7"))).toMatchObject({ code: "row_name_taken" });
    const table = csvTable(`${header},n`, "a,x,1,3,1,7", "a,x,1,4,1,7", "a,x,1,4,2,8");
    expect(failure({ by: "n^year" }, table)).toMatchObject({ code: "aggregate_name_taken" });
  });
});
