/** Millions of rows in files of Parquet, under DuckDB in this process. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { openSqlEngine, sqlSource } from "../../../src/sql/open.js";
import { asParquet, FIRMS, manyRows, type Place } from "../large.js";

function place(): Place | undefined {
  if (FIRMS === 0) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "wasmetrics-duckdb-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const panel = join(folder, "panel");
  return {
    load: (files) => asParquet(files, panel),
    source: async () => sqlSource(await openSqlEngine("duckdb"), panel),
  };
}

manyRows(place());
