/**
 * Layer report. A table as CSV for programs: full precision, no stars, no parentheses; what each row holds is a column.
 */
import type { Cell, TableModel } from "./table-model.js";

/** The table as CSV (RFC 4180 quoting, LF line ends): `term,quantity` and a column a model. Notes are left to the others. */
export function renderCsv(table: TableModel): string {
  let term = "";
  const rows = table.rows.map((row) => {
    const name = row.name ?? row.label;
    if (name !== "") term = name;
    return [term, row.quantity, ...table.heads.map((_, c) => csvCell(row.cells[c]))];
  });
  const header = ["term", "quantity", ...table.heads.map((head) => head.join(" "))];
  return [header, ...rows].map((cells) => `${cells.map(quote).join(",")}\n`).join("");
}

function csvCell(cell: Cell | undefined): string {
  if (cell === undefined || cell.kind === "empty") return "";
  if (cell.kind === "text") return cell.text;
  return Number.isNaN(cell.value) ? "NA" : String(cell.value);
}

const quote = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
