/**
 * A table for the terminal: decimal points under each other, rules of hyphens, notes beneath.
 */

import { visible } from "../../base/text.js";
import { type Cell, type ColumnSpan, spannedColumns, type TableModel, type TableRow } from "../table-model.js";
import { type ColumnSplit, columnBlocks, columnSplit, splitNumber } from "./columns.js";
import { displayWidth, labelLines, padBoth, padEnd, padStart, wrap } from "./display-width.js";
import { marksAsText } from "./marks.js";

const GAP = "  ";
const NARROWEST_NOTES = 60;

/** Columns of a terminal that a block of columns takes at most, unless it is one column. */
const WIDEST_BLOCK = 80;

/**
 * The table as plain text, ending in a newline; lines carry no trailing space. Columns that can be read apart stand in blocks
 * under each other where a line would be too long.
 */
export function renderText(given: TableModel): string {
  const table = marksAsText(given);
  const fits = (block: TableModel): boolean => grid(block).total <= WIDEST_BLOCK;
  const blocks = (table.columnsApart === true ? columnBlocks(table, fits) : [table]).map(grid);
  const widest = Math.max(...blocks.map(({ total }) => total));
  const lines = table.title === "" ? [] : [table.title];
  for (const [b, block] of blocks.entries()) lines.push(...(b === 0 ? [] : [""]), ...block.lines);
  for (const note of table.notes) lines.push(...wrap(note, Math.max(widest, NARROWEST_NOTES)));
  return visible(`${lines.join("\n")}\n`);
}

interface Grid {
  readonly lines: readonly string[];
  /** Width. */
  readonly total: number;
}

/** Rules, headings and rows. */
function grid(table: TableModel): Grid {
  const headLines = Math.max(0, ...table.heads.map((head) => head.length));
  const stub = labelLines(table.stub);
  const labelWidth = Math.max(...[...stub, ...table.rows.flatMap((row) => labelLines(labelOf(row)))].map(displayWidth));
  const columns = table.heads.map((head, c) => {
    const split = columnSplit(table, c);
    const middle = table.rows.map((row) => middleWidth(row.cells[c], split));
    return { split, width: Math.max(split.before + split.after, ...head.map(displayWidth), ...middle) };
  });
  const spans = spannedColumns(table);
  const widthOf = ({ from, to }: ColumnSpan): number =>
    columns.slice(from - 1, to).reduce((sum, { width }) => sum + width, (to - from) * GAP.length);
  for (const span of spans) columns[span.to - 1]!.width += Math.max(0, displayWidth(span.label) - widthOf(span));
  const show = (cell: Cell | undefined, c: number): string => {
    const { split, width } = columns[c]!;
    if (cell === undefined || cell.kind === "empty") return " ".repeat(width);
    const parts = cell.kind === "text" ? cell.text : splitNumber(cell, split);
    if (typeof parts === "string") return padBoth(parts, width);
    return padBoth(padStart(parts.before, split.before) + padEnd(parts.after, split.after), width);
  };
  const line = (label: string, cells: readonly string[]): string =>
    [padEnd(label, labelWidth), ...cells].join(GAP).trimEnd();

  const total = labelWidth + columns.reduce((sum, column) => sum + GAP.length + column.width, 0);
  const rule = "-".repeat(total);
  const lines: string[] = [rule];
  if (spans.some(({ label }) => label !== "")) {
    const under = (span: ColumnSpan): string => (span.label === "" ? " " : "-").repeat(widthOf(span));
    lines.push(
      line(
        "",
        spans.map((span) => padBoth(span.label, widthOf(span))),
      ),
      line("", spans.map(under)),
    );
  }
  lines.push(...stub.slice(0, Math.max(0, stub.length - headLines)));
  for (let h = 0; h < headLines; h++) {
    const heads = table.heads.map((head, c) => padBoth(head[h] ?? "", columns[c]!.width));
    lines.push(line(stub[h + stub.length - headLines] ?? "", heads));
  }
  lines.push(rule);
  for (const [r, row] of table.rows.entries()) {
    if (row.ruleAbove && r > 0) lines.push(rule);
    const label = labelLines(labelOf(row));
    lines.push(...label.slice(0, -1));
    lines.push(
      line(
        label.at(-1)!,
        table.heads.map((_, c) => show(row.cells[c], c)),
      ),
    );
  }
  lines.push(rule);
  return { lines, total };
}

/** The label as it stands in its column. */
const labelOf = ({ label, inset }: TableRow): string => (inset === true && label !== "" ? `  ${label}` : label);

/** Width of a cell set in the middle of its column, 0 for one aligned on the point. */
function middleWidth(cell: Cell | undefined, split: ColumnSplit): number {
  if (cell === undefined || cell.kind === "empty") return 0;
  const parts = cell.kind === "text" ? cell.text : splitNumber(cell, split);
  return typeof parts === "string" ? displayWidth(parts) : 0;
}
