/**
 * A position in a list of tokens, with the messages every reader of it shares, and lists cut at operators. Must not know the
 * grammar.
 */
import type { ErrorDetail, NotSupported, UsageError } from "../base/errors.js";
import {
  counted,
  MOST_MADE,
  MOST_NESTED,
  MOST_OPERATORS,
  type ParsedText,
  syntaxError,
  type Token,
  tokenize,
  unsupported,
} from "./lexer.js";

/** What the readers of one text have made: terms, products on the way to them, values written out. */
export interface Work {
  made: number;
}

export class Cursor {
  private readonly tokens: readonly Token[];
  private index = 0;
  private depth = 0;
  private expressions = 0;
  private operators = 0;

  /**
   * Throws UsageError when `source` holds a character that begins no token.
   *
   * @param tokens what is read, the end last; default all of the text
   * @param work what was made so far, shared by the models of one text
   */
  constructor(
    private readonly source: ParsedText,
    tokens?: readonly Token[],
    private readonly work: Work = { made: 0 },
  ) {
    this.tokens = tokens ?? tokenize(source);
  }

  /** The token `ahead` places from here; the end token repeats for ever. */
  peek(ahead = 0): Token {
    return this.tokens[Math.min(this.index + ahead, this.tokens.length - 1)]!;
  }

  /** Words read so far. */
  get place(): number {
    return this.index;
  }

  next(): Token {
    const token = this.peek();
    this.index++;
    return token;
  }

  /** Whether the token `ahead` places from here is this operator. */
  at(operator: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === "operator" && token.text === operator;
  }

  /** Steps over the operator if it comes next. */
  accept(operator: string): boolean {
    if (!this.at(operator)) return false;
    this.index++;
    return true;
  }

  /** Steps over the operator or throws UsageError. */
  expect(operator: string): void {
    if (!this.accept(operator)) throw this.unexpected(`'${operator}'`);
  }

  /** Throws UsageError unless everything has been read. */
  expectEnd(): void {
    if (this.peek().kind !== "end") throw this.unexpected("an operator or the end");
  }

  /** UsageError for the token that comes next where `expected` was wanted. */
  unexpected(expected: string, hint = ""): UsageError {
    const token = this.peek();
    const got = token.kind === "end" ? "the end" : `'${token.text}'`;
    const message = `got ${got} where ${expected} was expected${hint === "" ? "" : `; ${hint}`}.`;
    return this.fail("formula_syntax", message, token, { got: token.text, expected });
  }

  /** What `read` reads, one level deeper. Throws UsageError `formula_limit` beyond the deepest. */
  nested<T>(read: () => T): T {
    if (this.depth === MOST_NESTED) {
      const message = `parentheses, functions and signs are nested deeper than ${MOST_NESTED}; make the column in the data first.`;
      throw this.fail("formula_limit", message, this.peek(), { expected: `at most ${MOST_NESTED}` });
    }
    this.depth++;
    const result = read();
    this.depth--;
    return result;
  }

  /** An expression that `read` reads, whose operators are counted where it stands in no other. */
  expression<T>(read: () => T): T {
    if (this.expressions === 0) this.operators = 0;
    this.expressions++;
    const result = read();
    this.expressions--;
    return result;
  }

  /** Counts an operator of an expression. Throws UsageError `formula_limit` beyond the longest. */
  operator(): void {
    if (++this.operators <= MOST_OPERATORS) return;
    const message = `an expression has more than ${MOST_OPERATORS} operators; make the column in the data first, and list values by %in%, as in x %in% c(1, 5:9).`;
    throw this.fail("formula_limit", message, this.peek(), { expected: `at most ${MOST_OPERATORS}` });
  }

  /** Counts terms, products or values that are about to be made. Throws UsageError `formula_limit` beyond what a text may make. */
  make(count: number, token: Token = this.peek()): void {
    this.work.made += count;
    const remedy = "ask for fewer models at a time, and name each variable of a product once";
    this.atMost(MOST_MADE, this.work.made, "terms and products in all", remedy, token);
  }

  /** Throws UsageError `formula_limit` under `token` where `count` of `what` is more than `most`. */
  atMost(most: number, count: number, what: string, remedy: string, token: Token = this.peek()): void {
    if (count <= most) return;
    const message = `there would be ${counted(count)} ${what}; at most ${most} are made: ${remedy}.`;
    throw this.fail("formula_limit", message, token, { got: count, expected: `at most ${most}` });
  }

  /** UsageError under `token`. */
  fail(code: string, message: string, token: Token, detail: ErrorDetail = {}): UsageError {
    return syntaxError(this.source, token.start, code, message, detail);
  }

  /** NotSupported under `token`. */
  refuse(code: string, message: string, token: Token): NotSupported {
    return unsupported(this.source, token.start, code, message);
  }
}

const OPEN = new Set(["(", "[", "[["]);
const CLOSED = new Set([")", "]", "]]"]);

export const isOperator = (token: Token | undefined, text: string): boolean =>
  token?.kind === "operator" && token.text === text;

/** A part of a list, and the operator before it where it is not the first. */
interface PartOfList {
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
