/**
 * A wide table cut into blocks of columns that stand under each other. What fits is the renderer's to say.
 */
import type { TableModel } from "../table-model.js";

/** As many columns a block as `fits` allows, at least one; the table itself where all fit. */
export function columnBlocks(table: TableModel, fits: (block: TableModel) => boolean): TableModel[] {
  const blocks: TableModel[] = [];
  let first = 0;
  while (first < table.heads.length) {
    let next = first + 1;
    while (next < table.heads.length && fits(columnsOf(table, first, next + 1))) next++;
    blocks.push(columnsOf(table, first, next));
    first = next;
  }
  return blocks.length === 0 ? [table] : blocks;
}

/** The table of columns `from` up to `to`, without rows that are empty in them. */
function columnsOf(table: TableModel, from: number, to: number): TableModel {
  if (from === 0 && to === table.heads.length) return table;
  const rows = table.rows
    .map((row) => ({ ...row, cells: row.cells.slice(from, to) }))
    .filter(
      (row, r) => table.rows[r]!.ruleAbove || row.heading === true || row.cells.some(({ kind }) => kind !== "empty"),
    );
  const spans = (table.spans ?? []).flatMap((span) => {
    const within = { label: span.label, from: Math.max(span.from - from, 1), to: Math.min(span.to, to) - from };
    return within.from <= within.to ? [within] : [];
  });
  return { ...table, heads: table.heads.slice(from, to), rows, ...(table.spans === undefined ? {} : { spans }) };
}
