/**
 * Numbers of a paper's tables by their names, and their names by place: what a `CellRef` points to. Statistics are called by their name
 * ("nobs") or by the label the table prints ("N"). Knows no rule.
 */
import type {
  CellRef,
  PrintedColumn,
  PrintedEstimate,
  PrintedPaper,
  PrintedStatistic,
  PrintedTable,
  StatisticName,
} from "./paper.js";
import type { Printed } from "./printed.js";

/** A column with the table it stands in. */
export interface ColumnOfTable {
  readonly table: PrintedTable;
  readonly column: PrintedColumn;
}

/** Every column of every table, in order. */
export const columnsOf = ({ tables }: PrintedPaper): ColumnOfTable[] =>
  tables.flatMap((table) => table.columns.map((column) => ({ table, column })));

/** The column `ref` is in; undefined where the paper has none of that name. */
export const columnAt = (paper: PrintedPaper, ref: CellRef): ColumnOfTable | undefined =>
  columnsOf(paper).find(({ table, column }) => table.name === ref.table && column.name === ref.column);

export const estimateOf = (column: PrintedColumn, term: string): PrintedEstimate | undefined =>
  column.estimates.find((estimate) => estimate.term === term);

/** The first statistic of that name; one that is a p-value only where `isP`. */
export const statisticOf = (column: PrintedColumn, name: StatisticName, isP = false): PrintedStatistic | undefined =>
  column.statistics.find((statistic) => statistic.name === name && statistic.isP === isP);

/** Where an estimate stands. */
export const estimateRef = (table: PrintedTable, column: PrintedColumn, { term }: PrintedEstimate): CellRef => ({
  table: table.name,
  column: column.name,
  row: term,
});

/** Where a statistic stands: by its name, or its label where it has none. */
export const statisticRef = (
  table: PrintedTable,
  column: PrintedColumn,
  { name, label }: PrintedStatistic,
): CellRef => ({
  table: table.name,
  column: column.name,
  row: name ?? label,
});

/** A whole column. */
export const columnRef = (table: PrintedTable, column: PrintedColumn): CellRef => ({
  table: table.name,
  column: column.name,
  row: null,
});

/** The number of rows `ref` points to: of a column, or of a variable of a table of means. */
export function countAt(
  paper: PrintedPaper,
  ref: CellRef,
): { readonly n: Printed; readonly label: string; readonly at: CellRef } | undefined {
  const found = columnAt(paper, ref);
  if (found !== undefined) {
    const { table, column } = found;
    const isNamed = ({ name, label }: PrintedStatistic) => name === ref.row || label === ref.row;
    const nobs = ref.row === null ? statisticOf(column, "nobs") : column.statistics.find(isNamed);
    if (nobs === undefined) return undefined;
    return { n: nobs.value, label: nobs.label, at: statisticRef(table, column, nobs) };
  }
  const means = paper.descriptives.find(({ name }) => name === ref.table);
  const summary = means?.rows.find(({ variable }) => variable === ref.row);
  return summary?.n == null ? undefined : { n: summary.n, label: "", at: ref };
}
