/** Grids to printed tables: of regressions or of means, whichever a grid is. */
import { type Note, note } from "../../../base/messages.js";
import type { Grid } from "../../grid.js";
import type { PrintedDescriptives, PrintedTable } from "../../paper.js";
import { READING_NOTES } from "../messages.js";
import type { RowReading, TableReading, UnreadCell } from "../reading.js";
import { readDescriptives } from "./descriptives.js";
import { readRegressions } from "./regressions.js";
import type { Told } from "./told.js";
import { tableName } from "./words.js";

export interface Recognised {
  readonly tables: readonly PrintedTable[];
  readonly descriptives: readonly PrintedDescriptives[];
  readonly reading: TableReading;
}

/** What `grid` is; `name` stands where neither it was told nor the caption begins with one. */
export function recognise(grid: Grid, name: string, told: Told = {}): Recognised {
  const called = told.name ?? tableName(grid.title ?? "") ?? name;
  const means = readDescriptives(grid, called, told);
  if (means !== null) {
    return {
      tables: [],
      descriptives: [means.descriptives],
      reading: reading(called, "descriptives", means.rows, means.unread, []),
    };
  }
  const { tables, rows, unread, notes } = readRegressions(grid, called, told);
  const isRead = tables.length > 0;
  const all = isRead ? notes : [note(READING_NOTES, "audit_table_unread", { table: called })];
  return {
    tables,
    descriptives: [],
    reading: reading(called, isRead ? "regressions" : "unread", rows, isRead ? unread : [], all),
  };
}

function reading(
  name: string,
  kind: TableReading["kind"],
  rows: readonly RowReading[],
  unread: readonly UnreadCell[],
  notes: readonly Note[],
): TableReading {
  const cells = unread.map(({ row, column, text }) => `'${text.slice(0, 40)}' (row ${row + 1}, column ${column + 1})`);
  const said =
    unread.length === 0
      ? []
      : [note(READING_NOTES, "audit_cells_unread", { table: name, count: unread.length, cells })];
  return { name, kind, rows, unread, notes: [...notes, ...said] };
}
