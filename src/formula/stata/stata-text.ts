/**
 * One command of Stata as text, pieces of it that know where they stand, errors under a caret, and names of columns: one, a pattern
 * `yr*`, a range `x1-x9` in the data's order. Must not know what the pieces mean.
 */
import { didYouMeanOrKnown } from "../../base/did-you-mean.js";
import type { ErrorDetail, NotSupported, UsageError } from "../../base/errors.js";
import { wildcard } from "../../base/name-pattern.js";
import { syntaxError, unsupported } from "../lexer.js";

/** A piece of a command: its text and the index of its first character in the command. */
export interface Piece {
  readonly text: string;
  readonly start: number;
}

/** The command the pieces belong to, for its errors. */
export class StataText {
  constructor(readonly text: string) {}

  /** UsageError with a caret at index `at`. */
  fail(code: string, message: string, at: number, detail: ErrorDetail = {}): UsageError {
    return syntaxError({ subject: "Stata", text: this.text }, at, code, message, detail);
  }

  /** NotSupported with a caret at index `at`. */
  refuse(code: string, message: string, at: number): NotSupported {
    return unsupported({ subject: "Stata", text: this.text }, at, code, message);
  }

  /** The piece from index `start` up to `end`, spaces around it taken off. */
  piece(start: number, end: number): Piece {
    const raw = this.text.slice(start, end);
    const lead = raw.length - raw.trimStart().length;
    return { text: raw.trim(), start: start + lead };
  }
}

/** The part of a piece from its own index `from` up to `to`, spaces around it taken off. */
export function within(piece: Piece, from: number, to: number = piece.text.length): Piece {
  const raw = piece.text.slice(from, to);
  return { text: raw.trim(), start: piece.start + from + raw.length - raw.trimStart().length };
}

/** Words parted by spaces that stand outside parentheses and quotes: `c.(a b)` is one. */
export function wordsOf(piece: Piece): Piece[] {
  const words: Piece[] = [];
  let begin = -1;
  walk(piece.text, (at, depth) => {
    const space = depth === 0 && /\s/.test(piece.text[at]!);
    if (space && begin >= 0) {
      words.push(within(piece, begin, at));
      begin = -1;
    } else if (!space && begin < 0) begin = at;
  });
  if (begin >= 0) words.push(within(piece, begin));
  return words;
}

/** Pieces between the characters `separator` that stand outside parentheses and quotes. */
export function splitAt(piece: Piece, separator: string): Piece[] {
  const parts: Piece[] = [];
  let begin = 0;
  walk(piece.text, (at, depth) => {
    if (depth > 0 || piece.text[at] !== separator) return;
    parts.push(within(piece, begin, at));
    begin = at + 1;
  });
  return [...parts, within(piece, begin)];
}

/**
 * Visits every character with the number of parentheses and brackets open around it (an opening one counts as outside, so
 * does the closing one); characters of quoted text have depth 1 and more.
 */
export function walk(text: string, visit: (at: number, depth: number) => void): void {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (quoted) {
      visit(at, depth + 1);
      if (character === '"') quoted = false;
      continue;
    }
    if (character === ")" || character === "]") depth = Math.max(0, depth - 1);
    visit(at, depth);
    if (character === '"') quoted = true;
    if (character === "(" || character === "[") depth++;
  }
}

/** Columns of the data in their order, where they are known. */
export type KnownColumns = readonly string[] | undefined;

const NAME = /^[\p{L}_][\p{L}\p{M}\p{N}_]*$/u;
/** Characters a name, a pattern or a range is made of. */
const NAMES = /^[\p{L}\p{M}\p{N}_*?~-]+/u;

/** How many characters at the head of `word` are names: 0 where it begins with none. */
export const namesLength = (word: string): number => NAMES.exec(word)?.[0].length ?? 0;

/**
 * The columns that `word` names, in order.
 *
 * @throws UsageError `stata_name` (no such column, or no name), `stata_columns` (a pattern or range, but no columns known).
 */
export function columnsNamed(text: StataText, word: Piece, columns: KnownColumns): string[] {
  if (NAME.test(word.text)) return [knownName(text, word, columns)];
  if (word.text === "_all" || /[*?~]/.test(word.text)) return matching(text, word, columns);
  const dash = word.text.indexOf("-");
  if (dash > 0 && dash < word.text.length - 1) return between(text, word, dash, columns);
  const message = `'${word.text}' is no name of a variable; names have letters, digits and _.`;
  throw text.fail("stata_name", message, word.start, { got: word.text });
}

/** The one column `word` names. Throws as `columnsNamed`. */
export function columnNamed(text: StataText, word: Piece, columns: KnownColumns): string {
  const several = /\s/.test(word.text.trim());
  const [name, ...more] = several ? [] : columnsNamed(text, word, columns);
  if (name !== undefined && more.length === 0) return name;
  throw text.fail("stata_name", `one variable is expected here; '${word.text}' is several.`, word.start, {
    got: word.text,
    expected: "one variable",
  });
}

/** The column itself, or the only one that begins with the word, as Stata completes it. */
function knownName(text: StataText, word: Piece, columns: KnownColumns): string {
  if (columns === undefined || columns.includes(word.text)) return word.text;
  const longer = columns.filter((column) => column.startsWith(word.text));
  const [only, second] = longer;
  if (only !== undefined && second === undefined) return only;
  const message =
    second === undefined
      ? `the data have no column '${word.text}'${didYouMeanOrKnown(word.text, "columns", columns)}`
      : `'${word.text}' is an ambiguous abbreviation of ${named(longer)}; write more letters.`;
  throw text.fail("stata_name", message, word.start, {
    got: word.text,
    expected: second === undefined ? columns : longer,
  });
}

/** Names in a message that stays short. */
const MOST_NAMED = 8;
function named(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMED).join(", ");
  return names.length > MOST_NAMED ? `${shown} and ${names.length - MOST_NAMED} more` : shown;
}

function requireColumns(text: StataText, word: Piece, columns: KnownColumns): readonly string[] {
  if (columns !== undefined) return columns;
  const message = `'${word.text}' stands for columns that are not known here; name each, or give the data's columns.`;
  throw text.fail("stata_columns", message, word.start, { got: word.text, expected: "names of single variables" });
}

function matching(text: StataText, word: Piece, columns: KnownColumns): string[] {
  const known = requireColumns(text, word, columns);
  const pattern = wildcard(word.text === "_all" ? "*" : word.text.replaceAll("~", "*"));
  const found = known.filter((column) => pattern.test(column));
  if (found.length > 0) return found;
  throw text.fail(
    "stata_name",
    `no column of the data matches '${word.text}'${/\*./.test(word.text) ? "; * is a wildcard: products are c.x##c.z, i.g##c.x" : ""}.`,
    word.start,
    {
      got: word.text,
      expected: known,
    },
  );
}

function between(text: StataText, word: Piece, dash: number, columns: KnownColumns): string[] {
  const known = requireColumns(text, word, columns);
  const at = (from: number, to: number) => {
    const name = { text: word.text.slice(from, to), start: word.start + from };
    return known.indexOf(knownName(text, name, columns));
  };
  const [first, last] = [at(0, dash), at(dash + 1, word.text.length)];
  if (first <= last) return known.slice(first, last + 1);
  const message = `'${word.text}' runs backwards: '${known[last]}' stands before '${known[first]}' in the data.`;
  throw text.fail("stata_name", message, word.start, { got: word.text });
}
