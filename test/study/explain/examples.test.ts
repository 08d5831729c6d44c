/**
 * Every number of every table of both examples can be explained, in both languages: what is said of it equals what the run wrote, to the bit,
 * and what is made again agrees. The estimates of a few cells are compared with the record by hand-written places.
 */
import { beforeAll, describe, expect, test } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { cellOf, exhibitOf, numberedCells } from "../../../src/study/explain/cell.js";
import { pathOf, valueAt } from "../../../src/study/explain/document.js";
import { tablesOf } from "../../../src/study/explain/drawn.js";
import { explainCell, type StudyFolder } from "../../../src/study/explain/explain.js";
import type { Explanation } from "../../../src/study/explain/explanation.js";
import { namesOf } from "../../../src/study/explain/record.js";
import { explainedMarkdown, explainedText } from "../../../src/study/explain/text.js";
import { parseStudy } from "../../../src/study/file/study-file.js";
import { readExample } from "../read-example.js";
import { writtenStudy } from "./written-study.js";

let engine: Engine;
const folders = new Map<string, StudyFolder>();
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  for (const name of ["fish", "smart-city"]) {
    const { file, tables } = await readExample(name);
    folders.set(name, await writtenStudy(engine, file, tables));
    const { readFileSync } = await import("node:fs");
    const text = readFileSync(new URL(`../../../examples/${name}/study.yaml`, import.meta.url), "utf8");
    folders.set(`${name} zh`, await writtenStudy(engine, parseStudy(text, "study.yaml", { language: "zh" }), tables));
  }
});

function explained(name: string, exhibit: string, row: string, column?: string, quantity?: string): Explanation {
  const folder = folders.get(name)!;
  const { language } = folder.map;
  const found = exhibitOf(folder.map, exhibit);
  const [shown] = tablesOf(folder.map, folder.results, found, language);
  const at = cellOf(shown!.table, { row, column, quantity }, exhibit);
  return explainCell(engine, folder, { ...shown!, at, language });
}

describe.each(["fish", "smart-city", "fish zh", "smart-city zh"])("%s", (name) => {
  test("every number of every table is explained, and nothing of it disagrees", () => {
    const folder = folders.get(name)!;
    const { map, results } = folder;
    let [numbers, placed] = [0, 0];
    for (const exhibit of map.exhibits) {
      const { table } = exhibit;
      if (table === undefined) continue;
      for (const at of numberedCells(table)) {
        const where = `${exhibit.name}, line ${at.line}, column ${at.column}`;
        const it = explainCell(engine, folder, { exhibit, table, at, language: map.language });
        const cell = table.rows[at.line]!.cells[at.column]!;
        numbers++;
        expect(it.agrees, where).toBe(true);
        expect(it.software.version, where).toBe(map.version);
        if (cell.kind === "number") expect(it.number.value, where).toBe(cell.value);
        if (it.number.place === null) continue;
        placed++;
        const held = valueAt(results, pathOf(it.number.place));
        const value = it.number.ends?.[0] ?? it.number.value;
        if (it.number.held === "number") expect(held, where).toBe(value);
        if (it.number.held === "count") expect((held as readonly unknown[]).length, where).toBe(value);
        if (it.number.held === "share") expect(100 * (held as number), where).toBe(value);
      }
    }
    expect(numbers).toBeGreaterThan(800);
    // counts that stand in many places of a record are tied to none
    expect(placed / numbers).toBeGreaterThan(0.8);
  });

  test("every estimate of a main table has its own place, formula, rows, errors, lines and command", () => {
    const folder = folders.get(name)!;
    const { map } = folder;
    let n = 0;
    for (const exhibit of map.exhibits) {
      const { table, number, stage } = exhibit;
      if (table === undefined || stage === null || number === null || /^A/.test(number)) continue;
      if (!["regressions", "table", "group-difference", "mediation"].includes(map.stages[stage]!.does)) continue;
      if (map.stages[stage]!.columns.length !== table.heads.length) continue;
      for (const at of numberedCells(table)) {
        if (table.rows[at.line]!.quantity !== "estimate") continue;
        const it = explainCell(engine, folder, { exhibit, table, at, language: map.language });
        const where = `${exhibit.name}, line ${at.line}, column ${at.column}`;
        n++;
        expect(it.number.place, where).toBe(
          `${map.stages[stage]!.columns[at.column]!.record}/coefficients/${it.number.term}/estimate`,
        );
        expect(it.equation.call, where).toEqual(expect.any(String));
        expect(it.rows.used, where).toBeGreaterThan(0);
        expect(it.variance, where).not.toBeNull();
        expect(it.arithmetic.length, where).toBeGreaterThanOrEqual(4);
        expect(it.study!.column_lines, where).not.toBeNull();
        expect(it.commands.study, where).toContain(`--only ${stage}`);
      }
    }
    expect(n).toBeGreaterThan(10);
  });

  test("text and Markdown say it in the language of the report", () => {
    const it = explained(name, "table1", "did", "1");
    const { map } = folders.get(name)!;
    for (const write of [explainedText, explainedMarkdown]) {
      const text = write(it, namesOf(map));
      expect(text).toContain(String(it.number.value));
      expect(text).toContain(name.endsWith("zh") ? "由记录重新计算" : "Recomputed from the record");
      expect(text).not.toMatch(/undefined|NaN|\[object/);
    }
  });
});

test("rows from the file to the estimate: measured years of the simulated cities", () => {
  const { rows, number, study } = explained("smart-city", "Table 1", "did", "1");
  expect(number.place).toBe("/stages/table1/models/0/fit/coefficients/did/estimate");
  expect(rows.steps.map((step) => step.rows)).toEqual([2640, 2640, 2640]);
  expect(rows).toMatchObject({ dropped: { subset: 1100 }, used: 1540, not_given: 0 });
  // 2640 rows, 1540 of them measured: 7 of 12 years of 220 cities
  expect(220 * 7).toBe(rows.used);
  expect(study).toMatchObject({ stage: "table1", does: "regressions" });
});

test("rows that a stage does not give its equation are said to be so: a placebo before treatment", () => {
  const { rows, commands } = explained("smart-city", "Table 6", "Placebo: pilots one year earlier", "Estimate");
  expect(rows.used).toBe(1160);
  expect((rows.not_given ?? 0) + Object.values(rows.dropped).reduce((a, b) => a + b, 0)).toBe(2640 - 1160);
  expect(commands.verbs).toEqual([]);
});

test("the outcome is followed to the file: quality of trade rows, averaged; imputed years of cities", () => {
  const [fish] = explained("fish", "Table 1", "did", "1").variables;
  expect(fish!.origins).toEqual([
    expect.objectContaining({ from: "aggregate", function: "mean", of: "r_quality", weight: "v_usd", data: "trade" }),
    { from: "quality", column: "r_quality", data: "trade" },
  ]);
  const [city, did] = explained("smart-city", "Table 1", "did", "2").variables;
  expect(city!.origins).toEqual([
    { from: "extrapolation", column: "quality", formula: "tertiary * province_quality", last: 2016 },
    { from: "column", column: "quality", data: "cities" },
  ]);
  expect(did!.origins).toEqual([
    { from: "treatment", column: "did", coding: "absorbing", source: "cohort", of: "g", data: "cities" },
  ]);
  const [, control] = explained("fish", "Table 1", "log(l_exports)", "2").variables;
  expect(control!.origins.map(({ from, column }) => [from, column])).toEqual([
    ["lag", "l_exports"],
    ["aggregate", "exports"],
    ["column", "v_usd"],
  ]);
});

test("a column taken from another stage has the lines and commands of that stage", () => {
  const { study, commands, equation } = explained("smart-city", "Table 2", "did", "3");
  expect(study!.taken_from).toMatchObject({ stage: "dynamic", column: 1 });
  expect(commands.verbs).toEqual([expect.stringMatching(/^wasmetrics pgmm out\/panel\.csv/)]);
  expect(equation.kind).toBe("pgmm");
});

test("names, labels and numbers in either language find the same cell", () => {
  const place = (...asked: [string, string, string]): string | null => explained("fish", ...asked).number.place;
  const nobs = "/stages/table1/models/1/fit/nobs";
  for (const row of ["Observations", "observations", "nobs", "N", "观测值"])
    expect(place("表1", row, "(2)")).toBe(nobs);
  expect(place("table 1", "R2", "2")).toBe("/stages/table1/models/1/fit/fit/r2");
  expect(place("TABLE1", "R²", "2")).toBe("/stages/table1/models/1/fit/fit/r2");
  const zh = explained("fish zh", "Table 1", "Observations", "2");
  expect(zh.number.place).toBe(nobs);
  expect(explained("fish", "Figure 1", "-3", "1").number.term).toBe("event::-3");
  expect(explained("fish", "Table A1", "-2", "Estimate").number.value).toBe(
    valueAt(folders.get("fish")!.results, ["stages", "figure1", "coefficients", "event::-2", "estimate"]),
  );
});

test("what is beside an estimate is found though the table does not print it", () => {
  const { number } = explained("fish", "Table 1", "did", "1", "t");
  expect(number).toMatchObject({ printed: null, is: "statistic" });
  expect(number.value).toBe(
    valueAt(folders.get("fish")!.results, pathOf("/stages/table1/models/0/fit/coefficients/did/statistic")),
  );
});

test("draws are said of what is drawn, and of nothing else", () => {
  expect(explained("smart-city", "Table 6", "Errors clustered by province", "Wild p").random).toMatchObject({
    seed: 20120805,
  });
  expect(explained("smart-city", "Table 1", "did", "1").random).toBeNull();
});

test("the small-sample factor of one clustering is (n - 1)/(n - K) and G/(G - 1)", () => {
  const { variance } = explained("smart-city", "Table 1", "did", "2");
  expect(variance).toMatchObject({ K: 13, df: 219, factors: { n: 2640, clusters: 220 } });
  expect(variance!.factors!.K).toBeCloseTo(2639 / 2627, 12);
  expect(variance!.factors!.G).toBeCloseTo(220 / 219, 12);
  // matched rows are weighted, and no factor is stated
  expect(explained("smart-city", "Table A5", "did", "2").variance!.factors).toBeNull();
});
