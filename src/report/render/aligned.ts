/**
 * Cells of plain text in columns under each other, as a terminal shows them. Knows no table model.
 */
import { displayWidth, padEnd, padStart } from "./display-width.js";

/** A line a row, two spaces between columns: those of `left` begin, all others end under each other; no trailing space. */
export function alignedLines(rows: readonly (readonly string[])[], left: readonly number[]): string[] {
  const widths = (rows[0] ?? []).map((_, j) => Math.max(...rows.map((row) => displayWidth(row[j]!))));
  const cell = (text: string, j: number) => (left.includes(j) ? padEnd : padStart)(text, widths[j]!);
  return rows.map((row) => row.map(cell).join("  ").trimEnd());
}
