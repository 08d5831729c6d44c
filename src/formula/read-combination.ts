/**
 * Reads what is said of coefficients: combinations, `x1 + 2 * x2 - 1`, and restrictions, `x1 = x2, x3 = 1`.
 * A coefficient stands as it is printed, bare or in back-ticks, so that names such as `period::6:treat`, `log(x)` and
 * `(Intercept)` are found before operators and functions are. Must not know estimates.
 */
import { didYouMeanOrKnown } from "../base/did-you-mean.js";
import { deepFreeze } from "../base/objects.js";
import type { Expression, FunctionName } from "./expression.js";
import { MOST_NESTED, MOST_OPERATORS, type ParsedText, requireLength, syntaxError } from "./lexer.js";

/** Functions of coefficients. */
export const COMBINATION_FUNCTIONS = ["exp", "log", "sqrt", "abs"] as const satisfies readonly FunctionName[];

/** An equation between two combinations; `text` as it was written. */
export interface WrittenRestriction {
  readonly text: string;
  readonly left: Expression;
  readonly right: Expression;
}

const WORD = /[\p{L}\p{M}\p{N}._]/u;
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const UNKNOWN = /[\p{L}\p{M}\p{N}._:]+/uy;

/**
 * A combination of the coefficients `names`; names of its tree are theirs. Without `functions`, exp, log, sqrt and abs are
 * unknown. Throws UsageError with a caret: `combination_syntax`, `unknown_coefficient`, `ambiguous_coefficient`.
 */
export function parseCombination(text: string, names: readonly string[], functions = false): Expression {
  const reader = new Reader({ subject: "Combination", text }, names, functions);
  const expression = reader.sum();
  reader.expectEnd();
  return deepFreeze(expression);
}

/**
 * Equations with commas between them; `a = b = c` is two, and `==` may stand for `=`. Throws as `parseCombination`.
 */
export function parseRestrictions(text: string, names: readonly string[]): readonly WrittenRestriction[] {
  const reader = new Reader({ subject: "Restriction", text }, names, false);
  const restrictions = reader.equations();
  reader.expectEnd();
  return deepFreeze(restrictions);
}

/** Whether a text is meant as equations, and not as a regular expression, in which `=` stands in `(?=` and `[=]` alone. */
export const isRestriction = (text: string): boolean => text.replace(/\(\?<?=|\[=\]/g, "").includes("=");

/** How each name is found in a text: made once for the names of a record. */
const PATTERNS = new WeakMap<readonly string[], Map<string, RegExp>>();

/** Recursive descent over characters: what a token is depends on the names. */
class Reader {
  private at = 0;
  private depth = 0;
  private operators = 0;
  private readonly patterns: Map<string, RegExp>;

  constructor(
    private readonly source: ParsedText,
    private readonly names: readonly string[],
    private readonly functions: boolean,
  ) {
    requireLength(source);
    this.patterns = PATTERNS.get(names) ?? new Map();
    PATTERNS.set(names, this.patterns);
  }

  equations(): WrittenRestriction[] {
    const found: WrittenRestriction[] = [];
    do {
      const sides = [this.side()];
      while (this.acceptEquals()) {
        this.countOperator();
        sides.push(this.side());
      }
      if (sides.length < 2) throw this.unexpected("'='", "an equation is a = b");
      for (let s = 1; s < sides.length; s++) {
        const [left, right] = [sides[s - 1]!, sides[s]!];
        found.push({ text: `${left.text} = ${right.text}`, left: left.expression, right: right.expression });
      }
    } while (this.accept(","));
    return found;
  }

  private side() {
    this.skipSpace();
    const start = this.at;
    const expression = this.sum();
    return { expression, text: this.source.text.slice(start, this.at).trim() };
  }

  sum(): Expression {
    return this.chain(["+", "-"], () => this.product());
  }

  private product(): Expression {
    return this.chain(["*", "/"], () => this.signed());
  }

  private chain(operators: readonly ("+" | "-" | "*" | "/")[], next: () => Expression): Expression {
    let left = next();
    for (;;) {
      const operator = this.acceptOne(operators);
      if (operator === undefined) return left;
      this.countOperator();
      left = { kind: "binary", operator, left, right: next() };
    }
  }

  private countOperator(): void {
    if (++this.operators <= MOST_OPERATORS) return;
    throw this.fail("combination_syntax", `there are more than ${MOST_OPERATORS} operators.`, this.at);
  }

  private signed(): Expression {
    const operator = this.acceptOne(["-", "+"]);
    if (operator === undefined) return this.power();
    return this.nested(() => ({ kind: "unary", operator, operand: this.signed() }));
  }

  private power(): Expression {
    const left = this.primary();
    if (!this.accept("^")) return left;
    return this.nested(() => ({ kind: "binary", operator: "^", left, right: this.signed() }));
  }

  private primary(): Expression {
    this.skipSpace();
    const { text } = this.source;
    const name = this.acceptName();
    if (name !== undefined) return { kind: "name", name };
    const digits = this.match(NUMBER);
    if (digits !== undefined) {
      const value = Number(digits);
      if (!Number.isFinite(value)) throw this.fail("combination_syntax", `the number ${digits} is too large.`, this.at);
      this.at += digits.length;
      return { kind: "number", value };
    }
    const called = this.functionHere();
    if (called !== undefined) {
      this.at = text.indexOf("(", this.at) + 1;
      const argument = this.nested(() => this.sum());
      this.expect(")");
      return { kind: "call", name: called, args: [argument] };
    }
    if (this.accept("(")) {
      const inner = this.nested(() => this.sum());
      this.expect(")");
      return { kind: "group", inner };
    }
    const unknown = this.match(UNKNOWN);
    if (unknown !== undefined) throw this.unknown(this.wholeOf(unknown));
    throw this.unexpected("a coefficient or a number");
  }

  /** The coefficient that stands here, longest name first, or undefined. */
  private acceptName(): string | undefined {
    const { text } = this.source;
    if (text[this.at] === "`") return this.quoted("`", this.at + 1);
    if (text.startsWith("_b[", this.at)) return this.quoted("]", this.at + 3);
    const found = this.names
      .map((name) => ({ name, end: this.endOf(name) }))
      .filter(({ end }) => end >= 0)
      .sort((a, b) => b.end - a.end);
    const [longest, ...shorter] = found;
    if (longest === undefined) return undefined;
    const other = shorter.find(({ end }) => /^\s*(?:[-+*/^=,)]|$)/.test(text.slice(end)));
    if (other !== undefined && other.end < longest.end) throw this.ambiguous(longest.name, `'${other.name}'`);
    this.refuseCall(longest.name, longest.end);
    this.at = longest.end;
    return longest.name;
  }

  /** Where `name` ends if it stands here and nothing goes on with it; else -1. */
  private endOf(name: string): number {
    const pattern = this.patterns.get(name) ?? patternOf(name);
    this.patterns.set(name, pattern);
    const found = this.match(pattern);
    return found === undefined ? -1 : this.at + found.length;
  }

  /** Throws where `name`, a coefficient such as `log(x)`, is also a function of coefficients. */
  private refuseCall(name: string, end: number): void {
    if (this.functionHere() === undefined) return;
    const { text } = this.source;
    const inner = text.slice(text.indexOf("(", this.at) + 1, end - 1);
    try {
      parseCombination(inner, this.names, true);
    } catch {
      return;
    }
    throw this.ambiguous(name, `a function of ${inner.trim()}, which is written with back-ticks round ${inner.trim()}`);
  }

  private functionHere(): FunctionName | undefined {
    if (!this.functions) return undefined;
    return COMBINATION_FUNCTIONS.find((name) => new RegExp(`^${name}\\s*\\(`).test(this.source.text.slice(this.at)));
  }

  /** The name from `start` to `close`, with or without back-ticks of its own. */
  private quoted(close: string, start: number): string {
    const { text } = this.source;
    let content = "";
    for (let at = start; at < text.length; at++) {
      if (text[at] === "\\" && at + 1 < text.length) content += text[++at];
      else if (text[at] === close) {
        const name = [content, `\`${content}\``].find((candidate) => this.names.includes(candidate));
        if (name === undefined) throw this.unknown(content);
        this.at = at + 1;
        return name;
      } else content += text[at];
    }
    throw this.fail("combination_syntax", `what is opened here is never closed by ${close}.`, this.at);
  }

  /** An unknown name with what stands in parentheses behind it. */
  private wholeOf(word: string): string {
    const { text } = this.source;
    let end = this.at + word.length;
    if (text[end] !== "(") return word;
    for (let depth = 0; end < text.length; end++) {
      if (text[end] === "(") depth++;
      if (text[end] === ")" && --depth === 0) return text.slice(this.at, end + 1);
    }
    return word;
  }

  private nested<T>(read: () => T): T {
    if (++this.depth > MOST_NESTED) {
      throw this.fail("combination_syntax", `parentheses and signs nest more than ${MOST_NESTED} deep.`, this.at);
    }
    const result = read();
    this.depth--;
    return result;
  }

  private skipSpace(): void {
    while (/\s/.test(this.source.text[this.at] ?? "")) this.at++;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    return pattern.exec(this.source.text)?.[0];
  }

  private accept(operator: string): boolean {
    this.skipSpace();
    if (this.source.text[this.at] !== operator) return false;
    this.at++;
    return true;
  }

  private acceptOne<T extends string>(operators: readonly T[]): T | undefined {
    return operators.find((operator) => this.accept(operator));
  }

  private acceptEquals(): boolean {
    if (!this.accept("=")) return false;
    if (this.source.text[this.at] === "=") this.at++;
    return true;
  }

  private expect(operator: string): void {
    if (!this.accept(operator)) throw this.unexpected(`'${operator}'`);
  }

  expectEnd(): void {
    this.skipSpace();
    if (this.at < this.source.text.length) throw this.unexpected("an operator or the end");
  }

  private unexpected(expected: string, hint = ""): Error {
    this.skipSpace();
    const point = this.source.text.codePointAt(this.at);
    const got = point === undefined ? "the end" : `'${String.fromCodePoint(point)}'`;
    const message = `got ${got} where ${expected} was expected${hint === "" ? "" : `; ${hint}`}.`;
    return this.fail("combination_syntax", message, this.at, { got, expected });
  }

  private unknown(name: string): Error {
    const hint = didYouMeanOrKnown(name, "coefficients", this.names).replace("; its ", "; the ");
    return this.fail("unknown_coefficient", `no coefficient is called '${name}'${hint}`, this.at, {
      got: name,
      expected: this.names,
    });
  }

  private ambiguous(name: string, other: string): Error {
    const message = `this may be the coefficient '${name}' or ${other}; put the one that is meant in back-ticks.`;
    return this.fail("ambiguous_coefficient", message, this.at, { got: name });
  }

  private fail(code: string, message: string, at: number, detail = {}): Error {
    return syntaxError(this.source, at, code, message, detail);
  }
}

/** A name where it begins: spaces count only between words, and no word, colon or bracket goes on with it. */
function patternOf(name: string): RegExp {
  let [pattern, last, spaced] = ["", "", false];
  for (const character of name) {
    if (/\s/.test(character)) {
      spaced = true;
      continue;
    }
    if (last !== "") pattern += WORD.test(last) && WORD.test(character) ? (spaced ? "\\s+" : "") : "\\s*";
    pattern += character.replace(/[\\^$.*+?()[\]{}|/]/u, "\\$&");
    [last, spaced] = [character, false];
  }
  return new RegExp(WORD.test(last) ? `${pattern}(?![\\p{L}\\p{M}\\p{N}._:([])` : pattern, "uy");
}
