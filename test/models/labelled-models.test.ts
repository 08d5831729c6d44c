/** Data with labels: what coefficients, outcomes, effects and clusters are called, and that the numbers and the names are as without. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Column, ColumnFacts } from "../../src/base/columns.js";
import { withoutLabels } from "../../src/data/labels.js";
import { panel } from "../../src/data/panel/panel.js";
import { makeTable, type Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { presentTable, requireNames } from "../../src/report/present-table.js";
import { regressionTable } from "../../src/report/regression/regression-table.js";
import { renderTable } from "../../src/report/render/render.js";
import { cellText, type TableModel } from "../../src/report/table-model.js";
import { eventStudy } from "../../src/verbs/event-study/fit.js";
import { eventStudyTable } from "../../src/verbs/event-study/table.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { fitFeols } from "../../src/verbs/feols/fitted-model.js";
import { feolsMulti } from "../../src/verbs/feols/multiple-estimation.js";
import { presentFeols, presentSeveral } from "../../src/verbs/feols/present.js";
import { fepois } from "../../src/verbs/glm/fit-glm.js";
import { presentGlm } from "../../src/verbs/glm/report/table.js";
import { groupDifference } from "../../src/verbs/group-difference/fit.js";
import { presentGroupDifference } from "../../src/verbs/group-difference/table.js";
import { pgmm } from "../../src/verbs/pgmm/fit.js";
import { presentPgmm } from "../../src/verbs/pgmm/report/table.js";
import { plm } from "../../src/verbs/plm/plm.js";
import { plmTable } from "../../src/verbs/plm/report/table.js";
import { psmatch } from "../../src/verbs/psmatch/fit.js";
import { strataTable } from "../../src/verbs/psmatch/report/balance-table.js";
import { presentPsmatch } from "../../src/verbs/psmatch/report/tables.js";
import { modelTable } from "../../src/verbs/table/model-table.js";
import { xtsum } from "../../src/verbs/xtsum/fit.js";
import { presentXtsum } from "../../src/verbs/xtsum/table.js";

const UNITS = 40;
const MONTHS = 12;
const N = UNITS * MONTHS;
const unit = (i: number): number => Math.floor(i / MONTHS);
/** Numbers without a pattern that the model could see. */
const noise = (i: number, k: number): number => ((i * 7919 + k * 104_729 + i * i * 31) % 9973) / 9973;

const FACTS: Readonly<Record<string, ColumnFacts>> = {
  firm: { label: "Firm" },
  month: { label: "Month", period: "month" },
  region: {
    label: "Region",
    valueLabels: [1, 2, 3].map((value) => ({ value, label: ["North", "East", "South"][value - 1]! })),
  },
  size: { valueLabels: [{ value: 0, label: "Small" }] },
  wage: { label: "Log of wages" },
  school: { label: "Years of schooling" },
  far: { label: "Distance to college" },
  sector: { label: "Sector" },
};

const column = (name: string, of: (i: number) => number): Column => ({
  ...{ kind: "numeric", name, values: Float64Array.from({ length: N }, (_, i) => of(i)) },
  ...(FACTS[name] === undefined ? {} : { facts: FACTS[name] }),
});

let engine: Engine;
const labelled: Table = makeTable(
  [
    column("firm", unit),
    column("month", (i) => 624 + (i % MONTHS)),
    column("region", (i) => 1 + (unit(i) % 3)),
    column("size", (i) => unit(i) % 2),
    column("wage", (i) => 1 + noise(i, 1) + 0.3 * noise(i, 2)),
    column("school", (i) => noise(i, 2) + noise(i, 3)),
    column("x", (i) => noise(i, 4)),
    column("far", (i) => noise(i, 3)),
    column("g", (i) => [630, 632, 0, 0][unit(i) % 4]!),
    column("treated", (i) => Number(noise(i, 6) + 0.2 * noise(i, 4) > 0.6)),
    {
      ...{ kind: "text", name: "sector", levels: ["goods", "services"], facts: FACTS.sector! },
      codes: Uint32Array.from({ length: N }, (_, i) => Math.floor(unit(i) / 3) % 2),
    },
  ],
  { name: "t", bytes: 0, sha256: null, facts: { format: "Stata 14-18 (118)", label: "Survey of firms" } },
);
const plain = withoutLabels(labelled);
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});
afterAll(() => engine.close());

const estimate = (formula: string, table = labelled) => feols(engine, table, formula, { vcov: "cluster:firm" });
const labelsOf = (formula: string) => {
  const { wage, firm, ...labels } = estimate(formula).labels!;
  expect([wage, firm]).toEqual(["Log of wages", "Firm"]);
  return labels;
};
const rowsOf = ({ rows }: TableModel): string[] => rows.map(({ label }) => label).filter((label) => label !== "");

describe("terms", () => {
  it.each<[string, Record<string, string>]>([
    ["x", {}],
    ["school + log(school + 1) + l(x, 1)", { school: "Years of schooling" }],
    ["i(region, ref = 1)", { "region::2": "Region = East", "region::3": "Region = South" }],
    ["i(size)", { "size::1": "size = 1" }],
    ["factor(region)", { "factor(region)2": "Region = East", "factor(region)3": "Region = South" }],
    ["sector", { sectorservices: "Sector = services" }],
    ["i(region, x, ref = 1:2)", { "region::3:x": "Region = South × x" }],
    ["i(region, school, keep = 2)", { "region::2:school": "Region = East × Years of schooling" }],
    ["x:factor(size)", { "x:factor(size)0": "x × size = Small", "x:factor(size)1": "x × size = 1" }],
    ["school:x", { "school:x": "Years of schooling × x" }],
    ["i(month, keep = 626)", { "month::626": "Month = 2012m3" }],
    ["i(region, i.size, keep = 2, keep2 = 0)", { "region::2:size::0": "Region = East × size = Small" }],
    ["i(region, bin = list(Other = 2:3))", { "region::Other": "Region = Other" }],
    ['i(region, bin = list(Other = 2:3), ref = "Other")', { "region::1": "Region = North" }],
    ["I(school > 1)", {}],
    ["poly(school, 2)", {}],
  ])("%s", (terms, labels) => {
    const formula = `wage ~ ${terms}`;
    const data = panel(labelled, { unit: "firm", time: "month" });
    const { wage: _, firm: __, ...found } = feols(engine, data, formula, { vcov: "cluster:firm" }).labels!;
    expect(found).toEqual(labels);
  });

  it("a reference may be given by its label, in new rows too", () => {
    const byValue = estimate("wage ~ i(region, ref = 2)");
    const byLabel = estimate('wage ~ i(region, ref = "East")');
    expect(byLabel.coefficients).toEqual(byValue.coefficients);
    expect(byLabel.notes).toEqual([]);
    const held = fitFeols(engine, labelled, 'wage ~ i(region, ref = "East")', { vcov: "iid" });
    expect(held.predict(labelled).values).toEqual(held.fitted().values);
    held.free();
    expect(estimate('wage ~ i(region, ref = "West")').notes[0]!.message).toContain("the reference West does not occur");
  });

  it("the note on a reference not stated says its label", () => {
    expect(estimate("wage ~ factor(region)").notes[0]!.detail).toMatchObject({ reference: "1 (North)" });
  });
});

it("effects, their combinations, clusters, slopes, weights and instruments", () => {
  expect(labelsOf("wage ~ x | region^month + firm")).toEqual({ "region^month": "Region × Month" });
  expect(labelsOf("wage ~ x | region[school]")).toEqual({ region: "Region", school: "Years of schooling" });
  expect(feols(engine, labelled, "x ~ school", { vcov: "iid", weights: "far" }).labels).toEqual({
    school: "Years of schooling",
    far: "Distance to college",
  });
  expect(labelsOf("wage ~ x | month | school ~ far")).toEqual({
    school: "Years of schooling",
    far: "Distance to college",
    month: "Month",
  });
});

it("without labels a record is as it was, and with them numbers and names are the same", () => {
  for (const formula of ["wage ~ x + i(region) | month", "wage ~ x + factor(region) | month | school ~ far"]) {
    const { labels, notes, timing_ms: _, provenance, ...rest } = estimate(formula);
    const { timing_ms: __, notes: own, provenance: before, ...bare } = estimate(formula, plain);
    expect(rest).toEqual(bare);
    expect(Object.keys(bare)).not.toContain("labels");
    expect(notes.length).toBe(own.length);
    expect(labels).toBeDefined();
    expect(provenance).toEqual(before);
  }
});

it("provenance says the format of the file and the label of the data where there are any", () => {
  const { provenance } = estimate("wage ~ x");
  expect(provenance).toMatchObject({ data: "t", data_format: "Stata 14-18 (118)", data_label: "Survey of firms" });
  const unread = makeTable(labelled.columns, { name: "t", bytes: 0, sha256: null });
  expect(Object.keys(estimate("wage ~ x", unread).provenance)).not.toContain("data_format");
});

describe("tables", () => {
  const presented = (table: TableModel, labels: Record<string, string>) => {
    requireNames([table], { labels });
    return presentTable(table, { labels });
  };

  it("of a regression: labels by default, words of the user before them, names for programs", () => {
    const record = estimate("wage ~ school + i(region, ref = 2) | month");
    const table = regressionTable([{ label: "", fit: record }]);
    expect(table.stub).toBe("Log of wages");
    expect(rowsOf(table).slice(0, 5)).toEqual([
      "Years of schooling",
      "Region = North",
      "Region = South",
      "Fixed effects: Month",
      "Errors clustered by",
    ]);
    expect(table.rows.map(({ name }) => name)).toContain("region::1");
    expect(cellText(table.rows.find(({ label }) => label === "Errors clustered by")!.cells[0]!)).toBe("Firm");
    expect(renderTable(table, "csv")).toContain("region::1,estimate");
    const mine = presented(table, { wage: "Pay", "region::1": "The north", month: "time" });
    expect(mine.stub).toBe("Pay");
    expect(rowsOf(mine).slice(0, 4)).toEqual([
      "Years of schooling",
      "The north",
      "Region = South",
      "Fixed effects: time",
    ]);
    const own = regressionTable([{ label: "", fit: record }], { labels: { school: "Schooling" } });
    expect(rowsOf(own)[0]).toBe("Schooling");
  });

  it("the summary printed of one regression", () => {
    const text = presentFeols(estimate("wage ~ school + i(region, ref = 2) | month")).text!({});
    expect(text).toContain("Region = North ");
    expect(text).toContain("Fixed effects: Month (12)");
    expect(text).toContain("clustered by Firm (40)");
    expect(text).toContain("OLS: wage ~ school + i(region, ref = 2) | month");
  });

  it("of several outcomes and samples", () => {
    const several = feolsMulti(engine, labelled, "c(wage, school) ~ x", { vcov: "iid", split: "region" });
    const [table] = presentSeveral(several).tables;
    expect(table!.heads.map((head) => head.slice(1))).toEqual(
      ["North", "East", "South"].flatMap((region) => [
        [region, "Log of wages"],
        [region, "Years of schooling"],
      ]),
    );
    expect(table!.notes.join()).toContain("Samples are split by Region.");
    expect(several.split!.values).toEqual(["1", "2", "3"]);
  });

  it("from records, beside a result without labels; an instrumented regressor has the row of its words", () => {
    const records = [estimate("wage ~ x | month | school ~ far"), estimate("wage ~ x + school | month", plain)];
    const columns = records.map((record, c) => ({ label: String(c), record: JSON.parse(JSON.stringify(record)) }));
    const table = modelTable(columns, { rename: { fit_school: "school" } });
    expect(table.stub).toBe("Log of wages");
    expect(rowsOf(table).slice(0, 2)).toEqual(["Years of schooling", "x"]);
    expect(rowsOf(modelTable(columns.slice(0, 1))).slice(0, 2)).toEqual(["Years of schooling", "x"]);
  });

  it("of every other verb", () => {
    const data = panel(labelled, { unit: "firm", time: "month" });
    const poisson = fepois(engine, labelled, "wage ~ school | region", { vcov: "cluster:firm" });
    expect(rowsOf(presentGlm(poisson).tables[0]!).slice(0, 3)).toEqual([
      "Years of schooling",
      "Model",
      "Fixed effects: Region",
    ]);
    const random = plm(engine, data, "wage ~ school + factor(region)", { model: "random" });
    expect(rowsOf(plmTable([{ label: "", fit: random }])).slice(0, 4)).toEqual([
      "(Intercept)",
      "Years of schooling",
      "Region = East",
      "Region = South",
    ]);
    const between = presentXtsum(xtsum(engine, data, { variables: ["school", "x"] })).tables[0]!;
    expect(rowsOf(between)[0]).toContain("Years of schooling");
    const gmm = presentPgmm(pgmm(engine, data, "wage ~ l(wage, 1) + school | gmm(wage, 2:3) + iv(school)"));
    expect(gmm.text!({})).toContain("month 2012m1 to 2012m12");
    expect(gmm.text!({})).toMatch(/^Years of schooling /m);
    expect(rowsOf(gmm.tables[0]!)).toContain("Years of schooling");
  });

  it("of matching", async () => {
    const result = await psmatch(engine, labelled, "treated ~ school + factor(region)", { outcome: "wage" });
    const tables = presentPsmatch(result).tables;
    expect(tables.map(({ stub }) => stub)).toContain("Log of wages");
    expect(tables.flatMap(rowsOf)).toEqual(expect.arrayContaining(["Years of schooling", "Region = North"]));
  });

  it("of values of a column as categories", async () => {
    const difference = await groupDifference(engine, labelled, "wage ~ x | month", {
      ...{ term: "x", by: "size", unit: "firm", draws: 19 },
    });
    expect(rowsOf(presentGroupDifference(difference).tables[0]!).slice(0, 2)).toEqual(["size = Small", "size = 1"]);
    expect(difference.groups.map(({ label }) => label)).toEqual(["0", "1"]);
    const { record } = await psmatch(engine, labelled, "treated ~ school", { outcome: "wage", by: "region" });
    expect(rowsOf(strataTable(record)!)).toEqual(["Region = North", "Region = East", "Region = South", "All"]);
    expect(record.by.map(({ level }) => level)).toEqual(["1", "2", "3"]);
  });

  it("of an event study: controls by their labels, cohorts by their periods", () => {
    const data = panel(labelled, { unit: "firm", time: "month" });
    const record = eventStudy(engine, data, "wage ~ school | firm + month", { cohort: "g", vcov: "cluster:firm" });
    const table = eventStudyTable(record);
    expect(rowsOf(table)).toContain("Years of schooling");
    expect(table.notes.join()).toContain("Cohorts: 2012m7 (10 units");
    expect(record.cohorts[0]!.cohort).toBe(630);
  });
});
