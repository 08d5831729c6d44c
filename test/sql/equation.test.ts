/**
 * Equations with instruments over rows in DuckDB against the same in memory: every estimator, under every variance that sums answer, with
 * effects and without, weighted and not.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadEngine } from "../../src/engine/kernels/engine.js";
import { bringHome } from "../../src/sql/bring-home.js";
import type { SqlEngine } from "../../src/sql/engine.js";
import type { SqlSource } from "../../src/sql/frame.js";
import { openSqlEngine, sqlSource } from "../../src/sql/open.js";
import { Queries } from "../../src/sql/queries.js";
import { sqlFeols } from "../../src/sql/verbs/feols.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { loadTable } from "../engines/support.js";
import { differences, memoryTable, verbPanel } from "../engines/verb-laws.js";

const kernels = await loadEngine({ threads: 1 });
const rows = verbPanel(11);
const table = memoryTable(rows);
let engine: SqlEngine;
let source: SqlSource;
beforeAll(async () => {
  engine = await openSqlEngine("duckdb");
  await loadTable(engine, "panel", rows);
  source = await sqlSource(engine, "panel");
});
afterAll(() => engine.close());

/** Of where rows are; of columns that are no part of the model. */
const NOT_SOUGHT = ["rows_stayed", "assignment_level"];

async function compared(formula: string, options: object): Promise<void> {
  const expected = feols(kernels, table, formula, options as never);
  const found = await sqlFeols(kernels, source, formula, options as never);
  expect(differences(expected, found)).toEqual([]);
  const said = ({ notes }: typeof found) =>
    notes.filter(({ code }) => !NOT_SOUGHT.includes(code)).map(({ message }) => message);
  expect(said(found)).toEqual(said(expected as typeof found));
}

const VARIANCES = [
  "iid",
  "hetero",
  "cluster:city",
  "cluster:firm",
  "cluster:year",
  "cluster:city+year",
  "cluster:firm+year",
];
const ESTIMATORS = ["2sls", "liml", "fuller", "gmm2s"];
const EFFECTS = ["y ~ did | firm + year | x ~ z + u", "y ~ did + w | x ~ z + u"];

describe.each(ESTIMATORS)("%s", (iv) => {
  describe.each(EFFECTS)("%s", (formula) => {
    it.each(VARIANCES.flatMap((vcov) => [{ vcov }, { vcov, weights: "w" }]))("%o", async (options) => {
      await compared(formula, { ...options, iv });
    });
  });
});

describe("forms of the covariance, weights and tests", () => {
  it.each([
    ["y ~ did | firm + year | x ~ z + u", { iv: "liml", ivVcov: "kappa", vcov: "hetero" }],
    ["y ~ did | firm + year | x ~ z + u", { iv: "fuller:4", ivVcov: "kappa", vcov: "cluster:year", weights: "w" }],
    ["y ~ did | firm + year | x ~ z + u", { iv: "liml", ivVcov: "bekker", vcov: "iid" }],
    ["y ~ did + w | firm | x ~ z + u", { iv: "gmm2s", ivVcov: "sandwich", vcov: "hetero" }],
    ["y ~ did + w | x ~ z + u", { iv: "gmm2s", ivVcov: "sandwich", vcov: "cluster:city" }],
    ["y ~ did + w | x ~ z + u", { iv: "gmm2s", ivVcov: "sandwich", vcov: "iid" }],
    ["y ~ did + w | x ~ z + u", { iv: "gmm2s:centred", vcov: "iid" }],
    ["y ~ 0 + did | firm | x ~ z + u", { iv: "gmm2s:centred", vcov: "iid" }],
    ["y ~ did + w | firm | x ~ z + u", { iv: "gmm2s", ivWeight: "hetero", vcov: "cluster:city+year" }],
    ["y ~ did + w | firm | x ~ z + u", { iv: "gmm2s", ivWeight: "cluster:city", vcov: "cluster:city+year" }],
    ["y ~ did + w | firm | x ~ z + u", { iv: "gmm2s", ivWeight: "iid", vcov: "hetero" }],
    ["y ~ did | firm + year | x ~ z + u + I(z * u)", { vcov: "hetero", orthog: ["z"] }],
    ["y ~ did | firm + year | x ~ u", { vcov: "cluster:firm+year", ssc: "reghdfe" }],
    ["y ~ did | firm + year | x ~ u", { vcov: "hetero", fixefRm: "none", subset: "year > 2001" }],
  ])("%s %o", compared);
});

describe("terms", () => {
  it.each([
    ["y ~ did * z | firm + year | x ~ u", { vcov: "cluster:city" }],
    ["y ~ i(year) + z | x ~ u", { vcov: "hetero" }],
    ["y ~ factor(year) * z | firm | x ~ u", { vcov: "cluster:firm", weights: "w" }],
    ["y ~ z | firm + year | x + x:did ~ u + u:did", { vcov: "hetero" }],
    ["y ~ factor(city) * z | x ~ u", { vcov: "cluster:firm" }],
    ["y ~ z | firm + year | x ~ i(city, u)", { vcov: "cluster:firm" }],
    ["y ~ z | firm + year | x + I(x^2) ~ u + I(u^2) + I(u^3)", { vcov: "cluster:year" }],
    ["y ~ poly(z, 2, raw = TRUE) | firm + year | x ~ poly(u, 2, raw = TRUE)", { vcov: "hetero", iv: "liml" }],
    ["y ~ 0 + z + did | x ~ u", { vcov: "hetero" }],
    ["y ~ 1 | x ~ u", { vcov: "cluster:city" }],
    ["y ~ 1 | x ~ u + z", { vcov: "hetero", iv: "gmm2s" }],
    ["y ~ z + I(2 * z) | firm | x ~ u + I(3 * u)", { vcov: "hetero" }],
    ["y ~ z | firm + city^year | x ~ u", { vcov: "cluster:city" }],
    ["y ~ z | firm + city^year | x ~ u + I(u^2)", { vcov: "hetero", weights: "w" }],
    ["y ~ z | firm + city^year | x ~ u + I(u^2)", { vcov: "cluster:city", weights: "w", iv: "gmm2s" }],
    ["y ~ z + l(z, 1) | firm + year | x ~ u", { vcov: "cluster:firm", panel: { unit: "firm", time: "year" } }],
    ["log(y) ~ did | city | x ~ z + u", { vcov: "cluster:city+year+firm" }],
  ])("%s %o", compared);

  it("that patterns name", async () => {
    await compared('y ~ ..("^(did|z)$") | firm + year | x ~ regex("^u$")', { vcov: "hetero" });
  });

  it.each([
    ["y ~ did | firm + year | x ~ z + u + coast", { vcov: "hetero" }],
    ["y ~ did | year | x ~ u + coast", { vcov: "cluster:city" }],
    ["y ~ z | year | x ~ u + cohort", { vcov: "cluster:firm+city" }],
  ])("of instruments that are constant within effects or clusters: %s %o", compared);
});

describe("levels of assignment", () => {
  it.each(["y ~ did | firm + year", "y ~ did | firm + year | x ~ z"])(
    "are looked for in memory: %s",
    async (formula) => {
      const asked = (assignedBy: string) => sqlFeols(kernels, source, formula, { vcov: "cluster:firm", assignedBy });
      await expect(asked("city")).rejects.toMatchObject({ code: "engine_option", detail: { got: "city" } });
      await expect(asked("unit")).resolves.toMatchObject({ nobs: expect.any(Number) });
    },
  );
});

describe("more clusters than come home", () => {
  it("hold whole units, or cut them", async () => {
    const firms =
      "SELECT i % 50500 AS firm, i // 50500 AS year, (i % 50500) % 7 + random() * 0 AS own FROM range(151500) t(i)";
    await engine.execute(
      `CREATE TABLE many AS SELECT firm, year, own, sin(i1) + own AS z, cos(i2) + 0.2 * own AS w, sin(i1) + sin(i3) AS x,
       sin(i1) + 0.5 * sin(i3) + cos(i2) + own + sin(i4) AS y
       FROM (SELECT *, firm * 3.7 + year * 1.3 AS i1, firm * 1.9 + year * 2.1 AS i2, firm * 2.3 - year AS i3, firm * 0.9 + year * 5 AS i4 FROM (${firms}))`,
    );
    const many = await sqlSource(engine, "many");
    const home = await bringHome(new Queries(engine), many);
    for (const [formula, vcov] of [
      ["y ~ w | firm + year", "cluster:firm"],
      ["y ~ w | firm + year | x ~ z", "cluster:firm"],
      ["y ~ w | firm + year | x ~ z", "cluster:firm+year"],
    ] as const) {
      const expected = feols(kernels, home, formula, { vcov });
      expect(differences(expected, await sqlFeols(kernels, many, formula, { vcov }))).toEqual([]);
    }
  });
});
