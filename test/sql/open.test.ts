/** What DATA may be in DuckDB, what is said of anything else, and when files stay there without being asked to. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type EngineFlags, withFittingEngine } from "../../src/cli/on-engine.js";
import type { CommandIo } from "../../src/cli/shared.js";
import { claims } from "../../src/data/disk/identity.js";
import { withParquetRows } from "../../src/data/files/parquet-files.js";
import { openDuckDB } from "../../src/sql/engines/duckdb.js";
import { openSqlEngine, sqlSource } from "../../src/sql/open.js";

let folder: string;
let files: string;
let database: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-open-"));
  files = join(folder, "exports");
  database = join(folder, "trade.data");
  const engine = await openDuckDB();
  mkdirSync(files);
  for (const year of [2012, 2013]) {
    mkdirSync(join(files, `year=${year}`));
    const to = join(files, `year=${year}`, "part.parquet");
    await engine.execute(`COPY (SELECT range AS firm, 1.5 AS y FROM range(3)) TO '${to}' (FORMAT parquet)`);
  }
  await engine.execute(`COPY (SELECT 1 AS x) TO '${join(folder, "one.parquet")}' (FORMAT parquet)`);
  await engine.execute(`ATTACH '${database}' AS trade; CREATE TABLE trade.exports AS SELECT 1 AS x; DETACH trade`);
  await engine.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Columns of what `data` names, and its rows. */
async function found(address: string, data: string) {
  const engine = await openSqlEngine(address);
  try {
    const { columns, relation } = await sqlSource(engine, data);
    const { columns: counts } = await engine.query(`SELECT CAST(count(*) AS DOUBLE) FROM ${relation}`);
    return [columns.map(({ name }) => name).join(), counts[0]![0]];
  } finally {
    await engine.close();
  }
}

describe("files that DuckDB opens are inputs", () => {
  afterEach(() => claims.written());
  it.each([
    ["a text in dollars", () => `SELECT * FROM read_parquet($$${join(folder, "one.parquet")}$$)`],
    ["texts put together", () => `SELECT * FROM read_parquet('${folder}' || '/one.parquet')`],
    ["a pattern of DuckDB's own", () => `SELECT * FROM read_parquet('${join(folder, "[o]ne.parquet")}')`],
    ["an address", () => `SELECT * FROM read_parquet('file://${join(folder, "one.parquet")}')`],
    ["the address of files", () => `file:${join(folder, "one.parquet")}`],
  ])("named by %s", (_, data) =>
    claims.during(async () => {
      expect(await found("duckdb", data())).toEqual(["x", 1]);
      const out = join(folder, "one.parquet");
      expect(() => claims.output(out, "--out")).toThrow(`--out would overwrite ${out}`);
    }),
  );

  it("or by a view of a database", async () => {
    const out = join(folder, "one.parquet");
    const views = join(folder, "views.data");
    const engine = await openDuckDB();
    await engine.execute(`ATTACH '${views}' AS v; CREATE VIEW v.one AS SELECT * FROM '${out}'; DETACH v`);
    await engine.close();
    await claims.during(async () => {
      claims.output(out, "--out");
      await expect(found(`duckdb:${views}`, "one")).rejects.toMatchObject({ code: "output_is_input" });
    });
  });
});

describe("DATA in DuckDB", () => {
  it("is files, a folder of them, a query, or a table of a database", async () => {
    expect(await found("duckdb", join(files, "*/*.parquet"))).toEqual(["firm,y,year", 6]);
    expect(await found("duckdb", files)).toEqual(["firm,y,year", 6]);
    const one = `SELECT x FROM '${join(folder, "one.parquet")}'`;
    expect(await found("duckdb", `${one};`)).toEqual(["x", 1]);
    expect(await found("duckdb", `(${one}) UNION ALL (${one})`)).toEqual(["x", 2]);
    expect(await found(`duckdb:${database}`, "exports")).toEqual(["x", 1]);
  });

  it("or it is said what it may be", async () => {
    for (const address of ["duckdb", `duckdb:${database}`]) {
      await expect(found(address, "imports")).rejects.toMatchObject({ code: "engine_source" });
    }
    await expect(found("duckdb", "SELECT x FROM imports")).rejects.toMatchObject({ code: "engine_query" });
    await expect(found("duckdb", join(folder, "none*.parquet"))).rejects.toMatchObject({ code: "engine_query" });
  });
});

describe("files that are read in passes", () => {
  it("are those of a folder, too", async () => {
    expect(await withParquetRows([files], async ({ nRows, nFiles }) => [nRows, nFiles])).toEqual([6, 2]);
  });
});

describe("without --engine", () => {
  const said: string[] = [];
  const io = { warn: (words: string) => said.push(words) } as unknown as CommandIo;
  const engineFor = async (data: string, most?: number) =>
    (await withFittingEngine<EngineFlags>("feols", data, {}, io, most === undefined ? {} : { most })).engine;

  it("files stay where a pattern names them, were it one, or a table of them would not fit; and it is said", async () => {
    expect(await engineFor(join(folder, "one.parquet"))).toBeUndefined();
    expect(said).toEqual([]);
    expect(await engineFor(join(folder, "o*.parquet"))).toBe("duckdb");
    expect(await engineFor(join(files, "*/*.parquet"))).toBe("duckdb");
    expect(await engineFor(join(folder, "one.parquet"), 1)).toBe("duckdb");
    expect(said.map((words) => words.split(": they stay")[0])).toEqual([
      "1 rows of 1 columns are those of a pattern (1 file)",
      "6 rows of 2 columns are those of a pattern (2 files)",
      "1 rows of 1 columns would take about 0.0 GB as a table",
    ]);
  });
});
