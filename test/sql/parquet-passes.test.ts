/**
 * Verbs over files of Parquet that are read in passes against the same verbs in memory; what they refuse; the command.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Column } from "../../src/base/columns.js";
import { requireEngineFlags, runOnEngine, withFittingEngine } from "../../src/cli/on-engine.js";
import type { CommandIo } from "../../src/cli/shared.js";
import { withParquetRows } from "../../src/data/files/parquet-files.js";
import { parquetPieces } from "../../src/data/formats/parquet/write/write-parquet.js";
import { makeTable, type Table } from "../../src/data/table/table.js";
import { loadEngine } from "../../src/engine/kernels/engine.js";
import type { FitRecord } from "../../src/regression/record/fit-record.js";
import { parquetBootstrap, parquetFeols } from "../../src/sql/parquet/verbs.js";
import { bootstrap } from "../../src/verbs/bootstrap/fit.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { differences, memoryTable, verbPanel } from "../engines/verb-laws.js";
import { seeded } from "../support/random.js";

const kernels = await loadEngine({ threads: 1 });
const folder = mkdtempSync(join(tmpdir(), "wasmetrics-passes-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The rows of `verbPanel` in another order, some of them with something missing, a weight of 0 or a logarithm of none. */
function panelTable(seed: number, nFirms?: number, twice = 0): Table {
  const rows = verbPanel(seed, nFirms);
  const { columns, nRows } = memoryTable({ ...rows, debt: (rows.z as Float64Array).map((z) => z - 0.5) });
  const random = seeded(seed + 1);
  const order = Array.from({ length: nRows + twice }, (_, i) => [random(), i % nRows] as const).sort(
    (a, b) => a[0] - b[0],
  );
  const made = columns.map((column): Column => {
    if (column.kind === "text") {
      const codes = Uint32Array.from(order, ([, i]) => (random() < 0.01 ? 0xffff_ffff : column.codes[i]!));
      return { ...column, codes };
    }
    const isKey = ["city", "year", "did"].includes(column.name);
    const change = (value: number): number => {
      const by = random();
      if (by < (isKey ? 0.005 : 0.02)) return Number.NaN;
      return by < 0.05 && ["x", "w"].includes(column.name) ? 0 : value;
    };
    return { ...column, values: Float64Array.from(order, ([, i]) => change(column.values[i]!)) };
  });
  return makeTable(made, { name: "panel", bytes: 0, sha256: null });
}

const sliced = (column: Column, from: number, to: number): Column =>
  column.kind === "numeric"
    ? { ...column, values: column.values.slice(from, to) }
    : { ...column, codes: column.codes.slice(from, to) };

/** Writes a table as three files of ragged row groups; the pattern that names them. */
function files(name: string, { columns, nRows }: Table): string {
  const cuts = [0, Math.floor(nRows / 5), Math.floor(nRows / 2), nRows];
  for (let f = 0; f < 3; f++) {
    const tables = [];
    for (let from = cuts[f]!; from < cuts[f + 1]!; from += 333) {
      const to = Math.min(cuts[f + 1]!, from + 333);
      tables.push({ nRows: to - from, columns: columns.map((column) => sliced(column, from, to)) });
    }
    writeFileSync(join(folder, `${name}-${f}.parquet`), Buffer.concat([...parquetPieces(kernels, tables, [])]));
  }
  return join(folder, `${name}-*.parquet`);
}

const REGRESSIONS = [
  ["y ~ did + x + z | firm + year", { vcov: "cluster:city" }],
  ["log(y) ~ did + log(x) + I(z^2) | firm + year", { vcov: "cluster:city", subset: "year > 2000 & z < 0.9" }],
  ["y ~ did + x:z | firm + year", { vcov: "cluster:firm", fixefRm: "none" }],
  ["y ~ did + x * z | year + firm", { vcov: "cluster:city", weights: "w" }],
  ["y ~ did + x | firm + year", { vcov: "cluster:firm", weights: "w", subset: "firm != 'f7'" }],
  ["y ~ did + x + I(2 * x) + cohort | firm + year", { vcov: "cluster:city" }],
  ["y ~ did + x | firm + year", { vcov: "iid", ssc: "reghdfe" }],
  ["y ~ x + ifelse(year == 2003 & city != 20, z, 0) | firm", { vcov: "cluster:firm" }],
  ["y ~ 1 | firm + year", { vcov: "cluster:city" }],
  ["y ~ x + z | year", { vcov: "cluster:year" }],
  ["y ~ x + z | firm + year", { vcov: "cluster:year", fixefRm: "none" }],
  ["y ~ x + z | city + year", { vcov: "cluster:city", weights: "w" }],
] as const;

/** What is said of rows that are lost. */
const sampleNotes = ({ notes }: FitRecord) =>
  notes
    .filter(({ code }) => code === "missing" || code === "log_nonpositive")
    .map(({ code, detail }) => ({ code, detail }));

describe.each([
  [3, 0],
  [4, 40],
])("files read in passes, panel %i, %i rows of it twice", (seed, twice) => {
  const table = panelTable(seed, undefined, twice);
  let pattern: string;
  beforeAll(() => {
    pattern = files(`panel${seed}`, table);
  });

  it.each(REGRESSIONS)("feols '%s' %o", async (formula, options) => {
    const expected = feols(kernels, table, formula, options as never);
    const found = await withParquetRows([pattern], (rows) => parquetFeols(kernels, rows, formula, options as never));
    expect(differences(expected, found)).toEqual([]);
    expect(found.solver.method).toBe("passes");
    expect(sampleNotes(found)).toEqual(sampleNotes(expected));
    expect(found.notes.map(({ code }) => code)).toContain("rows_in_passes");
  });

  it.each([
    { cluster: "city", kind: "wild", draws: 199, seed: 3 },
    { cluster: "city", kind: "pairs", draws: 99, seed: 3 },
    { cluster: "city", kind: "jackknife" },
    { cluster: "firm", kind: "wild", draws: 99, seed: 5, weights: "w" },
  ] as const)("bootstrap %o", async (asked) => {
    const options = { term: "did", ...asked };
    const formula = "y ~ did + x + I(2 * x) | firm + year";
    const expected = await bootstrap(kernels, table, formula, options);
    const found = await withParquetRows([pattern], (rows) => parquetBootstrap(kernels, rows, formula, options));
    expect(differences(expected, found)).toEqual([]);
  });

  it.each([
    ["passes_vcov", "y ~ x | firm + year", { vcov: "hetero" }],
    ["passes_vcov", "y ~ x | firm + year", { vcov: "cluster:city+year" }],
    ["passes_vcov", "y ~ x | firm + year", { vcov: "HC3" }],
    ["passes_effects", "y ~ x", { vcov: "iid" }],
    ["passes_effects", "y ~ x | firm + city^year", { vcov: "iid" }],
    ["passes_levels", "y ~ i(year, x) | firm", { vcov: "iid" }],
    ["passes_levels", "y ~ poly(x, 2) | firm", { vcov: "iid" }],
    ["passes_lags", "y ~ l(x, 1) | firm", { vcov: "iid" }],
    ["slopes", "y ~ x | firm[z]", { vcov: "iid" }],
    ["instruments", "y ~ 1 | firm | x ~ z", { vcov: "iid" }],
    ["unknown_column", "y ~ nothing | firm", { vcov: "iid" }],
    ["text_in_arithmetic", "firm ~ x | year", { vcov: "iid" }],
    ["unit_in_two_clusters", "y ~ x | firm + city", { vcov: "cluster:year" }],
    ["no_rows_after_subset", "y ~ x | firm + year", { vcov: "iid", subset: "year > 3000" }],
    ["all_missing", "log(-y) ~ x | firm + year", { vcov: "iid", subset: "y > 0" }],
    ["illegal_weight", "y ~ x | firm + year", { vcov: "iid", weights: "debt" }],
    ["not_finite", "y ~ I(x * 1e200):I((z + 1) * 1e200) | firm + year", { vcov: "iid" }],
    ["passes_singletons", "y ~ x | firm + year", { vcov: "cluster:year" }],
    ["memory_budget", "y ~ x | firm + year", { vcov: "iid", memory: 1e6 }],
    ["no_variation", "y ~ city | firm + year", { vcov: "iid" }],
  ] as const)("%s: '%s' %o", async (code, formula, options) => {
    const run = withParquetRows([pattern], (rows) => parquetFeols(kernels, rows, formula, options as never));
    await expect(run).rejects.toMatchObject({ code });
  });
});

describe("many batches", () => {
  it("counts what is lost over all of them, on several threads, and in parts of the units", async () => {
    const table = panelTable(5, 9000);
    const pattern = files("large", table);
    const formula = "log(y) ~ did + log(x) + I(z^2) | firm + year";
    const options = { vcov: "cluster:city", subset: "year > 2000 & z < 0.9", weights: "w" };
    const expected = feols(kernels, table, formula, options);
    const threads = await loadEngine({ threads: 2 });
    // what was held without a budget leaves no room for what allocation wastes
    let budget: { readonly memory?: number } = {};
    for (const parts of [1, 2]) {
      const asked = { ...options, ...budget };
      const found = await withParquetRows([pattern], (rows) => parquetFeols(threads, rows, formula, asked));
      const account = found.notes.find(({ code }) => code === "rows_in_passes")!.detail!;
      expect(account).toMatchObject({ files: 3, rows: table.nRows, parts, passes: 1 + 2 * parts });
      budget = { memory: account.bytes as number };
      expect(differences(expected, found)).toEqual([]);
      expect(sampleNotes(found)).toEqual(sampleNotes(expected));
    }
    await threads.close();
  });
});

describe("--engine parquet", () => {
  const warned: string[] = [];
  const io: CommandIo = {
    print: () => {},
    printJson: () => {},
    warn: (message) => warned.push(message),
    detail: () => {},
    progress: () => {},
  };
  const call = { formula: "y ~ did + x | firm + year", keys: null };

  it("is chosen for several files where DuckDB is not installed, and gives what feols gives", async () => {
    const table = panelTable(3);
    const data = files("chosen", table);
    const absent = async () => {
      throw new Error("Cannot find package");
    };
    expect(await withFittingEngine("did", data, {}, io, { loadEngine: absent })).toEqual({ engine: "duckdb" });
    expect(await withFittingEngine("feols", data, {}, io)).toEqual({ engine: "duckdb" });
    const flags = await withFittingEngine("feols", data, {}, io, { loadEngine: absent });
    expect(flags).toEqual({ engine: "parquet" });
    expect(warned.at(-1)).toMatch(/of a pattern \(3 files\): DuckDB is not installed here, so they are read in passes/);
    const options = { vcov: "cluster:city" };
    const made = await runOnEngine(
      { ...call, verb: "feols", data, options, flags: { ...flags, format: "text", memory: "500MB" } },
      io,
    );
    expect(differences(feols(kernels, table, call.formula, options), made!.result)).toEqual([]);
  });

  it("is of two verbs, and has a budget but no statements", async () => {
    const flags = { engine: "parquet", format: "text" } as const;
    const run = runOnEngine({ ...call, verb: "did", data: "x.parquet", options: {}, flags }, io);
    await expect(run).rejects.toMatchObject({ code: "passes_verb" });
    expect(() => requireEngineFlags({ ...flags, explain: true }, {})).toThrow(/--explain/);
    expect(() => requireEngineFlags({ ...flags, temp: "x" }, {})).toThrow(/--temp/);
    expect(() => requireEngineFlags({ ...flags, memory: "1GB" }, {})).not.toThrow();
  });
});
