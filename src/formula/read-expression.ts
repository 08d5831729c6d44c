/**
 * Layer formula. Reads an expression with R's operators and precedence (R Language Definition, "Infix and prefix
 * operators"): ^, unary minus, %in% and %%, * and /, + and -, comparisons (which don't chain), !, &, |. Must not know
 * terms: here `^` is power and `:` only stands in a set of whole numbers.
 */
import type { Cursor } from "./cursor.js";
import {
  type BinaryOperator,
  COMPARISONS,
  type Expression,
  FUNCTION_ARITY,
  isFunctionName,
  type Literal,
  type SetItem,
} from "./expression.js";
import { refuseFunction } from "./functions.js";

/** Reads the longest expression from the cursor on. Throws UsageError with a caret; NotSupported for known functions. */
export function readExpression(cursor: Cursor): Expression {
  return readOr(cursor);
}

function readOr(cursor: Cursor): Expression {
  return readLeft(cursor, ["|"], readAnd);
}

function readAnd(cursor: Cursor): Expression {
  return readLeft(cursor, ["&"], readNot);
}

function readNot(cursor: Cursor): Expression {
  return cursor.accept("!") ? { kind: "unary", operator: "!", operand: readNot(cursor) } : readComparison(cursor);
}

function readComparison(cursor: Cursor): Expression {
  const left = readSum(cursor);
  const operator = COMPARISONS.find((candidate) => cursor.at(candidate));
  if (operator === undefined) {
    if (cursor.at("=")) throw cursor.unexpected("an operator", "equality is written ==");
    return left;
  }
  cursor.next();
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
  }
}

function readSigned(cursor: Cursor): Expression {
  for (const operator of ["-", "+"] as const) {
    if (cursor.accept(operator)) return { kind: "unary", operator, operand: readSigned(cursor) };
  }
  return readPower(cursor);
}

function readPower(cursor: Cursor): Expression {
  const base = readPrimary(cursor);
  return cursor.accept("^") ? { kind: "binary", operator: "^", left: base, right: readSigned(cursor) } : base;
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
    left = { kind: "binary", operator, left, right: readNext(cursor) };
  }
}

function readPrimary(cursor: Cursor): Expression {
  const token = cursor.peek();
  if (cursor.accept("(")) {
    const inner = readExpression(cursor);
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
  const token = cursor.next();
  const name = token.text;
  if (!isFunctionName(name)) throw refuseFunction(cursor, token, "in an expression");
  cursor.expect("(");
  const args: Expression[] = [];
  do args.push(readExpression(cursor));
  while (cursor.accept(","));
  cursor.expect(")");
  if (args.length !== FUNCTION_ARITY[name]) {
    const message = `${name}() takes ${FUNCTION_ARITY[name]} argument(s), got ${args.length}.`;
    throw cursor.fail("formula_arity", message, token, { got: args.length, expected: FUNCTION_ARITY[name] });
  }
  return { kind: "call", name, args };
}

/** Reads `c(1, 3:5)`, one constant or one range `2007:2010`. */
export function readSet(cursor: Cursor): SetItem[] {
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

function acceptLiteral(cursor: Cursor): Literal | undefined {
  const token = cursor.peek();
  let literal: Literal | undefined;
  if (token.kind === "number") literal = { kind: "number", value: token.value };
  else if (token.kind === "text") literal = { kind: "text", value: token.text };
  else if (token.kind === "name") literal = NAMED.get(token.text);
  if (literal !== undefined) cursor.next();
  return literal;
}
