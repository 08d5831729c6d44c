/** Rows under a heading, in every form a table is written in. */
import { strFromU8, unzipSync } from "fflate";
import { expect, test } from "vitest";
import { renderDocx } from "../../../src/report/render/docx.js";
import { renderTable } from "../../../src/report/render/render.js";
import { headingRow, numberCell, type TableModel, type TableRow } from "../../../src/report/table-model.js";

const row = (label: string, inset: boolean): TableRow => ({
  ...{ label, inset, quantity: "estimate", ruleAbove: false },
  cells: [numberCell(1, "1.0"), numberCell(2, "2.0")],
});
const table: TableModel = {
  ...{ title: "", stub: "y", notes: [], heads: [["(1)"], ["(2)"]] },
  rows: [
    row("did", false),
    headingRow("City & <trade>"),
    row("eco", true),
    { ...row("", true), quantity: "std_error" },
  ],
};

test("text: set in beneath a row of its own", () => {
  const lines = renderTable(table, "text").split("\n");
  expect(lines).toContain("City & <trade>");
  expect(lines.find((line) => line.startsWith("  eco  "))).toBeDefined();
  expect(lines.find((line) => line.startsWith("did  "))).toBeDefined();
});

test("LaTeX and Markdown: italics, and a space before the labels beneath", () => {
  const latex = renderTable(table, "latex");
  expect(latex).toContain("\\textit{City \\& \\textless{}trade\\textgreater{}} &");
  expect(latex).toContain("\\quad eco &");
  const markdown = renderTable(table, "markdown");
  expect(markdown).toContain("| *City &amp; &lt;trade&gt;* |");
  expect(markdown).toContain("| &emsp;eco ");
});

test("HTML: a header of a group of rows, over all columns", () => {
  const html = renderTable(table, "html");
  expect(html).toContain('<th scope="rowgroup" class="group" colspan="3">City &amp; &lt;trade&gt;</th>');
  expect(html).toContain('<th scope="row" class="inset" rowspan="2">eco</th>');
});

test("CSV: numbers alone, the heading has none", () => {
  expect(renderTable(table, "csv")).toBe(
    "term,quantity,(1),(2)\ndid,estimate,1,2\neco,estimate,1,2\neco,std_error,1,2\n",
  );
});

test("Word: italics, and an indent", async () => {
  const xml = strFromU8(unzipSync(await renderDocx([table]))["word/document.xml"]!);
  expect(xml).toMatch(/<w:i\/>.{0,200}City &amp; &lt;trade&gt;/);
  expect(xml).toContain('<w:ind w:left="200"/>');
});
