/**
 * Layer report. A table as an HTML fragment: semantic (caption, column and row headers), numbers aligned on the decimal
 * point by two spans whose width is set a column. `page.ts` has the style sheet.
 */
import { type ColumnSplit, columnSplit, splitNumber } from "./decimal-align.js";
import type { Cell, TableModel, TableRow } from "./table-model.js";

/** Texts longer than this many characters may break into lines and stand to the left. */
const LONG_TEXT = 18;

/** The table as a `<figure>` with its notes, ending in a newline; it scrolls sideways when it can't fit. */
export function renderHtml(table: TableModel): string {
  const headLines = Math.max(1, ...table.heads.map((head) => head.length));
  const splits = table.heads.map((_, c) => columnSplit(table, c));
  const heads = Array.from({ length: headLines }, (_, h) => {
    const cells = table.heads.map((head) => {
      const text = escapeHtml(head[h] ?? "");
      return h === headLines - 1 ? `<th scope="col">${text}</th>` : `<td>${text}</td>`;
    });
    const stub = h === headLines - 1 ? `<th scope="col">${escapeHtml(table.stub)}</th>` : "<td></td>";
    return `<tr>${stub}${cells.join("")}</tr>`;
  });
  const body = table.rows.map((row, r) => {
    const cells = table.heads.map((_, c) => htmlCell(row.cells[c], splits[c]!));
    const classes = row.ruleAbove && r > 0 ? ' class="rule"' : "";
    const label = r > 0 && row.label === "" ? "" : labelCell(table.rows, r);
    return `<tr${classes}>${label}${cells.join("")}</tr>`;
  });
  const caption = escapeHtml(table.title);
  return `${[
    "<figure>",
    `<div class="scroll" role="region" tabindex="0" aria-label="${caption === "" ? "Table" : caption}">`,
    "<table>",
    ...(caption === "" ? [] : [`<caption>${caption}</caption>`]),
    `<thead>${heads.join("")}</thead>`,
    `<tbody>\n${body.join("\n")}\n</tbody>`,
    "</table>",
    "</div>",
    ...(table.notes.length === 0
      ? []
      : [`<figcaption>${table.notes.map((note) => `<p>${escapeHtml(note)}</p>`).join("")}</figcaption>`]),
    "</figure>",
  ].join("\n")}\n`;
}

/** The label of row `r`, over the unlabelled rows beneath it. */
function labelCell(rows: readonly TableRow[], r: number): string {
  const next = rows.findIndex(({ label }, i) => i > r && label !== "");
  const span = (next < 0 ? rows.length : next) - r;
  return `<th scope="row"${span > 1 ? ` rowspan="${span}"` : ""}>${escapeHtml(rows[r]!.label)}</th>`;
}

function htmlCell(cell: Cell | undefined, split: ColumnSplit): string {
  if (cell === undefined || cell.kind === "empty") return "<td></td>";
  if (cell.kind === "text")
    return `<td${cell.text.length > LONG_TEXT ? ' class="long"' : ""}>${escapeHtml(cell.text)}</td>`;
  const parts = splitNumber(cell, split);
  const minus = (text: string): string => escapeHtml(text).replace(/-/g, "\u2212");
  if (typeof parts === "string") return `<td>${minus(parts)}</td>`;
  return (
    `<td><span class="whole" style="min-width:${split.before}ch">${minus(parts.before)}</span>` +
    `<span class="part" style="min-width:${split.after}ch">${minus(parts.after)}</span></td>`
  );
}

/** Text that HTML shows as it stands, in content and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/'/g, "&#39;");
}
