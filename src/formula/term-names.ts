/**
 * Coefficients by the names callers give them: as a formula writes them, spaces aside, or a column by its name, bare or in back-ticks.
 */
import { bareName, QUOTED } from "../base/column-names.js";
import { printName } from "./print.js";

const SPACE = RegExp(`(${QUOTED})| `, "gs");

/** Without spaces outside back-ticks, where they are no part of a name. */
const plain = (name: string): string => name.replace(SPACE, "$1");

/** Position among `names` of the term `asked`; -1 where none of them is it. */
export function termAmong(names: readonly string[], asked: string): number {
  const written = names.indexOf(asked);
  if (written >= 0) return written;
  const column = names.indexOf(printName(bareName(asked)));
  return column >= 0 ? column : names.findIndex((name) => plain(name) === plain(asked));
}

/** Whether the term `name` is the one `asked` for. */
export const isTerm = (name: string, asked: string): boolean => termAmong([name], asked) === 0;

/** What is said of each term, under its name in `names`; what names none of them stays as it is. */
export const byTerm = <T>(said: Readonly<Record<string, T>>, names: readonly string[]): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(said).map(([asked, value]) => [names[termAmong(names, asked)] ?? asked, value]));
