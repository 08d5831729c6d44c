/**
 * Lists of tokens cut at operators outside parentheses and brackets. Must not know what they mean.
 */
import type { Token } from "./lexer.js";

const OPEN = new Set(["(", "[", "[["]);
const CLOSED = new Set([")", "]", "]]"]);

export const isOperator = (token: Token | undefined, text: string): boolean =>
  token?.kind === "operator" && token.text === text;

/** A part of a list, and the operator before it where it is not the first. */
export interface PartOfList {
  readonly before?: Token;
  readonly part: readonly Token[];
}

/** Parts of `tokens` between the operators `separator` that stand outside all parentheses: one at least. */
export function splitAt(tokens: readonly Token[], separator: string): PartOfList[] {
  const parts: { before?: Token; part: Token[] }[] = [{ part: [] }];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === "operator" && OPEN.has(token.text)) depth++;
    if (token.kind === "operator" && CLOSED.has(token.text)) depth--;
    if (depth === 0 && isOperator(token, separator)) parts.push({ before: token, part: [] });
    else parts.at(-1)!.part.push(token);
  }
  return parts;
}

/** Place of the parenthesis that closes the one at `open`, or the end of the list where none does. */
export function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    const token = tokens[at]!;
    if (token.kind === "operator" && OPEN.has(token.text)) depth++;
    if (token.kind === "operator" && CLOSED.has(token.text)) depth--;
    if (depth === 0) return at;
  }
  return tokens.length;
}

/** An operator that stands at `start` of the text, though not written there. */
export const operatorAt = (text: string, start: number): Token => ({
  kind: "operator",
  text,
  value: Number.NaN,
  start,
});

/** Lists joined by an operator. */
export function joinBy(lists: readonly (readonly Token[])[], operator: string): Token[] {
  return lists.flatMap((list, i) => (i === 0 ? [...list] : [operatorAt(operator, list[0]?.start ?? 0), ...list]));
}
