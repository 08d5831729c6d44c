/** Frames and expressions over rows that stay with DuckDB, and what they refuse. */
import { afterAll, beforeAll } from "vitest";
import type { SqlEngine } from "../../src/sql/engine.js";
import { openDuckDB } from "../../src/sql/engines/duckdb.js";
import { expressionLaws, frameLaws } from "../engines/frame-laws.js";
import { type Rows, sourceOf } from "../engines/frame-rows.js";

let engine: SqlEngine;
beforeAll(async () => {
  engine = await openDuckDB({ memory: 5e8 });
});
afterAll(() => engine.close());

const load = (rows: Rows) => sourceOf(engine, "rows", rows);

frameLaws(load, [1, 2, 3]);
expressionLaws(load);
