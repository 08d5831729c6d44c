/**
 * Verbs over rows in DuckDB against the same verbs in memory; what they refuse, and what a table that changes between statements ends in.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadEngine } from "../../src/engine/kernels/engine.js";
import type { Answer, SqlEngine } from "../../src/sql/engine.js";
import type { SqlSource } from "../../src/sql/frame.js";
import { openSqlEngine, sqlSource } from "../../src/sql/open.js";
import { sqlBootstrap } from "../../src/sql/verbs/bootstrap.js";
import { sqlDid } from "../../src/sql/verbs/did.js";
import { sqlFeols } from "../../src/sql/verbs/feols.js";
import { sqlPlacebo } from "../../src/sql/verbs/placebo.js";
import { loadTable } from "../engines/support.js";
import { memoryTable, verbLaws, verbPanel } from "../engines/verb-laws.js";

const kernels = await loadEngine({ threads: 1 });
const rows = verbPanel(7);
const table = memoryTable(rows);
let engine: SqlEngine;
let source: SqlSource;
beforeAll(async () => {
  engine = await openSqlEngine("duckdb");
  await loadTable(engine, "panel", rows);
  source = await sqlSource(engine, "panel");
});
afterAll(() => engine.close());

describe("over rows in DuckDB", () => verbLaws(table, () => source));

const FORMULA = "y ~ did + x | firm + year";

describe("refusals", () => {
  it.each([
    ["engine_vcov", () => sqlFeols(kernels, source, FORMULA, { vcov: "HC3" })],
    ["engine_vcov", () => sqlFeols(kernels, source, FORMULA, { vcov: "NW:2", panel: { unit: "firm", time: "year" } })],
    ["engine_digits", () => sqlFeols(kernels, source, "y ~ x + I(x + z / 100000) | firm + year", { vcov: "iid" })],
    ["no_variation", () => sqlFeols(kernels, source, "y ~ city | firm + year", { vcov: "iid" })],
    ["constant_outcome", () => sqlFeols(kernels, source, "I(0 * y + 2) ~ x | firm", { vcov: "iid" })],
    ["engine_clusters", () => sqlBootstrap(kernels, source, FORMULA, { term: "did", cluster: "year" })],
    ["engine_resampling", () => sqlBootstrap(kernels, source, FORMULA, { term: "did", cluster: ["city", "year"] })],
    ["engine_placebo", () => sqlPlacebo(kernels, source, FORMULA, { term: "did", unit: "city", kind: "time" })],
    ["engine_placebo", () => sqlPlacebo(kernels, source, FORMULA, { term: "did", unit: "city", vcov: "cluster:firm" })],
    ["engine_did", () => sqlDid(kernels, source, KEYS, "y ~ x | firm + year", DID)],
    ["engine_did", () => sqlDid(kernels, source, KEYS, "y ~ 1 | firm + year", { cohort: "cohort", estimator: ["cs"] })],
  ] as const)("%s", async (code, ask) => {
    await expect(ask()).rejects.toMatchObject({ code });
  });
});

const KEYS = { unit: "firm", time: "year" };
const DID = { cohort: "cohort", estimator: ["cs"], vcov: "cluster:city" } as const;

/** The engine, with a table that is changed before its statement number `at`. */
function changing(at: number, change: string): SqlSource {
  let asked = 0;
  const query = async (sql: string, signal?: AbortSignal): Promise<Answer> => {
    if (++asked === at) await engine.execute(change);
    return engine.query(sql, signal);
  };
  return { ...source, engine: Object.assign(Object.create(engine), { query }) as SqlEngine };
}

describe("a table that changes between statements", () => {
  const count = async () => {
    let statements = 0;
    await sqlFeols(kernels, source, FORMULA, { vcov: "cluster:city", onStatement: () => statements++ });
    return statements;
  };

  it("is told, whichever statement it changes before", async () => {
    const statements = await count();
    expect(statements).toBeGreaterThan(5);
    for (let at = 2; at <= statements; at++) {
      await engine.execute("CREATE OR REPLACE TABLE kept AS SELECT * FROM panel");
      const asked = sqlFeols(
        kernels,
        changing(at, "DELETE FROM panel WHERE year = 2005 AND firm LIKE 'f1%'"),
        FORMULA,
        {
          vcov: "cluster:city",
        },
      );
      await expect(asked, `statement ${at}`).rejects.toMatchObject({ code: "engine_changed" });
      await engine.execute("CREATE OR REPLACE TABLE panel AS SELECT * FROM kept");
    }
  });
});
