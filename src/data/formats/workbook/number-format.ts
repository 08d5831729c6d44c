/**
 * What the number format of a cell says that its number is: a date, a moment, a time of day, a duration. Source: ECMA-376, Office Open XML
 * File Formats, part 1, sections 18.8.30 and 18.8.31.
 */
import { CELL } from "./grid.js";

/** Formats that files name by number alone; those of 27 to 36 and 50 to 58 are dates and times of East Asian languages. */
const DATES = [14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58];
const MOMENTS = [22];
const TIMES = [18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56];
const DURATIONS = [46];

const BUILT_IN: ReadonlyMap<number, number> = new Map([
  ...DATES.map((id) => [id, CELL.date] as const),
  ...MOMENTS.map((id) => [id, CELL.moment] as const),
  ...TIMES.map((id) => [id, CELL.time] as const),
  ...DURATIONS.map((id) => [id, CELL.duration] as const),
]);

/** The kind of cells of built-in format `id`. */
export const builtInKind = (id: number): number => BUILT_IN.get(id) ?? CELL.number;

/** Text within a format, conditions, colours and languages: what is no sign for a part of the number. */
const ASIDE = /"[^"]*"|\\.|[_*].|\[(?!h+\]|m+\]|s+\])[^[\]]*\]|general/gi;

/** The kind of cells shown by the format `code`. */
export function codeKind(code: string): number {
  const signs = code.replace(ASIDE, "").split(";", 1)[0]!.toLowerCase();
  if (/\[(h+|m+|s+)\]/.test(signs)) return CELL.duration;
  const hasTime = /[hs]|am\/pm|a\/p/.test(signs);
  const hasDate = /[yd]|(^|[^a-z])e+([^-+0-9a-z]|$)|g{1,3}[^a-z0#?]*e/.test(signs) || (!hasTime && /m/.test(signs));
  if (hasDate) return hasTime ? CELL.moment : CELL.date;
  return hasTime ? CELL.time : CELL.number;
}
