/**
 * Text to tokens: names (any script, dots, underscores, or anything in back-ticks), numbers, quoted strings, operators; errors that
 * show where, with a caret under the offending character; and how much one text may ask for. Must not know which sequences of
 * tokens mean something.
 */
import { type ErrorDetail, NotSupported, UsageError } from "../base/errors.js";
import { visible } from "../base/text.js";

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
  const indent = Array.from(visible(line.slice(0, at)), (character) => (WIDE.test(character) ? "\u3000" : " ")).join(
    "",
  );
  return `${subject}: ${message}\n  ${line}\n  ${indent}^`;
}

// How much one text may ask for. What a text makes is counted before it is made, so that a short one such as `l(x,
// 1:999999999)` is refused where it stands, and none takes more than a moment or exhausts the stack. Must not know
// grammars.

/** Characters of a text. */
export const MOST_CHARACTERS = 100_000;
/** Parentheses, functions and signs within each other. */
export const MOST_NESTED = 100;
/** Operators of one expression: its tree is as deep as a chain of them is long. */
export const MOST_OPERATORS = 1_000;
/** Terms of a model, products and lags written out. */
export const MOST_TERMS = 10_000;
/** Terms, products on the way to them and values written out, over all models of a formula. */
export const MOST_MADE = 500_000;
/** Variables of one product, and columns combined to one effect. */
export const MOST_FACTORS = 50;
/** Fixed effects. */
export const MOST_EFFECTS = 100;
/** Values of ranges that are kept as ranges, as in `x %in% 1:9` and in bins. */
export const MOST_IN_RANGES = 1_000_000;
/** Values of ranges that are written out: lags, references, levels that are kept. */
export const MOST_LISTED = 10_000;
/** Patterns of names in a formula, each matched with all columns. */
export const MOST_PATTERNS = 100;
/** Words of all models of a formula that asks for several. */
export const MOST_WORDS = 5_000_000;
/** Throws UsageError `formula_limit` for a text longer than any model. */
export function requireLength(source: ParsedText): void {
  const { length } = source.text;
  if (length <= MOST_CHARACTERS) return;
  const message = `the text has ${length} characters; at most ${MOST_CHARACTERS} are read: give columns names that are shorter, or fewer of them.`;
  throw syntaxError(source, 0, "formula_limit", message, { got: length, expected: `at most ${MOST_CHARACTERS}` });
}

/** The values of `from:to`, in either direction, counted. */
export const rangeLength = (from: number, to: number): number => Math.abs(to - from) + 1;

/** A count as a message gives it: in full up to a million millions. */
export const counted = (count: number): string => (count < 1e12 ? String(count) : count.toPrecision(2));

/** `text` is the name, the unquoted string or the operator; `start` its UTF-16 index in the source. */
export interface Token {
  readonly kind: "name" | "number" | "text" | "operator" | "end";
  readonly text: string;
  readonly value: number;
  readonly start: number;
}

/** Longest first: a prefix must not hide the operator it begins. */
const OPERATORS = [
  "%in%",
  "%keep%",
  "%drop%",
  "%%",
  "==",
  "!=",
  "<=",
  ">=",
  "[[",
  "]]",
  ..."~|+-*/^:()[],=<>&!",
] as const;

const SPACE = /\s+/y;
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const NAME = /[\p{L}\p{Nl}._][\p{L}\p{M}\p{N}._]*/uy;
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };

/** Tokens of `source`, the last of kind `end`. Throws UsageError on a character no token begins with, and as `requireLength`. */
export function tokenize(source: ParsedText): Token[] {
  requireLength(source);
  const { text } = source;
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  while (at < text.length) {
    const space = match(SPACE);
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    const start = at;
    const digits = match(NUMBER);
    const name = digits === undefined ? match(NAME) : undefined;
    if (digits !== undefined) {
      tokens.push({ kind: "number", text: digits, value: Number(digits), start });
      at += digits.length;
    } else if (name !== undefined) {
      tokens.push({ kind: "name", text: name, value: Number.NaN, start });
      at += name.length;
    } else if (text[at] === "`" || text[at] === "'" || text[at] === '"') {
      const quoted = readQuoted(source, at);
      tokens.push({ kind: text[at] === "`" ? "name" : "text", text: quoted.text, value: Number.NaN, start });
      at = quoted.end;
    } else {
      const operator = OPERATORS.find((candidate) => text.startsWith(candidate, at));
      if (operator === undefined) throw unknownCharacter(source, at);
      tokens.push({ kind: "operator", text: operator, value: Number.NaN, start });
      at += operator.length;
    }
  }
  tokens.push({ kind: "end", text: "", value: Number.NaN, start: text.length });
  return tokens;
}

function readQuoted(source: ParsedText, start: number): { text: string; end: number } {
  const quote = source.text[start]!;
  let content = "";
  for (let at = start + 1; at < source.text.length; at++) {
    const character = source.text[at]!;
    if (character === quote) {
      if (quote === "`" && content === "") break;
      return { text: content, end: at + 1 };
    }
    if (character === "\\" && at + 1 < source.text.length) {
      const escaped = source.text[++at]!;
      content += ESCAPES[escaped] ?? escaped;
    } else {
      content += character;
    }
  }
  throw syntaxError(source, start, "formula_quote", `the ${quote} opened here encloses nothing or is never closed.`, {
    got: quote,
    expected: `a closing ${quote}`,
  });
}

/** Full-width punctuation of Chinese and Japanese input methods is named, since it looks like what was meant. */
function unknownCharacter(source: ParsedText, at: number): Error {
  const point = source.text.codePointAt(at)!;
  const character = String.fromCodePoint(point);
  const ascii = point >= 0xff01 && point <= 0xff5e ? String.fromCharCode(point - 0xfee0) : undefined;
  const hint =
    ascii === undefined
      ? "put a name that holds it in `back-ticks`."
      : `it is a full-width character; write '${ascii}' (half width).`;
  return syntaxError(source, at, "formula_character", `unexpected character '${character}'; ${hint}`, {
    got: character,
    ...(ascii === undefined ? {} : { expected: ascii }),
  });
}
