/** Export quality by statements to DuckDB as to any engine: nothing kept, what goes back written into the statements or a schema. */
import { afterAll, beforeAll } from "vitest";
import type { SqlEngine } from "../../src/sql/engine.js";
import { openDuckDB } from "../../src/sql/engines/duckdb.js";
import { type Load, qualityLaws } from "../engines/quality-laws.js";
import { loadTable } from "../engines/support.js";

let engine: SqlEngine;
beforeAll(async () => {
  engine = await openDuckDB();
});
afterAll(() => engine.close());

const load: Load = async (rows) => {
  await engine.execute("DROP TABLE IF EXISTS customs");
  await loadTable(engine, "customs", rows);
  return { engine, relation: "customs", name: "customs", columns: await engine.columnsOf("customs") };
};

qualityLaws("DuckDB", load);
