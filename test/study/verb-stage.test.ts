/** The stage of a declared verb: its numbers are those of the verb alone, its words the study's language, its refusals have their place. */
import { beforeAll, expect, test } from "vitest";
import { panel } from "../../src/data/panel/panel.js";
import { parseCsv } from "../../src/data/table/csv.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { cellText } from "../../src/report/table-model.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import { felogit, fepois } from "../../src/verbs/glm/fit-glm.js";
import type { GlmRecord } from "../../src/verbs/glm/record.js";
import { power } from "../../src/verbs/power/fit.js";
import type { PowerRecord } from "../../src/verbs/power/record.js";
import { runWholeStudy } from "../support/run-whole-study.js";
import { csvOf, smallRows } from "./small-study.js";

const cities = parseCsv(csvOf(smallRows()));
const HEAD = `title: Small
data: { cities: cities.csv }
panel: { data: cities, unit: city, time: year, outcome: quality, controls: [eco] }
treatment: { cohort: g, codings: { did: { coding: absorbing, label: Pilot } } }
variance: cluster:city
level: 0.9
stages:
`;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

async function stages(body: string, language = "en") {
  const file = parseStudy(`${HEAD}${body}language: ${language}\n`, "s.yaml");
  const { shown, record } = await runWholeStudy(engine, file, new Map([["cities", cities]]));
  return { shown, record };
}

const rows = () => panel(cities, { unit: "city", time: "year" });
const estimates = (record: object | undefined) =>
  (record as { readonly result: GlmRecord } | undefined)?.result.coefficients;

test("numbers are those of the verb alone, with the study's equation, variance and level, and the options of the block", async () => {
  const { record } = await stages(
    "  a: { stage: fepois, controls: true, outcome: exp(quality), wald: eco, subset: year >= 2011 }\n  b: { stage: felogit, formula: did ~ eco, variance: hetero }\n",
  );
  const poisson = fepois(engine, rows(), "exp(quality) ~ did + eco | city + year", {
    vcov: "cluster:city",
    level: 0.9,
    wald: ["eco"],
    subset: "year >= 2011",
  });
  expect(estimates(record.stages.a)).toEqual(poisson.coefficients);
  expect((record.stages.a as { result: GlmRecord }).result.tests).toEqual(poisson.tests);
  const logit = felogit(engine, rows(), "did ~ eco", { vcov: "hetero", level: 0.9 });
  expect(estimates(record.stages.b)).toEqual(logit.coefficients);
});

test("power draws on the untreated rows of the coding, with the study's controls, variance and level", async () => {
  const { record, shown } = await stages(
    "  design: { stage: power, controls: true, draws: 40, effects: [0.2] }\n  own: { stage: power, cohort: g, draws: 40 }\n",
  );
  const options = { vcov: "cluster:city", level: 0.9, draws: 40 } as const;
  const alone = await power(engine, rows(), "quality ~ eco | city + year", { ...options, cohort: "g", effects: [0.2] });
  const { simulation, formula } = (record.stages.design as { result: PowerRecord }).result;
  expect(simulation!.points).toEqual(alone.simulation!.points);
  expect(formula).toEqual(alone.formula);
  expect(shown[0]!.exhibits.map(({ kind }) => kind)).toEqual(["table", "figure"]);
});

test("table, caption and notes in the study's language, under its number, and its column in a table of several", async () => {
  const body = `  a: { stage: fepois, outcome: exp(quality), notes: [注] }
  beside: { stage: table, columns: [{ from: a }] }
`;
  const { shown } = await stages(body, "zh");
  const [first] = shown[0]!.exhibits;
  if (first?.kind !== "table") throw new Error("expected a table");
  expect(first.id).toBe("table1");
  expect(first.table.title).toBe("表1　泊松回归");
  expect(first.table.notes).toContain("注");
  expect(first.table.rows.map(({ label }) => label)).toEqual(
    expect.arrayContaining(["Pilot", "模型", "观测值", "对数似然", "偏差", "伪 R²"]),
  );
  expect(first.table.notes.join("")).not.toMatch(/statistics|Small-sample|Maximum/);
  const [beside] = shown[1]!.exhibits;
  if (beside?.kind !== "table") throw new Error("expected a table");
  expect(beside.table.rows.flatMap(({ cells }) => cells.map(cellText))).toContain("泊松");
});

test.each([
  ["{ stage: fepois, draws: 9 }", /^s\.yaml:\d+:\d+: unknown key 'draws' in stages\.a/],
  ["{ stage: xtsum, controls: true }", /^s\.yaml:\d+:\d+: unknown key 'controls' in stages\.a/],
  ["{ stage: fepois, treatment: nobody }", /^s\.yaml:\d+:\d+: 'nobody' is none of the treatment codings/],
  [
    "{ stage: fepois, formula: exp(quality) ~ did, controls: true }",
    /^s\.yaml:\d+:\d+: controls has no effect beside formula/,
  ],
  ["{ stage: felogit, formula: did ~ eco, fe: none }", /^s\.yaml:\d+:\d+: fe has no effect beside formula/],
  ["{ stage: fepois, separation: never }", /^s\.yaml:\d+:\d+: stages\.a\.separation .*drop/],
  ["{ stage: fepois, variance: NW:2 }", /^s\.yaml:\d+:\d+: Variance 'NW' is not validated for Poisson/],
])("%s is refused at its place", async (block, message) => {
  await expect(stages(`  a: ${block}\n`)).rejects.toThrow(message);
});
