/** The stage that draws coefficients of other stages: their numbers, what is true, and where in the file it complains. */
import { beforeAll, expect, test } from "vitest";
import { parseCsv } from "../../src/data/table/csv.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { renderSvg } from "../../src/report/figures/render-svg.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import { marks } from "../report/figures/read-svg.js";
import { runWholeStudy } from "../support/run-whole-study.js";
import { csvOf, smallRows } from "./small-study.js";

/** `truth` is the effect of each row: twice as large for the first cities. */
const rows = smallRows();
const effects = rows.map(({ city }) => (city <= 12 ? 0.4 : 0.2));
const withTruth = csvOf(rows)
  .trimEnd()
  .split("\n")
  .map(
    (line, r) =>
      `${line},${r === 0 ? "effect,tool" : `${effects[r - 1]},${((rows[r - 1]!.city * 7) % 11) + rows[r - 1]!.did}`}`,
  )
  .join("\n");
const cities = parseCsv(`${withTruth}\n`);
const HEAD = `title: Small
data: { cities: cities.csv }
panel: { data: cities, unit: city, time: year, outcome: quality, controls: [eco] }
treatment: { cohort: g, codings: { did: { coding: absorbing, label: Pilot } } }
truth: { quality: effect }
variance: cluster:city
stages:
  ols:
    stage: regressions
    columns: [{ treatment: did }, { treatment: did, controls: true, subset: city <= 12 }]
  second: { stage: iv, columns: [{ treatment: did, instruments: [tool], fe: year, controls: true }] }
  figure2: { stage: placebo, draws: 5 }
  drawn:
    stage: coefplot
`;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

async function drawn(body: string, head = HEAD) {
  const study = await runWholeStudy(engine, parseStudy(`${head}${body}`, "s.yaml"), new Map([["cities", cities]]));
  const stage = study.shown.find(({ name }) => name === "drawn")!;
  const figure = stage.exhibits[0]!;
  if (figure.kind !== "figure") throw new Error("no figure");
  return {
    study,
    figure,
    record: stage.record as { coefficients: { result: string; term: string; estimate: number }[] },
  };
}

test("all columns of stages that have the treatment are rows under their stage, with the true effect of their rows", async () => {
  const { study, figure, record } = await drawn("    from: [ols, second]\n");
  const svg = await renderSvg(figure.spec({ theme: "light" }));
  expect(marks(svg, "heading").map(({ text }) => text)).toContain("ols");
  expect(record.coefficients.map(({ result, term }) => `${result} ${term}`).slice(0, 2)).toEqual([
    "(1) did",
    "(2) did",
  ]);
  expect(record.coefficients.every(({ term }) => term === "did")).toBe(true);
  expect(record.coefficients.length).toBeGreaterThan(2);
  const finding = study.shown.flatMap(({ findings }) => findings)[0]!;
  expect(record.coefficients[0]!.estimate).toBe(finding.estimate);
  const treatedRows = rows.flatMap(({ did }, r) => (did === 1 ? [effects[r]!] : []));
  const mean = treatedRows.reduce((sum, effect) => sum + effect, 0) / treatedRows.length;
  const values = (
    figure.spec({ theme: "light" }) as unknown as {
      layer: { name?: string; data: { values: { true_effect: number }[] } }[];
    }
  ).layer.find(({ name }) => name === "truth")!.data.values;
  expect(values[0]!.true_effect).toBeCloseTo(mean, 12);
  expect(values[1]!.true_effect).toBeCloseTo(0.4, 12);
  expect(figure.caption).toBe("Figure 3. Coefficients of Pilot");
  expect(figure.notes[0]).toMatch(/^True effect: its mean over the treated rows/);
});

test("chosen columns bear their labels, chosen coefficients have the rows", async () => {
  const { figure, record } = await drawn(
    "    columns: [{ from: ols, column: 2, label: Controls }, { from: ols, label: None }]\n    keep: [did, eco]\n    labels: { eco: Economy }\n",
  );
  expect(record.coefficients.map(({ result, term }) => `${result} ${term}`)).toEqual([
    "Controls did",
    "None did",
    "Controls eco",
  ]);
  const svg = await renderSvg(figure.spec({ theme: "dark", width: 370 }));
  expect(marks(svg, "label").map(({ text }) => text)).toEqual(["Pilot", "Economy"]);
});

test("a study in Chinese has Chinese words", async () => {
  const { figure } = await drawn("    from: [ols]\n", HEAD.replace("title: Small", "title: Small\nlanguage: zh"));
  expect(figure.caption).toMatch(/Pilot 的系数$/);
  expect(figure.spec({ theme: "light" }).description).toMatch(/^估计值及 95% 置信区间。/);
});

const refused = (body: string) =>
  drawn(body).then(
    () => "nothing",
    ({ message }: Error) => message,
  );

test("what does not fit is told with its line", async () => {
  expect(await refused("    from: [olz]\n")).toMatch(/^s\.yaml:\d+:\d+: there is no stage 'olz'.*ols/);
  expect(await refused("    from: [figure2]\n")).toMatch(/^s\.yaml:\d+:\d+: 'figure2' has no columns of estimates/);
  expect(await refused("    columns: [{ from: ols, column: 3 }]\n")).toMatch(/^s\.yaml:\d+:\d+: ols has 2 columns/);
  expect(await refused("    from: [ols]\n    columns: [{ from: ols }]\n")).toMatch(/^s\.yaml:\d+:\d+: give 'from'/);
  expect(await refused("    caption: Words\n")).toMatch(/^s\.yaml:\d+:\d+: give 'from'/);
  expect(await refused("    from: [ols]\n    keep: [dif]\n")).toMatch(/^s\.yaml:\d+:\d+: .*'dif'; did you mean 'did'/i);
});
