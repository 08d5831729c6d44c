/**
 * Where in a table's grid the cell of a finding stands, and the marks that stand there. Knows tables as printed, and neither rules
 * nor words.
 */
import type { Mark } from "../../report/table-model.js";
import type { GridPlace } from "../grid.js";
import type { NumberedFinding } from "../numbered.js";
import type {
  CellRef,
  PrintedColumn,
  PrintedDescriptives,
  PrintedPaper,
  PrintedSummary,
  PrintedTable,
} from "../paper.js";

/** A cell of the grid, counted as it counts; row null: the heading of the column; column 0: the label of the row. */
interface MarkedPlace {
  readonly row: number | null;
  readonly column: number;
}

/** The place of `ref` in the table; null where it is about the table as a whole, or its cell stands nowhere. */
export function placeOf(table: PrintedTable | PrintedDescriptives, { column, row }: CellRef): MarkedPlace | null {
  if ("rows" in table) {
    const summary = table.rows.find(({ variable }) => variable === row);
    const line = summary?.at?.row;
    return line === undefined ? null : { row: line, column: summaryColumn(table, summary!, line, column) };
  }
  const columns = table.columns.filter(({ name }) => column === null || name === column);
  const cells = row === null ? [] : columns.flatMap((own) => cellOf(own, row) ?? []);
  if (column === null) {
    const line = cells[0]?.row ?? (row === null ? null : labelled(table, row));
    return line === null ? null : { row: line, column: 0 };
  }
  const across = columns[0] === undefined ? null : columnOf(columns[0]);
  if (across === null) return null;
  if (row === null) return { row: null, column: across };
  const line = cells[0]?.row ?? labelled(table, row);
  return line === null ? { row: null, column: across } : { row: line, column: cells[0]?.column ?? across };
}

function cellOf({ estimates, statistics }: PrintedColumn, row: string): GridPlace | null {
  const estimate = estimates.find(({ term }) => term === row);
  const statistic = statistics.find(({ name, label }) => name === row || label === row);
  return estimate?.at ?? statistic?.at ?? null;
}

/** The column of the grid that a column stands in, by any of its numbers. */
const columnOf = ({ estimates, statistics }: PrintedColumn): number | null =>
  [...estimates, ...statistics].find(({ at }) => at !== null)?.at?.column ?? null;

/** The row of the grid whose label is `label`. */
function labelled({ grid }: PrintedTable, label: string): number | null {
  const row = grid.rows.findIndex(([stub = ""]) => stub.trim() === label);
  return row < 0 ? null : row;
}

/** Numbers of a table of means, as cells of it are named. */
export const SUMMARY_NUMBERS = ["n", "mean", "sd", "min", "max", "median"] as const;

/** The column in which the row prints that number; the label where it can't be told. */
function summaryColumn(
  { grid }: PrintedDescriptives,
  summary: PrintedSummary,
  row: number,
  column: string | null,
): number {
  const name = SUMMARY_NUMBERS.find((own) => own === column);
  const printed = name === undefined ? null : summary[name];
  if (printed === null) return 0;
  const columns = (grid.rows[row] ?? []).flatMap((text, c) => (c > 0 && text.trim() === printed.text ? [c] : []));
  return columns.length === 1 ? columns[0]! : 0;
}

/** A mark and where it stands. */
export interface PlacedMark {
  readonly mark: Mark;
  readonly place: MarkedPlace | null;
}

/** What a mark leads back by: its `n`th, counted from 0. */
export const markId = (mark: string, n: number): string => (n === 0 ? `at-${mark}` : `at-${mark}-${n + 1}`);

/** The marks that stand in table `name`, one a cell of every finding. */
export function marksIn(
  { tables, descriptives }: PrintedPaper,
  name: string,
  numbered: readonly NumberedFinding[],
): PlacedMark[] {
  const table = [...tables, ...descriptives].find((own) => own.name === name);
  if (table === undefined) return [];
  return numbered.flatMap(({ mark: text, grade, finding }) =>
    finding.where.flatMap((ref, n) => {
      if (ref.table !== name) return [];
      return [{ mark: { text, to: text, id: markId(text, n), grade }, place: placeOf(table, ref) }];
    }),
  );
}
