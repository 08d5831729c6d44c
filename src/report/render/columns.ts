/**
 * Columns of a table as renderers set them: blocks of columns under each other where a table is wide, columns of prose, and
 * numbers split at the decimal point, so that points stand under each other.
 */
import { cellText, type NumberCell, type TableModel } from "../table-model.js";
import { displayWidth } from "./display-width.js";

/** Blocks of columns under each other: as many a block as `fits` allows, at least one; the table itself where all fit. */
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
  return {
    ...table,
    heads: table.heads.slice(from, to),
    ...(table.headMarks === undefined ? {} : { headMarks: table.headMarks.slice(from, to) }),
    rows,
    ...(table.spans === undefined ? {} : { spans }),
  };
}

/** Columns that hold more words than numbers and texts longer than this many characters are prose. */
export const LONG_TEXT = 18;
/** Characters a line of prose gets at most. */
export const LONGEST_LINE = 44;
/** Characters a label may take before it breaks into lines. */
export const LONGEST_LABEL = 34;

/** Whether each column is one of prose. */
export const proseColumns = (table: TableModel): boolean[] =>
  table.heads.map((_, c) => {
    const cells = table.rows.flatMap((row) => row.cells[c] ?? []);
    const texts = cells.filter((cell) => cell.kind === "text");
    const hasLong = texts.some(({ text }) => displayWidth(text) > LONG_TEXT);
    return hasLong && texts.length > cells.filter(({ kind }) => kind === "number").length;
  });

/** Ideographs may break anywhere. */
export const longestWord = (text: string): number =>
  Math.max(...text.split(/[\s\u2e80-\u9fff\uff00-\uffef]+/).map(displayWidth), 2);

/** What stands before the decimal point of a printed number, and the rest with the point. */
export interface SplitNumber {
  readonly before: string;
  readonly after: string;
}

/** Widths a column needs before and after the point, in characters; whether the column has decimals. */
export interface ColumnSplit {
  readonly before: number;
  readonly after: number;
  readonly decimals: boolean;
}

const hasPoint = (cell: NumberCell): boolean => /[.e]/.test(cell.text);

/** Widths of column `c` of the table. */
export function columnSplit(table: TableModel, c: number): ColumnSplit {
  const numbers = table.rows.flatMap((row) => (row.cells[c]?.kind === "number" ? [row.cells[c]] : []));
  const decimals = numbers.some(hasPoint);
  const parts = numbers.filter((cell) => hasPoint(cell) === decimals).map(cut);
  return {
    before: Math.max(0, ...parts.map(({ before }) => before.length)),
    after: Math.max(0, ...parts.map(({ after }) => after.length)),
    decimals,
  };
}

/**
 * The number split for its column, or its text where it stands in the middle, as words do: a count in a column with decimals.
 * In a column of counts alone the last digits stand under each other.
 */
export function splitNumber(cell: NumberCell, column: ColumnSplit): SplitNumber | string {
  return hasPoint(cell) === column.decimals ? cut(cell) : cellText(cell);
}

/** `(-0.028)**` becomes `(-0` and `.028)**`; a number without a point is cut after its digits. */
function cut(cell: NumberCell): SplitNumber {
  const point = cell.text.search(/[.e]/);
  const at = point < 0 ? cell.text.length : point;
  return { before: cell.open + cell.text.slice(0, at), after: cell.text.slice(at) + cell.close };
}
