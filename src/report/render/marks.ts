/**
 * Marks of a table as text, ` [A1, B2]` behind what they are on: what formats without links print, and the room that those with links
 * leave for them.
 */
import type { Cell, Mark, Marked, TableModel } from "../table-model.js";

/** The marks as one text, "" where there are none. */
export const markText = (marks: readonly Mark[] = []): string =>
  marks.length === 0 ? "" : ` [${marks.map(({ text }) => text).join(", ")}]`;

/** Whether a table has any mark. */
export const isMarked = (table: TableModel): boolean =>
  [table, ...table.rows, ...table.rows.flatMap(({ cells }) => cells)].some(({ marks = [] }) => marks.length > 0) ||
  (table.headMarks ?? []).some((marks) => marks.length > 0);

/** The table with its marks as part of its texts; the table itself where it has none. */
export function marksAsText(table: TableModel): TableModel {
  if (!isMarked(table)) return table;
  const { marks, headMarks = [], ...rest } = table;
  return {
    ...rest,
    title: table.title + markText(marks),
    heads: table.heads.map((head, c) =>
      head.map((line, h) => line + (h === head.length - 1 ? markText(headMarks[c]) : "")),
    ),
    rows: table.rows.map(({ marks: own, ...row }) => ({
      ...row,
      ...(own === undefined ? {} : { name: row.name ?? row.label, label: row.label + markText(own) }),
      cells: row.cells.map(spelled),
    })),
  };
}

function spelled(cell: Cell): Cell {
  const { marks, ...plain } = cell as Cell & Marked;
  if (marks === undefined || marks.length === 0) return cell;
  const text = markText(marks);
  if (plain.kind === "empty") return { kind: "text", text: text.trimStart() };
  return plain.kind === "text" ? { ...plain, text: plain.text + text } : { ...plain, close: plain.close + text };
}
