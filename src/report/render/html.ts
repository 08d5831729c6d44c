/**
 * A table as an HTML fragment: semantic (caption, column and row headers), numbers aligned on the decimal
 * point by two spans whose width is set a column. `page.ts` has the style sheet.
 */

import { withoutControls } from "../../base/text.js";
import {
  type Cell,
  type ColumnSpan,
  type Mark,
  spannedColumns,
  type TableModel,
  type TableRow,
} from "../table-model.js";
import { type ColumnSplit, columnSplit, splitNumber } from "./columns.js";
import { marksAsText } from "./marks.js";
import { withMinus } from "./minus.js";

/** A column of words, one of them longer than this many characters, stands to the left, and its texts may break into lines. */
const LONG_TEXT = 18;
/** Tables of more columns than this stand closer together. */
const USUAL_COLUMNS = 7;

/** Where a table stands on a page: the target of links, the class of the figure, and HTML that follows its notes. */
export interface HtmlPlace {
  readonly id?: string;
  readonly className?: string;
  readonly beneath?: string;
}

/** The table as a `<figure>` with its notes, ending in a newline; it scrolls sideways when it can't fit. */
export function renderHtml(table: TableModel, place: HtmlPlace = {}): string {
  const headLines = Math.max(1, ...table.heads.map((head) => head.length));
  const spelled = marksAsText(table);
  const splits = table.heads.map((_, c) => columnSplit(spelled, c));
  const classes = table.heads.map((_, c) => (isWordy(table, c) ? ' class="long"' : ""));
  const heads = Array.from({ length: headLines }, (_, h) => {
    const cells = table.heads.map((head, c) => {
      const text = escapeHtml(head[h] ?? "");
      if (h < headLines - 1) return `<td${classes[c]}>${text}</td>`;
      return `<th scope="col"${classes[c]}>${text}${markLinks(table.headMarks?.[c])}</th>`;
    });
    const stub = h === headLines - 1 ? `<th scope="col">${escapeHtml(table.stub)}</th>` : "<td></td>";
    return `<tr>${stub}${cells.join("")}</tr>`;
  });
  const spans = spannedColumns(table);
  const hasSpans = spans.some(({ label }) => label !== "");
  const body = table.rows.map((row, r) => {
    const cells = table.heads.map((_, c) => {
      const cell = row.cells[c];
      return `<td${graded(classes[c]!, cell)}>${htmlCell(cell, splits[c]!, markLinks(cell?.marks))}</td>`;
    });
    const rule = row.ruleAbove && r > 0 ? ' class="rule"' : "";
    if (row.heading === true) {
      return `<tr${rule}><th scope="rowgroup" class="group" colspan="${table.heads.length + 1}">${prose(row.label)}${markLinks(row.marks)}</th></tr>`;
    }
    const label = r > 0 && row.label === "" ? "" : labelCell(table.rows, r);
    return `<tr${rule}>${label}${cells.join("")}</tr>`;
  });
  const caption = escapeHtml(table.title);
  return `${[
    `<figure${attribute("id", place.id)}${attribute("class", place.className)}>`,
    `<div class="scroll" role="region" tabindex="0" aria-label="${caption === "" ? "Table" : caption}">`,
    table.heads.length > USUAL_COLUMNS ? '<table class="dense">' : "<table>",
    ...(caption === "" ? [] : [`<caption>${caption}${markLinks(table.marks)}</caption>`]),
    ...(hasSpans
      ? [
          `<colgroup span="1"></colgroup>${spans.map(({ from, to }) => `<colgroup span="${to - from + 1}"></colgroup>`).join("")}`,
        ]
      : []),
    `<thead>${hasSpans ? spanRow(spans) : ""}${heads.join("")}</thead>`,
    `<tbody>\n${body.join("\n")}\n</tbody>`,
    "</table>",
    "</div>",
    ...(table.notes.length === 0 && place.beneath === undefined
      ? []
      : [
          `<figcaption>${table.notes.map((note) => `<p>${prose(note)}</p>`).join("")}${place.beneath ?? ""}</figcaption>`,
        ]),
    "</figure>",
  ].join("\n")}\n`;
}

function spanRow(spans: readonly ColumnSpan[]): string {
  const cells = spans.map(({ label, from, to }) =>
    label === ""
      ? "<td></td>"
      : `<th scope="colgroup" class="span" colspan="${to - from + 1}">${escapeHtml(label)}</th>`,
  );
  return `<tr><td></td>${cells.join("")}</tr>`;
}

/** The label of row `r`, over the unlabelled rows beneath it. */
function labelCell(rows: readonly TableRow[], r: number): string {
  const next = rows.findIndex(({ label }, i) => i > r && label !== "");
  const span = (next < 0 ? rows.length : next) - r;
  const { label, inset, marks } = rows[r]!;
  return `<th scope="row"${inset === true ? ' class="inset"' : ""}${span > 1 ? ` rowspan="${span}"` : ""}>${prose(label)}${markLinks(marks)}</th>`;
}

/** Links to the remarks. */
function markLinks(marks: readonly Mark[] = []): string {
  if (marks.length === 0) return "";
  const links = marks.map(
    ({ text, to, id, grade }) =>
      `<a class="grade${grade}" id="${escapeHtml(id)}" href="#${escapeHtml(to)}">${escapeHtml(text)}</a>`,
  );
  return `<sup>${links.join(" ")}</sup>`;
}

/** The attribute of a cell's classes with the grade of its gravest mark. */
function graded(attribute: string, cell: Cell | undefined): string {
  if (cell?.marks === undefined || cell.marks.length === 0) return attribute;
  const grade = `marked grade${Math.min(...cell.marks.map(({ grade: own }) => own))}`;
  return attribute === "" ? ` class="${grade}"` : attribute.replace(/"$/, ` ${grade}"`);
}

function isWordy({ rows }: TableModel, c: number): boolean {
  const cells = rows.flatMap((row) => row.cells[c] ?? []);
  const texts = cells.filter((cell) => cell.kind === "text");
  const hasLong = texts.some(({ text }) => text.length > LONG_TEXT);
  return hasLong && texts.length > cells.filter(({ kind }) => kind === "number").length;
}

function htmlCell(cell: Cell | undefined, split: ColumnSplit, marks: string): string {
  if (cell === undefined || cell.kind === "empty") return marks;
  if (cell.kind === "text") return prose(cell.text) + marks;
  const parts = splitNumber(cell, split);
  const minus = (text: string): string => escapeHtml(text).replace(/-/g, "\u2212");
  if (typeof parts === "string") return minus(parts) + marks;
  return (
    `<span class="whole" style="min-width:${split.before}ch">${minus(parts.before)}</span>` +
    `<span class="part" style="min-width:${split.after}ch">${minus(parts.after)}${marks}</span>`
  );
}

const attribute = (name: string, value: string | undefined): string =>
  value === undefined ? "" : ` ${name}="${escapeHtml(value)}"`;

/** Text for readers: escaped, with a minus sign before numbers that begin with a hyphen. */
export const prose = (text: string): string => withMinus(escapeHtml(text));

/** Text that HTML shows as it stands, in content and in quoted attributes. */
export function escapeHtml(text: string): string {
  return withoutControls(text)
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/'/g, "&#39;");
}
