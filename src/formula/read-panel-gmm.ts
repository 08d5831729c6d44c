/**
 * Reads `lhs ~ terms | instruments` of a dynamic panel model: terms and instruments may be lagged by
 * `lag(x, 1:2)`, instruments stand in `gmm(x, 2:99)` and `iv(x)`. Must not know data.
 */
import { didYouMean } from "../base/did-you-mean.js";
import { deepFreeze } from "../base/objects.js";
import { Cursor } from "./cursor.js";
import { type Expression, isFunctionName, refuseFunction } from "./expression.js";

import { MOST_TERMS, type Token } from "./lexer.js";

import {
  type InstrumentEquation,
  type InstrumentGroup,
  type PanelGmmFormula,
  type PanelVariable,
  printPanelGmmFormula,
  printPanelVariable,
} from "./panel-gmm-spec.js";
import { readCall, readExpression } from "./read-expression.js";

/**
 * The model of `text`, such as `log(emp) ~ lag(log(emp), 1:2) + x | gmm(log(emp), 2:99) + iv(x, eq = both)`.
 *
 * @throws UsageError with a caret: `formula_syntax`, `formula_lag` (no whole lags from 0), `formula_equation`,
 *   `formula_instruments` (none); NotSupported `formula_function`, `formula_product`.
 */
export function parsePanelGmm(text: string): PanelGmmFormula {
  const cursor = new Cursor({ subject: "Formula", text });
  if (cursor.at("~"))
    throw cursor.unexpected("the dependent variable", "a formula is y ~ lag(y, 1) + x | gmm(y, 2:99)");
  const lhs = readExpression(cursor);
  cursor.expect("~");
  const { terms, intercept } = readTerms(cursor);
  if (!cursor.accept("|")) {
    const message = "the instruments are missing; add them after '|', as in y ~ lag(y, 1) + x | gmm(y, 2:99) + iv(x).";
    throw cursor.fail("formula_instruments", message, cursor.peek(), { expected: "| gmm(...) + iv(...)" });
  }
  const instruments: InstrumentGroup[] = [];
  do instruments.push(readInstruments(cursor));
  while (cursor.accept("+"));
  if (cursor.at("|")) {
    throw cursor.unexpected("'+' or the end", "normal instruments stand in iv(), time dummies are asked for by option");
  }
  cursor.expectEnd();
  return makePanelGmmFormula({ lhs, terms, intercept, instruments });
}

/** The frozen formula of its parts; a term or an instrument written twice counts once. */
export function makePanelGmmFormula(written: Omit<PanelGmmFormula, "call">): PanelGmmFormula {
  const terms = distinct(written.terms);
  const instruments = written.instruments.map(
    (group): InstrumentGroup => (group.kind === "iv" ? { ...group, variables: distinct(group.variables) } : group),
  );
  const parts = { ...written, terms, instruments };
  return deepFreeze({ call: printPanelGmmFormula(parts), ...parts });
}

function distinct(variables: readonly PanelVariable[]): PanelVariable[] {
  return [...new Map(variables.map((variable) => [printPanelVariable(variable), variable])).values()];
}

function readTerms(cursor: Cursor): { terms: PanelVariable[]; intercept: boolean } {
  const terms: PanelVariable[] = [];
  let intercept = true;
  let first = true;
  while (first || cursor.at("+") || cursor.at("-")) {
    const sign = cursor.peek();
    const minus = cursor.accept("-");
    if (!minus) cursor.accept("+");
    const token = cursor.peek();
    if (token.kind === "number" && (token.value === 1 || (token.value === 0 && !minus))) {
      cursor.next();
      intercept = token.value === 1 && !minus;
    } else if (minus) throw cursor.refuse("formula_removal", "only the intercept can be removed (-1).", sign);
    else terms.push(...readVariables(cursor));
    requireTerms(cursor, terms.length, token);
    first = false;
  }
  return { terms, intercept };
}

/** One term: a column, a function of columns, `lag(x, 1:2)` or `factor(z)`. */
function readVariables(cursor: Cursor): PanelVariable[] {
  const token = cursor.peek();
  if (token.kind !== "name") throw cursor.unexpected("a term", "arithmetic belongs inside I(), as in I(2 * x)");
  const variables = cursor.at("(", 1) ? readFunction(cursor, token) : [readName(cursor)];
  if ([":", "*"].some((operator) => cursor.at(operator))) {
    const message = "products of terms are not supported in a dynamic panel formula; write I(a * b).";
    throw cursor.refuse("formula_product", message, cursor.peek());
  }
  if (!["+", "-", "|", ",", ")"].some((operator) => cursor.at(operator)) && cursor.peek().kind !== "end") {
    throw cursor.unexpected("'+', '|' or the end", "arithmetic belongs inside I(), as in I(x^2)");
  }
  return variables;
}

function readName(cursor: Cursor): PanelVariable {
  return now({ kind: "name", name: cursor.next().text });
}

function readFunction(cursor: Cursor, name: Token): PanelVariable[] {
  if (name.text === "lag" || name.text === "l") return readLag(cursor);
  if (name.text === "factor") {
    cursor.next();
    cursor.expect("(");
    const column = cursor.next();
    if (column.kind !== "name") throw cursor.fail("formula_syntax", "factor() takes the name of a column.", column);
    cursor.expect(")");
    return [{ kind: "factor", column: column.text }];
  }
  if (name.text === "gmm" || name.text === "iv") {
    throw cursor.fail("formula_syntax", `${name.text}() is a set of instruments; it stands after '|'.`, name);
  }
  if (!isFunctionName(name.text)) throw refuseFunction(cursor, name, "in a dynamic panel formula");
  return [now(readCall(cursor))];
}

const now = (expression: Expression): PanelVariable => ({ kind: "expression", expression, lag: 0 });

/** `lag(x)`, `lag(x, 2)`, `lag(x, 0:2)`, `lag(x, c(1, 4))`. */
function readLag(cursor: Cursor): PanelVariable[] {
  cursor.next();
  cursor.expect("(");
  const begin = cursor.place;
  const expression = readExpression(cursor);
  const words = cursor.place - begin;
  const lags = cursor.accept(",") ? readLags(cursor) : [1];
  cursor.expect(")");
  requireTerms(cursor, lags.length);
  cursor.make(lags.length * words);
  return lags.map((lag) => ({ kind: "expression", expression, lag }));
}

function requireTerms(cursor: Cursor, count: number, token?: Token): void {
  cursor.atMost(MOST_TERMS, count, "terms", "shorten the ranges of lags", token);
}

function readLags(cursor: Cursor): number[] {
  if (!(cursor.peek().text === "c" && cursor.at("(", 1))) return readRun(cursor);
  cursor.next();
  cursor.expect("(");
  const lags: number[] = [];
  do {
    lags.push(...readRun(cursor));
    requireTerms(cursor, lags.length);
  } while (cursor.accept(","));
  cursor.expect(")");
  return [...new Set(lags)];
}

function readRun(cursor: Cursor): number[] {
  const start = cursor.peek();
  const { from, to } = readRange(cursor);
  if (!Number.isFinite(to)) throw cursor.fail("formula_lag", "a regressor's lags need an end, as in 1:2.", start);
  requireTerms(cursor, to - from + 1, start);
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

/** `2` or `2:99` or `2:Inf`, from 0 on. */
function readRange(cursor: Cursor): { from: number; to: number } {
  const start = cursor.peek();
  const from = readWhole(cursor);
  const to = cursor.accept(":") ? readWhole(cursor) : from;
  if (from <= to && Number.isFinite(from)) return { from, to };
  throw cursor.fail("formula_lag", `lags run from the nearer to the farther, as in 2:4; got ${from}:${to}.`, start);
}

function readWhole(cursor: Cursor): number {
  const token = cursor.peek();
  if (cursor.at("-")) {
    throw cursor.fail("formula_lag", "lags are whole numbers from 0; leads are not supported.", token, { got: "-" });
  }
  const value = token.kind === "number" ? token.value : token.text === "Inf" ? Number.POSITIVE_INFINITY : Number.NaN;
  if (!(value >= 0 && (Number.isSafeInteger(value) || value === Number.POSITIVE_INFINITY))) {
    throw cursor.fail("formula_lag", "a lag is a whole number from 0, or a range such as 2:4.", token, {
      got: token.text,
      expected: "a whole number",
    });
  }
  cursor.next();
  return value;
}

function readInstruments(cursor: Cursor): InstrumentGroup {
  const token = cursor.peek();
  if (token.kind === "name" && cursor.at("(", 1)) {
    if (token.text === "gmm") return readGmm(cursor);
    if (token.text === "iv") return readIv(cursor);
  }
  const hint = "lags of x as instruments are gmm(x, 2:99), x as its own instrument is iv(x)";
  throw cursor.unexpected("gmm(...) or iv(...)", hint);
}

/** `gmm(x, 2:99)`, several variables before the lags, then `collapse = TRUE` and `eq = diff`. */
function readGmm(cursor: Cursor): InstrumentGroup {
  const name = cursor.next();
  cursor.expect("(");
  const variables: Expression[] = [];
  do {
    if (cursor.peek().kind === "number") break;
    if (isOption(cursor)) throw missingLags(cursor, name);
    variables.push(readExpression(cursor));
  } while (cursor.accept(","));
  if (variables.length === 0 || cursor.peek().kind !== "number") throw missingLags(cursor, name);
  const { from, to } = readRange(cursor);
  const { eq: equation = "both", collapse } = readOptions(cursor, ["eq", "collapse"]);
  cursor.expect(")");
  return { kind: "gmm", variables, from, to, equation, ...(collapse === undefined ? {} : { collapse }) };
}

function missingLags(cursor: Cursor, name: Token): Error {
  const message = "gmm() takes a variable and its lags, as in gmm(log(emp), 2:99).";
  return cursor.fail("formula_lag", message, name, { expected: "gmm(x, from:to)" });
}

/** `iv(x, lag(x, 0:1), factor(z), eq = level)`. */
function readIv(cursor: Cursor): InstrumentGroup {
  cursor.next();
  cursor.expect("(");
  const variables = readVariables(cursor);
  while (cursor.at(",") && !isOption(cursor, 1)) {
    cursor.next();
    variables.push(...readVariables(cursor));
    requireTerms(cursor, variables.length);
  }
  const { eq: equation = "both" } = readOptions(cursor, ["eq"]);
  cursor.expect(")");
  return { kind: "iv", variables, equation };
}

const isOption = (cursor: Cursor, ahead = 0): boolean =>
  cursor.peek(ahead).kind === "name" && cursor.at("=", ahead + 1);

interface GroupOptions {
  eq?: InstrumentEquation;
  collapse?: boolean;
}

function readOptions(cursor: Cursor, known: readonly (keyof GroupOptions)[]): GroupOptions {
  const options: GroupOptions = {};
  while (cursor.accept(",")) {
    const name = cursor.next();
    if (!(known as readonly string[]).includes(name.text)) {
      const message = `'${name.text}' is no option here${didYouMean(name.text, known)}`;
      throw cursor.fail("formula_syntax", message, name, { got: name.text, expected: known });
    }
    cursor.expect("=");
    const value = cursor.next();
    if (name.text === "eq") options.eq = equationOf(cursor, value);
    else options.collapse = truthOf(cursor, value);
  }
  return options;
}

function equationOf(cursor: Cursor, { text, ...token }: Token): InstrumentEquation {
  if (text === "diff" || text === "level" || text === "both") return text;
  const message = `eq is diff, level or both, got '${text}'.`;
  throw cursor.fail(
    "formula_equation",
    message,
    { text, ...token },
    { got: text, expected: ["diff", "level", "both"] },
  );
}

function truthOf(cursor: Cursor, token: Token): boolean {
  const value = token.text.toUpperCase();
  if (value === "TRUE" || value === "FALSE") return value === "TRUE";
  throw cursor.fail("formula_syntax", "collapse is TRUE or FALSE.", token, { got: token.text });
}
