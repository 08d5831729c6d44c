/**
 * Sigma estimated or looked up while a file is streamed: against fixest on simulated customs rows, against an
 * independent run on fish trade, and by product against runs of each product's own sigma.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../src/kernels/engine.js";
import { estimateQuality } from "../../src/quality/estimate-quality.js";
import { streamQuality } from "../../src/sql/stream-quality.js";
import type { StreamSigmaRecord } from "../../src/sql/stream-record.js";
import { readTable } from "../../src/table/node/read-table.js";

/** fixest demeans to 1e-11 of the residual; sums are DuckDB's. */
const FIXEST = 1e-8;
/** Digits of the independent run: -1.529477 and so on. */
const FISH_DIGITS = 6;
/** Two libraries' logarithms and sums in two orders. */
const STREAM = 1e-10;

const file = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const FISH = file("examples/fish/fish_export_ship.csv.gz");
const CUSTOMS = file("test/golden/quality/customs_sim.csv.gz");
const fishRoles = { firm: "i", product: "k", dest: "j", year: "t", value: "v_usd", quantity: "q_kg" };
const customs = { product: "hs8", dest: "country", by: "", singletons: "keep" } as const;

let engine: Engine;
let folder: string;
beforeAll(async () => {
  engine = await loadEngine();
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-test-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Estimated = Extract<StreamSigmaRecord, { source: "iv" | "ols" }>;

describe("pooled sigma of simulated customs rows, as fixest gives it", () => {
  const expected = JSON.parse(readFileSync(file("test/golden/quality/expected/quality_customs_sim.json"), "utf8"))
    .iv as Record<string, number> & { quality_iv: Record<string, number> };

  it("by instrument: coefficient, error clustered by firm, first stage, rows, quality", async () => {
    const { record } = await streamQuality(engine, CUSTOMS, { ...customs, sigma: "iv" });
    const sigma = record.sigma as Estimated;
    expect(Math.abs(sigma.value - expected.sigma_hat!)).toBeLessThan(FIXEST);
    expect(Math.abs(sigma.std_error - expected.se_cluster_firm!)).toBeLessThan(FIXEST);
    expect(Math.abs(sigma.first_stage!.estimate - expected.first_stage_coef!)).toBeLessThan(FIXEST);
    expect(Math.abs(sigma.first_stage!.F / expected.first_stage_F_cluster_firm! - 1)).toBeLessThan(FIXEST);
    expect(record.nobs).toBe(expected.nobs);
    const dropped = record.waterfall.find(({ step }) => step.startsWith("no other destination"));
    expect(dropped).toMatchObject({ dropped_rows: expected.n_dropped_single_destination });
    for (const key of ["n", "mean", "sd", "min", "max"] as const) {
      expect(Math.abs(record.quality[key] - expected.quality_iv[key]!), key).toBeLessThan(FIXEST);
    }
  });

  it("is the same however the rows are written and read", async () => {
    const rows = join(folder, "iv.parquet");
    const { record } = await streamQuality(engine, CUSTOMS, { ...customs, sigma: "iv", rows });
    const written = await readTable(rows);
    const values = written.numeric("quality");
    expect(values.length).toBe(record.nobs);
    expect(values.reduce((least, value) => Math.min(least, value))).toBe(record.quality.min);
  });
});

describe("pooled sigma of fish trade, singletons dropped", () => {
  const options = { ...fishRoles, by: "" };

  it("least squares: -1.529477 on 89,485 rows", async () => {
    const { record } = await streamQuality(engine, FISH, { ...options, sigma: "ols" });
    expect(-(record.sigma as Estimated).value).toBeCloseTo(-1.529477, FISH_DIGITS);
    expect((record.sigma as Estimated).first_stage).toBeNull();
    expect(record.nobs).toBe(89_485);
  });

  it("instrument: -1.772227 on 87,814 rows, first stage 0.8197485", async () => {
    const { record } = await streamQuality(engine, FISH, { ...options, sigma: "iv" });
    const sigma = record.sigma as Estimated;
    expect(-sigma.value).toBeCloseTo(-1.772227, FISH_DIGITS);
    expect(sigma.first_stage!.estimate).toBeCloseTo(0.8197485, FISH_DIGITS + 1);
    expect(record.nobs).toBe(87_814);
  });
});

describe("sigma by product", () => {
  it("is each product's own: with effects within products, quality is that of a run at its sigma", async () => {
    const table = join(folder, "sigmas.csv");
    writeFileSync(table, "k,sigma\n030285,3\n030289,7.5\n");
    const rows = join(folder, "by-product.parquet");
    const options = { ...fishRoles, by: "", fe: "product^year + product^dest" };
    const { record } = await streamQuality(engine, FISH, { ...options, sigma: `table:${table}`, rows });
    expect(record.sigma).toEqual({ source: "table", file: table, products: 2 });
    const kept = record.nobs + (record.waterfall.at(-1)?.dropped_rows ?? 0);
    const without = record.waterfall.find(({ step }) => step === "no sigma for the product")!;
    expect(without.dropped_rows + kept).toBe(89_577);

    const written = await readTable(rows);
    const all = await readTable(FISH);
    const product = written.text("k");
    for (const [label, sigma] of [
      ["030285", 3],
      ["030289", 7.5],
    ] as const) {
      const memory = estimateQuality(engine, all, { ...options, sigma });
      const code = product.levels.indexOf(label);
      const at = new Map(Array.from(memory.sample, (row, i) => [row, memory.quality[i]!]));
      let compared = 0;
      written.numeric("row_id").forEach((row, i) => {
        if (product.codes[i] !== code) return;
        expect(Math.abs(written.numeric("quality")[i]! - at.get(row)!)).toBeLessThan(STREAM);
        compared++;
      });
      expect(compared).toBeGreaterThan(50);
    }
  });

  it("takes a map too, and refuses a sigma of 1 by its product", async () => {
    const sigma = new Map([["030285", 1]]);
    await expect(streamQuality(engine, FISH, { ...fishRoles, by: "", sigma })).rejects.toMatchObject({
      code: "sigma_not_above_one",
      detail: { product: "030285" },
    });
  });
});
