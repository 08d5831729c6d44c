/**
 * Puts names of columns where a formula has a pattern, `..("^x")`, `regex("^x")`: joined by `+`, or by commas
 * where the pattern begins with one, `sw(..(, "^x"))`; alone left of `~` they are several outcomes. Must not know tables.
 */

import { listed } from "../base/did-you-mean.js";
import { type NamePattern, namePattern } from "../base/name-pattern.js";
import { closing, isOperator, operatorAt } from "./cursor.js";
import { counted, MOST_PATTERNS, MOST_TERMS, type ParsedText, syntaxError, type Token } from "./lexer.js";

/** What is known beside the text of a formula. */
export interface KnownNames {
  /** Names that patterns are matched with; `any` takes a pattern for one column, to check a formula before data are read. */
  readonly columns?: readonly string[] | "any";
}

const isPattern = (tokens: readonly Token[], at: number): boolean => {
  const token = tokens[at]!;
  return token.kind === "name" && (token.text === ".." || token.text === "regex") && isOperator(tokens[at + 1], "(");
};

/**
 * `tokens` with names of `columns`, in their order, for patterns; without `columns`, patterns stay. A pattern that begins
 * with `!` takes the others. Throws UsageError `formula_regex` for one that is malformed or matches nothing.
 */
export function withNames(
  source: ParsedText,
  tokens: readonly Token[],
  columns: KnownNames["columns"],
): readonly Token[] {
  if (columns === undefined || !tokens.some((_, at) => isPattern(tokens, at))) return tokens;
  const out: Token[] = [];
  let [patterns, inserts] = [0, 0];
  const requireCount = (count: number, most: number, what: string, token: Token) => {
    if (count <= most) return;
    const message = `${what} are ${counted(count)} here; at most ${most} are taken: write narrower patterns, or fewer.`;
    throw syntaxError(source, token.start, "formula_limit", message, { got: count, expected: `at most ${most}` });
  };
  for (let at = 0; at < tokens.length; at++) {
    if (!isPattern(tokens, at)) {
      out.push(tokens[at]!);
      continue;
    }
    requireCount(++patterns, MOST_PATTERNS, "patterns", tokens[at]!);
    const end = closing(tokens, at + 1);
    const inside = tokens.slice(at + 2, end);
    const commas = isOperator(inside[0], ",");
    const alone = at === 0 && isOperator(tokens[end + 1], "~");
    const names = matching(source, tokens[at]!, commas ? inside.slice(1) : inside, columns);
    inserts += names.length;
    requireCount(inserts, MOST_TERMS, "columns that patterns match", tokens[at]!);
    out.push(...inserted(names, tokens[at]!.start, { commas, alone, factor: isFactor(tokens, at, end) }));
    at = end;
  }
  return out;
}

/** Whether what stands there is multiplied. */
const isFactor = (tokens: readonly Token[], start: number, end: number): boolean =>
  ["*", ":", "^"].some((operator) => isOperator(tokens[start - 1], operator) || isOperator(tokens[end + 1], operator));

function matching(
  source: ParsedText,
  token: Token,
  inside: readonly Token[],
  columns: readonly string[] | "any",
): readonly string[] {
  const [text, ...rest] = inside;
  const fail = (message: string, got: unknown, expected: unknown = 'a pattern in quotes, as in ..("^x")') =>
    syntaxError(source, text?.start ?? token.start, "formula_regex", message, { got, expected });
  if (text?.kind !== "text" || rest.length > 0) {
    throw fail(`${token.text}() takes one pattern in quotes, as in ..("^x").`, text?.text);
  }
  const others = text.text.startsWith("!");
  let pattern: NamePattern;
  try {
    pattern = namePattern(others ? text.text.slice(1) : text.text);
  } catch (error) {
    throw fail(`'${text.text}' is no regular expression: ${(error as Error).message}.`, text.text);
  }
  if (columns === "any") return [text.text];
  const names = columns.filter((name) => pattern.test(name) !== others);
  if (names.length > 0) return names;
  throw fail(`no column's name matches '${text.text}'; there are ${listed(columns)}.`, text.text, columns);
}

function inserted(
  names: readonly string[],
  start: number,
  { commas, alone, factor }: { commas: boolean; alone: boolean; factor: boolean },
): Token[] {
  const separator = operatorAt(commas || alone ? "," : "+", start);
  const list = names.flatMap((name, i): Token[] => {
    const token: Token = { kind: "name", text: name, value: Number.NaN, start };
    return i === 0 ? [token] : [separator, token];
  });
  const together = names.length > 1 && (alone || (factor && !commas));
  if (!together) return list;
  const before: Token[] = alone ? [{ kind: "name", text: "c", value: Number.NaN, start }] : [];
  return [...before, operatorAt("(", start), ...list, operatorAt(")", start)];
}
