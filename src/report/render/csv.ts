/**
 * A table as CSV for programs: full precision, no stars, no parentheses; what each row holds is a column.
 * Rows that head others are left out. Words are never formulas. Tables that ask for it end with a row a note, in the first column of cells; elsewhere columns stay numbers.
 */
import { inertText } from "../../base/text.js";
import { type Cell, spannedColumns, type TableModel } from "../table-model.js";

/** The table as CSV (RFC 4180 quoting, LF line ends): `term,quantity` and a column a model; then rows `note,` where asked for. */
export function renderCsv(table: TableModel): string {
  let term = "";
  const rows = table.rows
    .filter(({ heading }) => heading !== true)
    .map((row) => {
      const name = row.name ?? row.label;
      if (name !== "") term = name;
      return [inertText(term), inertText(row.quantity), ...table.heads.map((_, c) => csvCell(row.cells[c]))];
    });
  const header = [
    "term",
    "quantity",
    ...spannedColumns(table).flatMap(({ label, from, to }) =>
      table.heads
        .slice(from - 1, to)
        .map((head) => inertText([label, ...head].filter((line) => line !== "").join(" "))),
    ),
  ];
  const notes = table.notesInCsv === true ? table.notes.map((note) => noteRow(note, table.heads.length)) : [];
  return [header, ...rows, ...notes].map((cells) => `${cells.map(quote).join(",")}\n`).join("");
}

const noteRow = (note: string, columns: number): string[] => [
  "note",
  "",
  inertText(note),
  ...new Array<string>(Math.max(0, columns - 1)).fill(""),
];

function csvCell(cell: Cell | undefined): string {
  if (cell === undefined || cell.kind === "empty") return "";
  if (cell.kind === "text") return inertText(cell.exact ?? cell.text);
  return Number.isNaN(cell.value) ? "NA" : String(cell.value);
}

const quote = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
