/** DuckDB keeps the laws of engines, which the tests of real servers ask of the others. */
import { afterAll, beforeAll, expect, it } from "vitest";
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

it("answers whole where statements are asked at once", async () => {
  const rows = [10_000, 20_000, 30_000];
  const answers = await Promise.all(rows.map((n) => engine.query(`SELECT i::DOUBLE AS i FROM range(${n}) AS t(i)`)));
  expect(answers.map((answer) => [answer.rows, answer.columns[0]!.at(-1)])).toEqual(rows.map((n) => [n, n - 1]));
});

it("answers after a statement it refused, and one that was given up", async () => {
  const given = new AbortController();
  given.abort();
  const asked = [
    engine.query("SELECT nothing"),
    engine.query("SELECT 1", given.signal),
    engine.query("SELECT 1::DOUBLE"),
  ];
  const [refused, stopped, answered] = await Promise.allSettled(asked);
  expect([refused!.status, stopped!.status]).toEqual(["rejected", "rejected"]);
  expect(answered).toMatchObject({ value: { rows: 1 } });
});
