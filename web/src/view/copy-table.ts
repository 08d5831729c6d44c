/** A table on the clipboard: as HTML and with tabs together, so that Word and spreadsheets keep its columns. */
import { cellText, type TableModel } from "../../../src/report/table-model.js";
import { say } from "../state/seen.js";
import { language } from "../state/session.js";
import { paperWords as words } from "../words/paper.js";

const rowsOf = ({ heads, stub, rows }: TableModel): string[][] => {
  const lines = Math.max(1, ...heads.map((head) => head.length));
  return [
    ...Array.from({ length: lines }, (_, line) => [
      line === lines - 1 ? stub : "",
      ...heads.map((head) => head[line] ?? ""),
    ]),
    ...rows.map(({ label, cells }) => [
      label,
      ...heads.map((_, c) => (cells[c] === undefined ? "" : cellText(cells[c]))),
    ]),
  ];
};

const escaped = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

export async function copyTable(table: TableModel): Promise<void> {
  const rows = rowsOf(table);
  const text = [[table.title], ...rows, ...table.notes.map((note) => [note])].map((row) => row.join("\t")).join("\n");
  const cells = (row: readonly string[]): string => row.map((cell) => `<td>${escaped(cell)}</td>`).join("");
  const html = `<table><caption>${escaped(table.title)}</caption>${rows.map((row) => `<tr>${cells(row)}</tr>`).join("")}</table>${table.notes.map((note) => `<p>${escaped(note)}</p>`).join("")}`;
  const blob = (type: string, content: string): Blob => new Blob([content], { type });
  try {
    await navigator.clipboard.write([
      new ClipboardItem({ "text/html": blob("text/html", html), "text/plain": blob("text/plain", text) }),
    ]);
    say(words.tableCopied[language.value]);
  } catch {
    say(words.notCopied[language.value]);
  }
}
