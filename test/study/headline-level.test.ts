/** The headline's p heeds the level at which treatment was, or may have been, assigned. */
import { beforeAll, describe, expect, test } from "vitest";
import { panel } from "../../src/data/panel/panel.js";
import { makeTable, selectRows, type Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import { distanceLine } from "../../src/study/headline/distance.js";
import { headlineText } from "../../src/study/headline/text.js";
import { runStudy, type StudyResult } from "../../src/study/run-study.js";
import { bootstrap } from "../../src/verbs/bootstrap/fit.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { firmsInCities } from "../support/firms-in-cities.js";
import { runWholeStudy } from "../support/run-whole-study.js";
import { readExample } from "./read-example.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const SEED = 15;
/** An effect that the shocks of cities do not hide. */
const CLEAR = 5;

const study = (keys: string, stages: string): string => `title: Firms in cities
data: { firms: firms.csv }
panel: { data: firms, unit: firm, time: year, outcome: y }
treatment: { cohort: g, codings: { treated: { coding: absorbing } } }
seed: 7
${keys}
stages:
${stages}
`;
const MAIN = "  main: { stage: regressions, columns: [{ treatment: treated }] }";
const BY_FIRM = "variance: cluster:firm\n";

const run = (keys: string, table: Table, stages = MAIN): Promise<StudyResult> =>
  runWholeStudy(engine, parseStudy(study(keys, stages), "study.yaml"), new Map([["firms", table]]));

const texts = ({ record, file }: StudyResult) =>
  (["en", "zh"] as const).map((language) =>
    headlineText(record.headline!, { spec: { ...file.spec, language }, table: "table1", few: 10 }),
  );

const CITY = { column: "city", groups: 20, treated: 10 };

/** t and p by firm and by city. */
const fitted = (table: Table, by: string) =>
  feols(engine, panel(table, { unit: "firm", time: "year" }), "y ~ did | firm + year", {
    vcov: `cluster:${by}`,
    assignedBy: "unit",
  }).coefficients.did!;

describe("400 firms in 20 cities with shocks of the cities", () => {
  test("no effect, the level not said: no statement, the question and both p", async () => {
    const table = firmsInCities(SEED);
    const result = await run(BY_FIRM, table);
    const { inference, assigned } = result.record.headline!;
    const [firm, city] = [fitted(table, "firm").p_value, fitted(table, "city").p_value];
    expect(firm).toBeLessThan(1e-6);
    expect(city).toBeGreaterThan(0.05);
    expect(inference).toEqual({
      basis: "none",
      because: { code: "level_open", own: firm, clusters: { firm: 400 } },
    });
    expect(assigned).toMatchObject({
      stated: false,
      levels: [{ ...CITY, inference: { basis: "level", p_value: city } }],
    });
    for (const text of texts(result)) {
      expect(text).toContain("assigned_by: city");
      expect(text).toContain(city.toFixed(3));
      expect(text).not.toMatch(/distinguishable|显著异于|，显著/);
    }
  });

  test("no effect, assigned by the city: its p, error and interval, and no other", async () => {
    const table = firmsInCities(SEED);
    const result = await run(`${BY_FIRM}assigned_by: city\n`, table);
    const { inference, assigned, columns } = result.record.headline!;
    const { p_value, std_error, conf_low, conf_high } = fitted(table, "city");
    expect(inference).toEqual({ basis: "level", p_value, std_error, conf_low, conf_high });
    expect(assigned).toMatchObject({ stated: true, levels: [CITY] });
    for (const text of texts(result)) {
      expect(text).toContain(std_error.toFixed(3));
      expect(text).toContain(conf_low.toFixed(3));
      expect(text).not.toContain(columns[0]!.std_error!.toFixed(3));
    }
    // an error below the level measures no distance
    const [own] = result.shown[0]!.findings;
    const other = { name: null, facts: { ...columns[0]!.facts, controls: ["x"] }, estimate: 0, nobs: own!.nobs };
    expect(distanceLine([other], result.record.headline, "en")[0]![1]).toBe((-columns[0]!.estimate).toFixed(3));
  });

  test("a clear effect, the level not said: its own p, and that the conclusion is the same by city", async () => {
    const table = firmsInCities(SEED, CLEAR);
    const result = await run(BY_FIRM, table);
    const { inference, assigned } = result.record.headline!;
    expect(inference).toEqual({ basis: "formula", p_value: fitted(table, "firm").p_value });
    expect(assigned).toMatchObject({ stated: false, levels: [CITY] });
    const [en, zh] = texts(result);
    expect(en).toMatch(/: statistically distinguishable .*same .*city \(20 groups, 10 treated\)/);
    expect(zh).toContain("结论不变");
  });

  test.each([
    ["each firm on its own", `${BY_FIRM}assigned_by: unit\n`],
    ["errors by the level", "variance: cluster:city\nassigned_by: city\n"],
  ])("%s: the p of the table, and no level", async (_, keys) => {
    const { headline } = (await run(keys, firmsInCities(SEED))).record;
    expect(headline!.inference).toMatchObject({ basis: "formula" });
    expect(headline).not.toHaveProperty("assigned");
  });

  test("errors that are not clustered are below the level, too", async () => {
    const { headline } = (await run("variance: hetero\n", firmsInCities(SEED))).record;
    expect(headline!.inference).toMatchObject({ basis: "none", because: { code: "level_open", clusters: {} } });
  });

  test("few cities: the restricted wild bootstrap by city", async () => {
    const table = firstCities(14);
    const { headline } = (await run(`${BY_FIRM}assigned_by: city\n`, table)).record;
    const data = panel(table, { unit: "firm", time: "year" });
    const { p_value } = await bootstrap(engine, data, "y ~ did | firm + year", {
      term: "did",
      cluster: "city",
      seed: 7,
    });
    expect(headline!.inference).toMatchObject({ basis: "restricted", p_value: p_value.statistic, clusters: 14 });
  });

  test("few treated cities: assignments to cities", async () => {
    const { headline } = (await run(`${BY_FIRM}assigned_by: city\n`, firstCities(6))).record;
    expect(headline!.inference).toMatchObject({
      basis: "randomisation",
      unit: "city",
      assignments: 20,
      least_p: 1 / 20,
    });
  });

  test("two cities: nothing, with the reason", async () => {
    const result = await run(`${BY_FIRM}assigned_by: city\n`, firstCities(2));
    expect(result.record.headline!.inference).toEqual({
      basis: "none",
      because: { code: "few_groups", column: "city", groups: 2, treated: 1 },
    });
  });

  test("an average of did by firm has no p at the level: nothing where the level is said, or open", async () => {
    const stages = "  main: { stage: did, estimators: [cs] }";
    const stated = (await run(`${BY_FIRM}assigned_by: city\n`, firmsInCities(SEED), stages)).record.headline!;
    expect(stated.inference).toMatchObject({ basis: "none", because: { code: "below_level", ...CITY } });
    const open = (await run(BY_FIRM, firmsInCities(SEED), stages)).record.headline!;
    expect(open.inference).toMatchObject({ basis: "none", because: { code: "level_open" } });
    const at = await run("variance: cluster:city\nassigned_by: city\n", firmsInCities(SEED), stages);
    expect(at.record.headline!.inference).toMatchObject({ basis: "formula" });
  });

  test("a level that rows of the headline lack is refused by name", async () => {
    const table = firmsInCities(SEED);
    const holes = table.numeric("city_id").map((value, row) => (row < 12 ? Number.NaN : value));
    const columns = table.columns.map((column) =>
      column.name === "city_id" ? ({ kind: "numeric", name: "city_id", values: holes } as const) : column,
    );
    const { headline } = (await run(`${BY_FIRM}assigned_by: city_id\n`, makeTable(columns, table.source))).record;
    expect(headline!.inference).toMatchObject({
      because: { code: "refused", refusal: { code: "assigned_missing", detail: { got: 3988, expected: 4000 } } },
    });
  });
});

/** The first cities alone, of which every second is treated. */
function firstCities(n: number): Table {
  const table = firmsInCities(SEED);
  const rows = Uint32Array.from(table.numeric("y").keys()).filter((row) => table.numeric("city_id")[row]! < n);
  return selectRows(table, rows);
}

test("the minimum wage: a law of one of two states is not distinguishable, and neither is a variant", async () => {
  const { file, tables } = await readExample("minimum-wage");
  const result = await runStudy(engine, file, tables, { only: ["table1", "robust"] });
  expect(result.record.headline!.inference).toEqual({
    basis: "none",
    because: { code: "few_groups", column: "new_jersey", groups: 2, treated: 1 },
  });
  for (const text of texts(result)) {
    expect(text).toMatch(/Donald (and|与) Lang/);
    expect(text).not.toMatch(/distinguishable|0\.040|1\.338/);
  }
  const robust = result.shown.find(({ name }) => name === "robust")!;
  expect(robust.cautions).toEqual([]);
  const notes = robust.exhibits.flatMap((one) => (one.kind === "table" ? one.table.notes : []));
  expect(notes.join(" ")).not.toMatch(/conclusion at the/);
});
