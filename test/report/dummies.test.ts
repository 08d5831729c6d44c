/** Dummies of one factor are a row of yes and no, which says so and can be opened; leads and lags, products and few levels are none. */
import { expect, test } from "vitest";
import { presentTable, requireNames } from "../../src/report/present-table.js";
import { regressionTable } from "../../src/report/regression/regression-table.js";
import { renderCsv } from "../../src/report/render/csv.js";
import { renderHtml } from "../../src/report/render/html.js";
import { renderLatex } from "../../src/report/render/latex.js";
import { renderMarkdown } from "../../src/report/render/markdown.js";
import { renderText } from "../../src/report/render/text.js";
import type { TableModel } from "../../src/report/table-model.js";
import type { ModelRecord } from "../../src/verbs/table/model-column.js";
import { modelTable } from "../../src/verbs/table/model-table.js";
import { coefficient, sampleFit } from "./sample-fits.js";

const fitOf = (...terms: readonly string[]) =>
  sampleFit(Object.fromEntries(terms.map((term) => [term, coefficient(0.5, 0.1)])));
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const labels = ({ rows }: TableModel): string[] => rows.map(({ label }) => label).filter((label) => label !== "");
const isFolded = (...terms: readonly string[]): boolean =>
  regressionTable([{ label: "", fit: fitOf(...terms) }]).rows.some(({ folded }) => folded !== undefined);

const years = range(2003, 2010).map((year) => `year::${year}`);
const withYears = fitOf("did", ...years);
const table = regressionTable([
  { label: "with", fit: withYears },
  { label: "without", fit: fitOf("did") },
]);

test("a column says yes or no, and a note how many coefficients the row stands for", () => {
  expect(labels(table).slice(0, 2)).toEqual(["did", "Year dummies"]);
  expect(table.rows[2]).toMatchObject({ cells: [{ text: "yes" }, { text: "no" }], ruleAbove: true });
  expect(table.notes).toContain("(1): Year dummies: 8 coefficients, not shown.");
  for (const text of [renderText, renderMarkdown, renderLatex, renderHtml, renderCsv].map((render) => render(table))) {
    expect(text).toContain("Year dummies");
    expect(text).not.toContain("year::");
  }
});

test("in Chinese, and by words for the factor", () => {
  const options = { language: "zh" as const, labels: { year: "年份" } };
  const chinese = regressionTable([{ label: "", fit: withYears }], options);
  expect(labels(chinese)[1]).toBe("年份虚拟变量");
  expect(chinese.notes).toContain("年份虚拟变量：8 个系数，未列示。");
  requireNames([table], { labels: { year: "Survey", "year::2004": "2004" } });
  expect(labels(presentTable(table, { labels: { year: "Survey" } }))[1]).toBe("Survey dummies");
});

test("opened, every dummy has its rows, at the end of the coefficients, and the note is gone", () => {
  const open = presentTable(table, { showDummies: true });
  expect(labels(open).slice(0, 10)).toEqual(["did", ...years, "Fixed effects: i"]);
  expect(open.rows.filter(({ ruleAbove }) => ruleAbove)).toHaveLength(2);
  expect(open.notes.join()).not.toContain("not shown");
});

test.each<[string, readonly string[], boolean]>([
  ["years as a factor", range(2003, 2005).map((year) => `factor(year)${year}`), true],
  ["one year, which is a variable", ["year::2004"], false],
  ["leads and lags", range(-12, 12).map((event) => `rel::${event}`), false],
  ["products of treatment and year", range(2003, 2020).map((year) => `year::${year}:treat`), false],
  ["products of two factors", range(2003, 2020).map((year) => `year::${year}:group::a`), false],
  ["ten industries", range(1, 10).map((industry) => `industry::${industry}`), false],
  ["eleven industries", range(1, 11).map((industry) => `industry::${industry}`), true],
])("%s", (_, terms, folded) => {
  expect(isFolded(...terms)).toBe(folded);
});

const results = [withYears, fitOf("did")].map((record, c) => ({ label: `m${c}`, record: record as ModelRecord }));

test("beside results of other kinds: a dynamic panel's periods are the same factor's dummies", () => {
  const dynamic = {
    ...fitOf("did", "2004", "2005"),
    ...{ kind: "pgmm", model: "system", steps: 2, n_groups: 9, n_instruments: 5 },
    ...{ panel: { time: "year" }, time_dummies: ["2004", "2005"], tests: {} },
  };
  const beside = modelTable([...results, { label: "gmm", record: dynamic as unknown as ModelRecord }]);
  expect(labels(beside).slice(0, 2)).toEqual(["did", "Year dummies"]);
  expect(beside.rows[2]!.cells).toMatchObject([{ text: "yes" }, { text: "no" }, { text: "yes" }]);
});

test("those asked for by name are shown; what is kept beside them does not open the others", () => {
  expect(labels(modelTable(results, { keep: ["/^year/"] })).slice(0, 8)).toEqual(years);
  const kept = modelTable(results, { keep: ["did"] });
  expect(labels(kept).slice(0, 2)).toEqual(["did", "Year dummies"]);
  expect(labels(presentTable(kept, { showDummies: true })).slice(0, 2)).toEqual(["did", "Year dummies"]);
  const dropped = modelTable(results, { drop: ["/^year/"] });
  expect(labels(dropped)[1]).not.toBe("Year dummies");
  expect(dropped.notes.join()).toContain("Coefficients not shown: year::2003");
});
