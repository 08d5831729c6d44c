import { describe, expect, test } from "vitest";
import { NotSupported } from "../../src/base/errors.js";
import { formatCount } from "../../src/report/format-number.js";
import { renderCsv } from "../../src/report/render/csv.js";
import { displayWidth, wrap } from "../../src/report/render/display-width.js";
import { renderHtml } from "../../src/report/render/html.js";
import { escapeLatex, renderLatex } from "../../src/report/render/latex.js";
import { renderMarkdown } from "../../src/report/render/markdown.js";
import { renderTable } from "../../src/report/render/render.js";
import { renderText } from "../../src/report/render/text.js";
import { emptyCell, numberCell, type TableModel, textCell } from "../../src/report/table-model.js";

const hostile = 'a_b & 50% <x> | #1 $y$ {z} ~^\\ "q" 质量';

const table: TableModel = {
  title: "Table 1. Cards",
  stub: "质量",
  heads: [
    ["(1)", "a"],
    ["(2)", "long | name"],
  ],
  rows: [
    {
      label: "Card given",
      name: "did",
      quantity: "estimate",
      cells: [numberCell(-0.0277812, "-0.028", "", "**"), numberCell(12.5, "12.500")],
      ruleAbove: false,
    },
    {
      label: "",
      quantity: "std_error",
      cells: [numberCell(0.0267, "0.027", "(", ")"), numberCell(1, "1.000", "(", ")")],
      ruleAbove: false,
    },
    { label: "城市 effects", quantity: "", cells: [textCell("yes"), emptyCell()], ruleAbove: true },
    {
      label: "Observations",
      quantity: "",
      cells: [numberCell(1967, "1,967"), numberCell(Number.NaN, "NA")],
      ruleAbove: false,
    },
  ],
  notes: ["1. A note."],
};
const withText = (text: string): TableModel => ({
  title: text,
  stub: text,
  heads: [[text]],
  rows: [{ label: text, quantity: text, cells: [textCell(text)], ruleAbove: false }],
  notes: [text],
});

describe("CSV and spreadsheets", () => {
  test("words that begin as formulas do are made inert in every place; numbers stay numbers", () => {
    const csv = renderCsv({ ...withText("=cmd()"), notesInCsv: true });
    expect(csv).toBe("term,quantity,'=cmd()\n'=cmd(),'=cmd(),'=cmd()\nnote,,'=cmd()\n");
    for (const text of ["+1+1", "-x", "@SUM(A1)", "\t=1", "-1;2"]) {
      expect(renderCsv(withText(text)).split("\n")[0]).toContain(`'${text}`);
    }
    expect(renderCsv(withText("-0.5"))).toContain(",-0.5\n");
  });
});

describe("text", () => {
  test("columns that can be read apart stand in blocks of 80, rows empty in a block left out", () => {
    const cells = (only: number) =>
      Array.from({ length: 9 }, (_, c) => (c === only || only < 0 ? numberCell(c, `${c}.5`) : emptyCell()));
    const row = (label: string, only: number) => ({
      label,
      quantity: "estimate",
      cells: cells(only),
      ruleAbove: false,
    });
    const heads = Array.from({ length: 9 }, (_, c) => [`(${c + 1})`, "a long name"]);
    const wide: TableModel = { title: "T", stub: "y", heads, rows: [row("x", -1), row("last", 8)], notes: ["N"] };
    const text = renderText({ ...wide, columnsApart: true });
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(text.match(/^x /gm)).toHaveLength(2);
    expect(text.match(/^last /gm)).toHaveLength(1);
    expect(text.match(/^N$/gm)).toHaveLength(1);
    for (let c = 0; c < 9; c++) expect(text).toContain(`(${c + 1})`);
    expect(
      Math.max(
        ...renderText(wide)
          .split("\n")
          .map((line) => line.length),
      ),
    ).toBeGreaterThan(80);
  });

  test("decimal points stand under each other, wide characters count two", () => {
    expect(renderText(table)).toBe(
      [
        "Table 1. Cards",
        "-----------------------------------",
        "                (1)         (2)",
        "质量             a      long | name",
        "-----------------------------------",
        "Card given    -0.028**    12.500",
        "              (0.027)     (1.000)",
        "-----------------------------------",
        "城市 effects    yes",
        "Observations   1,967        NA",
        "-----------------------------------",
        "1. A note.",
        "",
      ].join("\n"),
    );
  });

  test("a column of counts alone has its last digits under each other", () => {
    const counts = [7, 1967].map((n) => ({
      label: "n",
      quantity: "",
      cells: [numberCell(n, formatCount(n))],
      ruleAbove: false,
    }));
    const lines = renderText({ title: "", stub: "", heads: [["units"]], rows: counts, notes: [] }).split("\n");
    expect(lines.slice(3, 5)).toEqual(["n      7", "n  1,967"]);
  });

  test("all points of a column are in one place", () => {
    const lines = renderText(table).split("\n");
    const points = [lines[5]!, lines[6]!].map((line) => line.indexOf("."));
    expect(new Set(points).size).toBe(1);
  });

  test("display width", () => {
    expect(["abc", "质量", "e\u0301", "(１)", ""].map(displayWidth)).toEqual([3, 4, 1, 4, 0]);
    expect(wrap("aa bb cc dd", 5)).toEqual(["aa bb", "cc dd"]);
    expect(wrap("aaaaaaa b", 3)).toEqual(["aaaaaaa", "b"]);
  });
});

describe("markdown", () => {
  test("a table with the title in bold and notes beneath", () => {
    expect(renderMarkdown(table)).toBe(
      [
        "**Table 1. Cards**",
        "",
        "| 质量         |   (1)<br>a | (2)<br>long \\| name |",
        "| :----------- | ---------: | ------------------: |",
        "| Card given   | -0.028\\*\\* |              12.500 |",
        "|              |    (0.027) |             (1.000) |",
        "| 城市 effects |        yes |                     |",
        "| Observations |      1,967 |                  NA |",
        "",
        "1\\. A note.",
        "",
      ].join("\n"),
    );
  });

  test("every line of a hostile table has the same number of cells", () => {
    const rows = renderMarkdown(withText(hostile))
      .split("\n")
      .filter((line) => line.startsWith("| "));
    const bars = rows.map((line) => line.replace(/\\./g, "").split("|").length - 1);
    expect(bars).toEqual([3, 3, 3]);
    expect(rows[0]).toContain("&lt;x&gt;");
  });
});

describe("latex", () => {
  test("booktabs rules, points aligned by r@{}l pairs", () => {
    expect(renderLatex(table)).toBe(
      [
        "% needs \\usepackage{booktabs} and \\usepackage{ctex}, compiled with xelatex",
        "\\begin{table}[htbp]",
        "\\centering",
        "\\caption{Cards}",
        "\\begin{tabular}{@{}lr@{}lr@{}l@{}}",
        "\\toprule",
        " & \\multicolumn{2}{c}{(1)} & \\multicolumn{2}{c}{(2)} \\\\",
        "质量 & \\multicolumn{2}{c}{a} & \\multicolumn{2}{c}{long \\textbar{} name} \\\\",
        "\\midrule",
        "Card given & $-$0 & .028\\rlap{$^{**}$} & 12 & .500 \\\\",
        " & (0 & .027) & (1 & .000) \\\\",
        "\\midrule",
        "城市 effects & \\multicolumn{2}{c}{yes} &  &  \\\\",
        "Observations & \\multicolumn{2}{c}{1,967} & \\multicolumn{2}{c}{NA} \\\\",
        "\\bottomrule",
        "\\end{tabular}",
        "\\par\\medskip",
        "\\begin{minipage}{0.95\\linewidth}\\footnotesize",
        "1. A note.\\par",
        "\\end{minipage}",
        "\\end{table}",
        "",
      ].join("\n"),
    );
  });

  test("every special character is escaped once, Chinese passes", () => {
    expect(escapeLatex(hostile)).toBe(
      "a\\_b \\& 50\\% \\textless{}x\\textgreater{} \\textbar{} \\#1 \\$y\\$ \\{z\\} " +
        "\\textasciitilde{}\\textasciicircum{}\\textbackslash{} \\symbol{34}q\\symbol{34} 质量",
    );
    expect(escapeLatex("R² ≥ 0.1 – …")).toBe("R$^2$ $\\geq$ 0.1 -- \\ldots{}");
    // two hyphens in a row are a dash to LaTeX
    expect(escapeLatex("a-b --vcov hetero")).toBe("a-b -{}-vcov hetero");
  });

  test("every row has the same number of columns", () => {
    const rows = renderLatex(table)
      .split("\n")
      .filter((line) => line.endsWith("\\\\"));
    const columns = rows.map((line) => line.split(" & ").length + (line.match(/\\multicolumn\{2\}/g)?.length ?? 0));
    expect(columns).toEqual([5, 5, 5, 5, 5, 5]);
  });
});

test("a table without Chinese needs booktabs alone", () => {
  const [first] = renderLatex({ ...table, stub: "Quality", rows: table.rows.slice(0, 2) }).split("\n");
  expect(first).toBe("% needs \\usepackage{booktabs}");
});

describe("html", () => {
  test("tables of more than seven columns stand closer together", () => {
    const wide = { ...table, heads: Array.from({ length: 8 }, (_, c) => [`c${c}`]) };
    expect(renderHtml(wide)).toContain('<table class="dense">');
    expect(renderHtml({ ...wide, heads: wide.heads.slice(1) })).toContain("<table>");
  });

  test("headers are headers, a true minus, points aligned by span widths", () => {
    const html = renderHtml(table);
    expect(html).toContain('<th scope="row" rowspan="2">Card given</th>');
    expect(html).toContain('<tr><td><span class="whole" style="min-width:2ch">(0</span>');
    expect(html).toContain('<th scope="col">long | name</th>');
    expect(html).toContain(
      '<span class="whole" style="min-width:2ch">\u22120</span><span class="part" style="min-width:6ch">.028**</span>',
    );
    expect(html).toContain('<tr class="rule"><th scope="row">城市 effects</th><td>yes</td><td></td></tr>');
  });

  test("a column with a long text stands to the left", () => {
    expect(renderHtml(withText("a text of more than eighteen characters"))).toContain('<td class="long">a text');
    expect(renderHtml(withText("short"))).not.toContain('class="long"');
    const numbers = Array.from({ length: 2 }, () => ({ ...withText("").rows[0]!, cells: [numberCell(1, "1")] }));
    const one = { ...withText("a text of more than eighteen characters"), heads: [["(1)"]] };
    const among = { ...one, rows: [...one.rows.map((row) => ({ ...row, cells: row.cells.slice(0, 1) })), ...numbers] };
    expect(renderHtml(among)).not.toContain('class="long"');
  });

  test("hostile text can't leave its element or attribute", () => {
    const html = renderHtml(withText(`${hostile}<script>'"`));
    expect(html).not.toContain("<script");
    expect(html).not.toContain("<x>");
    expect(html.match(/aria-label="([^"]*)"/)![1]).toContain("&lt;script&gt;&#39;&quot;");
  });
});

describe("csv", () => {
  test("full precision, no stars or parentheses, the quantity named", () => {
    expect(renderCsv(table)).toBe(
      [
        "term,quantity,(1) a,(2) long | name",
        "did,estimate,-0.0277812,12.5",
        "did,std_error,0.0267,1",
        "城市 effects,,yes,",
        "Observations,,1967,NA",
        "",
      ].join("\n"),
    );
  });

  test("quotes commas, quotes and line breaks", () => {
    expect(renderCsv(withText('a,"b"\nc')).split("\n").slice(0, 2).join("\n")).toBe('term,quantity,"a,""b""\nc"');
  });
});

describe("renderTable", () => {
  test("goes by the name of the format", () => {
    expect(renderTable(table, "csv")).toBe(renderCsv(table));
    expect(renderTable(table, "text")).toBe(renderText(table));
  });
  test("refuses a format it can't write", () => {
    expect(() => renderTable(table, "docx")).toThrow(NotSupported);
  });
});
