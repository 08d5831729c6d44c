/**
 * Reads constants, sets of them, `c(1, 3:5)`, and expressions with R's operators and precedence (R Language Definition, "Infix and
 * prefix operators"): ^, unary minus, %in% and %%, * and /, + and -, comparisons (which don't chain), !, &, |. Must not know terms:
 * here `^` is power and `:` only stands in a set of whole numbers.
 */
import type { Cursor } from "./cursor.js";
import {
  type BinaryOperator,
  COMPARISONS,
  type Expression,
  FUNCTION_ARITY,
  isFunctionName,
  isLagFunction,
  type LagFunction,
  type Literal,
  refuseFunction,
  type SetItem,
  setMembers,
} from "./expression.js";
import { MOST_IN_RANGES, MOST_LISTED, rangeLength, type Token } from "./lexer.js";

/** Reads `c(1, 3:5)`, one constant or one range `2007:2010`. Throws UsageError `formula_limit` for too many values. */
export function readSet(cursor: Cursor): SetItem[] {
  const start = cursor.peek();
  const items = readItems(cursor);
  requireValues(cursor, start, items, MOST_IN_RANGES);
  return items;
}

/** As `readSet`, every range written out. */
export function readMembers(cursor: Cursor): Literal[] {
  const start = cursor.peek();
  const items = readItems(cursor);
  requireValues(cursor, start, items, MOST_LISTED);
  const members = setMembers(items);
  cursor.make(members.length, start);
  return members;
}

function requireValues(cursor: Cursor, start: Token, items: readonly SetItem[], most: number): void {
  const count = items.reduce((sum, item) => sum + (item.kind === "range" ? rangeLength(item.from, item.to) : 1), 0);
  cursor.atMost(most, count, "values in this set", "name a shorter range a:b", start);
}

function readItems(cursor: Cursor): SetItem[] {
  if (!(cursor.peek().text === "c" && cursor.at("(", 1))) return [readSetItem(cursor)];
  cursor.next();
  cursor.expect("(");
  const items: SetItem[] = [];
  do items.push(readSetItem(cursor));
  while (cursor.accept(","));
  cursor.expect(")");
  return items;
}

function readSetItem(cursor: Cursor): SetItem {
  const start = cursor.peek();
  const first = readSignedLiteral(cursor);
  if (!cursor.accept(":")) return first;
  const last = readSignedLiteral(cursor);
  const whole = (literal: Literal) => literal.kind === "number" && Number.isSafeInteger(literal.value);
  if (!whole(first) || !whole(last)) {
    throw cursor.fail("formula_range", "a range a:b needs two whole numbers.", start);
  }
  return { kind: "range", from: first.value as number, to: last.value as number };
}

function readSignedLiteral(cursor: Cursor): Literal {
  const negative = cursor.accept("-");
  const literal = acceptLiteral(cursor);
  if (literal === undefined || (negative && literal.kind !== "number")) throw cursor.unexpected("a constant");
  return negative && literal.kind === "number" ? { kind: "number", value: -literal.value } : literal;
}

const NAMED: ReadonlyMap<string, Literal> = new Map<string, Literal>([
  ["TRUE", { kind: "logical", value: true }],
  ["FALSE", { kind: "logical", value: false }],
  ["Inf", { kind: "number", value: Number.POSITIVE_INFINITY }],
]);

/** Reads a constant if one comes next. */
export function acceptLiteral(cursor: Cursor): Literal | undefined {
  const token = cursor.peek();
  let literal: Literal | undefined;
  if (token.kind === "number") literal = { kind: "number", value: token.value };
  else if (token.kind === "text") literal = { kind: "text", value: token.text };
  else if (token.kind === "name") literal = NAMED.get(token.text);
  if (literal !== undefined) cursor.next();
  return literal;
}

/** Reads the longest expression from the cursor on. Throws UsageError with a caret; NotSupported for known functions. */
export function readExpression(cursor: Cursor): Expression {
  return cursor.expression(() => readOr(cursor));
}

function readOr(cursor: Cursor): Expression {
  return readLeft(cursor, ["|"], readAnd);
}

function readAnd(cursor: Cursor): Expression {
  return readLeft(cursor, ["&"], readNot);
}

function readNot(cursor: Cursor): Expression {
  if (!cursor.accept("!")) return readComparison(cursor);
  return { kind: "unary", operator: "!", operand: cursor.nested(() => readNot(cursor)) };
}

function readComparison(cursor: Cursor): Expression {
  const left = readSum(cursor);
  const operator = COMPARISONS.find((candidate) => cursor.at(candidate));
  if (operator === undefined) {
    if (cursor.at("=")) throw cursor.unexpected("an operator", "equality is written ==");
    return left;
  }
  cursor.next();
  cursor.operator();
  const right = readSum(cursor);
  if (COMPARISONS.some((candidate) => cursor.at(candidate))) {
    throw cursor.unexpected("'&', '|' or the end", "comparisons don't chain, write a < b & b < c");
  }
  return { kind: "binary", operator, left, right };
}

function readSum(cursor: Cursor): Expression {
  return readLeft(cursor, ["+", "-"], readProduct);
}

function readProduct(cursor: Cursor): Expression {
  return readLeft(cursor, ["*", "/"], readSpecial);
}

function readSpecial(cursor: Cursor): Expression {
  let left = readSigned(cursor);
  for (;;) {
    if (cursor.accept("%%")) left = { kind: "binary", operator: "%%", left, right: readSigned(cursor) };
    else if (cursor.accept("%in%")) left = { kind: "in", element: left, set: readSet(cursor) };
    else return left;
    cursor.operator();
  }
}

function readSigned(cursor: Cursor): Expression {
  for (const operator of ["-", "+"] as const) {
    if (cursor.accept(operator)) {
      return { kind: "unary", operator, operand: cursor.nested(() => readSigned(cursor)) };
    }
  }
  return readPower(cursor);
}

function readPower(cursor: Cursor): Expression {
  const base = readPrimary(cursor);
  if (!cursor.accept("^")) return base;
  return { kind: "binary", operator: "^", left: base, right: cursor.nested(() => readSigned(cursor)) };
}

function readLeft(
  cursor: Cursor,
  operators: readonly BinaryOperator[],
  readNext: (c: Cursor) => Expression,
): Expression {
  let left = readNext(cursor);
  for (;;) {
    const operator = operators.find((candidate) => cursor.at(candidate));
    if (operator === undefined) return left;
    cursor.next();
    cursor.operator();
    left = { kind: "binary", operator, left, right: readNext(cursor) };
  }
}

function readPrimary(cursor: Cursor): Expression {
  const token = cursor.peek();
  if (cursor.accept("(")) {
    const inner = cursor.nested(() => readExpression(cursor));
    cursor.expect(")");
    return { kind: "group", inner };
  }
  const literal = acceptLiteral(cursor);
  if (literal !== undefined) return literal;
  if (token.kind !== "name") throw cursor.unexpected("a column, a number or a function");
  if (cursor.at("(", 1)) return readCall(cursor);
  if (token.text === "NA") throw cursor.unexpected("a column", "missing cells are found with is.na(x)");
  cursor.next();
  return { kind: "name", name: token.text };
}

/** Reads `name(a, b)` and nothing after it. */
export function readCall(cursor: Cursor): Expression {
  const token = cursor.peek();
  const name = token.text;
  if (isLagFunction(name)) {
    const lags = readLags(cursor);
    if (lags.length === 1) return lags[0]!;
    const message = `${name}() of several periods makes several variables and stands as a term of its own, not in an expression; as outcomes they are for feolsMulti.`;
    throw cursor.fail("formula_lags", message, token, { got: lags.length, expected: 1 });
  }
  cursor.next();
  if (!isFunctionName(name)) throw refuseFunction(cursor, token, "in an expression");
  cursor.expect("(");
  const args: Expression[] = [];
  do args.push(cursor.nested(() => readExpression(cursor)));
  while (cursor.accept(","));
  cursor.expect(")");
  if (args.length !== FUNCTION_ARITY[name]) {
    const message = `${name}() takes ${FUNCTION_ARITY[name]} argument(s), got ${args.length}.`;
    throw cursor.fail("formula_arity", message, token, { got: args.length, expected: FUNCTION_ARITY[name] });
  }
  return { kind: "call", name, args };
}

/**
 * Reads `l(x, 1:2)`, `f(x)` or `d(x)`: one expression a period, named as fixest names them, so that `l(x, 0)` is `x` and
 * `l(x, -1)` is `f(x, 1)`. Throws UsageError `formula_lag_order` unless the periods are whole numbers.
 */
export function readLags(cursor: Cursor): Expression[] {
  const name = cursor.next().text as LagFunction;
  cursor.expect("(");
  const begin = cursor.place;
  const argument = cursor.nested(() => readExpression(cursor));
  const words = cursor.place - begin;
  let periods = [1];
  if (cursor.accept(",")) {
    if (cursor.peek().text === "k" && cursor.at("=", 1)) {
      cursor.next();
      cursor.next();
    }
    const start = cursor.peek();
    periods = readMembers(cursor).map(({ value }) => Number(value));
    if (!periods.every(Number.isSafeInteger)) {
      throw cursor.fail("formula_lag_order", `${name}() takes whole numbers of periods, such as 1 or 0:2.`, start);
    }
  }
  cursor.expect(")");
  cursor.make(periods.length * words);
  return periods.map((k) => lagOf(name, argument, k));
}

function lagOf(name: LagFunction, argument: Expression, k: number): Expression {
  if (k === 0) return argument;
  if (name === "d" || k > 0) return { kind: "lag", name, argument, periods: k };
  return { kind: "lag", name: name === "l" ? "f" : "l", argument, periods: -k };
}
