/**
 * Streamed quality against the same run in memory, row by row, on real fish trade and on simulated customs rows, from
 * CSV and from Parquet.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { literal, withDuckDB } from "../../src/data/files/duckdb.js";
import { readTable } from "../../src/data/files/read-table.js";
import type { Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/wasm/load.js";
import type { StreamQualityOptions } from "../../src/sql/stream-options.js";
import { streamQuality } from "../../src/sql/stream-quality.js";
import { estimateQuality } from "../../src/trade/quality/fit.js";
import type { EstimateQualityOptions } from "../../src/trade/quality/verb.js";

/** Two libraries' logarithms and sums in two orders, over numbers of size 50: what the record promises. */
const STREAM = 1e-10;

const file = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const FISH = file("examples/fish/fish_export_ship.csv.gz");
const CUSTOMS = file("test/golden/quality/customs_sim.csv.gz");
const fishRoles = { firm: "i", product: "k", dest: "j", year: "t", value: "v_usd", quantity: "q_kg" };
const customsRoles = { product: "hs8", dest: "country" };

let engine: Engine;
let folder: string;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-test-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes the CSV file as Parquet, codes as text. */
async function asParquet(csv: string, name: string): Promise<string> {
  const path = join(folder, name);
  const table = await readTable(csv);
  const columns = table.columns.map(({ name, kind }) => `'${name}': '${kind === "text" ? "VARCHAR" : "DOUBLE"}'`);
  await withDuckDB("Writing the test's data", async (connection) => {
    await connection.run(
      `COPY (FROM read_csv(${literal(csv)}, columns = {${columns.join(", ")}})) TO ${literal(path)} (FORMAT parquet)`,
    );
  });
  return path;
}

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

const cellsOf = (table: Table, name: string): unknown[] => {
  const column = table.column(name);
  return column.kind === "numeric" ? [...column.values] : Array.from(column.codes, (code) => column.levels[code]);
};

/** Runs both ways and compares everything both have. */
async function expectSame(path: string, rows: string, options: EstimateQualityOptions & StreamQualityOptions) {
  const table = await readTable(path);
  const memory = estimateQuality(engine, table, options);
  const target = join(folder, rows);
  const stream = await streamQuality(engine, path, { ...options, rows: target });

  const steps = (record: typeof memory.record | typeof stream.record) =>
    record.waterfall.map(({ step, rows, dropped_rows }) => [step, rows, dropped_rows]);
  expect(steps(stream.record)).toEqual(steps(memory.record));
  memory.record.waterfall.forEach(({ value, dropped_value }, s) => {
    const ours = stream.record.waterfall[s]!;
    const total = memory.record.waterfall[0]!.value;
    expect(Math.abs(ours.value - value)).toBeLessThanOrEqual(STREAM * total);
    expect(Math.abs(ours.dropped_value - dropped_value)).toBeLessThanOrEqual(STREAM * Math.max(dropped_value, 0));
  });

  const written = await readTable(target, {
    text: table.columns.flatMap(({ name, kind }) => (kind === "text" ? [name] : [])),
  });
  expect(written.names).toEqual(["row_id", ...table.names, "unit_value", "quality", "r_quality"]);
  expect(written.numeric("row_id")).toEqual(Float64Array.from(memory.sample));
  expect(difference(written.numeric("quality"), memory.quality)).toBeLessThan(STREAM);
  expect(difference(written.numeric("r_quality"), memory.rQuality)).toBeLessThan(STREAM);
  const inMemory = memory.rows();
  for (const name of [...table.names, "unit_value"])
    expect(cellsOf(written, name), name).toEqual(cellsOf(inMemory, name));

  expect(stream.aggregates.map(({ by }) => by)).toEqual(memory.aggregates.map(({ by }) => by));
  memory.aggregates.forEach(({ table: theirs }, a) => {
    const ours = stream.aggregates[a]!.table;
    expect(ours.names).toEqual(theirs.names);
    for (const name of theirs.names) {
      if (["r_quality", "r_quality_unweighted", "quality", "largest_share"].includes(name)) {
        expect(difference(ours.numeric(name), theirs.numeric(name))).toBeLessThan(STREAM);
      } else if (name === "value_sum") {
        const relative = ours.numeric(name).map((sum, i) => sum / theirs.numeric(name)[i]! - 1);
        expect(difference(relative, new Float64Array(relative.length))).toBeLessThan(STREAM);
      } else expect(cellsOf(ours, name)).toEqual(cellsOf(theirs, name));
    }
  });

  const { record } = stream;
  expect(record.nobs).toBe(memory.record.nobs);
  expect(record.fixed_effects).toEqual(memory.record.fixed_effects);
  expect(record.normalise).toEqual(memory.record.normalise);
  expect(record.trim).toEqual(memory.record.trim);
  expect(record.cleaning.duplicates).toEqual(memory.record.cleaning.duplicates);
  expect(record.aggregates).toEqual(
    memory.record.aggregates.map((aggregate) => ({
      ...aggregate,
      largest_share: {
        median: expect.closeTo(aggregate.largest_share!.median, 10),
        p90: expect.closeTo(aggregate.largest_share!.p90, 10),
      },
    })),
  );
  for (const part of ["quality", "r_quality"] as const) {
    for (const [key, value] of Object.entries(memory.record[part])) {
      expect(Math.abs((record[part] as unknown as Record<string, number>)[key]! - value), key).toBeLessThan(STREAM);
    }
  }
  expect(record.provenance.data_sha256).toBe(memory.record.provenance.data_sha256);
  return stream;
}

describe("streamed quality is quality in memory", () => {
  it("fish trade, CSV packed with gzip, singletons dropped", async () => {
    const { record } = await expectSame(FISH, "fish.csv", { ...fishRoles, by: "firm^year,product,dest^year" });
    expect(record.nobs).toBe(89_485);
    expect(record.stream.cells).toBeLessThan(89_485);
    expect(record.files).toEqual([join(folder, "fish.csv")]);
  });

  it("fish trade, trimmed, from Parquet to Parquet", async () => {
    const path = await asParquet(FISH, "fish-data.parquet");
    await expectSame(path, "fish.parquet", { ...fishRoles, trim: 0.01, sigma: 3, by: "firm^year" });
  });

  it("simulated customs rows, singletons kept, other effects, from CSV to Parquet", async () => {
    const options = { ...customsRoles, fe: "hs8 + country + year", sigma: 10, singletons: "keep" as const };
    await expectSame(CUSTOMS, "customs.parquet", { ...options, normalise: "hs8" });
  });

  it("simulated customs rows, one effect, from Parquet to packed CSV", async () => {
    const path = await asParquet(CUSTOMS, "customs-data.parquet");
    await expectSame(path, "customs.csv.gz", { ...customsRoles, fe: "hs8^year", by: "" });
  });
});
