/**
 * Texts in columns, as a terminal shows them: how many columns a text takes: ideographs and full-width forms two, combining marks none,
 * control characters as \x1b.
 * Source: Unicode Standard Annex 11, East Asian Width (the blocks that matter for names and labels).
 */
import { visible } from "../../base/text.js";

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const ZERO_WIDTH = /\p{Mn}|\p{Me}|\p{Cf}/u;

/** Columns of a terminal that `text` takes. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of visible(text)) width += ZERO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}

/** `text` with spaces after it up to `width` columns. */
export function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - displayWidth(text)));
}

/** `text` with spaces before it up to `width` columns. */
export function padStart(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - displayWidth(text))) + text;
}

/** `text` in the middle of `width` columns, an odd space after it. */
export function padBoth(text: string, width: number): string {
  const space = Math.max(0, width - displayWidth(text));
  return " ".repeat(space >> 1) + text + " ".repeat(space - (space >> 1));
}

/** `text` broken at spaces into lines of at most `width` columns; a longer word stands on a line of its own. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && displayWidth(line) + 1 + displayWidth(word) > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines;
}

/** Columns of a terminal that the label of a row takes at most on a line. */
const WIDEST_LABEL = 60;

/** The label of a row in lines, the numbers beside the last: one unless it is long, as the questions of a survey are. */
export function labelLines(label: string): string[] {
  if (displayWidth(label) <= WIDEST_LABEL) return [label];
  const indent = /^ */.exec(label)![0];
  const lines = wrap(label.trimStart(), WIDEST_LABEL - indent.length - 2);
  return lines.map((line, i) => `${indent}${i === 0 ? "" : "  "}${line}`);
}

/** A line a row, two spaces between columns: those of `left` begin, all others end under each other; no trailing space. */
export function alignedLines(rows: readonly (readonly string[])[], left: readonly number[]): string[] {
  const widths = (rows[0] ?? []).map((_, j) => Math.max(...rows.map((row) => displayWidth(row[j]!))));
  const cell = (text: string, j: number) => (left.includes(j) ? padEnd : padStart)(text, widths[j]!);
  return rows.map((row) => row.map(cell).join("  ").trimEnd());
}
