/**
 * Layer report. A table in LaTeX with the rules of booktabs; needs `\usepackage{booktabs}` and nothing else, in Chinese
 * XeLaTeX and `\usepackage{ctex}` too, as its first line says.
 * Decimal points are set under each other by `r@{}l` pairs, so no further package is needed.
 */

import { withoutControls } from "../../base/inert-text.js";
import { type Cell, type ColumnSpan, spannedColumns, type TableModel, type TableRow } from "../table-model.js";
import { type ColumnSplit, columnSplit, splitNumber } from "./decimal-align.js";

/** The number in a title: LaTeX numbers tables itself. */
const NUMBER = /^(?:Table |表)A?\d+[.　]\s*/;

/** The table as a LaTeX `table` environment, ending in a newline. Chinese and other scripts pass through unchanged. */
export function renderLatex(table: TableModel): string {
  const splits = table.heads.map((_, c) => columnSplit(table, c));
  const spans = spannedColumns(table);
  const headLines = Math.max(0, ...table.heads.map((head) => head.length));
  const heads = Array.from({ length: headLines }, (_, h) =>
    row(
      h === headLines - 1 ? escapeLatex(table.stub) : "",
      table.heads.map((head) => spanned(escapeLatex(head[h] ?? ""))),
    ),
  );
  const body = table.rows.flatMap((line, r) => [
    ...(line.ruleAbove && r > 0 ? ["\\midrule"] : []),
    row(
      labelOf(line),
      table.heads.map((_, c) => latexCell(line.cells[c], splits[c]!)),
    ),
  ]);
  const notes = [
    "\\par\\medskip",
    "\\begin{minipage}{0.95\\linewidth}\\footnotesize",
    ...table.notes.map((note) => `${escapeLatex(note)}\\par`),
    "\\end{minipage}",
  ];
  const lines = [
    "\\begin{table}[htbp]",
    "\\centering",
    ...(table.title === "" ? [] : [`\\caption{${escapeLatex(table.title.replace(NUMBER, ""))}}`]),
    `\\begin{tabular}{@{}l${"r@{}l".repeat(table.heads.length)}@{}}`,
    "\\toprule",
    ...(spans.every(({ label }) => label === "") ? [] : spanRows(spans)),
    ...heads,
    "\\midrule",
    ...body,
    "\\bottomrule",
    "\\end{tabular}",
    ...(table.notes.length === 0 ? [] : notes),
    "\\end{table}",
  ];
  const needs = lines.some((line) => /\p{Script=Han}/u.test(line)) ? CHINESE_NEEDS : NEEDS;
  return `${[needs, ...lines].join("\n")}\n`;
}

/** Each column is two of LaTeX's, after that of the labels. */
function spanRows(spans: readonly ColumnSpan[]): string[] {
  const cells = spans.map(({ label, from, to }) =>
    label === "" ? " & " : `\\multicolumn{${2 * (to - from + 1)}}{c}{${escapeLatex(label)}}`,
  );
  const rules = spans
    .filter(({ label }) => label !== "")
    .map(({ from, to }) => `\\cmidrule(lr){${2 * from}-${2 * to + 1}}`);
  return [row("", cells), rules.join(" ")];
}

const NEEDS = "% needs \\usepackage{booktabs}";
const CHINESE_NEEDS = "% needs \\usepackage{booktabs} and \\usepackage{ctex}, compiled with xelatex";

/** Headings of rows in italics, the rows beneath them set in. */
function labelOf({ label, heading, inset }: TableRow): string {
  const text = escapeLatex(label);
  if (heading === true) return `\\textit{${text}}`;
  return inset === true && label !== "" ? `\\quad ${text}` : text;
}

const row = (label: string, cells: readonly string[]): string => `${[label, ...cells].join(" & ")} \\\\`;

const spanned = (text: string): string => (text === "" ? " & " : `\\multicolumn{2}{c}{${text}}`);

function latexCell(cell: Cell | undefined, split: ColumnSplit): string {
  if (cell === undefined || cell.kind === "empty") return " & ";
  if (cell.kind === "text") return spanned(escapeLatex(cell.text));
  const parts = splitNumber(cell, split);
  const minus = (text: string): string => escapeLatex(text).replace(/-/g, "$-$");
  const stars = (text: string): string => text.replace(/\*+/, (marks) => `\\rlap{$^{${marks}}$}`);
  if (typeof parts === "string") return spanned(minus(parts));
  return `${minus(parts.before)} & ${stars(minus(parts.after))}`;
}

const LATEX: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "{": "\\{",
  "}": "\\}",
  "&": "\\&",
  "%": "\\%",
  $: "\\$",
  "#": "\\#",
  _: "\\_",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "|": "\\textbar{}",
  '"': "\\symbol{34}",
  "²": "$^2$",
  "×": "$\\times$",
  "±": "$\\pm$",
  "≤": "$\\leq$",
  "≥": "$\\geq$",
  "−": "$-$",
  "–": "--",
  "—": "---",
  "…": "\\ldots{}",
  "†": "\\dag{}",
  "‡": "\\ddag{}",
  "\u00a0": "~",
  "\n": " ",
};

/** Text that LaTeX sets as it stands, one character at a time so that nothing is escaped twice. */
export function escapeLatex(text: string): string {
  return withoutControls(text).replace(/[\\{}&%$#_~^<>|"²×±≤≥−–—…†‡\u00a0\n]/g, (character) => LATEX[character]!);
}
