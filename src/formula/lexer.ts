/**
 * Text to tokens: names (any script, dots, underscores, or anything in back-ticks), numbers, quoted
 * strings, operators. Must not know which sequences of tokens mean something.
 */
import { requireLength } from "./limits.js";
import { type ParsedText, syntaxError } from "./syntax-error.js";

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
