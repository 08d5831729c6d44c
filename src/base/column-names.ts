/**
 * Names of columns in texts that are no formula: options of commands, keys of a study, variances. A name stands bare or in
 * back-ticks, in which a back-tick or a backslash has a backslash before it, as in formulas; lists are split outside them.
 */
import { flagText } from "./text.js";

/** A name in back-ticks, as a part of regular expressions. */
export const QUOTED = "`(?:[^\\\\`]|\\\\.)+`";
const WHOLE = RegExp(`^${QUOTED}$`, "s");
const PIECE = RegExp(`${QUOTED}|.`, "gs");

/** The name that `text` writes, bare or in back-ticks; any other text as it is, without blanks around it. */
export function bareName(text: string): string {
  const name = text.trim();
  return WHOLE.test(name) ? name.slice(1, -1).replace(/\\(.)/gs, "$1") : name;
}

/** The parts of `text` between separators that stand outside back-ticks, without blanks around them; back-ticks stay. */
export function splitOutside(text: string, separator: string): readonly string[] {
  const parts = [""];
  for (const piece of text.match(PIECE) ?? []) {
    if (piece === separator) parts.push("");
    else parts[parts.length - 1] += piece;
  }
  return parts.map((part) => part.trim());
}

/** The names of a text in which `separator` stands between them. */
export const namesIn = (text: string, separator: string): readonly string[] =>
  splitOutside(text, separator).map(bareName);

/** `name` as `bareName` and `namesIn` read it back: bare, in back-ticks where separators or blanks would end it. */
export const columnText = (name: string): string =>
  /^[\s`]|[`,+^:;=*@]|\s$/.test(name) ? `\`${name.replace(/[\\`]/g, "\\$&")}\`` : name;

/** A flag that names columns, as it is typed. */
export const columnFlag = (flag: string, ...names: readonly string[]): string =>
  flagText(flag, names.map(columnText).join(","));
