/** The suite quality on small files: rows are complete, and results agree with loops that share no code with them. */
import { describe, expect, it } from "vitest";
import { customsRows } from "../../bench/problems/customs.js";
import type { BenchRow } from "../../bench/row.js";
import { isQualityJob, makeQualityJob } from "../../bench/suites/quality-jobs.js";
import { suites } from "../../bench/suites.js";
import { rowsOf } from "./suite-rows.js";

/** Rounding of sums in two orders; errors of elasticities in groups of few rows lose two digits more. */
const ROUNDING = 1e-12;
const ROUNDING_OF_SMALL_GROUPS = 1e-9;

describe("customs rows of the bench", () => {
  const { table, codes, levels, n } = customsRows({
    n: 10_000,
    nProducts: 20,
    nDests: 12,
    nYears: 6,
    productsOfFirm: 3,
  });

  it("no row comes twice, firms ascend, and a firm-product-year has four destinations", () => {
    const keys = new Set<string>();
    const dests = new Map<string, number>();
    for (let i = 0; i < n; i++) {
      const cell = [codes.firm[i], codes.product[i], codes.year[i]].join();
      keys.add(`${cell},${codes.dest[i]}`);
      dests.set(cell, (dests.get(cell) ?? 0) + 1);
      if (i > 0) expect(codes.firm[i]! >= codes.firm[i - 1]!).toBe(true);
    }
    expect(keys.size).toBe(n);
    expect(new Set(dests.values())).toEqual(new Set([4]));
  });

  it("codes number the labels of the table", () => {
    const product = table.text("product");
    expect(product.levels).toEqual([...product.levels].sort());
    expect(product.codes).toEqual(codes.product);
    expect(product.levels).toHaveLength(levels.product);
    expect(table.numeric("year").map((year, i) => year - codes.year[i]!)).toEqual(new Float64Array(n).fill(2007));
  });
});

describe("suite quality", () => {
  it("names jobs by the source of sigma and the size", () => {
    expect(["quality-1e7", "quality-iv-pooled-3e5-shuffled"].every(isQualityJob)).toBe(true);
    expect(["quality-1e3", "quality-ols-1e6", "quality-iv", "quality-1e8"].some(isQualityJob)).toBe(false);
    const { order, table } = makeQualityJob("quality-1e4-shuffled");
    expect([...order!].sort((a, b) => a - b)).toEqual([...table.numeric("value").keys()]);
    const { problems, accepts } = suites.find(({ name }) => name === "quality")!;
    expect(problems.every(accepts)).toBe(true);
  });

  it.each([
    ["quality-1e4", ROUNDING],
    ["quality-1e4-shuffled", ROUNDING],
    ["quality-iv-1e4", ROUNDING],
    ["quality-iv-pooled-1e4-shuffled", ROUNDING],
    ["quality-iv-groups-1e4", ROUNDING_OF_SMALL_GROUPS],
  ])("%s: the whole and its stages, ours and plain TypeScript, as plain loops have them", async (name, tolerance) => {
    const rows = await rowsOf("quality", name, { peers: new Set(["js"]) });
    const stages = ["", "-clean", "-sigma", "-demand", "-normalise", "-aggregate"];
    expect(rows.map(({ backend }) => backend)).toEqual(
      ["wasmetrics", "js"].flatMap((backend) => stages.map((stage) => backend + stage)),
    );
    const whole = rows.filter(({ backend }) => !backend.includes("-")) as [BenchRow, BenchRow];
    for (const { difference, certificate, converged } of whole) {
      expect(difference).toBeLessThan(tolerance);
      expect(certificate).toBeLessThan(ROUNDING);
      expect(converged).toBe(true);
    }
    expect(whole[0].peak_mb).toBeGreaterThan(0);
  });
});
