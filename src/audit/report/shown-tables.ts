/**
 * The tables of a paper as a report shows them: one a grid, for a grid of several panels holds a printed table each, whose findings stand
 * beneath the one table that readers see.
 */
import type { TableModel } from "../../report/table-model.js";
import type { Audit, ReadTables } from "../audit.js";
import type { Grid } from "../grid.js";
import type { NumberedFinding } from "../numbered.js";
import type { PrintedDescriptives, PrintedTable } from "../paper.js";
import type { TableReading } from "../read/reading.js";
import { marksIn } from "./places.js";
import { printedTable } from "./printed-table.js";

/** A grid with the tables in it. */
export interface ShownTable {
  readonly name: string;
  readonly grid: Grid;
  readonly members: readonly (PrintedTable | PrintedDescriptives)[];
  readonly reading: TableReading | undefined;
}

/** Tables of regressions, then tables of means, in the order of the paper. */
export function shownTables({ paper, readings }: ReadTables): ShownTable[] {
  const all = [...paper.tables, ...paper.descriptives];
  const known = readings.flatMap(({ tables }) => tables);
  return [...new Set(all.map(({ grid }) => grid))].map((grid) => {
    const members = all.filter((table) => table.grid === grid);
    const reading = known.find(({ name }) => members.every((table) => table.name.startsWith(name)));
    const name = members.length === 1 ? members[0]!.name : (reading?.name ?? members[0]!.name);
    return { name, grid, members, reading };
  });
}

/** Findings that are shown beneath the table: those whose first cell is one of its own. */
export const findingsOf = (findings: readonly NumberedFinding[], { members }: ShownTable): NumberedFinding[] =>
  findings.filter(({ finding }) => members.some(({ name }) => name === finding.where[0]?.table));

/** The table as printed, with the marks of its findings. */
export const markedTable = ({ paper, findings }: Pick<Audit, "paper" | "findings">, shown: ShownTable): TableModel =>
  printedTable(
    shown.name,
    shown.grid,
    shown.reading,
    shown.members.flatMap(({ name }) => marksIn(paper, name, findings)),
  );
