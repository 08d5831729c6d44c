/**
 * A table in LaTeX with the rules of booktabs; its first line says which packages it needs: that
 * one, `array` for prose, `rotating` for tables on their side, `ctex` and XeLaTeX for Chinese.
 * Decimal points are set under each other by `r@{}l` pairs, so no further package is needed.
 */

import { shiftedTerm, shiftedText } from "../../base/term-names.js";
import { withoutControls } from "../../base/text.js";
import { forDocuments } from "../present-table.js";
import {
  type Cell,
  type ColumnSpan,
  cellText,
  spannedColumns,
  type TableModel,
  type TableRow,
} from "../table-model.js";
import { type ColumnSplit, columnSplit, splitNumber } from "./columns.js";
import { wrap } from "./display-width.js";
import { type LatexLayout, latexParts } from "./latex-layout.js";
import { marksAsText } from "./marks.js";

/** The number in a title: LaTeX numbers tables itself. */
const NUMBER = /^(?:Table |表)A?\d+[.　]\s*/;

/**
 * The table as a LaTeX `table` environment, ending in a newline, that fits on an article's page: smaller, with prose in columns of
 * a width, headings in lines, or on its side (`sidewaystable`), wide ones in blocks of columns under each other. Chinese and
 * other scripts pass through unchanged.
 */
export function renderLatex(given: TableModel): string {
  const table = marksAsText(forDocuments(given));
  const { parts, sideways, notesApart } = latexParts(table);
  const environment = sideways ? "sidewaystable" : "table";
  const noteLines = table.notes.map((note) => `${escapeLatex(note)}\\par`);
  const notes = ["\\par\\medskip", "\\begin{minipage}{0.95\\linewidth}\\footnotesize", ...noteLines, "\\end{minipage}"];
  const [inside, beneath] =
    noteLines.length === 0
      ? [[], []]
      : notesApart
        ? [[], ["{\\footnotesize\\setlength{\\parindent}{0pt}", ...noteLines, "}"]]
        : [notes, []];
  const lines = [
    `\\begin{${environment}}[htbp]`,
    "\\centering",
    ...(table.title === "" ? [] : [`\\caption{${escapeLatex(table.title.replace(NUMBER, ""))}}`]),
    ...parts.flatMap(({ table: part, layout }, p) => [
      ...(p === 0 ? [] : ["\\par\\medskip"]),
      ...tabular(part, layout),
    ]),
    ...inside,
    `\\end{${environment}}`,
    ...beneath,
  ];
  return `${[needsOf(lines, sideways), ...lines].join("\n")}\n`;
}

/** The packages, as a comment. */
function needsOf(lines: readonly string[], sideways: boolean): string {
  const isChinese = lines.some((line) => /\p{Script=Han}/u.test(line));
  const packages = [
    "booktabs",
    ...(lines.some((line) => line.includes("\\arraybackslash")) ? ["array"] : []),
    ...(sideways ? ["rotating"] : []),
    ...(isChinese ? ["ctex"] : []),
  ].map((name) => `\\usepackage{${name}}`);
  return `% needs ${packages.join(" and ")}${isChinese ? ", compiled with xelatex" : ""}`;
}

/** The grid, in a group of its own where it is set smaller. */
function tabular(table: TableModel, layout: LatexLayout): string[] {
  const { size, separation, label, prose, lines } = layout;
  const splits = table.heads.map((_, c) => columnSplit(table, c));
  const spans = spannedColumns(table);
  const headLines = Math.max(0, ...table.heads.map((head) => head.length));
  const heads = Array.from({ length: headLines }, (_, h) =>
    row(
      h === headLines - 1 ? escapeLatex(table.stub) : "",
      table.heads.map((head, c) => headCell(escapeLatex(head[h] ?? ""), prose[c]!)),
    ),
  );
  const body = table.rows.flatMap((line, r) => [
    ...(line.ruleAbove && r > 0 ? ["\\midrule"] : []),
    row(
      labelOf(line),
      table.heads.map((_, c) => latexCell(line.cells[c], splits[c]!, prose[c]!, lines[c]!)),
    ),
  ]);
  const columns = prose.map((width) => (width === null ? "r@{}l" : `${paragraph(width)}@{}l`)).join("");
  const narrower = separation === null ? "" : `\\setlength{\\tabcolsep}{${separation}pt}`;
  return [
    ...(size === "" ? [] : [`{${size}${narrower}`]),
    `\\begin{tabular}{@{}${label === null ? "l" : paragraph(label)}${columns}@{}}`,
    "\\toprule",
    ...(spans.every((span) => span.label === "") ? [] : spanRows(spans)),
    ...heads,
    "\\midrule",
    ...body,
    "\\bottomrule",
    "\\end{tabular}",
    ...(size === "" ? [] : ["\\par}"]),
  ];
}

/** A column of `width` points whose words stand to the left and break into lines. */
const paragraph = (width: number): string => `>{\\raggedright\\arraybackslash}p{${width}pt}`;

/** Words one line under the other, the first on that of the row. */
function inLines(text: string, line: number | null): string {
  const lines = (line === null ? [text] : wrap(text, line)).map(escapeLatex);
  return lines.length === 1 ? lines[0]! : `\\begin{tabular}[t]{@{}c@{}}${lines.join("\\\\{}")}\\end{tabular}`;
}

/** A heading in the middle of its numbers, or to the left above prose. */
const headCell = (text: string, width: number | null): string => (width === null ? spanned(text) : `${text} & `);

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

/** Headings of rows in italics, the rows beneath them set in. */
function labelOf(row: TableRow): string {
  const { label, heading, inset } = row;
  const text = symbolOf(row) ?? escapeLatex(label);
  if (heading === true) return `\\textit{${text}}`;
  return inset === true && label !== "" ? `\\quad ${text}` : text;
}

/** A variable that goes by its name; in math mode names of more than a letter stand in italics, as in text. */
const VARIABLE = /^[A-Za-z][A-Za-z0-9_.]*$/;

/** `$y_{t-1}$` of a row of `l(y, 1)` that has no words but these; undefined of others. */
function symbolOf({ label, name }: TableRow): string | undefined {
  const shift = name === undefined ? undefined : shiftedTerm(name);
  if (shift === undefined || label !== shiftedText(shift, shift.of) || !VARIABLE.test(shift.of)) return undefined;
  const { of, periods, isDifference } = shift;
  const symbol = of.length === 1 ? of : `\\mathit{${escapeLatex(of)}}`;
  const at = (steps: number): string => `${symbol}_{t${steps === 0 ? "" : steps < 0 ? steps : `+${steps}`}}`;
  if (!isDifference) return `$${at(periods)}$`;
  return periods === 1 ? `$\\Delta ${at(0)}$` : `$${at(0)}-${at(-periods)}$`;
}

const row = (label: string, cells: readonly string[]): string => `${[label, ...cells].join(" & ")} \\\\`;

const spanned = (text: string): string => (text === "" ? " & " : `\\multicolumn{2}{c}{${text}}`);

/**
 * Of two columns in LaTeX's sense; prose, of `width` points, leaves the second empty. Words among numbers break after `line`
 * characters.
 */
function latexCell(cell: Cell | undefined, split: ColumnSplit, width: number | null, line: number | null): string {
  if (cell === undefined || cell.kind === "empty") return " & ";
  if (cell.kind === "text") return headCell(width === null ? inLines(cell.text, line) : escapeLatex(cell.text), width);
  const parts = splitNumber(cell, split);
  const minus = (text: string): string => escapeLatex(text).replace(/-/g, "$-$");
  const stars = (text: string): string =>
    text.replace(/(\*+)( \[)?/, (_, marks: string, mark = "") =>
      mark === "" ? `\\rlap{$^{${marks}}$}` : `$^{${marks}}$${mark}`,
    );
  if (width !== null) return headCell(minus(cellText(cell)), width);
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
  Δ: "$\\Delta$",
  "†": "\\dag{}",
  "‡": "\\ddag{}",
  // two hyphens would be set as a dash, of --vcov a word that no shell knows
  "-": "-{}",
  "\u00a0": "~",
  "\n": " ",
  "\r": " ",
};

/** Text that LaTeX sets as it stands, one character at a time so that nothing is escaped twice. */
export function escapeLatex(text: string): string {
  return withoutControls(text).replace(
    /\(t[−+]\d+\)|-(?=-)|[\\{}&%$#_~^<>|"²×±≤≥Δ−–—…†‡\u00a0\n\r]/g,
    (part) => LATEX[part] ?? `($${part.slice(1, -1).replace("−", "-")}$)`,
  );
}
