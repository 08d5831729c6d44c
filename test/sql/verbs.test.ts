/**
 * Verbs over rows in DuckDB against the same verbs in memory; what they refuse, and that a table which changes between statements is an error.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadEngine } from "../../src/engine/kernels/engine.js";
import { bringHome } from "../../src/sql/bring-home.js";
import type { SqlEngine } from "../../src/sql/engine.js";
import type { SqlSource } from "../../src/sql/frame.js";
import { openSqlEngine, sqlSource } from "../../src/sql/open.js";
import { Queries } from "../../src/sql/queries.js";
import { sqlBootstrap } from "../../src/sql/verbs/bootstrap.js";
import { sqlDid } from "../../src/sql/verbs/did.js";
import { sqlEventStudy } from "../../src/sql/verbs/event-study.js";
import { sqlFeols } from "../../src/sql/verbs/feols.js";
import { sqlGroupDifference } from "../../src/sql/verbs/group-difference.js";
import type { EngineOptions } from "../../src/sql/verbs/model.js";
import { sqlPlacebo } from "../../src/sql/verbs/placebo.js";
import { panelLaws } from "../engines/panel-laws.js";
import { interrupted, loadTable } from "../engines/support.js";
import { differences, memoryTable, verbLaws, verbPanel } from "../engines/verb-laws.js";

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

describe("over rows in DuckDB", () => {
  verbLaws(table, () => source);
  describe("a panel that stays", () => panelLaws(table, () => source));
});

const FORMULA = "y ~ did + x | firm + year";

describe("refusals", () => {
  it.each([
    ["engine_vcov", () => sqlFeols(kernels, source, FORMULA, { vcov: "HC3" })],
    ["engine_vcov", () => sqlFeols(kernels, source, FORMULA, { vcov: "NW:2", panel: { unit: "firm", time: "year" } })],
    ["engine_vcov", () => sqlFeols(kernels, source, "y ~ did | firm | x ~ u", { vcov: "NW:2", panel: KEYS })],
    ["engine_weight", () => sqlFeols(kernels, source, "y ~ did | firm | x ~ u + z", WEIGHED)],
    ["engine_centred", () => sqlFeols(kernels, source, "y ~ 0 + did | x ~ u + z", CENTRED)],
    ["instruments", () => sqlBootstrap(kernels, source, "y ~ did | firm | x ~ u", { term: "fit_x", cluster: "city" })],
    ["engine_digits", () => sqlFeols(kernels, source, "y ~ did | firm | x ~ u + I(u + z / 1000)", { vcov: "iid" })],
    ["under_identified", () => sqlFeols(kernels, source, "y ~ did | firm | x ~ city", { vcov: "iid" })],
    ["under_identified", () => sqlFeols(kernels, source, "y ~ did | firm | x + z ~ u", { vcov: "iid" })],
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
const WEIGHED = { vcov: "cluster:city", iv: "gmm2s", ivWeight: "cluster:firm" } as const;
const CENTRED = { vcov: "iid", iv: "gmm2s:centred" } as const;
const DID = { cohort: "cohort", estimator: ["cs"], vcov: "cluster:city" } as const;

const GROUPS = { term: "x", by: "coast", unit: "city", draws: 9 };
const EVENTS = "y ~ x | firm + year";
const CITY = { vcov: "cluster:city" } as const;
const CHANGES = {
  deleted: "DELETE FROM panel WHERE year = 2005 AND firm LIKE 'f1%'",
  inserted: "INSERT INTO panel SELECT * REPLACE (concat(firm, 'x') AS firm) FROM panel WHERE firm LIKE 'f1%'",
};
type Ask = (rows: SqlSource, running: EngineOptions) => Promise<unknown>;

const VERBS: readonly (readonly [string, Ask])[] = [
  ["feols", (rows, running) => sqlFeols(kernels, rows, FORMULA, { ...CITY, ...running })],
  ["weights", (rows, running) => sqlFeols(kernels, rows, FORMULA, { ...CITY, weights: "w", ...running })],
  ["one effect", (rows, running) => sqlFeols(kernels, rows, "y ~ did + x | firm", { ...CITY, ...running })],
  ["no constant", (rows, running) => sqlFeols(kernels, rows, "y ~ 0 + x + z", { vcov: "cluster:firm", ...running })],
  ["two clusterings", (rows, running) => sqlFeols(kernels, rows, FORMULA, { vcov: "cluster:firm+year", ...running })],
  ["its meat by row", (rows, running) => sqlFeols(kernels, rows, FORMULA, { vcov: "hetero", ...running })],
  ["instruments", (rows, running) => sqlFeols(kernels, rows, "y ~ 1 | firm + year | x ~ z", { ...CITY, ...running })],
  [
    "their scores by row",
    (rows, running) => sqlFeols(kernels, rows, "y ~ 1 | firm + year | x ~ z", { vcov: "hetero", ...running }),
  ],
  [
    "both steps of GMM",
    (rows, running) =>
      sqlFeols(kernels, rows, "y ~ did | firm | x ~ z + u", {
        ...{ vcov: "cluster:year", iv: "gmm2s", ivVcov: "sandwich" },
        ...running,
      }),
  ],
  ["no effects", (rows, running) => sqlFeols(kernels, rows, "y ~ did + factor(w)", { vcov: "iid", ...running })],
  ["lags", (rows, running) => sqlFeols(kernels, rows, "y ~ l(x, 1) | firm", { vcov: "iid", panel: KEYS, ...running })],
  ["cells", (rows, running) => sqlFeols(kernels, rows, "y ~ x | firm + city^year", { ...CITY, ...running })],
  [
    "bootstrap",
    (rows, running) => sqlBootstrap(kernels, rows, FORMULA, { term: "did", cluster: "city", draws: 9, ...running }),
  ],
  [
    "placebo",
    (rows, running) => sqlPlacebo(kernels, rows, FORMULA, { term: "did", unit: "city", draws: 9, ...running }),
  ],
  ["groups", (rows, running) => sqlGroupDifference(kernels, rows, "y ~ x | firm + year", { ...GROUPS, ...running })],
  ["cohorts", (rows, running) => sqlEventStudy(kernels, rows, KEYS, EVENTS, { cohort: "cohort", ...CITY, ...running })],
  ["treatments", (rows, running) => sqlEventStudy(kernels, rows, KEYS, EVENTS, { treat: "did", ...CITY, ...running })],
  ["did", (rows, running) => sqlDid(kernels, rows, KEYS, "y ~ 1 | firm + year", { ...DID, ...running })],
];

/** Columns of one row, or of one firm or city, in place: what is at stake is a number that no count knows of. */
const ROW = "WHERE firm = 'f30' AND year = 2003";
const OVERWRITTEN: Readonly<Record<string, string>> = {
  y: `UPDATE panel SET y = y + 2 ${ROW}`,
  x: `UPDATE panel SET x = x + 0.4 ${ROW}`,
  z: `UPDATE panel SET z = z - 0.4 ${ROW}`,
  w: `UPDATE panel SET w = CASE WHEN w = 3 THEN 1 ELSE w + 1 END ${ROW}`,
  did: `UPDATE panel SET did = 1 - did ${ROW}`,
  cohort: "UPDATE panel SET cohort = 2007 - cohort / 2 WHERE firm = 'f30'",
  coast: "UPDATE panel SET coast = 1 - coast WHERE city = 60",
  alone: "UPDATE panel SET y = y + 2 WHERE firm IN (SELECT min(firm) FROM kept GROUP BY firm HAVING count(*) = 1)",
};
const restored = () => engine.execute("CREATE OR REPLACE TABLE panel AS SELECT * FROM kept");

/** What a verb finds, or the code of its error. */
const outcome = (asked: Promise<unknown>): Promise<unknown> => asked.catch(({ code }) => code as string);

describe("a table that changes between statements:", () => {
  beforeAll(() => engine.execute("CREATE TABLE kept AS SELECT * FROM panel"));

  it.each(VERBS)("rows that come or go are an error in %s, whichever it changes before", async (_, ask) => {
    let statements = 0;
    await ask(source, { onStatement: () => statements++ });
    expect(statements).toBeGreaterThan(3);
    for (const [what, change] of Object.entries(CHANGES)) {
      for (let at = 2; at <= statements; at++) {
        const asked = ask(
          interrupted(source, at, () => engine.execute(change)),
          {},
        );
        await expect(asked, `${what} before statement ${at}`).rejects.toMatchObject({ code: "engine_changed" });
        await restored();
      }
    }
  });

  it.each(VERBS)("values overwritten are an error in %s, or it finds what one state of them is", async (_, ask) => {
    let statements = 0;
    const before = await ask(source, { onStatement: () => statements++ });
    for (const [what, change] of Object.entries(OVERWRITTEN)) {
      await engine.execute(change);
      const after = await outcome(ask(source, {}));
      await restored();
      if (differences(before, after).length === 0) continue; // nothing that is read
      for (let at = 2; at <= statements; at++) {
        const lasting = interrupted(source, at, () => engine.execute(change));
        for (const rows of [lasting, ...(what === "y" ? [interrupted(lasting, at + 1, restored)] : [])]) {
          const found = await outcome(ask(rows, {}));
          await restored();
          const isOfOne = [before, after, "engine_changed"].some((one) => differences(one, found).length === 0);
          expect(isOfOne, `${what} before statement ${at}: ${JSON.stringify(found)}`).toBe(true);
        }
      }
    }
  });
});

describe("what comes home", () => {
  it("is the table that was made, with what it took", async () => {
    const home = await bringHome(new Queries(engine), source);
    expect(home.names).toEqual(table.names);
    expect(Array.from(home.numeric("y"))).toEqual(Array.from(table.numeric("y")));
    const firms = home.column("firm");
    expect(firms).toMatchObject({
      kind: "text",
      levels: (table.column("firm") as { levels: readonly string[] }).levels,
    });
    expect(home.notes.map(({ code }) => code)).toEqual(["came_home"]);
  });

  it("is refused where it is too large, and kinds without a form are left", async () => {
    await expect(bringHome(new Queries(engine), source, { most: 1e4 })).rejects.toMatchObject({
      code: "engine_too_large",
    });
    const query = "SELECT [1, 2] AS list, TRUE AS yes, DATE '2020-02-29' AS day, CAST(NULL AS VARCHAR) AS none";
    const home = await bringHome(new Queries(engine), await sqlSource(engine, query));
    expect(home.names).toEqual(["yes", "day", "none"]);
    expect(home.numeric("yes")[0]).toBe(1);
    expect(home.notes.map(({ code }) => code)).toEqual(["came_home", "left_there"]);
  });
});
