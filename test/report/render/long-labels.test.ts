/** Labels as long as a question of a survey break over lines in a terminal, the numbers beside the last. */
import { expect, test } from "vitest";
import { coefficientTable } from "../../../src/report/regression/fit-summary.js";
import { labelLines } from "../../../src/report/render/display-width.js";
import { renderText } from "../../../src/report/render/text.js";
import { numberCell, type TableModel } from "../../../src/report/table-model.js";

const LONG = "Q17. Thinking of all the years that you went to school or college, how many did you finish";
const LINES = ["Q17. Thinking of all the years that you went to school or", "  college, how many did you finish"];

test("at spaces, what follows set in, an inset label beneath its heading", () => {
  expect(labelLines(LONG)).toEqual(LINES);
  expect(labelLines(`  ${LONG}`)[1]).toMatch(/^ {4}\S/);
  expect(labelLines("x".repeat(80))).toEqual(["x".repeat(80)]);
  expect(labelLines("short")).toEqual(["short"]);
});

test("in a table, its stub too, and in the summary of a regression", () => {
  const cells = [numberCell(1.5, "1.5")];
  const table: TableModel = {
    ...{ title: "", stub: LONG, heads: [["(1)"]], notes: [] },
    rows: [{ label: LONG, quantity: "", cells, ruleAbove: false }],
  };
  const [, ...lines] = renderText(table).split("\n");
  expect(lines[0]).toBe(LINES[0]);
  expect(lines[1]).toMatch(new RegExp(`^${LINES[1]} +\\(1\\)$`));
  expect(lines[3]).toBe(LINES[0]);
  expect(lines[4]).toMatch(new RegExp(`^${LINES[1]} +1\\.5$`));
  const one = { estimate: 1, std_error: 1, statistic: 1, p_value: 0.5, conf_low: 0, conf_high: 2 };
  const summary = coefficientTable([["x", one]], 0.95, "t", { labels: { x: LONG } });
  expect(summary[1]).toBe(LINES[0]);
  expect(summary[2]).toMatch(new RegExp(`^${LINES[1]} +1\\.000000`));
});
