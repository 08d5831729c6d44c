/** The stage that sets columns of other stages side by side: the same numbers, and where in the file it complains. */
import { beforeAll, expect, test } from "vitest";
import { parseCsv } from "../../src/data/table/csv.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { cellText, type TableModel } from "../../src/report/table-model.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import { runWholeStudy } from "../support/run-whole-study.js";
import { csvOf, smallRows } from "./small-study.js";

const cities = parseCsv(csvOf(smallRows()));
const HEAD = `title: Small
data: { cities: cities.csv }
panel: { data: cities, unit: city, time: year, outcome: quality, controls: [eco] }
treatment: { cohort: g, codings: { did: { coding: absorbing, label: Pilot } } }
variance: cluster:city
stages:
  ols:
    stage: regressions
    columns: [{ treatment: did }, { treatment: did, controls: true }]
  dynamic:
    stage: pgmm
    columns: [{ treatment: did, collapse: true, time_dummies: false, instrument_lags: [2, 3] }]
  figure2: { stage: placebo, draws: 5 }
  paper:
    stage: table
`;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

async function tables(body: string): Promise<Record<string, TableModel>> {
  const study = await runWholeStudy(engine, parseStudy(`${HEAD}${body}`, "s.yaml"), new Map([["cities", cities]]));
  const exhibits = study.shown.flatMap((one) => one.exhibits);
  return Object.fromEntries(exhibits.flatMap((one) => (one.kind === "table" ? [[one.stage, one.table]] : [])));
}
const texts = ({ rows }: TableModel, name: string): string[] =>
  rows.find((row) => row.name === name && row.quantity === "estimate")!.cells.map(cellText);

test("the columns are those of the other stages' tables, in the order asked for", async () => {
  const { ols, dynamic, paper } = await tables(
    "    columns: [{ from: dynamic, label: GMM }, { from: ols, column: 2 }]\n    keep: [did, eco]\n",
  );
  expect(paper!.heads).toEqual([
    ["(1)", "GMM"],
    ["(2)", "ols"],
  ]);
  expect(texts(paper!, "did")).toEqual([texts(dynamic!, "did")[0], texts(ols!, "did")[1]]);
  expect(texts(paper!, "eco")[1]).toBe(texts(ols!, "eco")[1]);
  expect(paper!.title).toMatch(/^Table 3\. /);
});

const refused = (body: string) =>
  tables(body).then(
    () => "nothing",
    ({ message }: Error) => message,
  );

test("a stage that is not there, stands later or has no columns is told with its line", async () => {
  expect(await refused("    columns: [{ from: olss }]\n")).toMatch(
    /^s\.yaml:16:\d+: .*no stage 'olss'.*did you mean 'ols'/,
  );
  expect(await refused("    columns: [{ from: paper }]\n")).toMatch(/'paper' does not stand before/);
  expect(await refused("    columns: [{ from: figure2 }]\n")).toMatch(/'figure2' has no columns of estimates/);
});

test("a column and a coefficient that are not there are told with their line", async () => {
  expect(await refused("    columns: [{ from: ols, column: 3 }]\n")).toMatch(
    /s\.yaml:16:\d+: ols has 2 columns, and no column 3/,
  );
  expect(await refused("    columns: [{ from: ols, column: 2 }]\n    keep: [ecco]\n")).toMatch(
    /s\.yaml:15:\d+: no result has a coefficient 'ecco'; did you mean 'eco'/i,
  );
});
