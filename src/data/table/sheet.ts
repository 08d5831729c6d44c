/**
 * A text in memory beside its code units: scanners and parsers run over the units, strings are cut from
 * the text. Knows nothing of delimiters or columns.
 */

/** `units[i]` is the UTF-16 code unit of `text` at i. */
export interface Sheet {
  readonly text: string;
  readonly units: Uint16Array;
}

/** The sheet of `text`. */
export function makeSheet(text: string): Sheet {
  const units = new Uint16Array(text.length);
  for (let i = 0; i < units.length; i++) units[i] = text.charCodeAt(i);
  return { text, units };
}

/** The cell at `start..end` of `text`, doubled quotes halved if `doubled`. */
export function cellText(text: string, start: number, end: number, doubled: boolean): string {
  const cell = text.slice(start, end);
  return doubled ? cell.replaceAll('""', '"') : cell;
}
