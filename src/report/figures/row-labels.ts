/**
 * Labels of rows that lie one under the other: a label of several lines stands about the middle of its row.
 */

/** Pixels from line to line of a label. */
export const LINE_HEIGHT = 14;

/** The lines of a label about the middle of row number `row`; `step` is the height of a line in rows. */
export function labelLines(label: readonly string[], row: number, step: number): { text: string; row: number }[] {
  return label.map((text, l) => ({ text, row: row + (l - (label.length - 1) / 2) * step }));
}

/** The label with words that no line can hold, such as the name of a file, cut. */
export const shortened = (label: string, columns: number): string =>
  label
    .split(" ")
    .map((word) => (word.length > columns ? `${word.slice(0, columns - 1)}\u2026` : word))
    .join(" ");
