/** Headings over columns, in every form a table is written in. */
import { strFromU8, unzipSync } from "fflate";
import { expect, test } from "vitest";
import { columnBlocks } from "../../../src/report/render/columns.js";
import { renderDocx } from "../../../src/report/render/docx.js";
import { renderTable } from "../../../src/report/render/render.js";
import { numberCell, type TableModel } from "../../../src/report/table-model.js";

const table: TableModel = {
  ...{ title: "", stub: "y", notes: [], heads: [["(1)"], ["(2)"], ["(3)"], ["(4)"]] },
  spans: [
    { label: "GMM & more", from: 2, to: 3 },
    { label: "a heading that is long", from: 4, to: 4 },
  ],
  rows: [
    {
      label: "x",
      quantity: "estimate",
      ruleAbove: false,
      cells: [1, 2, 3, 4].map((one) => numberCell(one, `${one}.0`)),
    },
  ],
};

test("text: in the middle of their columns, a rule beneath; a long one widens them", () => {
  const [rule, spans, beneath] = renderTable(table, "text").split("\n") as [string, string, string];
  const [gmm, long] = [/-+/.exec(beneath)!, / (-+)$/.exec(beneath)!];
  expect(spans.slice(gmm.index, gmm.index + gmm[0].length).trim()).toBe("GMM & more");
  expect(spans.slice(long.index + 1)).toBe("a heading that is long");
  expect(long[1]).toHaveLength("a heading that is long".length);
  expect(beneath).toHaveLength(rule.length);
});

test("LaTeX: multicolumn and cmidrule over pairs of columns", () => {
  const lines = renderTable(table, "latex").split("\n");
  const at = lines.indexOf("\\toprule");
  expect(lines.slice(at + 1, at + 3)).toEqual([
    " &  &  & \\multicolumn{4}{c}{GMM \\& more} & \\multicolumn{2}{c}{a heading that is long} \\\\",
    "\\cmidrule(lr){4-7} \\cmidrule(lr){8-9}",
  ]);
});

test("HTML: a header of a group of columns", () => {
  const html = renderTable(table, "html");
  expect(html).toContain('<th scope="colgroup" class="span" colspan="2">GMM &amp; more</th>');
  expect(html).toContain('<colgroup span="1"></colgroup><colgroup span="1"></colgroup><colgroup span="2"></colgroup>');
});

test("CSV and Markdown keep one row of headings", () => {
  expect(renderTable(table, "csv").split("\n")[0]).toBe(
    "term,quantity,(1),GMM & more (2),GMM & more (3),a heading that is long (4)",
  );
  expect(renderTable(table, "markdown").split("\n")[0]).toContain("GMM &amp; more<br>(2)");
});

test("Word: merged cells", async () => {
  const xml = strFromU8(unzipSync(await renderDocx([table]))["word/document.xml"]!);
  expect(xml).toContain('<w:gridSpan w:val="2"/>');
  expect(xml.indexOf("GMM &amp; more")).toBeLessThan(xml.indexOf("(2)"));
});

test("a block of columns has the part of a heading that is over it", () => {
  const blocks = columnBlocks(table, ({ heads }) => heads.length <= 2);
  expect(blocks.map(({ spans }) => spans)).toEqual([
    [{ label: "GMM & more", from: 2, to: 2 }],
    [
      { label: "GMM & more", from: 1, to: 1 },
      { label: "a heading that is long", from: 2, to: 2 },
    ],
  ]);
});
