/**
 * Moments of Parquet read in batches against those of the same rows in memory: random unbalanced panels, ragged row groups, every
 * kind of key, missing values, weights; and what is refused.
 */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Category, type Column, MISSING_CODE } from "../../src/base/columns.js";
import { MemoryBudget } from "../../src/data/formats/memory-budget.js";
import { ParquetRows } from "../../src/data/formats/parquet/rows/parquet-rows.js";
import { parquetPieces } from "../../src/data/formats/parquet/write/write-parquet.js";
import { bytesSource } from "../../src/data/formats/source.js";
import { makeTable } from "../../src/data/table/table.js";
import { type Engine, loadEngine, type Scope } from "../../src/engine/kernels/engine.js";
import { chunkMoments } from "../../src/regression/moments/chunks/chunk-moments.js";
import type { ChunkMemory, ChunkMoments, ChunkOptions, ChunkSpec } from "../../src/regression/moments/chunks/spec.js";
import { clusterMoments } from "../../src/regression/moments/compute.js";
import type { ClusterMoments } from "../../src/regression/moments/moments.js";
import { parquetFeols } from "../../src/sql/parquet/verbs.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { differences } from "../engines/verb-laws.js";
import { seeded } from "../support/random.js";
import { type SmallPanel, smallPanel } from "../support/small-panel.js";

/** Of an entry of a block against the roots of its diagonal over all clusters. */
const AGREE = 1e-12;

let engine: Engine;
let threads: Engine[];
let folder: string;
let duck: DuckDBConnection;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-chunks-"));
  duck = await (await DuckDBInstance.create(":memory:")).connect();
  engine = await loadEngine({ threads: 1 });
  threads = [await loadEngine({ threads: 2 }), await loadEngine({ threads: 5 })];
});
afterAll(async () => {
  duck.closeSync();
  rmSync(folder, { recursive: true, force: true });
  await Promise.all([engine, ...threads].map((one) => one.close()));
});

const numeric = (name: string, values: ArrayLike<number>): Column => ({
  kind: "numeric",
  name,
  values: Float64Array.from(values),
});

function text(name: string, cells: readonly (string | null)[]): Column {
  const levels = [...new Set(cells.filter((cell) => cell !== null))].sort();
  const codes = Uint32Array.from(cells, (cell) => (cell === null ? MISSING_CODE : levels.indexOf(cell)));
  return { kind: "text", name, codes, levels };
}

const sliced = (column: Column, from: number, to: number): Column =>
  column.kind === "numeric"
    ? { ...column, values: column.values.slice(from, to) }
    : { ...column, codes: column.codes.slice(from, to) };

/** A file of row groups of these lengths, over and over. */
function file(columns: readonly Column[], lengths: readonly number[], integers: readonly string[] = []): Uint8Array {
  const [first] = columns;
  const n = first!.kind === "numeric" ? first!.values.length : first!.codes.length;
  const tables = [];
  for (let from = 0, g = 0; from < n; g++) {
    const to = Math.min(n, from + lengths[g % lengths.length]!);
    tables.push({ nRows: to - from, columns: columns.map((column) => sliced(column, from, to)) });
    from = to;
  }
  return new Uint8Array(Buffer.concat([...parquetPieces(engine, tables, integers)]));
}

const SPEC: ChunkSpec = { outcome: "y", regressors: ["x0", "x1"], unit: "unit", time: "year", cluster: "cluster" };

/** Columns of a panel as a file has them, its units and clusters as `keys` writes a code. */
function columnsOf(panel: SmallPanel, keys: (name: string, codes: Uint32Array) => Column): Column[] {
  return [
    keys("unit", panel.unit.codes),
    keys("year", panel.year.codes),
    keys("cluster", panel.clusters.codes),
    numeric("y", panel.y),
    ...panel.X.map((x, j) => numeric(`x${j}`, x)),
    numeric("w", panel.weights ?? new Float64Array(panel.n).fill(1)),
  ];
}

const numbers = (name: string, codes: Uint32Array): Column =>
  numeric(
    name,
    Array.from(codes, (code) => 3 * code + 2001),
  );
const texts = (name: string, codes: Uint32Array): Column =>
  text(
    name,
    Array.from(codes, (code) => `${name} ${String(code).padStart(4, "0")}`),
  );

async function inChunks<T>(
  where: Engine,
  files: readonly Uint8Array[],
  spec: ChunkSpec,
  use: (found: ChunkMoments, scope: Scope) => T | Promise<T>,
  options: ChunkOptions = {},
): Promise<T> {
  const before = where.usedBytes();
  const held = where.hold((scope) => scope);
  try {
    const rows = await ParquetRows.open(files.map((bytes, i) => bytesSource(`t${i}.parquet`, bytes)));
    const found = await chunkMoments(where, held.value, rows, spec, options);
    const made = await use(found, held.value);
    found.free();
    expect(where.usedBytes()).toBe(before + held.bytes);
    return made;
  } finally {
    held.free();
  }
}

/** Moments of a panel in memory. */
function inMemory(scope: Scope, panel: SmallPanel, weights: Float64Array | null): ClusterMoments {
  const columns = scope.copyF64(Float64Array.from([...panel.X, panel.y].flatMap((column) => [...column])));
  const input = { ...panel, weights, columns, nRows: panel.n, nRegressors: panel.X.length, periods: panel.year };
  const found = clusterMoments(engine, scope, input);
  if ("refused" in found) throw new Error(found.refused);
  return found;
}

/** Largest difference of entries of blocks, each against the roots of its two diagonals over all clusters. */
function difference(a: ClusterMoments, b: ClusterMoments): number {
  const [x, y, size] = [a.blocks.view(), b.blocks.view(), (a.order * (a.order + 1)) / 2];
  expect(x.length).toBe(y.length);
  const diagonal = (i: number) => {
    let sum = 0;
    for (let c = 0; c < a.clusters.nLevels; c++) sum += Math.abs(x[c * size + (i * (i + 1)) / 2 + i]!);
    return Math.sqrt(sum);
  };
  const norms = Array.from({ length: a.order }, (_, i) => diagonal(i));
  let worst = 0;
  for (let c = 0; c < a.clusters.nLevels; c++) {
    for (let i = 0, at = c * size; i < a.order; i++) {
      for (let j = 0; j <= i; j++, at++) {
        const norm = norms[i]! * norms[j]!;
        if (norm > 0) worst = Math.max(worst, Math.abs(x[at]! - y[at]!) / norm);
      }
    }
  }
  return worst;
}

const rest = ({ blocks: _, clusters, dummyWeights: __, periodWeights: ___, ...same }: ClusterMoments) => ({
  ...same,
  nClusters: clusters.nLevels,
});

const seeds = Array.from({ length: 20 }, (_, i) => i + 1);
const specOf = (panel: SmallPanel): ChunkSpec => ({ ...SPEC, regressors: panel.X.map((_, j) => `x${j}`) });

/** A budget that holds a third of the units, and a little. */
const tight = ({ units, bytesAUnit, keyBytes, clusterBytes, batchBytes, windowBytes }: ChunkMemory): number =>
  windowBytes + Math.ceil(((keyBytes + clusterBytes + batchBytes + (units * bytesAUnit) / 2.5) * 32) / 31);

/** Compares moments of files with those of a panel in memory. */
const agree = async (
  panel: SmallPanel,
  files: readonly Uint8Array[],
  spec: ChunkSpec,
  options: ChunkOptions = { singletons: "kept" },
): Promise<ChunkMemory> =>
  inChunks(
    engine,
    files,
    spec,
    ({ moments, counts, memory }, scope) => {
      const other = inMemory(scope, panel, spec.weights == null ? null : panel.weights);
      expect(difference(moments, other)).toBeLessThan(AGREE);
      expect(rest(moments)).toEqual(rest(other));
      moments.dummyWeights.forEach((value, i) => {
        expect(value).toBeCloseTo(other.dummyWeights[i]!, 10);
      });
      expect(counts.used).toBe(panel.n);
      return memory;
    },
    options,
  );

describe("moments are those of the rows in memory", () => {
  it.each(seeds)("numbers as keys, panel %i", async (seed) => {
    const panel = smallPanel(seed);
    await agree(panel, [file(columnsOf(panel, numbers), [7, 1, 30])], specOf(panel));
  });

  it.each(seeds)("texts as keys, weights, several files, panel %i", async (seed) => {
    const panel = smallPanel(seed);
    const columns = columnsOf(panel, texts);
    const cut = Math.floor(panel.n / 3);
    const files = [
      file(
        columns.map((column) => sliced(column, 0, cut)),
        [5],
      ),
      file(
        columns.map((column) => sliced(column, cut, panel.n)),
        [11, 2],
      ),
    ];
    await agree(panel, files, panel.weights === null ? specOf(panel) : { ...specOf(panel), weights: "w" });
  });

  it.each(seeds)("far from 0, in several parts of the units, panel %i", async (seed) => {
    const panel = smallPanel(seed);
    const far = { ...panel, y: panel.y.map((v) => v + 4096), X: panel.X.map((x) => x.map((v) => v - 1024)) };
    const files = [file(columnsOf(far, numbers), [1000])];
    const spec = { ...specOf(panel), weights: panel.weights === null ? null : "w" };
    const { parts } = await agree(far, files, spec, {
      singletons: "kept",
      memory: tight(await agree(far, files, spec)),
    });
    expect(parts).toBe(3);
  });

  it("of a panel with more periods than bits of a word, and more clusters than lanes", async () => {
    const random = seeded(5);
    const panel = randomPanel(random, 4000, { units: 300, periods: 70, clusters: 40, repeats: false });
    await agree(panel, [file(columnsOf(panel, numbers), [700, 33])], specOf(panel));
  });

  it("where a unit has several rows of a period", async () => {
    const random = seeded(6);
    const panel = randomPanel(random, 3000, { units: 200, periods: 9, clusters: 3, repeats: true });
    await agree(panel, [file(columnsOf(panel, numbers), [1000])], specOf(panel));
  });

  it("without periods", async () => {
    const panel = smallPanel(4);
    const one = { ...panel, effects: [panel.unit], year: panel.year };
    await inChunks(
      engine,
      [file(columnsOf(panel, numbers), [50])],
      { ...specOf(panel), time: null },
      ({ moments }, scope) => {
        const columns = scope.copyF64(Float64Array.from([...one.X, one.y].flatMap((column) => [...column])));
        const input = { ...one, weights: null, columns, nRows: one.n, nRegressors: one.X.length, periods: null };
        const other = clusterMoments(engine, scope, input);
        if ("refused" in other) throw new Error(other.refused);
        expect(difference(moments, other)).toBeLessThan(AGREE);
        expect(rest(moments)).toEqual(rest(other));
      },
      { singletons: "kept" },
    );
  });

  it.each([1, 2, 3, 4])("the same bits on any number of threads, panel %i", async (seed) => {
    const random = seeded(seed);
    const shape = { units: 20_000, periods: 12, clusters: seed % 2 === 0 ? 3 : 50, repeats: false };
    const panel = randomPanel(random, 70_000, shape);
    const bytes = file(columnsOf(panel, numbers), [40_000, 977]);
    const spec = { ...specOf(panel), weights: seed > 2 ? "w" : null };
    const bits = (where: Engine) => inChunks(where, [bytes], spec, ({ moments }) => [...moments.blocks.view()]);
    const one = await bits(engine);
    for (const other of threads) expect(await bits(other)).toEqual(one);
  });
});

interface Shape {
  readonly units: number;
  readonly periods: number;
  readonly clusters: number;
  readonly repeats: boolean;
}

/** n rows at random: a unit's rows lie anywhere, in one cluster, in a period once unless they may repeat. */
function randomPanel(random: () => number, n: number, { units, periods, clusters, repeats }: Shape): SmallPanel {
  const seen = new Set<number>();
  const rows: { readonly u: number; readonly t: number }[] = [];
  while (rows.length < n) {
    const [u, t] = [Math.floor(units * random()), Math.floor(periods * random())];
    if (!repeats && seen.has(u * periods + t)) continue;
    seen.add(u * periods + t);
    rows.push({ u, t });
  }
  const category = (name: string, values: readonly number[]): Category => {
    const levels = [...new Set(values)].sort((a, b) => a - b);
    const code = new Map(levels.map((level, g) => [level, g]));
    return {
      name,
      codes: Uint32Array.from(values, (v) => code.get(v)!),
      nLevels: levels.length,
      label: (g) => String(levels[g]),
    };
  };
  const effect = Float64Array.from({ length: units }, () => 4 * random());
  const X = [0, 1].map((j) => Float64Array.from(rows, ({ u, t }) => random() + effect[u]! * (j + 1) + 0.1 * t));
  const y = Float64Array.from(rows, ({ u }, i) => X[0]![i]! - X[1]![i]! + effect[u]! + random());
  const [unit, year] = [
    category(
      "unit",
      rows.map(({ u }) => u),
    ),
    category(
      "year",
      rows.map(({ t }) => t),
    ),
  ];
  const of = category(
    "cluster",
    rows.map(({ u }) => (u * 7) % clusters),
  );
  const weights = Float64Array.from(rows, () => 0.5 + random());
  return { n, y, X, names: ["x0", "x1"], weights, effects: [unit, year], unit, year, clusters: of, firstTreated: [] };
}

describe("rows", () => {
  const panel = smallPanel(8);

  it("with something missing or infinite are left out and counted, and units of one row as in feols", async () => {
    const random = seeded(3);
    const dirty = randomPanel(random, 600, { units: 150, periods: 6, clusters: 9, repeats: false });
    const holed = (values: ArrayLike<number>, bad: number) =>
      Float64Array.from(values, (value) => (random() < 0.05 ? bad : value));
    const y = holed(dirty.y, Number.POSITIVE_INFINITY);
    const X = dirty.X.map((x) => holed(x, Number.NaN));
    const isMissing = Array.from(y, () => random() < 0.05);
    const units = Array.from(dirty.unit.codes, (code, i) => (isMissing[i] ? null : `  firm ${code}\u3000`));
    const isWhole = (i: number) => !isMissing[i] && [y, ...X].every((column) => Number.isFinite(column[i]!));
    const whole = Array.from(y.keys()).filter(isWhole);
    const rowsOf = new Map<number, number>();
    for (const i of whole) rowsOf.set(dirty.unit.codes[i]!, (rowsOf.get(dirty.unit.codes[i]!) ?? 0) + 1);
    const used = whole.filter((i) => rowsOf.get(dirty.unit.codes[i]!)! > 1);
    const columns = [
      text("unit", units),
      ...columnsOf({ ...dirty, y, X }, texts).filter(({ name }) => name !== "unit"),
    ];
    const table = makeTable(
      [
        ...["unit", "year", "cluster"].map((name, k) =>
          numeric(
            name,
            used.map((i) => [dirty.unit, dirty.year, dirty.clusters][k]!.codes[i]!),
          ),
        ),
        numeric(
          "y",
          used.map((i) => y[i]!),
        ),
        ...X.map((x, j) =>
          numeric(
            `x${j}`,
            used.map((i) => x[i]!),
          ),
        ),
      ],
      { name: "rows", bytes: 0, sha256: null },
    );
    const bytes = file(columns, [100, 9]);
    await inChunks(engine, [bytes], { ...SPEC, cluster: null }, ({ counts }) => {
      expect(counts).toMatchObject({
        ...{ rows: 600, used: used.length, incomplete: 600 - whole.length, singletons: whole.length - used.length },
        ...{ weightless: 0, outside: 0, units: new Set(used.map((i) => dirty.unit.codes[i])).size },
      });
    });
    const [formula, options] = ["y ~ x0 + x1 | unit + year", { vcov: "cluster:unit" }] as const;
    const rows = await ParquetRows.open([bytesSource("rows.parquet", bytes)]);
    const found = await parquetFeols(engine, rows, formula, options);
    expect(differences(feols(engine, table, formula, options).coefficients, found.coefficients)).toEqual([]);
  });

  it("whose units are integers beyond 2^53 are distinguished", async () => {
    const big = (name: string, codes: Uint32Array) => numbers(name, codes);
    const path = join(folder, "big.parquet");
    const bytes = file(columnsOf(panel, big), [40]);
    writeFileSync(path, bytes);
    const out = join(folder, "bigger.parquet");
    await duck.run(
      `COPY (SELECT * REPLACE (9007199254740993 + unit::BIGINT AS unit) FROM '${path}') TO '${out}' (FORMAT parquet)`,
    );
    await agree(panel, [readFileSync(out)], specOf(panel));
  });
});

describe("files of DuckDB", () => {
  const random = seeded(11);
  const panel = randomPanel(random, 20_000, { units: 2500, periods: 12, clusters: 30, repeats: false });

  it.each([
    "COMPRESSION snappy",
    "COMPRESSION gzip",
    "COMPRESSION zstd, PARQUET_VERSION V2",
    "COMPRESSION uncompressed, PARQUET_VERSION V2, ROW_GROUP_SIZE 4096",
    "COMPRESSION lz4_raw, DICTIONARY_SIZE_LIMIT 1",
  ])("%s", async (how) => {
    const [from, to] = [join(folder, "from.parquet"), join(folder, `${how.replace(/\W/g, "")}.parquet`)];
    writeFileSync(from, file(columnsOf(panel, numbers), [100_000]));
    await duck.run(
      `COPY (SELECT * REPLACE (unit::INTEGER AS unit, year::SMALLINT AS year, 'c' || cluster AS cluster) FROM '${from}') TO '${to}' (FORMAT parquet, ${how})`,
    );
    const byText = [...panel.clusters.codes].map((code) => `c${3 * code + 2001}.0`);
    const clusters = categoryOf("cluster", byText);
    await agree({ ...panel, clusters }, [readFileSync(to)], specOf(panel));
  });

  it("whose row groups and pages are longer than a window", async () => {
    const to = join(folder, "long.parquet");
    const n = 300_000;
    await duck.run(
      `COPY (SELECT i % 50000 AS unit, i // 50000 AS year, i % 20 AS cluster, hash(i) / 1e19 AS y, hash(3 * i) / 1e19 AS x0, (i * 7) % 5 AS x1
        FROM range(${n}) r(i)) TO '${to}' (FORMAT parquet, ROW_GROUP_SIZE ${n})`,
    );
    const rows = (
      await duck.runAndReadAll(`SELECT unit::DOUBLE, year::DOUBLE, cluster::DOUBLE, y, x0, x1::DOUBLE FROM '${to}'`)
    ).getColumns();
    const values = rows.map((column) => Float64Array.from(column as number[]));
    const codes = (name: string, k: number) => ({ ...categoryOfCodes(name, values[k]!) });
    const [unit, year, clusters] = [codes("unit", 0), codes("year", 1), codes("cluster", 2)];
    const long = {
      n,
      y: values[3]!,
      X: [values[4]!, values[5]!],
      weights: null,
      effects: [unit, year],
      unit,
      year,
      clusters,
    };
    await agree({ ...long, names: ["x0", "x1"], firstTreated: [] }, [readFileSync(to)], SPEC);
  });
});

/** Codes by sorted label. */
function categoryOf(name: string, cells: readonly string[]): Category {
  const levels = [...new Set(cells)].sort();
  const code = new Map(levels.map((level, g) => [level, g]));
  return {
    name,
    codes: Uint32Array.from(cells, (cell) => code.get(cell)!),
    nLevels: levels.length,
    label: (g) => levels[g]!,
  };
}

/** Codes that are the numbers themselves, 0 and on. */
const categoryOfCodes = (name: string, codes: Float64Array): Category => ({
  name,
  codes: Uint32Array.from(codes),
  nLevels: 1 + codes.reduce((most, code) => Math.max(most, code), 0),
  label: String,
});

describe("what is refused", () => {
  const panel = smallPanel(8);
  const columns = () => columnsOf(panel, numbers);
  const refused = (files: readonly Uint8Array[], spec: ChunkSpec, options?: ChunkOptions) =>
    inChunks(engine, files, spec, () => undefined, options).then(
      () => "nothing",
      (error) => ({ code: error.code, message: error.message }),
    );
  const bytes = () => file(columns(), [25]);

  it("a unit in two clusters, with its row", async () => {
    const clusters = panel.clusters.codes.slice();
    const row = panel.n - 1;
    clusters[row] = (clusters[row]! + 1) % panel.clusters.nLevels;
    const files = [file(columnsOf({ ...panel, clusters: { ...panel.clusters, codes: clusters } }, numbers), [25])];
    expect(await refused(files, specOf(panel))).toMatchObject({
      code: "unit_in_two_clusters",
      message: expect.stringMatching(new RegExp(`row ${panel.n} of t0\\.parquet`)),
    });
  });

  it("units that the budget can't hold, with figures", async () => {
    const { code, message } = (await refused([bytes()], specOf(panel), { memory: 2 ** 20 })) as {
      code: string;
      message: string;
    };
    expect(code).toBe("memory_budget");
    expect(message).toMatch(/units take \d+ bytes each/);
  });

  it("columns that are not there or are text, and negative weights", async () => {
    expect(await refused([bytes()], { ...specOf(panel), outcome: "z" })).toMatchObject({ code: "unknown_column" });
    expect(await refused([file(columnsOf(panel, texts), [9])], { ...specOf(panel), outcome: "year" })).toMatchObject({
      code: "text_in_arithmetic",
    });
    const signed = [
      ...columns().slice(0, -1),
      numeric(
        "w",
        Float64Array.from(panel.y, (_, i) => (i === 7 ? -1 : 1)),
      ),
    ];
    expect(await refused([file(signed, [5])], { ...specOf(panel), weights: "w" })).toMatchObject({
      code: "illegal_weight",
      message: expect.stringMatching(/Row 8 .* -1/),
    });
  });

  it("a file that is cut, or damaged", async () => {
    const whole = bytes();
    expect(await refused([whole.subarray(0, whole.length - 30)], specOf(panel))).toMatchObject({
      code: "parquet_truncated",
    });
    const broken = whole.slice();
    broken.fill(0xff, 4, 60);
    expect(await refused([broken], specOf(panel))).toMatchObject({ code: "parquet_damaged" });
  });

  it("a file that changes between the passes", async () => {
    const [before, after] = [
      file(columns(), [1000]),
      file(columnsOf({ ...panel, y: panel.y.map((v, i) => (i === 3 ? v + 1 : v)) }, numbers), [1000]),
    ];
    expect(after.length).toBe(before.length);
    let current = before;
    const source = {
      name: "t.parquet",
      size: before.length,
      memory: new MemoryBudget("t.parquet"),
      slice: async (from: number, to: number) => current.slice(from, to) as Uint8Array<ArrayBuffer>,
    };
    const rows = await ParquetRows.open([source]);
    const run = engine.hold((scope) => scope);
    const onProgress = ({ pass }: { readonly pass: string }) => {
      if (pass === "products") current = after;
      if (pass === "sums") current = after;
    };
    await expect(chunkMoments(engine, run.value, rows, specOf(panel), { onProgress })).rejects.toMatchObject({
      code: "file_changed",
    });
    run.free();
  });

  it("and a run whose signal is raised", async () => {
    const gone = new AbortController();
    const onProgress = ({ pass }: { readonly pass: string }) => {
      if (pass === "sums") gone.abort(new Error("enough"));
    };
    expect(await refused([bytes()], specOf(panel), { signal: gone.signal, onProgress })).toMatchObject({
      message: "enough",
    });
  });
});
