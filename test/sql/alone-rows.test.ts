/** Rows alone in a level of an effect go as they go in memory, whichever statements made the sums; what is left of none is said. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadEngine } from "../../src/engine/kernels/engine.js";
import { bringHome } from "../../src/sql/bring-home.js";
import type { SqlEngine } from "../../src/sql/engine.js";
import type { SqlSource } from "../../src/sql/frame.js";
import { openSqlEngine, sqlSource } from "../../src/sql/open.js";
import { Queries } from "../../src/sql/queries.js";
import { sqlBootstrap } from "../../src/sql/verbs/bootstrap.js";
import { sqlFeols } from "../../src/sql/verbs/feols.js";
import { bootstrap } from "../../src/verbs/bootstrap/fit.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { loadTable, type TestTable } from "../engines/support.js";
import { differences, memoryTable } from "../engines/verb-laws.js";
import { seeded } from "../support/random.js";

const kernels = await loadEngine({ threads: 1 });

/** Persons in places over years: places 90.. and years 1900.. have a row each, a person two of such rows alone; firms lie across places. */
function rowsOf(seed: number): TestTable {
  const random = seeded(seed);
  const rows: number[][] = [];
  const row = (person: number, place: number, year: number) => {
    const x = random() + 0.1 * place;
    rows.push([person, place, year, place % 4, person % 5, 1 + Math.floor(3 * random()), x, x + place + random()]);
  };
  for (let person = 0; person < 30; person++)
    for (let year = 2000; year < 2005; year++) if (random() < 0.7) row(person, Math.floor(8 * random()), year);
  row(3, 90, 2001);
  row(4, 91, 1901);
  row(40, 92, 2002);
  row(41, 1, 1902);
  row(41, 2, 2003);
  return Object.fromEntries(
    ["person", "place", "year", "region", "group", "w", "x", "y"].map((name, j) => [
      name,
      Float64Array.from(rows, (cells) => cells[j]!),
    ]),
  );
}

const rows = rowsOf(5);
const table = memoryTable(rows);
let engine: SqlEngine;
let source: SqlSource;
beforeAll(async () => {
  engine = await openSqlEngine("duckdb");
  await loadTable(engine, "stays", rows);
  source = await sqlSource(engine, "stays");
});
afterAll(() => engine.close());

const CASES = [
  ["y ~ x | place", { vcov: "cluster:person" }],
  ["y ~ x | place + year", { vcov: "cluster:group" }],
  ["y ~ x | person + place", { vcov: "cluster:group+year", weights: "w" }],
  ["y ~ x | person + place", { vcov: "cluster:year", fixefRm: "none" }],
  ["y ~ x | person + year", { vcov: "cluster:person" }],
  ["y ~ x | person + place", { vcov: "hetero" }],
  ["y ~ x | person + place", { vcov: "iid", weights: "w" }],
  ["y ~ x | person + place", { vcov: "hetero", fixefRm: "none" }],
  ["y ~ 1 | place | x ~ w", { vcov: "cluster:person" }],
] as const;

describe("rows alone in a level", () => {
  it.each(CASES)("%s %o", async (formula, options) => {
    const expected = feols(kernels, table, formula, options as never);
    const found = await sqlFeols(kernels, source, formula, options as never);
    expect(differences(expected, found)).toEqual([]);
  });

  it("draws leave them out, too", async () => {
    const options = { cluster: "person", draws: 99, term: "x" };
    const expected = await bootstrap(kernels, table, "y ~ x | place", options as never);
    expect(differences(expected, await sqlBootstrap(kernels, source, "y ~ x | place", options as never))).toEqual([]);
  });

  it.each([
    ["y ~ x | person^year", "iid"],
    ["y ~ x | person^year + place", "cluster:group"],
  ])("all of them: %s %s", async (formula, vcov) => {
    const options = { vcov, subset: "person > 39" };
    expect(() => feols(kernels, table, formula, options)).toThrow(expect.objectContaining({ code: "no_rows_left" }));
    await expect(sqlFeols(kernels, source, formula, options)).rejects.toMatchObject({ code: "no_rows_left" });
  });
});

it("an effect of many levels in which the largest is nested has no rank of its own", async () => {
  await engine.execute(
    "CREATE OR REPLACE TABLE nested AS SELECT i % 400 AS firm, (i % 400) // 2 AS county, sin(i * 1.7) AS x, cos(i * i) + sin(i * 1.7) AS y FROM range(1600) t(i)",
  );
  const nested = await sqlSource(engine, "nested");
  const expected = feols(kernels, await bringHome(new Queries(engine), nested), "y ~ x | firm + county", {
    vcov: "iid",
    ssc: "reghdfe",
  });
  const found = await sqlFeols(kernels, nested, "y ~ x | firm + county", { vcov: "iid", ssc: "reghdfe" });
  expect(differences(expected, found)).toEqual([]);
});

it("columns of which nothing is left are no sign of change", async () => {
  await engine.execute(
    "CREATE OR REPLACE TABLE once AS SELECT *, CASE WHEN place = 91 THEN 1.0 ELSE 0.0 END AS z, sin(person) AS own FROM stays",
  );
  const once = await sqlSource(engine, "once");
  const [formula, options] = ["y ~ x + z + own | person + place", { vcov: "hetero" }] as const;
  const { coefficients } = feols(kernels, await bringHome(new Queries(engine), once), formula, options);
  expect(differences(coefficients, (await sqlFeols(kernels, once, formula, options)).coefficients)).toEqual([]);
});

it("errors of regressors far from 0 keep their digits", async () => {
  await engine.execute("CREATE OR REPLACE TABLE far AS SELECT * REPLACE (x + 1e6 AS x) FROM stays");
  const far = await sqlSource(engine, "far");
  const near = { ...rows, x: Float64Array.from(rows.x as Float64Array, (x) => x + 1e6 - 1e6) };
  for (const vcov of ["cluster:person", "cluster:group+year", "hetero"]) {
    const expected = feols(kernels, memoryTable(near), "y ~ x", { vcov }).coefficients.x!;
    const { x } = (await sqlFeols(kernels, far, "y ~ x", { vcov })).coefficients;
    for (const what of ["estimate", "std_error"] as const)
      expect(Math.abs(x![what] / expected[what] - 1), `${vcov} ${what}`).toBeLessThan(1e-9);
  }
});
