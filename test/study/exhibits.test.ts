/** The map of a report: every table and figure, the lines of the study file that make it, and the places of results.json its columns have. */
import { beforeAll, expect, test } from "vitest";
import { parseCsv } from "../../src/data/table/csv.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import { type ExhibitMap, exhibitMap, type MappedStage, pointer } from "../../src/study/outputs/exhibits.js";
import type { StudyResult } from "../../src/study/run-study.js";
import { runWholeStudy } from "../support/run-whole-study.js";
import { csvOf, smallRows } from "./small-study.js";

const TEXT = `title: Small
data: { cities: cities.csv }
panel: { data: cities, unit: city, time: year, outcome: quality, controls: [eco] }
treatment:
  cohort: g
  # what is coded
  codings:
    did: { coding: absorbing, label: Pilot }

variance: cluster:city
stages:
  ols:
    stage: regressions
    caption: Pilots
    columns:
      - { treatment: did }
      - treatment: did
        controls: true

  # a comment between stages
  figure1:
    stage: event-study
    window: [-2, 2]
  side:
    stage: table
    columns: [{ from: ols, column: 2 }, { from: figure1, column: 1 }]
  drawn:
    stage: coefplot
    columns:
      - { from: ols, column: 1 }
      - { from: ols, column: 2 }
  robust:
    stage: robustness
    base: { treatment: did }
    variants:
      - { label: Controls, controls: true }
      - label: Winsorised
        winsorise: 0.01
`;

let study: StudyResult;
let map: ExhibitMap;
beforeAll(async () => {
  const engine: Engine = await loadEngine({ threads: 1 });
  const tables = new Map([["cities", parseCsv(csvOf(smallRows()))]]);
  study = await runWholeStudy(engine, parseStudy(TEXT, "s.yaml"), tables);
  map = exhibitMap(study, { command: "wasmetrics study s.yaml --out here", out: "here/" });
});

const stage = (name: string): MappedStage => map.stages[name]!;
const written = ({ first, last }: MappedStage["lines"]): string[] => TEXT.split("\n").slice(first - 1, last);
const at = (place: string): unknown =>
  place
    .split("/")
    .slice(1)
    .reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], study.record);

test("every exhibit once, as the report counts it, with the stage, its command alone and its files", () => {
  expect(map.exhibits.map(({ name, caption, stage: by }) => [name, caption, by])).toEqual([
    ["Table 1", "Pilots", "ols"],
    ["Figure 1", expect.any(String), "figure1"],
    ["Table A1", expect.any(String), "figure1"],
    ["Table 2", expect.any(String), "side"],
    ["Figure 2", expect.any(String), "drawn"],
    ["Table 3", expect.any(String), "robust"],
    ["Figure 3", expect.any(String), "robust"],
    ["Table A2", "Cohorts", null],
  ]);
  const [table, figure] = map.exhibits;
  expect(table).toMatchObject({
    id: "table1",
    command: "wasmetrics study s.yaml --out here --only ols",
    files: ["table1.md", "table1.tex", "table1.csv", "table1.docx"],
    record: "/stages/ols",
  });
  expect(figure!.files).toEqual(["figure1.svg", "figure1.png", "figure1.vl.json"]);
  expect(map.exhibits.at(-1)).toMatchObject({ command: "wasmetrics study s.yaml --out here", record: "/treatment" });
});

test("lines are those of the block: its key first, without blanks and comments behind it", () => {
  expect(written(stage("ols").lines)).toEqual(TEXT.split("\n").slice(11, 18));
  expect(written(stage("figure1").lines)).toEqual(["  figure1:", "    stage: event-study", "    window: [-2, 2]"]);
  expect(written(map.exhibits.at(-1)!.lines)[0]).toBe("treatment:");
  expect(written(map.exhibits.at(-1)!.lines).at(-1)).toBe("    did: { coding: absorbing, label: Pilot }");
  expect(stage("ols").columns.map(({ lines }) => written(lines))).toEqual([
    ["      - { treatment: did }"],
    ["      - treatment: did", "        controls: true"],
  ]);
  expect(stage("robust").columns.map(({ lines }) => written(lines)[0])).toEqual([
    "    base: { treatment: did }",
    "      - { label: Controls, controls: true }",
    "      - label: Winsorised",
  ]);
  expect(stage("drawn").columns.map(({ lines }) => written(lines)[0])).toEqual([
    "      - { from: ols, column: 1 }",
    "      - { from: ols, column: 2 }",
  ]);
});

test("columns of estimates are places of results.json, those taken from another stage the ones they have there", () => {
  for (const name of ["ols", "side"]) {
    const { table } = map.exhibits.find((one) => one.stage === name && one.kind === "table")!;
    const shown = table!.rows.find((row) => row.name === "did" && row.quantity === "estimate")!.cells;
    stage(name).columns.forEach(({ record }, c) => {
      const { coefficients } = at(record!) as { coefficients: Record<string, { estimate: number }> };
      const cell = shown[c]!;
      expect(coefficients.did?.estimate).toBe(cell.kind === "number" ? cell.value : undefined);
    });
  }
  expect(stage("side").columns).toMatchObject([
    { record: "/stages/ols/models/1/fit", from: { stage: "ols", column: 2 } },
    { record: "/stages/figure1", from: { stage: "figure1", column: 1 } },
  ]);
  expect(stage("drawn").columns.map(({ record }) => record)).toEqual([
    "/stages/ols/models/0/fit",
    "/stages/ols/models/1/fit",
  ]);
  expect(stage("robust").columns.map(({ record }) => record)).toEqual([
    "/stages/robust/base/fit",
    "/stages/robust/variants/0/fit",
    "/stages/robust/variants/1/fit",
  ]);
});

test("calls are commands on the sample the run wrote", () => {
  expect(stage("ols").calls.map(({ column, verb, command }) => [column, verb, command])).toEqual([
    [1, "feols", 'wasmetrics feols here/panel.csv "quality ~ did | city + year" --vcov cluster:city'],
    [2, "feols", 'wasmetrics feols here/panel.csv "quality ~ did + eco | city + year" --vcov cluster:city'],
  ]);
});

test("a place of a document is escaped as RFC 6901 has it", () => {
  expect(pointer(["stages", "a/b", "~", 0])).toBe("/stages/a~1b/~0/0");
});
