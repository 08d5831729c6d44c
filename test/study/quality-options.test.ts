/** The quality block of a study: every option reaches the run, and a data source that is none is told where it stands. */
import { describe, expect, it } from "vitest";
import { parseCsv } from "../../src/data/table/csv.js";
import { quality, qualityOptions } from "../../src/study/inputs/quality-block.js";

const table = parseCsv("hs,sigma\n01,3\n");
const find = (path: readonly (string | number)[], name: string) => {
  if (name === "known") return table;
  throw new Error(`${path.join(".")}: ${name}`);
};
const read = (spec: object) => qualityOptions(quality.parse({ data: "known", ...spec }), find);

describe("quality block", () => {
  it("gives the defaults of the verb where nothing is said", () => {
    const wanted = {
      sigma: 5,
      fe: "product + dest^year",
      normalise: "product^year",
      normaliseRule: "min-max",
      trim: 0,
      maxRatio: 0,
      minRows: 0,
      singletons: "drop",
      by: "",
    };
    expect(read({})).toEqual(wanted);
  });

  it("passes every key on under the verb's name", () => {
    const options = read({
      sigma: "iv",
      sigma_by: "hs4",
      sigma_vcov: "hetero",
      sigma_invalid: 5,
      sigma_weak: "exclude",
      min_f: 20,
      instrument: "level",
      instrument_weights: "quantity",
      single_dest: "other-years",
      separately: "none",
      concordance: [{ data: "known", years: [2017, 2021], from: "hs", to: "sigma" }],
      unit: "u",
      unit_changes: "main",
      intermediaries: "name",
      intermediary_pattern: "trade",
      duplicates: "error",
      trim: 0.02,
      max_ratio: 50,
      min_rows: 9,
      normalise_rule: "none",
      by: ["firm^year", "city"],
      quantiles: [0.5],
      literal: true,
    });
    expect(options).toMatchObject({
      ...{ sigma: "iv", sigmaBy: "hs4", sigmaVcov: "hetero", sigmaInvalid: 5, sigmaWeak: "exclude", minF: 20 },
      ...{ instrumentMean: "level", instrumentWeights: "quantity", singleDest: "other-years", separately: "none" },
      concordance: [{ table, years: [2017, 2021], from: "hs", to: "sigma" }],
      ...{ unit: "u", unitChanges: "main", intermediaries: "name", intermediaryPattern: "trade", duplicates: "error" },
      ...{
        trim: 0.02,
        maxRatio: 50,
        minRows: 9,
        normaliseRule: "none",
        by: "firm^year,city",
        quantiles: [0.5],
        literal: true,
      },
    });
  });

  it("takes a table of elasticities by its data source, and says where a name is none", () => {
    const spec = { sigma: { table: "known", country: null }, sigma_cap: 30, sigma_floor: 2, sigma_missing: "median" };
    const options = read({ ...spec, sigma_concordance: [{ data: "known" }] });
    expect(options.sigma).toEqual({ table, country: null });
    expect(options).toMatchObject({
      sigmaCap: 30,
      sigmaFloor: 2,
      sigmaMissing: "median",
      sigmaConcordance: [{ table }],
    });
    expect(() => read({ sigma: { table: "other" } })).toThrow("sigma.table: other");
    expect(() => read({ concordance: [{ data: "known" }, { data: "else" }] })).toThrow("concordance.1.data: else");
  });
});
