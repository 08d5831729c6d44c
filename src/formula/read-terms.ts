/**
 * Reads the right side of a formula as an algebra of terms: `+` joins, `:` multiplies, `a*b` is
 * a + b + a:b, parentheses group, `1`, `0` and `-1` settle the intercept. Arithmetic belongs inside I(). Must not know
 * fixed effects or data.
 */
import type { Cursor } from "./cursor.js";
import { isLagFunction } from "./expression.js";
import { MOST_FACTORS, MOST_TERMS, type Token } from "./lexer.js";
import { printVariable } from "./print.js";
import { readCall, readLags } from "./read-expression.js";
import type { Term, Variable } from "./spec.js";
import { readColumn, readIndicator, readPolynomial } from "./term-functions.js";

// Terms as R's `terms()` orders them: variables of a product by first appearance in the formula, equal terms once,
// then by degree (main effects, pairs, triples), otherwise as written. Source: Chambers & Hastie (1992), Statistical
// Models in S, chapter 2. Must not know text.

/** Terms and the variables of each, every one where it first stands. */
function distinctTerms(written: readonly Term[]): Term[] {
  const places = new Map<string, number>();
  const placeOf = (variable: Variable): number => {
    const key = printVariable(variable);
    const place = places.get(key) ?? places.size;
    places.set(key, place);
    return place;
  };
  const terms = new Map<string, Term>();
  for (const term of written) {
    const variables = new Map(term.variables.map((variable) => [placeOf(variable), variable]));
    const key = [...variables.keys()].sort((a, b) => a - b).join(":");
    if (!terms.has(key)) terms.set(key, { variables: [...variables.values()] });
  }
  return [...terms.values()];
}

/** Canonical terms from products as written; a variable repeated within a product counts once (`a:a` is `a`). */
export function canonicalTerms(written: readonly Term[]): Term[] {
  const order = new Map<string, number>();
  for (const term of written) {
    for (const variable of term.variables) {
      const key = printVariable(variable);
      if (!order.has(key)) order.set(key, order.size);
    }
  }
  const terms = new Map<string, Term>();
  for (const term of written) {
    const variables = new Map<number, Variable>();
    for (const variable of term.variables) variables.set(order.get(printVariable(variable))!, variable);
    const sorted = [...variables].sort(([a], [b]) => a - b);
    const key = sorted.map(([position]) => position).join(":");
    if (!terms.has(key)) terms.set(key, { variables: sorted.map(([, variable]) => variable) });
  }
  return [...terms.values()].sort((a, b) => a.variables.length - b.variables.length);
}

/** Terms as written, not yet canonical. */
interface WrittenTerms {
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
    else {
      const crossed = readCrossing(cursor);
      requireTerms(cursor, terms.length + crossed.length, token);
      cursor.make(crossed.length, token);
      terms.push(...crossed);
    }
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

/** Throws UsageError `formula_limit` for more terms than a model may have. */
function requireTerms(cursor: Cursor, count: number, token: Token): void {
  const remedy = "write the terms that are meant, shorter ranges of lags, or a lower order, as in (a + b + c)^2";
  cursor.atMost(MOST_TERMS, count, "terms", remedy, token);
}

function requireProducts(cursor: Cursor, count: number, token: Token): void {
  requireTerms(cursor, count, token);
  cursor.make(count, token);
}

function readCrossing(cursor: Cursor): Term[] {
  let terms = readInteraction(cursor);
  for (let sign = cursor.peek(); cursor.accept("*"); sign = cursor.peek()) {
    const right = readInteraction(cursor);
    requireProducts(cursor, terms.length + right.length + terms.length * right.length, sign);
    terms = distinctTerms([...terms, ...right, ...multiply(cursor, terms, right)]);
  }
  rejectArithmetic(cursor);
  return terms;
}

function readInteraction(cursor: Cursor): Term[] {
  let terms = readAtom(cursor);
  for (let sign = cursor.peek(); cursor.accept(":"); sign = cursor.peek()) {
    const right = readAtom(cursor);
    requireProducts(cursor, terms.length * right.length, sign);
    terms = distinctTerms(multiply(cursor, terms, right));
  }
  return terms;
}

/** The products; how many they are is known to be within the limit. */
function multiply(cursor: Cursor, left: readonly Term[], right: readonly Term[]): Term[] {
  const most = (terms: readonly Term[]) => terms.reduce((n, { variables }) => Math.max(n, variables.length), 0);
  const remedy = "make the product as a column of the data first";
  cursor.atMost(MOST_FACTORS, most(left) + most(right), "variables in one product", remedy);
  const products = left.flatMap((a) => right.map((b) => ({ variables: [...a.variables, ...b.variables] })));
  if (products.some(({ variables }) => variables.some(({ kind }) => kind === "indicator"))) {
    const message = "i() can't be multiplied by ':' or '*'; give the second variable inside, i(z, x).";
    throw cursor.refuse("formula_indicator_product", message, cursor.peek());
  }
  return products;
}

function readAtom(cursor: Cursor): Term[] {
  if (cursor.at("(")) return readGroup(cursor);
  const token = cursor.peek();
  if (token.kind === "name" && isLagFunction(token.text) && cursor.at("(", 1)) {
    return readLags(cursor).map((expression) => ({ variables: [{ kind: "expression", expression }] }));
  }
  return [{ variables: [readVariable(cursor)] }];
}

function readGroup(cursor: Cursor): Term[] {
  const open = cursor.next();
  const terms: Term[] = [];
  do {
    terms.push(...cursor.nested(() => readCrossing(cursor)));
    requireTerms(cursor, terms.length, open);
  } while (cursor.accept("+"));
  cursor.expect(")");
  return cursor.at("^") ? readGroupPower(cursor, terms) : terms;
}

/** `(a + b + c)^2`: the terms and their products up to that degree. */
function readGroupPower(cursor: Cursor, terms: readonly Term[]): Term[] {
  cursor.expect("^");
  const token = cursor.peek();
  if (!(token.kind === "number" && Number.isInteger(token.value) && token.value >= 1)) {
    throw cursor.unexpected("a whole number", "(a + b)^2 is a + b + a:b; powers of numbers belong inside I()");
  }
  cursor.next();
  const order = Math.min(token.value, terms.length);
  requireTerms(cursor, productsUpTo(terms.length, order), token);
  let power = [...terms];
  for (let degree = 1; degree < order; degree++) {
    cursor.make(power.length * terms.length, token);
    power = canonicalTerms([...power, ...multiply(cursor, power, terms)]);
  }
  return power;
}

/** Subsets of 1 to `order` of `n` terms: as many as there are different products. */
function productsUpTo(n: number, order: number): number {
  let subsets = 1;
  let sum = 0;
  for (let size = 1; size <= order && sum <= MOST_TERMS; size++) {
    subsets *= (n - size + 1) / size;
    sum += subsets;
  }
  return sum;
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
  if (token.text === "poly") return readPolynomial(cursor);
  return { kind: "expression", expression: readCall(cursor) };
}

function readFactor(cursor: Cursor): Variable {
  cursor.next();
  cursor.expect("(");
  const column = readColumn(cursor);
  cursor.expect(")");
  return { kind: "factor", column };
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
