/**
 * The condition after Stata's `if` to a tree: operators by Stata's precedence, in which `!` binds tighter than
 * a comparison. Source: Stata User's Guide, section 13. Must not know our expressions.
 */
import { didYouMean } from "../../base/did-you-mean.js";
import { MOST_NESTED, MOST_OPERATORS } from "../lexer.js";
import type { Piece, StataText } from "./stata-text.js";

export type Comparison = "==" | "!=" | "<" | "<=" | ">" | ">=";

/** A number or text: columns, constants, arithmetic, and the functions a formula has too. */
export type StataValue =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "number"; readonly text: string }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "missing" }
  | { readonly kind: "negative"; readonly operand: StataValue }
  | {
      readonly kind: "arithmetic";
      readonly operator: "+" | "-" | "*" | "/" | "^" | "%%";
      readonly left: StataValue;
      readonly right: StataValue;
    }
  | { readonly kind: "call"; readonly name: string; readonly argument: StataValue };

/** True or false. `value` alone is true when it is not zero. */
export type StataCondition =
  | { readonly kind: "value"; readonly value: StataValue }
  | { readonly kind: "not"; readonly inner: StataCondition }
  | { readonly kind: "and" | "or"; readonly left: StataCondition; readonly right: StataCondition }
  | {
      readonly kind: "compare";
      readonly operator: Comparison;
      readonly left: StataValue;
      readonly right: StataValue;
      readonly start: number;
    }
  | { readonly kind: "missing"; readonly values: readonly StataValue[] }
  | { readonly kind: "inlist"; readonly element: StataValue; readonly members: readonly StataValue[] }
  | { readonly kind: "inrange"; readonly value: StataValue; readonly low: StataValue; readonly high: StataValue };

interface Token {
  readonly kind: "name" | "number" | "text" | "operator" | "end";
  readonly text: string;
  readonly start: number;
}

const TOKEN =
  /\s*(?:(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<name>[\p{L}_][\p{L}\p{M}\p{N}_]*)|"(?<text>[^"]*)"|(?<operator>==|!=|~=|<=|>=|&&|\|\||[<>&|!~()+\-*/^,.[\]=#:%@?{};']))/uy;

/** Functions whose value is missing in both languages for the same arguments (of log(0) it is not). */
const FUNCTIONS = ["abs", "floor", "sqrt"];
const CONDITIONS = ["missing", "mi", "inlist", "inrange"];
const PREPARE = "make the column in the data first";

/** A condition or a value: which, is settled by what stands around it. */
type Parsed = { readonly condition: StataCondition } | { readonly value: StataValue };

/** Throws UsageError `stata_condition`, `stata_function`; NotSupported `stata_condition`, `stata_function`. */
export function readCondition(text: StataText, piece: Piece): StataCondition {
  const reader = new ConditionReader(text, piece);
  const parsed = reader.or();
  reader.expectEnd();
  return conditionOf(parsed);
}

class ConditionReader {
  private readonly tokens: Token[] = [];
  private index = 0;
  private depth = 0;

  constructor(
    private readonly text: StataText,
    piece: Piece,
  ) {
    let at = 0;
    while (at < piece.text.length) {
      TOKEN.lastIndex = at;
      const groups = TOKEN.exec(piece.text)?.groups;
      if (groups === undefined) {
        const start = piece.start + at + (piece.text.slice(at).length - piece.text.slice(at).trimStart().length);
        const got = Array.from(text.text.slice(start))[0];
        throw text.fail("stata_condition", `unexpected character '${got}' in the condition.`, start, { got });
      }
      const [kind, token] = Object.entries(groups).find(([, value]) => value !== undefined) as [Token["kind"], string];
      const quotes = kind === "text" ? 2 : 0;
      this.tokens.push({ kind, text: token, start: piece.start + TOKEN.lastIndex - token.length - quotes });
      at = TOKEN.lastIndex;
    }
    this.requireOperators();
    this.tokens.push({ kind: "end", text: "the end", start: piece.start + piece.text.length });
  }

  expectEnd(): void {
    if (this.peek().kind !== "end") throw this.unexpected("'&', '|' or the end");
  }

  or(): Parsed {
    return this.nested(() => this.joined("|", "or", () => this.joined("&", "and", () => this.comparison())));
  }

  /** Commas part values of a list and make no tree deeper. */
  private requireOperators(): void {
    const operators = this.tokens.filter(({ kind, text }) => kind === "operator" && text !== ",");
    const first = operators[MOST_OPERATORS];
    if (first === undefined) return;
    const message = `a condition has at most ${MOST_OPERATORS} operators; list values by inlist(x, 1, 2), or make the column in the data first.`;
    throw this.text.fail("stata_limit", message, first.start, { expected: `at most ${MOST_OPERATORS}` });
  }

  /** What `read` reads, one level deeper. */
  private nested<T>(read: () => T): T {
    if (++this.depth > MOST_NESTED) {
      const message = `parentheses and signs are nested deeper than ${MOST_NESTED}.`;
      throw this.text.fail("stata_limit", message, this.peek().start, { expected: `at most ${MOST_NESTED}` });
    }
    const result = read();
    this.depth--;
    return result;
  }

  private joined(operator: "|" | "&", kind: "or" | "and", next: () => Parsed): Parsed {
    let left = next();
    while (this.accept(operator)) {
      left = { condition: { kind, left: conditionOf(left), right: conditionOf(next()) } };
    }
    return left;
  }

  private comparison(): Parsed {
    const left = this.sum();
    const { start } = this.peek();
    const operator = this.comparator();
    if (operator === undefined) return left;
    const right = this.sum();
    if ("condition" in left || "condition" in right) {
      const message =
        "a condition is compared with something here; in Stata ! binds first, write !(x == 3), and join by & and |.";
      throw this.text.refuse("stata_condition", message, start);
    }
    if (this.comparator() !== undefined) {
      throw this.text.fail("stata_condition", "comparisons don't chain, write a < b & b < c.", start);
    }
    return { condition: { kind: "compare", operator, left: left.value, right: right.value, start } };
  }

  private comparator(): Comparison | undefined {
    const { text, kind } = this.peek();
    if (kind === "operator" && text === "=") throw this.unexpected("an operator", "equality is written ==");
    const operator = text === "~=" ? "!=" : text;
    if (kind !== "operator" || !["==", "!=", "<", "<=", ">", ">="].includes(operator)) return undefined;
    this.index++;
    return operator as Comparison;
  }

  private sum(): Parsed {
    return this.chain(["+", "-"], () => this.product());
  }

  private product(): Parsed {
    return this.chain(["*", "/"], () => this.signed());
  }

  private chain(operators: readonly ("+" | "-" | "*" | "/")[], next: () => Parsed): Parsed {
    let left = next();
    for (;;) {
      const operator = operators.find((candidate) => this.at(candidate));
      if (operator === undefined) return left;
      const first = this.valueOf(left);
      const { start } = this.next();
      const right = this.valueOf(next());
      if (operator === "/" && !isPositive(right)) throw this.notConstant("divided by", start);
      left = { value: { kind: "arithmetic", operator, left: first, right } };
    }
  }

  private signed(): Parsed {
    if (this.accept("-"))
      return { value: { kind: "negative", operand: this.valueOf(this.nested(() => this.signed())) } };
    if (this.at("!") || this.at("~")) {
      this.index++;
      return { condition: { kind: "not", inner: conditionOf(this.nested(() => this.signed())) } };
    }
    return this.power();
  }

  private power(): Parsed {
    const base = this.primary();
    if (!this.at("^")) return base;
    const left = this.valueOf(base);
    const { start } = this.next();
    const right = this.valueOf(this.nested(() => this.signed()));
    if (!isPositive(right)) throw this.notConstant("raised to", start);
    return { value: { kind: "arithmetic", operator: "^", left, right } };
  }

  private primary(): Parsed {
    const token = this.peek();
    if (this.accept("(")) {
      const inner = this.or();
      this.expect(")");
      return "value" in inner ? { value: parenthesised(inner.value) } : inner;
    }
    if (this.accept(".")) {
      if (this.peek().kind !== "name") return { value: { kind: "missing" } };
      throw this.text.refuse(
        "stata_condition",
        "extended missing values such as .a are not known; use missing(x).",
        token.start,
      );
    }
    if (token.kind === "number") {
      this.index++;
      return { value: { kind: "number", text: token.text } };
    }
    if (token.kind === "text") {
      this.index++;
      return { value: token.text === "" ? { kind: "missing" } : { kind: "text", value: token.text } };
    }
    if (token.kind !== "name") throw this.unexpected("a variable, a number or a function");
    this.index++;
    if (this.accept("(")) return this.call(token);
    return { value: this.name(token) };
  }

  private name(token: Token): StataValue {
    const next = this.peek();
    if (/^_(n|N|pi|rc|b|se|coef)$/.test(token.text) || this.at("[")) {
      const message = `'${token.text}${this.at("[") ? "[" : ""}' is not translated; ${PREPARE}.`;
      throw this.text.refuse("stata_condition", message, token.start);
    }
    if (this.at(".") && this.peek(1).kind === "name" && next.start === token.start + token.text.length) {
      throw this.text.refuse(
        "stata_condition",
        `operators such as '${token.text}.' are not translated in a condition; ${PREPARE}.`,
        token.start,
      );
    }
    return { kind: "name", name: token.text };
  }

  private call(token: Token): Parsed {
    const { text: name, start } = token;
    const args: StataValue[] = [];
    do args.push(this.valueOf(this.nested(() => this.sum())));
    while (this.accept(","));
    this.expect(")");
    const arity = (right: boolean, takes: string) => {
      if (right) return;
      throw this.text.fail("stata_function", `${name}() takes ${takes}.`, start, { got: args.length });
    };
    const [first, second, third] = args as [StataValue, StataValue?, StataValue?];
    if (name === "missing" || name === "mi") return { condition: { kind: "missing", values: args } };
    if (name === "inlist") {
      arity(args.length > 1, "a variable and at least one value");
      return { condition: { kind: "inlist", element: first, members: args.slice(1) } };
    }
    if (name === "inrange") {
      arity(args.length === 3, "a variable and two limits");
      return { condition: { kind: "inrange", value: first, low: second!, high: third! } };
    }
    if (name === "mod") {
      arity(args.length === 2 && isPositive(second!), "a number and a positive constant");
      return {
        value: parenthesised({ kind: "arithmetic", operator: "%%", left: parenthesised(first), right: second! }),
      };
    }
    if (!FUNCTIONS.includes(name)) throw this.unknownFunction(token);
    arity(args.length === 1, "one argument");
    return { value: { kind: "call", name, argument: first } };
  }

  private unknownFunction({ text: name, start }: Token): Error {
    const known = [...CONDITIONS, "mod", ...FUNCTIONS];
    const hint = didYouMean(name, known);
    const tail = hint === "." ? `; ${PREPARE}, or use ${known.join(", ")}.` : hint;
    return this.text.refuse("stata_function", `${name}() is not translated${tail}`, start);
  }

  private valueOf(parsed: Parsed): StataValue {
    if ("value" in parsed) return parsed.value;
    const message = "a condition stands where a number is expected; conditions are joined by & and |.";
    throw this.text.refuse("stata_condition", message, this.peek().start);
  }

  /** 1/0 is missing to Stata and infinite here. */
  private notConstant(what: string, start: number): Error {
    const message = `in a condition a number is ${what} a positive constant only; ${PREPARE}.`;
    return this.text.refuse("stata_condition", message, start);
  }

  private next(): Token {
    const token = this.peek();
    this.index++;
    return token;
  }

  private peek(ahead = 0): Token {
    return this.tokens[Math.min(this.index + ahead, this.tokens.length - 1)]!;
  }

  private at(operator: string): boolean {
    const token = this.peek();
    return token.kind === "operator" && token.text === operator;
  }

  private accept(operator: string): boolean {
    if (!this.at(operator)) return false;
    this.index++;
    return true;
  }

  private expect(operator: string): void {
    if (!this.accept(operator)) throw this.unexpected(`'${operator}'`);
  }

  private unexpected(expected: string, hint = ""): Error {
    const { text: got, start, kind } = this.peek();
    const named = kind === "end" ? got : `'${got}'`;
    const message = `got ${named} where ${expected} was expected${hint === "" ? "" : `; ${hint}`}.`;
    return this.text.fail("stata_condition", message, start, { got, expected });
  }
}

/** A value by itself is true when it is not zero. */
const conditionOf = (parsed: Parsed): StataCondition =>
  "condition" in parsed ? parsed.condition : { kind: "value", value: parsed.value };

const isPositive = (value: StataValue): boolean => value.kind === "number" && Number(value.text) > 0;

/** Marks that a value stood in parentheses, which its text keeps. */
const parenthesised = (value: StataValue): StataValue =>
  value.kind === "arithmetic" ? { kind: "call", name: "", argument: value } : value;
