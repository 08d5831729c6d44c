/**
 * Layer formula. Reads the right side of a formula as an algebra of terms: `+` joins, `:` multiplies, `a*b` is
 * a + b + a:b, parentheses group, `1`, `0` and `-1` settle the intercept. Arithmetic belongs inside I(). Must not know
 * fixed effects or data.
 */
import type { Cursor } from "./cursor.js";
import { type Expression, type Literal, setMembers } from "./expression.js";
import type { Token } from "./lexer.js";
import { readCall, readExpression, readSet } from "./read-expression.js";
import type { Term, Variable } from "./spec.js";

/** Terms as written, not yet canonical. */
export interface WrittenTerms {
  readonly terms: readonly Term[];
  readonly intercept: boolean;
}

/** Reads terms up to `|`, `~`, `)` or the end. Throws UsageError or NotSupported with a caret. */
export function readTerms(cursor: Cursor): WrittenTerms {
  const terms: Term[] = [];
  let intercept = true;
  let first = true;
  while (first || cursor.at("+") || cursor.at("-")) {
    const sign = cursor.peek();
    const minus = cursor.accept("-");
    if (!minus) cursor.accept("+");
    const token = cursor.peek();
    if (token.kind === "number") intercept = readIntercept(cursor, minus);
    else if (minus) throw cursor.refuse("formula_removal", "only the intercept can be removed (-1).", sign);
    else terms.push(...readCrossing(cursor));
    first = false;
  }
  return { terms, intercept };
}

function readIntercept(cursor: Cursor, minus: boolean): boolean {
  const token = cursor.peek();
  if (!(token.value === 1 || (token.value === 0 && !minus))) {
    throw cursor.unexpected("1, 0 or -1", "numbers in arithmetic belong inside I(), as in I(2 * x)");
  }
  cursor.next();
  rejectArithmetic(cursor);
  return token.value === 1 && !minus;
}

function readCrossing(cursor: Cursor): Term[] {
  let terms = readInteraction(cursor);
  while (cursor.accept("*")) {
    const right = readInteraction(cursor);
    terms = [...terms, ...right, ...multiply(cursor, terms, right)];
  }
  rejectArithmetic(cursor);
  return terms;
}

function readInteraction(cursor: Cursor): Term[] {
  let terms = readAtom(cursor);
  while (cursor.accept(":")) terms = multiply(cursor, terms, readAtom(cursor));
  return terms;
}

function multiply(cursor: Cursor, left: readonly Term[], right: readonly Term[]): Term[] {
  const products = left.flatMap((a) => right.map((b) => ({ variables: [...a.variables, ...b.variables] })));
  if (products.some(({ variables }) => variables.some(({ kind }) => kind === "indicator"))) {
    const message = "i() can't be multiplied by ':' or '*'; give the second variable inside, i(z, x).";
    throw cursor.refuse("formula_indicator_product", message, cursor.peek());
  }
  return products;
}

function readAtom(cursor: Cursor): Term[] {
  if (cursor.accept("(")) {
    const terms: Term[] = [];
    do terms.push(...readCrossing(cursor));
    while (cursor.accept("+"));
    cursor.expect(")");
    return terms;
  }
  return [{ variables: [readVariable(cursor)] }];
}

function readVariable(cursor: Cursor): Variable {
  const token = cursor.peek();
  if (token.kind !== "name") throw cursor.unexpected("a term", hintFor(token));
  if (!cursor.at("(", 1)) {
    if (token.text === ".") throw cursor.refuse("formula_dot", "'.' (all other columns) is not supported.", token);
    cursor.next();
    return { kind: "expression", expression: { kind: "name", name: token.text } };
  }
  if (token.text === "factor") return readFactor(cursor);
  if (token.text === "i") return readIndicator(cursor);
  return { kind: "expression", expression: readCall(cursor) };
}

function readFactor(cursor: Cursor): Variable {
  cursor.next();
  cursor.expect("(");
  const column = readColumn(cursor);
  cursor.expect(")");
  return { kind: "factor", column };
}

/** `i(column)`, `i(column, by)`, with `ref = 5`, `ref = c(-1, Inf)` by name or as third argument. */
function readIndicator(cursor: Cursor): Variable {
  cursor.next();
  cursor.expect("(");
  const column = readColumn(cursor);
  let by: Expression | undefined;
  let refs: Literal[] | undefined;
  while (cursor.accept(",")) {
    const name = cursor.peek();
    const named = name.kind === "name" && cursor.at("=", 1);
    if (named && name.text !== "ref" && name.text !== "var") {
      throw cursor.refuse("formula_indicator_option", `i() takes ref = only, not ${name.text} =.`, name);
    }
    if (named) {
      cursor.next();
      cursor.next();
    }
    if (refs === undefined && (named ? name.text === "ref" : by !== undefined)) refs = setMembers(readSet(cursor));
    else if (by === undefined && !(named && name.text === "ref")) by = readExpression(cursor);
    else throw cursor.fail("formula_arity", "i() takes a column, a second variable and ref =, each once.", name);
  }
  cursor.expect(")");
  return { kind: "indicator", column, ...(by === undefined ? {} : { by }), refs: refs ?? [] };
}

function readColumn(cursor: Cursor): string {
  const token = cursor.peek();
  if (token.kind !== "name") throw cursor.unexpected("a column name");
  cursor.next();
  if (!(cursor.at(",") || cursor.at(")"))) {
    throw cursor.unexpected("',' or ')'", "levels are those of a column, make it in the data first");
  }
  return token.text;
}

const ARITHMETIC = ["^", "/", "%%", "%in%", "==", "!=", "<", "<=", ">", ">=", "&", "!"] as const;

function rejectArithmetic(cursor: Cursor): void {
  if (ARITHMETIC.some((operator) => cursor.at(operator))) {
    throw cursor.unexpected("'+', '*', ':', '|' or the end", "arithmetic belongs inside I(), as in I(x^2)");
  }
}

function hintFor(token: Token): string {
  return token.kind === "number" ? "numbers in arithmetic belong inside I(), as in I(2 * x)" : "";
}
