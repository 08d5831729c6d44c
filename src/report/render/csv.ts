/**
 * Layer report. A table as CSV for programs: full precision, no stars, no parentheses; what each row holds is a column.
 * Words are never formulas. Tables that ask for it end with a row a note, in the first column of cells; elsewhere columns stay numbers.
 */
import type { Cell, TableModel } from "../table-model.js";

/** The table as CSV (RFC 4180 quoting, LF line ends): `term,quantity` and a column a model; then rows `note,` where asked for. */
export function renderCsv(table: TableModel): string {
  let term = "";
  const rows = table.rows.map((row) => {
    const name = row.name ?? row.label;
    if (name !== "") term = name;
    return [inert(term), inert(row.quantity), ...table.heads.map((_, c) => csvCell(row.cells[c]))];
  });
  const header = [
    "term",
    "quantity",
    ...table.heads.map((head) => inert(head.filter((line) => line !== "").join(" "))),
  ];
  const notes = table.notesInCsv === true ? table.notes.map((note) => noteRow(note, table.heads.length)) : [];
  return [header, ...rows, ...notes].map((cells) => `${cells.map(quote).join(",")}\n`).join("");
}

const noteRow = (note: string, columns: number): string[] => [
  "note",
  "",
  inert(note),
  ...new Array<string>(Math.max(0, columns - 1)).fill(""),
];

function csvCell(cell: Cell | undefined): string {
  if (cell === undefined || cell.kind === "empty") return "";
  if (cell.kind === "text") return inert(cell.exact ?? cell.text);
  return Number.isNaN(cell.value) ? "NA" : String(cell.value);
}

/**
 * Words that a spreadsheet would take for a formula get an apostrophe before them; what is a number stays one. Source:
 * OWASP, CSV Injection.
 */
const inert = (text: string): string =>
  /^[=+\-@\t\r]/.test(text) && !(text.trim() !== "" && Number.isFinite(Number(text))) ? `'${text}` : text;

const quote = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
