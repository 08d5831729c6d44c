/** A study whose outcome is extrapolated: columns on measured rows and on all are the verbs' own, and the report says so. */
import { beforeAll, describe, expect, test } from "vitest";
import { panel } from "../../src/data/panel/panel.js";
import { parseCsv } from "../../src/data/table/csv.js";
import { selectRows } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import { studyCautions } from "../../src/study/page/text.js";
import type { StudyResult } from "../../src/study/run-study.js";
import type { RegressionModel } from "../../src/study/stages/regressions/wild-rows.js";
import { extrapolate } from "../../src/trade/extrapolate/fit.js";
import { eventStudy } from "../../src/verbs/event-study/fit.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { placebo } from "../../src/verbs/placebo/fit.js";
import { runWholeStudy } from "../support/run-whole-study.js";
import { EXTRAPOLATED_CSV, extrapolatedStudy, LAST } from "./extrapolated-study.js";
import { csvOf, STUDY, smallRows } from "./small-study.js";

const cities = parseCsv(EXTRAPOLATED_CSV);
const MEASURED = `provenance == "measured"`;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const run = (study: string, only?: string, table = cities): Promise<StudyResult> =>
  runWholeStudy(
    engine,
    parseStudy(study, "study.yaml"),
    new Map([["cities", table]]),
    only === undefined ? {} : { only },
  );
const modelsOf = ({ record }: StudyResult) =>
  (record.stages.table1 as { readonly models: readonly RegressionModel[] }).models;

/** The extrapolated rows by the verb alone. */
const byVerb = () =>
  extrapolate(engine, cities, {
    outcome: "quality",
    unit: "city",
    time: "year",
    formula: "tertiary * province_quality",
    province: "province",
    last: LAST,
  });

describe("rows of a stage of regressions", () => {
  test("both puts each column twice: the fits on the subset of measured rows and on all rows", async () => {
    const result = await run(extrapolatedStudy("both"), "table1");
    const models = modelsOf(result);
    const { table } = byVerb();
    const options = { vcov: "cluster:city" };
    const formulas = ["quality ~ did | city + year", "quality ~ did + eco | city + year"];
    const apart = formulas.flatMap((formula) => [
      feols(engine, table, formula, { ...options, subset: MEASURED }),
      feols(engine, table, formula, options),
    ]);
    expect(models.map(({ rows }) => rows)).toEqual(["measured", "all", "measured", "all"]);
    expect(models.map(({ fit }) => fit.coefficients)).toEqual(apart.map(({ coefficients }) => coefficients));
    expect(models.map(({ fit }) => fit.nobs)).toEqual([120, 192, 120, 192]);
    expect(models.map(({ imputed }) => imputed)).toEqual([0, 72, 0, 72]);
    // cohort 2015 begins after the last measured year: eight cities are seen treated in imputed rows alone
    const cohort2015 = ["1", "10", "13", "16", "19", "22", "4", "7"];
    expect(models.map(({ treated_only_imputed: units }) => [...(units ?? [])].sort())).toEqual([
      [],
      cohort2015,
      [],
      cohort2015,
    ]);
    expect(studyCautions(result).filter((text) => text.includes("for 8 of 16 treated units"))).toHaveLength(2);
    const [exhibit] = result.shown[0]!.exhibits;
    if (exhibit?.kind !== "table") throw new Error("the stage shows no table");
    expect(exhibit.table.heads.map((lines) => lines[1])).toEqual([
      "absorbing, measured",
      "absorbing, all",
      "absorbing, measured",
      "absorbing, all",
    ]);
    expect(exhibit.table.rows.find(({ label }) => label === "Imputed outcomes")?.cells).toMatchObject([
      { text: "0" },
      { text: "72" },
      { text: "0" },
      { text: "72" },
    ]);
  });

  test("measured joins a column's own subset", async () => {
    const study = extrapolatedStudy("measured", (text) =>
      text.replace("{ treatment: did }", "{ treatment: did, subset: city > 3 | year == 2010 }"),
    );
    const [model] = modelsOf(await run(study, "table1"));
    const fit = feols(engine, byVerb().table, "quality ~ did | city + year", {
      vcov: "cluster:city",
      subset: `(city > 3 | year == 2010) & ${MEASURED}`,
    });
    expect(model!.fit.coefficients).toEqual(fit.coefficients);
    expect(model!.fit.nobs).toBe(fit.nobs);
  });

  test("all is what a stage does when not told", async () => {
    const [told, unreported] = [
      await run(extrapolatedStudy("all"), "table1"),
      await run(extrapolatedStudy(null), "table1"),
    ];
    expect(unreported.record).toEqual(told.record);
  });
});

test("event study and placebo on measured rows are the verbs' on them", async () => {
  const { record } = await run(extrapolatedStudy("measured"));
  const { table } = byVerb();
  const rows = Uint32Array.from(table.numeric("year").keys()).filter((row) => table.numeric("year")[row]! <= LAST);
  const measured = panel(selectRows(table, rows), { unit: "city", time: "year" });
  // cohorts after the last measured period are known from the whole panel, so their leads count
  const whole = panel(table, { unit: "city", time: "year" });
  const event = eventStudy(engine, whole, "quality ~ eco | city + year", {
    cohort: "g",
    window: [-2, 2],
    bin: true,
    subset: MEASURED,
    vcov: "cluster:city",
  });
  expect((record.stages.figure1 as unknown as typeof event).effects).toEqual(event.effects);
  const dealt = await placebo(engine, measured, "quality ~ did + eco | city + year", {
    term: "did",
    draws: 40,
    seed: 7,
    vcov: "cluster:city",
  });
  expect(record.stages.figure2).toMatchObject({ p_value: dealt.p_value, observed: dealt.observed });
});

describe("what is said", () => {
  test("counts by provenance, over all rows and in the sample", async () => {
    const { record } = await run(extrapolatedStudy("both"));
    expect(record.extrapolation?.run.counts).toEqual({ measured: 120, imputed: 72, missing: 0 });
    expect(record.extrapolation?.sample).toEqual({ measured: 120, imputed: 72, missing: 0 });
    expect(record.extrapolation?.run).toEqual(byVerb().record);
  });

  test("a column of the formula among the controls is a caution where rows are imputed, once", async () => {
    const control = (text: string) => text.replace("controls: [eco]", "controls: [eco, tertiary]");
    const cautions = studyCautions(await run(extrapolatedStudy("both", control)));
    expect(cautions.filter((text) => text.includes("tertiary is a regressor"))).toHaveLength(1);
    const onMeasured = await run(extrapolatedStudy("measured", control));
    expect(studyCautions(onMeasured).filter((text) => text.includes("is a regressor"))).toEqual([]);
    const stage = (await run(extrapolatedStudy(null, control), "table1")).record.stages.table1;
    expect(stage).toMatchObject({ notes: [{ code: "outcome_built_from_regressor" }] });
  });

  test("a study without an extrapolation has nothing of it", async () => {
    const { record } = await run(STUDY, undefined, parseCsv(csvOf(smallRows())));
    expect(record).not.toHaveProperty("extrapolation");
    for (const model of (record.stages.table1 as { models: object[] }).models) {
      expect(model).not.toHaveProperty("rows");
      expect(model).not.toHaveProperty("imputed");
    }
  });
});

describe("errors", () => {
  test("rows without an extrapolation", () => {
    const study = STUDY.replace("    columns:\n", "    rows: measured\n    columns:\n");
    return expect(run(study)).rejects.toMatchObject({
      code: "rows_without_extrapolate",
      message: expect.stringMatching(/^study\.yaml:\d+:\d+: rows: measured distinguishes/),
    });
  });

  test("a formula's unknown column is told where it was written", () => {
    const study = extrapolatedStudy(null, (text) => text.replace("tertiary *", "tertiery *"));
    const line = study.split("\n").findIndex((text) => text.includes("extrapolate:")) + 1;
    return expect(run(study)).rejects.toMatchObject({
      code: "unknown_column",
      message: expect.stringMatching(new RegExp(`^study\\.yaml:${line}:\\d+: .*did you mean 'tertiary'`)),
    });
  });
});
