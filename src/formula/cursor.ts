/**
 * Layer formula. A position in a list of tokens, with the messages every reader of it shares. Must not know the grammar.
 */
import type { ErrorDetail, NotSupported, UsageError } from "../base/errors.js";
import { type Token, tokenize } from "./lexer.js";
import { type ParsedText, syntaxError, unsupported } from "./syntax-error.js";

export class Cursor {
  private readonly tokens: readonly Token[];
  private index = 0;

  /**
   * Throws UsageError when `source` holds a character that begins no token.
   *
   * @param tokens what is read, the end last; default all of the text
   */
  constructor(
    private readonly source: ParsedText,
    tokens?: readonly Token[],
  ) {
    this.tokens = tokens ?? tokenize(source);
  }

  /** The token `ahead` places from here; the end token repeats for ever. */
  peek(ahead = 0): Token {
    return this.tokens[Math.min(this.index + ahead, this.tokens.length - 1)]!;
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

  /** UsageError under `token`. */
  fail(code: string, message: string, token: Token, detail: ErrorDetail = {}): UsageError {
    return syntaxError(this.source, token.start, code, message, detail);
  }

  /** NotSupported under `token`. */
  refuse(code: string, message: string, token: Token): NotSupported {
    return unsupported(this.source, token.start, code, message);
  }
}
