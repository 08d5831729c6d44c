/** Rows of a table known again after a change: former values of its cells, estimates covered. Pure. */
import { type Cell, cellText, type TableModel, type TableRow, textCell } from "../../../src/report/table-model.js";

/** What names each row within its table: the term it is about, what it holds, and which of several that is. */
export function rowKeys(rows: readonly TableRow[]): string[] {
  const met = new Map<string, number>();
  let term = "";
  return rows.map(({ label, name, quantity }) => {
    if (label !== "") term = name ?? label;
    const key = `${term} ${quantity}`;
    const nth = met.get(key) ?? 0;
    met.set(key, nth + 1);
    return nth === 0 ? key : `${key} ${nth}`;
  });
}

/** The term each row is about. */
export function rowTerms(rows: readonly TableRow[]): string[] {
  let term = "";
  return rows.map(({ label, name }) => {
    if (label !== "") term = name ?? label;
    return term;
  });
}

/** What a cell showed before, where it shows another number now: `of(row, column)`, null else. */
export function formerCells(
  table: TableModel,
  before: TableModel | undefined,
): (row: number, column: number) => string | null {
  if (before === undefined || before.heads.length !== table.heads.length) return () => null;
  const keys = rowKeys(table.rows);
  const rows = new Map(rowKeys(before.rows).map((key, r) => [key, before.rows[r]!]));
  return (r, c) => {
    const now = table.rows[r]!.cells[c];
    const then = rows.get(keys[r]!)?.cells[c];
    if (now?.kind !== "number" || then?.kind !== "number") return null;
    const was = cellText(then);
    return was === cellText(now) ? null : was;
  };
}

const HIDDEN: ReadonlySet<string> = new Set(["estimate", "statistic", "p_value", "interval"]);

/** Stages whose rows are periods, cohorts, variants or terms of others: all of their numbers may be of the treatment. */
export const IS_OF_EFFECTS =
  /^(?:event-study|did|placebo|robustness|coefplot|table|mediation|group-difference|referee)$/;

/** The table without estimates, t, p and stars of the `treatments`; errors, counts and balance stay. */
export function covered(table: TableModel, treatments: ReadonlySet<string>, mark: string): TableModel {
  const terms = rowTerms(table.rows);
  return {
    ...table,
    rows: table.rows.map((row, r) =>
      treatments.has(terms[r]!.replace(/^fit_/, "")) && HIDDEN.has(row.quantity)
        ? { ...row, cells: row.cells.map((cell) => (cell.kind === "empty" ? cell : textCell(mark))) }
        : row,
    ),
  };
}

/** The table without any number but counts, and without its notes. */
export function countsAlone(table: TableModel, mark: string): TableModel {
  const isCount = (cell: Cell): boolean => cell.kind === "number" && Number.isInteger(cell.value);
  const hide = (cell: Cell): Cell => (/\d/.test(cellText(cell)) && !isCount(cell) ? textCell(mark) : cell);
  return { ...table, notes: [], rows: table.rows.map((row) => ({ ...row, cells: row.cells.map(hide) })) };
}
