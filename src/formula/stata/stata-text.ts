/**
 * One command of Stata as text, pieces of it that know where they stand, and errors under a caret. Must not
 * know what the pieces mean.
 */
import type { ErrorDetail, NotSupported, UsageError } from "../../base/errors.js";
import { syntaxError, unsupported } from "../syntax-error.js";

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
