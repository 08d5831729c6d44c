/** Export quality by statements to DuckDB as to any engine: nothing kept, what goes back written into the statements or a schema. */
import { afterAll, beforeAll } from "vitest";
import type { SqlEngine } from "../../src/sql/engine.js";
import { openDuckDB } from "../../src/sql/engines/duckdb.js";
import { sourceOf } from "../engines/frame-rows.js";
import { qualityGuardLaws, qualityLaws } from "../engines/quality-laws.js";

let engine: SqlEngine;
beforeAll(async () => {
  engine = await openDuckDB();
});
afterAll(() => engine.close());

qualityLaws("DuckDB", (rows) => sourceOf(engine, "customs", rows), "main");
qualityGuardLaws((rows) => sourceOf(engine, "customs", rows));
