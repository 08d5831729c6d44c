/**
 * Which columns of a table hold prose, which stands to the left and breaks into lines, and how narrow words may go.
 */
import type { TableModel } from "../table-model.js";
import { displayWidth } from "./display-width.js";

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
