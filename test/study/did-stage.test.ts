/** The stage `did`: the verb's effects by the estimators that the design does not refuse; designs of all codings; truth. */
import { beforeAll, describe, expect, test } from "vitest";
import { panel } from "../../src/data/panel/panel.js";
import { parseCsv } from "../../src/data/table/csv.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import type { TableModel } from "../../src/report/table-model.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import { exhibitsOf } from "../../src/study/stages/catalogue.js";
import type { DidResult } from "../../src/study/stages/did/result.js";
import type { ShownFigure } from "../../src/study/stages/stage.js";
import { did } from "../../src/verbs/did/verb/fit.js";
import { runWholeStudy } from "../support/run-whole-study.js";
import { csvOf, STUDY, smallRows } from "./small-study.js";

const cities = parseCsv(csvOf(smallRows()));
const CODINGS = "    did: { coding: absorbing }\n";
const BOTH = `${CODINGS}    pulse: { coding: as-written, label: Pulse }\n`;
const asking = (block: string, codings = BOTH): string =>
  `${STUDY.slice(0, STUDY.indexOf("stages:\n")).replace(CODINGS, codings)}stages:\n  main: { stage: did, ${block} }\n`;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

async function stageOf(block: string, { codings = BOTH, language = "en" as "en" | "zh" } = {}) {
  const file = parseStudy(asking(block, codings), "study.yaml");
  const result = await runWholeStudy(
    engine,
    { ...file, spec: { ...file.spec, language } },
    new Map([["cities", cities]]),
  );
  const { exhibits } = result.shown[0]!;
  const {
    result: record,
    designs,
    truth,
  } = result.record.stages.main as unknown as {
    readonly result: DidResult["record"];
  } & Omit<DidResult, "record">;
  return {
    ...{ record, designs, truth, ids: exhibits.map(({ id }) => id) },
    tables: exhibits.flatMap((one): TableModel[] => (one.kind === "table" ? [one.table] : [])),
    figures: exhibits.filter((one): one is ShownFigure => one.kind === "figure"),
  };
}

const verb = (options: Omit<Parameters<typeof did>[3], "vcov" | "seed">, formula = "quality ~ 1 | city + year") =>
  did(engine, panel(cities, { unit: "city", time: "year" }), formula, { ...options, vcov: "cluster:city", seed: 7 });

describe("stage did", () => {
  test("has the effects of the verb, by the study's variance and seed", async () => {
    const block = "estimators: [cs, sunab, bjs], control: notyet, window: [-2, 2], band: uniform, draws: 99";
    const { record, tables, ids } = await stageOf(block);
    const own = verb({
      ...{ treat: "did", estimator: ["cs", "sunab", "bjs"], control: "notyet", window: [-2, 2] },
      ...{ band: "uniform", draws: 99 },
    });
    expect(record!.estimates).toEqual(own.estimates);
    expect(record!.design).toEqual(own.design);
    expect(ids).toEqual(["table1", "figure1", "tableA1", "figureA1"]);
    expect(tables[0]!.heads).toEqual([["cs"], ["sunab"], ["bjs"]]);
    expect(tables[0]!.rows.every(({ cells }) => cells.length === 3)).toBe(true);
    expect(tables[0]!.notes.join(" ")).toContain(
      "99 draws of the multiplier bootstrap by city (mammen weights, seed 7)",
    );
  });

  test("takes controls of the study", async () => {
    const { record } = await stageOf("estimators: [etwfe], controls: true");
    expect(record!.estimates).toEqual(
      verb({ treat: "did", estimator: ["etwfe"] }, "quality ~ eco | city + year").estimates,
    );
  });

  test("names the estimators that the design of its treatment refuses, and runs the others", async () => {
    const block = "treatment: pulse, estimators: [twfe, cs, bjs, lpdid], aggregate: simple, stable: 2, window: [-2, 2]";
    const { record, designs, tables, figures } = await stageOf(block);
    expect(record!.estimates.map(({ estimator }) => estimator)).toEqual(["twfe", "lpdid"]);
    expect(designs.map(({ coding, refusals }) => [coding, refusals.map(({ estimator }) => estimator)])).toEqual([
      ["pulse", ["cs", "bjs"]],
      ["did", []],
    ]);
    const sentence =
      /'Pulse' of 16 units switches off \(first: .*\): cs, bjs need a treatment that stays .*twfe, lpdid.* can use it\./;
    expect(tables[0]!.notes.join(" ")).toMatch(sentence);
    expect(tables[1]!.notes.join(" ")).toMatch(sentence);
    expect(tables[1]!.heads).toEqual([["Pulse"], ["did"]]);
    expect(figures.map(({ caption }) => caption)).toEqual([expect.stringContaining("Who is treated when: Pulse")]);
  });

  test("takes a treatment that switches as it is written, with its switchers and doses", async () => {
    const block = "treatment: pulse, estimators: [dcdh], normalized: true, window: [-2, 1]";
    const { record, tables, figures } = await stageOf(block);
    expect(record!.estimates[0]!.details).toMatchObject({ kind: "switching", normalized: true });
    expect(tables.map(({ title }) => title).join()).toMatch(/Switchers by horizon: dcdh/);
    expect(figures.map(({ caption }) => caption).join()).toMatch(/Doses of units over time.*Shares of lags/);
  });

  test("shows designs alone where all are refused", async () => {
    const { record, tables } = await stageOf("treatment: pulse, designs: [pulse], estimators: [cs, sunab]");
    expect(record).toBeNull();
    expect(tables).toHaveLength(1);
    expect(tables[0]!.rows.at(-1)!.cells).toEqual([{ kind: "text", text: "cs, sunab" }]);
  });

  test("of one average has no figure of effects, and numbers none", async () => {
    const file = parseStudy(asking("aggregate: simple"), "study.yaml");
    expect(exhibitsOf(file, "main", file.spec.stages.main!)).toEqual({
      tables: ["main", "supporting"],
      figures: ["supporting"],
    });
    expect((await stageOf("estimators: [sunab], aggregate: simple")).ids).toEqual(["table1", "tableA1", "figureA1"]);
  });

  test("sets true effects beside the estimates, in a column and as lines", async () => {
    const truth = "truth: { '0': 0.3, '1': 0.25 }";
    const { tables, figures } = await stageOf(`estimators: [sunab, bjs], window: [-1, 1], ${truth}`);
    expect(tables[0]!.heads.at(-1)).toEqual(["True effect"]);
    const cells = new Map(
      tables[0]!.rows.flatMap(({ name, cells: own }) => (name === undefined ? [] : [[name, own.at(-1)!]])),
    );
    expect(cells.get("event::0")).toMatchObject({ value: 0.3, text: "0.3000" });
    expect(cells.get("event::-1")).toMatchObject({ kind: "empty" });
    expect(JSON.stringify(figures[0]!.spec({ theme: "light" }))).toContain('"name":"truth"');
    const without = await stageOf("estimators: [sunab, bjs], window: [-1, 1]");
    expect(without.tables[0]!.heads).toHaveLength(2);
    expect(JSON.stringify(without.figures[0]!.spec({ theme: "light" }))).not.toContain('"name":"truth"');
  });

  test("speaks Chinese", async () => {
    const { tables, figures } = await stageOf("treatment: pulse, estimators: [twfe, cs], aggregate: simple", {
      language: "zh",
    });
    expect(tables[0]!.notes.join("")).toMatch(
      /16 个单位的处理变量 Pulse 会退出（首个：.*第 \d+ 行）：cs 要求处理一旦开始便保持不变/,
    );
    expect(tables[1]!.rows.map(({ label }) => label)).toContain("不适用的估计方法");
    expect(figures[0]!.caption).toContain("各单位受处理的时期");
    const dynamic = await stageOf("estimators: [sunab], window: [-2, 2]", { language: "zh" });
    expect(dynamic.tables[0]!.heads.flat()).toEqual(["估计值", "标准误", "95% 下限", "95% 上限", "单位数", "批次数"]);
    expect(JSON.stringify(dynamic.figures[0]!.spec({ theme: "light" }))).toContain("距处理的期数");
  });

  test.each([
    ["an estimator misspelled", "estimators: [sunad]", /did you mean 'sunab'\?/],
    ["a coding that is none", "treatment: dud", /dud/],
    ["a window of one number", "window: [3]", /two whole numbers, such as \[-4, 4\]/],
    ["draws of no band", "draws: 99", /uniform/],
  ])("refuses %s at its place", async (_, block, message) => {
    await expect(async () => stageOf(block)).rejects.toThrow(message);
    await expect(async () => stageOf(block)).rejects.toThrow(/study\.yaml:\d+:\d+/);
  });
});
