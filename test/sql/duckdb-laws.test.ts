/** DuckDB keeps the laws of engines, which the tests of real servers ask of the others. */
import { afterAll, beforeAll } from "vitest";
import type { SqlEngine } from "../../src/sql/engine.js";
import { openDuckDB } from "../../src/sql/engines/duckdb.js";
import { dialectLaws, statementLaws } from "../engines/laws.js";
import { loadTable, testPanel } from "../engines/support.js";

let engine: SqlEngine;
const panel = testPanel(300, 5);
beforeAll(async () => {
  engine = await openDuckDB();
  await loadTable(engine, "panel", panel);
});
afterAll(() => engine.close());

dialectLaws(() => engine);
statementLaws(panel, [() => engine, "panel"], [() => engine, "panel"]);
