/**
 * A table in GitHub-flavoured Markdown: the title in bold, numbers to the right, notes as a paragraph each.
 */

import { withoutControls } from "../../base/text.js";
import { cellText, emptyCell, type Mark, spannedColumns, type TableModel, type TableRow } from "../table-model.js";
import { displayWidth, padEnd, padStart } from "./display-width.js";

/** The table as Markdown, ending in a newline. Source: GitHub Flavored Markdown Spec 0.29, section 4.10. */
export function renderMarkdown(table: TableModel): string {
  const header = [
    escapeMarkdown(table.stub),
    ...spannedColumns(table).flatMap(({ label, from, to }) =>
      table.heads.slice(from - 1, to).map(
        (head, c) =>
          written([label, ...head])
            .map(escapeMarkdown)
            .join("<br>") + markLinks(table.headMarks?.[from - 1 + c]),
      ),
    ),
  ];
  const body = table.rows.map((row) => [
    labelOf(row) + markLinks(row.marks),
    ...table.heads.map((_, c) => {
      const cell = row.cells[c] ?? emptyCell();
      return escapeMarkdown(cellText(cell)) + markLinks(cell.marks);
    }),
  ]);
  const widths = header.map((text, c) => Math.max(3, displayWidth(text), ...body.map((row) => displayWidth(row[c]!))));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((text, c) => (c === 0 ? padEnd(text, widths[c]!) : padStart(text, widths[c]!))).join(" | ")} |`;
  const lines = [
    line(header),
    `| ${widths.map((width, c) => (c === 0 ? `${":".padEnd(width, "-")}` : `${"-".repeat(width - 1)}:`)).join(" | ")} |`,
    ...body.map(line),
  ];
  const title = table.title === "" ? [] : [`**${escapeMarkdown(table.title)}**${markLinks(table.marks)}`, ""];
  const notes = table.notes.flatMap((note) => ["", escapeParagraph(note)]);
  return `${[...title, ...lines, ...notes].join("\n")}\n`;
}

const markLinks = (marks: readonly Mark[] = []): string =>
  marks.map(({ text, to }) => ` [${escapeMarkdown(text)}](#${to})`).join("");

/** Headings of rows in italics, the rows beneath them set in. */
function labelOf({ label, heading, inset }: TableRow): string {
  const text = escapeMarkdown(label);
  if (heading === true) return `*${text}*`;
  return inset === true && label !== "" ? `&emsp;${text}` : text;
}

/** The lines of a heading that say something. */
const written = (head: readonly string[]): string[] => head.filter((line) => line !== "");

/** Text of a paragraph: also what would open a list or a heading at its start is escaped. */
export function escapeParagraph(text: string): string {
  return escapeMarkdown(text)
    .replace(/^(\s*)([-+#])/, "$1\\$2")
    .replace(/^(\s*\d+)([.)])/, "$1\\$2");
}

/** Text that Markdown shows as it stands within a line. Line breaks become spaces. */
export function escapeMarkdown(text: string): string {
  return withoutControls(text)
    .replace(/[\\`*_[\]|~$^]/g, "\\$&")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/\r\n?|\n/g, " ");
}
