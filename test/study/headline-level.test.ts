/** The headline's p heeds the level at which treatment was, or may have been, assigned. */
import { beforeAll, describe, expect, test } from "vitest";
import { panel } from "../../src/data/panel/panel.js";
import { makeTable, selectRows, type Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import { distanceLine } from "../../src/study/headline/distance.js";
import { headlineText } from "../../src/study/headline/text.js";
import { treatmentFacts } from "../../src/study/page/text.js";
import { runStudy, type StudyResult } from "../../src/study/run-study.js";
import { bootstrap } from "../../src/verbs/bootstrap/fit.js";
import { did } from "../../src/verbs/did/verb/fit.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { firmsInCities } from "../support/firms-in-cities.js";
import { seeded } from "../support/random.js";
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

describe("a headline that is no regression, of firms in cities, has its p at the level, or none", () => {
  const CS = "  main: { stage: did, estimators: [twfe, cs] }\nheadline: { stage: main, column: 2 }";
  const IV = "  main: { stage: iv, columns: [{ treatment: treated, instruments: [z] }] }";
  const EVENTS = "  main: { stage: event-study, window: [-2, 2], bin: true, controls: false }";
  const MATCHED =
    "  main: { stage: psmatch, covariates: [industry], columns: [{}] }\nheadline: { stage: main, column: 1 }";
  const LAGGED = "  main: { stage: pgmm, columns: [{ treatment: treated, controls: false, collapse: true }] }";
  const BY_CITY = "variance: cluster:city\nassigned_by: city\n";
  const STATED = `${BY_FIRM}assigned_by: city\n`;

  test.each([
    ["did", CS],
    ["an event study", EVENTS],
    ["matched rows", MATCHED],
  ])("%s: t clustered by the level, as the stage has it with errors so clustered", async (_, stages) => {
    const table = withInstrument(firmsInCities(SEED));
    const stated = await run(STATED, table, stages);
    const clustered = await run(BY_CITY, table, stages);
    const { p_value, std_error, conf_low, conf_high } = clustered.record.headline!.columns[0]!;
    const { inference, columns } = stated.record.headline!;
    expect(inference).toEqual({ basis: "level", p_value, std_error, conf_low, conf_high });
    expect(columns[0]!.p_value).toBeLessThan(p_value!);
    for (const text of texts(stated)) {
      expect(text).toContain(std_error!.toFixed(3));
      expect(text).not.toContain(columns[0]!.std_error!.toFixed(3));
    }
    const open = (await run(BY_FIRM, table, stages)).record.headline!;
    expect(open.assigned!.levels.find(({ column }) => column === "city")).toEqual({ ...CITY, inference });
  });

  test("did reads t with one degree of freedom fewer than cities, though the study asks for the normal", async () => {
    const table = firmsInCities(SEED);
    const normal = CS.replace("cs]", "cs], interval: normal");
    const { inference } = (await run(STATED, table, normal)).record.headline!;
    const { estimates } = await did(engine, panel(table, { unit: "firm", time: "year" }), "y ~ 1 | firm + year", {
      ...{ treat: "did", estimator: ["cs"], vcov: "cluster:city", interval: "t", assignedBy: "unit" },
    });
    expect(inference).toMatchObject({ basis: "level", p_value: estimates[0]!.overall.p_value });
  });

  test("instruments: the Anderson-Rubin test clustered by the level; by the wild bootstrap where cities are few", async () => {
    const table = withInstrument(firmsInCities(SEED));
    const formula = "y ~ 1 | firm + year | did ~ z";
    const data = panel(table, { unit: "firm", time: "year" });
    // with one instrument the test is that of the instrument in the outcome, all effects counted
    const reduced = feols(engine, data, "y ~ z | firm + year", {
      vcov: "cluster:city",
      ssc: "K.fixef=full",
      assignedBy: "unit",
    });
    const many = await run(STATED, table, IV);
    const { inference } = many.record.headline!;
    expect(inference).toEqual({
      basis: "anderson_rubin",
      p_value: expect.closeTo(reduced.coefficients.z!.p_value, 10),
    });

    const few = withInstrument(firstCities(14));
    const drawn = await bootstrap(engine, panel(few, { unit: "firm", time: "year" }), formula, {
      ...{ term: "did", cluster: "city", seed: 7 },
    });
    const result = await run(STATED, few, IV);
    expect(result.record.headline!.inference).toEqual({
      basis: "anderson_rubin",
      p_value: drawn.anderson_rubin!.p_value,
      drawn: { draws: drawn.anderson_rubin!.draws.used, seed: 7, clusters: 14 },
    });
    const [en, zh] = texts(result);
    expect(en).toContain("seed 7). Its 14 clusters are too few for the F distribution.");
    expect(zh).toContain("种子 7）。聚类仅 14 个");
  });

  test.each([
    ["too few cities for t", CS, 14, "few_at_level"],
    ["too few treated cities", EVENTS, 12, "few_at_level"],
    ["two cities", CS, 2, "few_groups"],
    ["errors by unit alone", LAGGED, 20, "below_level"],
    ["an estimator that refuses such errors", CS.replace("twfe, cs", "twfe, rs"), 20, "below_level"],
  ])("%s: no statement, and the reason", async (_, stages, n, code) => {
    const result = await run(STATED, firstCities(n), stages);
    const { inference, columns } = result.record.headline!;
    expect(inference).toMatchObject({ basis: "none", because: { code, column: "city", groups: n, treated: n / 2 } });
    for (const text of texts(result)) {
      expect(text).not.toMatch(/distinguishable|显著异于|，显著|undefined|key variance/);
      expect(text).not.toContain(columns[0]!.std_error!.toFixed(3));
    }
  });

  test.each([
    ["errors by the level", BY_CITY],
    ["each firm on its own", `${BY_FIRM}assigned_by: unit\n`],
  ])("%s: the p of the table", async (_, keys) => {
    const { headline } = (await run(keys, firmsInCities(SEED), CS)).record;
    expect(headline!.inference).toEqual({ basis: "formula", p_value: headline!.columns[0]!.p_value });
  });
});

/** With a column that goes with the treatment, and rows' own chance. */
function withInstrument(table: Table): Table {
  const next = seeded(SEED);
  const values = table.numeric("did").map((did) => did + next() - 0.5);
  return makeTable([...table.columns, { kind: "numeric", name: "z", values }], table.source);
}

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
  // a figure of intervals below the level says so itself; the sample names what its periods are; Chinese words stand unspaced
  const figure = robust.exhibits.find((one) => one.kind === "figure")!;
  expect(figure).toMatchObject({
    notes: [expect.anything(), expect.stringMatching(/^Treatment was assigned by state:/)],
  });
  expect(figure.about.sample).toBe("784 rows, 400 stores, interview 1 to 2");
  expect(
    headlineText(result.record.headline!, { spec: await chinese("minimum-wage"), table: "table1", few: 10 }),
  ).toContain("处理按州（2 组，其中 1 组受处理）分配");
});

const chinese = async (name: string) => (await readExample(name, "zh")).file.spec;

test("castle doctrine: a state left out is one, and each state's cohort stands in brackets", async () => {
  const { file, tables } = await readExample("castle");
  const result = await runStudy(engine, file, tables, { only: ["table1", "robust"] });
  const [table] = result.shown.find(({ name }) => name === "robust")!.exhibits;
  expect(table?.kind === "table" && table.table.notes.join(" ")).toContain(
    "without state 10 (11 rows of the base sample)",
  );
  expect(treatmentFacts(result)[0]![1]).toMatch(/^10 \(2006\), 1 \(2007\)/);
});
