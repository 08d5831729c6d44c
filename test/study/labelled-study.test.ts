/** A study of data with labels: they name what the file has no words for, whatever was kept, and not where it wants none. */
import { beforeAll, expect, test } from "vitest";
import { parseCsv } from "../../src/data/table/csv.js";
import { makeTable, type Table, withColumns } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import { studyPage } from "../../src/study/page/page.js";
import { runWholeStudy } from "../support/run-whole-study.js";
import { csvOf, smallRows } from "./small-study.js";

const LABELS: Readonly<Record<string, string>> = { quality: "Export quality", eco: "Ecology", city: "City code" };
const HALVES = {
  label: "Half of the country",
  valueLabels: [
    { value: 1, label: "North" },
    { value: 2, label: "South" },
  ],
};
const small = parseCsv(csvOf(smallRows()));
const half = small.numeric("city").map((city) => 1 + Number(city > 12));
const read = withColumns(small, [{ kind: "numeric", name: "half", values: half }]);
const cities: Table = makeTable(
  read.columns.map((column) =>
    column.name === "half"
      ? { ...column, facts: HALVES }
      : LABELS[column.name] === undefined
        ? column
        : { ...column, facts: { label: LABELS[column.name]! } },
  ),
  { ...read.source, name: "cities.dta", facts: { format: "Stata 14-18 (118)", label: "Cities" } },
);
const STUDY = `title: Small
data: { cities: cities.dta }
panel: { data: cities, unit: city, time: year, outcome: quality, controls: [eco] }
treatment: { cohort: g, codings: { did: { coding: absorbing, label: Pilot } } }
variance: cluster:city
stages:
  facts: { stage: descriptives, variables: [quality, eco], by: half }
  split: { stage: group-difference, treatment: did, splits: [{ by: half, values: [1, 2] }], permutations: 19 }
  table1: { stage: regressions, columns: [{ treatment: did, controls: true }] }
`;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

async function run(more: string, data = cities) {
  const study = await runWholeStudy(engine, parseStudy(`${STUDY}${more}`, "s.yaml"), new Map([["cities", data]]));
  const tables = study.shown.flatMap(({ exhibits }) =>
    exhibits.flatMap((each) => (each.kind === "table" ? [each.table] : [])),
  );
  return {
    study,
    tables,
    rows: tables.map(({ rows }) => rows.map(({ label }) => label).filter((label) => label !== "")),
  };
}

test("labels name variables, words of the file come first", async () => {
  const { tables, rows, study } = await run("labels: { eco: Green }\n");
  expect(rows[0]).toEqual(["Export quality", "Green"]);
  expect(tables[1]!.heads.map(([head]) => head)).toEqual(expect.arrayContaining(["Half of the country: North"]));
  expect(tables[2]!.heads.map((head) => head.at(-1))).toEqual([
    "Half of the country: North",
    "Half of the country: South",
  ]);
  expect(tables.at(-1)!.stub).toBe("Export quality");
  expect(rows.at(-1)!.slice(0, 3)).toEqual(["Pilot", "Green", "Fixed effects: City code"]);
  expect(study.record.provenance.data).toEqual({
    cities: { name: "cities.dta", sha256: null, data_format: "Stata 14-18 (118)", data_label: "Cities" },
  });
  expect(
    JSON.stringify(studyPage(study, { command: "c", drawings: new Map(), wordFile: () => new Uint8Array() })),
  ).toContain("cities.dta, Stata 14-18 (118), Cities");
});

test("tables: { labels: false } has names, and so have data without labels", async () => {
  const bare = await run("tables: { labels: false }\n");
  expect(bare.rows[0]).toEqual(["quality", "eco"]);
  expect(bare.tables[1]!.heads.map(([head]) => head)).toContain("High: half");
  expect(bare.tables[2]!.heads.map((head) => head.at(-1))).toEqual(["half: 1", "half: 2"]);
  expect(bare.rows.at(-1)!.slice(0, 3)).toEqual(["Pilot", "eco", "Fixed effects: city"]);
  const { study, tables } = await run("", read);
  expect(tables).toEqual(bare.tables);
  expect(JSON.stringify(study.record)).not.toContain('"labels"');
});
