/**
 * Errors that show where: the text, and below it a caret under the offending character. Must not know
 * the grammar.
 */
import { type ErrorDetail, NotSupported, UsageError } from "../base/errors.js";

/** A text being parsed and the word a message calls it by. */
export interface ParsedText {
  readonly subject:
    | "Formula"
    | "Expression"
    | "Fixed effects"
    | "Term"
    | "Split"
    | "Stata"
    | "Combination"
    | "Restriction";
  readonly text: string;
}

/** UsageError with a caret under `position` (UTF-16 index into the text). */
export function syntaxError(
  source: ParsedText,
  position: number,
  code: string,
  message: string,
  detail: ErrorDetail = {},
): UsageError {
  return new UsageError(code, withCaret(source, position, message), { ...detail, position, text: shown(source.text) });
}

/** NotSupported with a caret under `position`. */
export function unsupported(source: ParsedText, position: number, code: string, message: string): NotSupported {
  return new NotSupported(code, withCaret(source, position, message), { position, text: shown(source.text) });
}

/** Characters of a text that an error repeats, and on either side of its caret. */
const MOST_SHOWN = 2_000;
const AROUND = 100;

const shown = (text: string): string => (text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN)}\u2026`);

/** What is near `position` of a long text, and where that stands in it. */
function near(text: string, position: number): { line: string; at: number } {
  if (text.length <= MOST_SHOWN) return { line: text, at: position };
  const [from, to] = [Math.max(0, position - AROUND), Math.min(text.length, position + AROUND)];
  const before = from > 0 ? "\u2026" : "";
  return {
    line: `${before}${text.slice(from, to)}${to < text.length ? "\u2026" : ""}`,
    at: before.length + position - from,
  };
}

/** Characters that terminals draw two cells wide; the caret line pads them with an ideographic space. */
const WIDE = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff01-\uff60]/u;

function withCaret({ subject, text }: ParsedText, position: number, message: string): string {
  const { line: part, at } = near(text, position);
  const line = part.replace(/\s/g, (space) => (space === "\u3000" ? space : " "));
  const indent = Array.from(line.slice(0, at), (character) => (WIDE.test(character) ? "\u3000" : " ")).join("");
  return `${subject}: ${message}\n  ${line}\n  ${indent}^`;
}
