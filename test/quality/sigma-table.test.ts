/** Elasticities from tables: which row of the table a product gets, by hand, and what becomes of products without one. */
import { beforeAll, describe, expect, it } from "vitest";
import type { Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { estimateQuality } from "../../src/trade/quality/fit.js";
import type { TableSigmaRecord } from "../../src/trade/quality/sigma/sigma-record.js";
import type { EstimateQualityOptions } from "../../src/trade/quality/verb.js";
import { csvTable } from "./customs-rows.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** Four products, two destinations, two years, three firms. */
const customs = csvTable(
  "firm,product,dest,year,value,quantity",
  ...["030285", "030289", "080310", "999999"].flatMap((product, p) =>
    ["USA", "FRA"].flatMap((dest, d) =>
      [2015, 2018].flatMap((year, y) =>
        ["a", "b", "c"].map(
          (firm, f) => `${firm},${product},${dest},${year},${100 + 7 * p + 11 * f + d * f},${5 + y + f * p}`,
        ),
      ),
    ),
  ),
);

const elasticities = csvTable(
  "iso3c,HS0_3d,HS0_2d,sigma",
  "USA,030,03,4",
  "FRA,030,03,6",
  "USA,080,08,16808",
  "FRA,081,08,0.9",
  "DEU,030,03,8",
);

function sigmas(options: EstimateQualityOptions) {
  const result = estimateQuality(engine, customs, { singletons: "keep", by: "", ...options });
  const rows = result.rows();
  const [product, dest, year] = [rows.text("product"), rows.text("dest"), rows.numeric("year")];
  const found = new Map<string, number>();
  for (let i = 0; i < rows.nRows; i++) {
    const key = `${product.levels[product.codes[i]!]} ${dest.levels[dest.codes[i]!]} ${year[i]}`;
    found.set(key, rows.numeric("sigma")[i]!);
  }
  return { found, result, sigma: result.record.sigma as TableSigmaRecord };
}

describe("a table by country and code", () => {
  it("gives the row of the buyer's country whose code begins the product's, and leaves out products without one", () => {
    const { found, result, sigma } = sigmas({ sigma: { table: elasticities } });
    expect(sigma.columns).toEqual({ code: "HS0_3d", sigma: "sigma", country: "iso3c" });
    expect(found.get("030285 USA 2015")).toBe(4);
    expect(found.get("030289 FRA 2018")).toBe(6);
    expect(found.get("080310 USA 2015")).toBe(16_808);
    expect([...found.keys()].some((key) => key.startsWith("080310 FRA") || key.startsWith("999999"))).toBe(false);
    const step = result.record.waterfall.find(({ step }) => step.startsWith("no elasticity"));
    expect(step!.dropped_rows).toBe(18);
    expect(sigma.tiers).toEqual([
      expect.objectContaining({ tier: "country, 3 digits", rows: 30 }),
      expect.objectContaining({ tier: "not in the table", rows: 18 }),
    ]);
    expect(result.record.notes.map(({ code }) => code)).toContain("sigma_extreme");
  });

  it("bounds them by floor and cap, both counted", () => {
    const { found, sigma } = sigmas({ sigma: { table: elasticities }, sigmaFloor: 5, sigmaCap: 30 });
    expect(found.get("030285 USA 2015")).toBe(5);
    expect(found.get("080310 USA 2015")).toBe(30);
    expect([sigma.rows_floored, sigma.rows_capped]).toEqual([12, 6]);
    expect([sigma.floor, sigma.cap, sigma.range]).toEqual([5, 30, [0.9, 16_808]]);
  });

  it("gives others the median of the codes that share most digits, or a number", () => {
    const { found, sigma } = sigmas({ sigma: { table: elasticities }, sigmaMissing: "median", sigmaInvalid: 3 });
    // 08031 begins no code, 080 one: 16,808; 999999 shares no digit with any code
    expect(found.get("080310 FRA 2015")).toBe(16_808);
    expect(found.has("999999 USA 2015")).toBe(false);
    expect(sigma.tiers.map(({ tier }) => tier)).toContain("median, 3 digits shared");
    const fixed = sigmas({ sigma: { table: elasticities }, sigmaMissing: 7 });
    expect(fixed.found.get("999999 USA 2015")).toBe(7);
  });

  it("translates codes by the concordance that is for the year", () => {
    const to081 = { table: csvTable("old,new", "080310,081000"), years: [2017, 2021] as const };
    const options = { sigma: { table: elasticities }, sigmaConcordance: [to081] };
    const { found, result, sigma } = sigmas(options);
    // 0302 in 2018, twelve rows, is a code that the concordance of the year lacks: used as it is, and counted
    const unknown = sigma.tiers.find(({ tier }) => tier === "country, 3 digits, code not in the concordance");
    expect(unknown?.rows).toBe(12);
    expect(found.get("080310 USA 2015")).toBe(16_808);
    expect(found.has("080310 USA 2018")).toBe(false);
    // 081 of France has 0.9: found, and of no use
    expect(result.record.waterfall.find(({ step }) => step === "sigma <= 1 in the table")!.dropped_rows).toBe(3);
    expect(sigmas({ ...options, sigmaInvalid: 2 }).found.get("080310 FRA 2018")).toBe(2);
  });
});

describe("product codes that are numbers", () => {
  const numbers = csvTable(
    "firm,product,dest,year,value,quantity",
    ...[...Array(12).keys()].map((i) => `f${i % 3},${i % 2 ? 30285 : 80310},USA,2015,${9 + i * i},${2 + i}`),
  );
  const run = (table: Table, more: EstimateQualityOptions = {}) =>
    estimateQuality(engine, numbers, { sigma: { table }, singletons: "keep", by: "", ...more });

  it("are found whole", () => {
    const { record } = run(csvTable("hs,sigma", "30285,4", "80310,6"));
    expect((record.sigma as TableSigmaRecord).tiers.map(({ tier }) => tier)).toEqual(["5 digits"]);
  });

  it("are not taken for those of chapters 30 and 80, whose digits they begin with without their zero", () => {
    const chapters = csvTable("hs,sigma", "30,4", "80,6", "90,2");
    expect(() => run(chapters)).toThrow(expect.objectContaining({ code: "product_not_text" }));
    const others = csvTable("hs,sigma", "309999,4", "809999,6");
    expect(() => run(others, { sigmaMissing: "median" })).toThrow(/--text-columns product/);
  });
});

describe("a product split by its units", () => {
  it("has its code translated like the others", () => {
    const lines = [...Array(8).keys()].map(
      (i) => `f${i % 4},030285,USA,${2015 + (i >> 2)},${9 + i * i},${2 + i},${i % 2 ? "t" : "kg"}`,
    );
    const rows = csvTable("firm,product,dest,year,value,quantity,unit", ...lines);
    const sigmaConcordance = [{ table: csvTable("old,new", "030285,080310") }];
    const options = {
      sigma: { table: elasticities },
      sigmaConcordance,
      unit: "unit",
      singletons: "keep",
      by: "",
    } as const;
    const result = estimateQuality(engine, rows, options);
    expect(result.record.cleaning.unit!.products).toBe(1);
    expect([...new Set(result.rows().numeric("sigma"))]).toEqual([16_808]);
  });
});

describe("a table by code alone", () => {
  it("takes the longest code, by columns that are named", () => {
    const table = csvTable("k,es,who", "03,3,x", "030285,9,y", "99,4,z");
    const { found, sigma } = sigmas({ sigma: { table, code: "k", sigma: "es", country: null } });
    expect(found.get("030285 FRA 2018")).toBe(9);
    expect(found.get("030289 FRA 2018")).toBe(3);
    expect(found.get("999999 USA 2015")).toBe(4);
    expect(sigma.countries).toBeNull();
    expect(sigma.tiers.map(({ tier }) => tier).sort()).toEqual(["2 digits", "6 digits", "not in the table"]);
  });

  it("says which column it can't find or choose, and which rows it can't use", () => {
    const run = (table: ReturnType<typeof csvTable>) => () => sigmas({ sigma: { table } });
    expect(run(csvTable("hs,elast", "03,3"))).toThrow(/Which column of .* is the elasticity\? Name it with sigma/);
    expect(run(csvTable("code_a,code_b,sigma", "03,04,3"))).toThrow(/is the product code\?/);
    expect(run(csvTable("hs,sigma", "03,3", "03,4"))).toThrow(/'03' has elasticities 3 and, in row 2, 4/);
    expect(run(csvTable("hs,sigma", "03,3", "04,"))).toThrow(/row 2 has no usable 'sigma'/);
    expect(() => sigmas({ sigma: { table: csvTable("hs,sigma", "03,3"), code: "hs6" } })).toThrow(/did you mean 'hs'/);
    expect(run(csvTable("hs,sigma", "1,3", "11,4"))).toThrow(
      /read as numbers of unequal length, so that 01 may have become 1/,
    );
  });
});
