/**
 * Sigma estimated or looked up while a file is streamed: against fixest on simulated customs rows, against an
 * independent run on fish trade, and all else against runs in memory.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readTable } from "../../src/data/files/read-table.js";
import { parseCsv } from "../../src/data/table/csv.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { streamQuality } from "../../src/sql/stream-quality.js";
import { estimateQuality } from "../../src/trade/quality/fit.js";
import type { EstimatedSigmaRecord } from "../../src/trade/quality/sigma/sigma-record.js";

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
  engine = await loadEngine({ threads: 1 });
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-test-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const pooledOf = (record: { readonly sigma: unknown }) => (record.sigma as EstimatedSigmaRecord).pooled!;

describe("pooled sigma of simulated customs rows, as fixest gives it", () => {
  const expected = JSON.parse(readFileSync(file("test/golden/quality/expected/quality_customs_sim.json"), "utf8"))
    .iv as Record<string, number> & { quality_iv: Record<string, number> };

  it("by instrument: coefficient, error clustered by firm, first stage, rows, quality", async () => {
    const { record } = await streamQuality(engine, CUSTOMS, { ...customs, sigma: "iv" });
    const sigma = pooledOf(record);
    expect(Math.abs(sigma.estimate - expected.sigma_hat!)).toBeLessThan(FIXEST);
    expect(Math.abs(sigma.std_error - expected.se_cluster_firm!)).toBeLessThan(FIXEST);
    expect(Math.abs(sigma.first_stage!.estimate - expected.first_stage_coef!)).toBeLessThan(FIXEST);
    expect(Math.abs(sigma.first_stage!.F / expected.first_stage_F_cluster_firm! - 1)).toBeLessThan(FIXEST);
    expect(Math.abs(sigma.ols.estimate + expected.ols_coef_lp!)).toBeLessThan(FIXEST);
    expect(record.nobs).toBe(expected.nobs);
    const dropped = record.waterfall.find(({ step }) => step.startsWith("no price in another destination"));
    expect(dropped).toMatchObject({ dropped_rows: expected.n_dropped_single_destination });
    for (const key of ["n", "mean", "sd", "min", "max"] as const) {
      expect(Math.abs(record.quality[key] - expected.quality_iv[key]!), key).toBeLessThan(FIXEST);
    }
  });

  for (const source of ["iv", "ols"] as const) {
    it(`${source}: all the record says of sigma is what a run in memory says, and every row's quality`, async () => {
      const rows = join(folder, `${source}.parquet`);
      const options = { ...customs, sigma: source };
      const { record } = await streamQuality(engine, CUSTOMS, { ...options, rows });
      const memory = estimateQuality(engine, await readTable(CUSTOMS), options);
      expectClose(record.sigma, memory.record.sigma);
      expectClose(record.instrument, memory.record.instrument);
      expectClose(record.waterfall, memory.record.waterfall);
      const quality = (await readTable(rows)).numeric("quality");
      expect(quality.length).toBe(memory.quality.length);
      const far = quality.findIndex((value, i) => !(Math.abs(value - memory.quality[i]!) <= STREAM));
      expect(far).toBe(-1);
    });
  }
});

describe("pooled sigma of fish trade, singletons dropped", () => {
  const options = { ...fishRoles, by: "" };

  it("least squares: -1.529477 on 89,485 rows", async () => {
    const { record } = await streamQuality(engine, FISH, { ...options, sigma: "ols" });
    expect(-pooledOf(record).estimate).toBeCloseTo(-1.529477, FISH_DIGITS);
    expect(pooledOf(record).first_stage).toBeNull();
    expect(record.nobs).toBe(89_485);
  });

  it("instrument: -1.772227 on 87,814 rows, first stage 0.8197485", async () => {
    const { record } = await streamQuality(engine, FISH, { ...options, sigma: "iv" });
    const sigma = pooledOf(record);
    expect(-sigma.estimate).toBeCloseTo(-1.772227, FISH_DIGITS);
    expect(sigma.first_stage!.estimate).toBeCloseTo(0.8197485, FISH_DIGITS + 1);
    expect(record.nobs).toBe(87_814);
  });
});

describe("sigma from a table", () => {
  const options = { ...fishRoles, by: "", sigmaCap: 7, sigmaInvalid: 4 } as const;
  const codes = ["code,sigma", "0302,3", "030289,7.5", "0303,0.5", "0304,2.25"];

  for (const sigmaMissing of ["exclude", "median"] as const) {
    it(`is looked up by digits, capped and replaced as in memory; products it lacks: ${sigmaMissing}`, async () => {
      const rows = join(folder, `table-${sigmaMissing}.parquet`);
      const sigma = { table: parseCsv(`${codes.join("\n")}\n`, { text: ["code"] }) };
      const { record } = await streamQuality(engine, FISH, { ...options, sigma, sigmaMissing, rows });
      const memory = estimateQuality(engine, await readTable(FISH), { ...options, sigma, sigmaMissing });
      expectClose(record.sigma, memory.record.sigma);
      expectClose(record.waterfall, memory.record.waterfall);
      const written = await readTable(rows);
      for (const name of ["quality", "sigma"]) {
        const [ours, theirs] = [written.numeric(name), memory.rows().numeric(name)];
        expect(ours.length).toBe(theirs.length);
        expect(
          ours.findIndex((value, i) => !(Math.abs(value - theirs[i]!) <= STREAM)),
          name,
        ).toBe(-1);
      }
      expect(record.nobs).toBeGreaterThan(1000);
    });
  }
});

/** The same shape, numbers to STREAM relative to the larger of them and 1. */
function expectClose(ours: unknown, theirs: unknown, path = "record"): void {
  if (typeof theirs === "number" && typeof ours === "number") {
    const gap = Math.abs(ours - theirs) / Math.max(1, Math.abs(theirs));
    expect(Object.is(ours, theirs) || gap < STREAM, `${path}: ${ours} against ${theirs}`).toBe(true);
  } else if (typeof theirs === "object" && theirs !== null) {
    expect(Object.keys(ours as object).sort(), path).toEqual(Object.keys(theirs).sort());
    for (const [key, value] of Object.entries(theirs)) {
      expectClose((ours as Record<string, unknown>)[key], value, `${path}.${key}`);
    }
  } else expect(ours, path).toEqual(theirs);
}
