/**
 * Reads the functions that make several columns of one: `i(column, by, ref =, keep =, bin =, ref2 =, keep2 =, bin2 =)`, where `by` is
 * an expression, or `i.column` for numbers that are a factor, and `poly(x, 3)`. Must not know levels or data.
 */
import type { Cursor } from "./cursor.js";
import type { Expression, Literal } from "./expression.js";
import type { Token } from "./lexer.js";
import { acceptLiteral, readExpression, readMembers, readSet } from "./read-expression.js";
import type { Bin, BinGroup, Indicator, LevelChoice, Polynomial } from "./spec.js";

/** Reads a name followed by `,` or `)`. Throws UsageError for an expression. */
export function readColumn(cursor: Cursor): string {
  const token = cursor.peek();
  if (token.kind !== "name") throw cursor.unexpected("a column name");
  cursor.next();
  if (!(cursor.at(",") || cursor.at(")"))) {
    throw cursor.unexpected("',' or ')'", "levels are those of a column, make it in the data first");
  }
  return token.text;
}

// Reads the bins of `i(x, bin = ...)`: `1:3`, `c("a", "b")`, `list("early" = 1:3, 7:9)`, `"bin::2"`, `"!bin::2"`,
// `"!!bin::2"`. Must not know levels.

const WIDTH = /^(!{0,2})bin::(\d+)$/;

/** Reads bins. Throws NotSupported `formula_bin` for those of fixest that are not read, with what to write. */
function readBin(cursor: Cursor): Bin {
  const token = cursor.peek();
  if (cursor.at("~")) throw cursor.refuse("formula_bin", `a bin is no formula here; ${LISTED}`, token);
  const isList = (token.text === "list" || token.text === ".") && token.kind === "name" && cursor.at("(", 1);
  if (isList) return { kind: "groups", groups: readGroups(cursor) };
  if (token.kind === "text") {
    const special = readSpecial(cursor, token);
    if (special !== undefined) return special;
  }
  return { kind: "groups", groups: [{ values: readValues(cursor) }] };
}

const LISTED = 'list the values, as in bin = list("low" = 1:3).';

function readSpecial(cursor: Cursor, token: Token): Bin | undefined {
  const [, marks, digits] = WIDTH.exec(token.text) ?? [];
  if (digits !== undefined) {
    cursor.next();
    const count = Number(digits);
    if (count === 0) throw cursor.fail("formula_bin", "bin::digit needs a number above 0.", token, { got: token.text });
    if (marks === "") return { kind: "width", width: count };
    return { kind: "consecutive", count, from: marks === "!" ? "first" : "last" };
  }
  if (/^(?:cut|!{0,2}bin)::/.test(token.text)) {
    throw cursor.refuse("formula_bin", `'${token.text}' is not supported; write "bin::2", or ${LISTED}`, token);
  }
  return undefined;
}

function readGroups(cursor: Cursor): BinGroup[] {
  cursor.next();
  cursor.expect("(");
  const groups: BinGroup[] = [];
  do {
    const token = cursor.peek();
    const named = (token.kind === "name" || token.kind === "text") && cursor.at("=", 1);
    if (named) {
      cursor.next();
      cursor.next();
    }
    if (cursor.at("~")) throw cursor.refuse("formula_bin", `a bin is no formula here; ${LISTED}`, cursor.peek());
    if (named && token.text.startsWith("@")) {
      throw cursor.refuse("formula_bin", "a bin's place among the levels can't be chosen by '@'.", token);
    }
    groups.push({ ...(named ? { name: token.text } : {}), values: readValues(cursor) });
  } while (cursor.accept(","));
  cursor.expect(")");
  return groups;
}

function readValues(cursor: Cursor) {
  const start = cursor.peek();
  const values = readSet(cursor);
  if (values.some((value) => value.kind === "text" && value.value.startsWith("@"))) {
    throw cursor.refuse("formula_bin", `a bin by regular expression ("@...") is not supported; ${LISTED}`, start);
  }
  return values;
}

// Reads `poly(x, 3)` and `poly(x, 3, raw = TRUE)`. Must not know data.

/** Powers a polynomial may have: more are rounding. */
const MAX_DEGREE = 25;

/** Reads a polynomial from its name on. Throws UsageError or NotSupported with a caret. */
export function readPolynomial(cursor: Cursor): Polynomial {
  const start = cursor.next();
  cursor.expect("(");
  const argument = readExpression(cursor);
  let degree: number | undefined;
  let raw: boolean | undefined;
  while (cursor.accept(",")) {
    const token = cursor.peek();
    const named = token.kind === "name" && cursor.at("=", 1);
    const isRaw = named ? token.text === "raw" : degree !== undefined;
    if (named && !isRaw && token.text !== "degree") {
      throw cursor.refuse("formula_polynomial", `poly() takes degree and raw, not ${token.text} =.`, token);
    }
    if (named) {
      cursor.next();
      cursor.next();
    }
    if (isRaw ? raw !== undefined : degree !== undefined) {
      throw cursor.fail("formula_arity", "poly() takes a variable, a degree and raw =, each once.", token);
    }
    if (isRaw) raw = readLogical(cursor);
    else degree = readDegree(cursor);
  }
  cursor.expect(")");
  if (degree === undefined) {
    throw cursor.fail("formula_polynomial", "poly() needs a degree, as in poly(x, 2).", start, {
      expected: "a degree",
    });
  }
  return { kind: "polynomial", argument, degree, raw: raw ?? false };
}

function readDegree(cursor: Cursor): number {
  const token = cursor.peek();
  if (token.kind === "name") {
    throw cursor.refuse(
      "formula_polynomial",
      "poly() of several variables is not supported; write their terms.",
      token,
    );
  }
  const literal = acceptLiteral(cursor);
  const degree = literal?.kind === "number" ? literal.value : Number.NaN;
  if (Number.isInteger(degree) && degree >= 1 && degree <= MAX_DEGREE) return degree;
  throw cursor.fail("formula_polynomial", `the degree of poly() is a whole number from 1 to ${MAX_DEGREE}.`, token, {
    got: token.text,
  });
}

function readLogical(cursor: Cursor): boolean {
  const token = cursor.peek();
  if (["TRUE", "T", "FALSE", "F"].includes(token.text)) return cursor.next().text.startsWith("T");
  throw cursor.unexpected("TRUE or FALSE");
}

const OPTIONS = ["var", "ref", "keep", "bin", "ref2", "keep2", "bin2"] as const;
type Option = (typeof OPTIONS)[number];

interface Read {
  var?: { readonly expression: Expression; readonly prefixed: boolean };
  ref?: Literal[];
  keep?: Literal[];
  bin?: Bin;
  ref2?: Literal[];
  keep2?: Literal[];
  bin2?: Bin;
}

/** Reads an indicator from its `i` on. Throws UsageError or NotSupported with a caret. */
export function readIndicator(cursor: Cursor): Indicator {
  cursor.next();
  cursor.expect("(");
  const column = readColumn(cursor);
  const read: Read = {};
  let option: Token | undefined;
  while (cursor.accept(",")) {
    const start = cursor.peek();
    const name = readOption(cursor) ?? unnamed(cursor, read);
    if (Object.hasOwn(read, name)) throw twice(cursor, start);
    if (name !== "var" && name.endsWith("2")) option = start;
    if (name === "var") read.var = readSecond(cursor);
    else if (name === "bin" || name === "bin2") read[name] = readBin(cursor);
    else read[name] = readMembers(cursor);
  }
  cursor.expect(")");
  if (option !== undefined && !(read.var?.prefixed === true || read.var?.expression.kind === "name")) {
    const message = `${option.text} = is about the second variable, which must be a column, as in i(z, i.x, ref2 = 1).`;
    throw cursor.fail("formula_indicator_option", message, option, { got: option.text });
  }
  return indicatorOf(column, read, option !== undefined);
}

function indicatorOf(column: string, read: Read, ofSecond: boolean): Indicator {
  const { var: by } = read;
  return {
    kind: "indicator",
    column,
    ...choice(read.ref, read.keep, read.bin),
    ...(by === undefined ? {} : { by: by.expression }),
    ...(by?.prefixed === true || ofSecond
      ? { second: { prefixed: by!.prefixed, ...choice(read.ref2, read.keep2, read.bin2) } }
      : {}),
  };
}

const choice = (refs: Literal[] = [], keep?: Literal[], bin?: Bin): LevelChoice => ({
  refs,
  ...(keep === undefined ? {} : { keep }),
  ...(bin === undefined ? {} : { bin }),
});

/** `name =`, if that comes next. */
function readOption(cursor: Cursor): Option | undefined {
  const token = cursor.peek();
  if (!(token.kind === "name" && cursor.at("=", 1))) return undefined;
  const name = OPTIONS.find((option) => option === token.text);
  if (name === undefined) {
    const message = `i() takes ${OPTIONS.slice(1).join(", ")}, not ${token.text} =.`;
    throw cursor.refuse("formula_indicator_option", message, token);
  }
  cursor.next();
  cursor.next();
  return name;
}

/** What an argument without a name is: the second variable, then the references; a constant is a reference at once. */
function unnamed(cursor: Cursor, read: Read): Option {
  const { kind, text } = cursor.peek();
  const constant = kind === "text" || kind === "number" || text === "TRUE" || (text === "c" && cursor.at("(", 1));
  return read.var === undefined && !constant ? "var" : "ref";
}

function readSecond(cursor: Cursor): { expression: Expression; prefixed: boolean } {
  const { kind, text } = cursor.peek();
  if (kind === "name" && text.startsWith("i.") && text.length > 2 && !cursor.at("(", 1)) {
    cursor.next();
    return { expression: { kind: "name", name: text.slice(2) }, prefixed: true };
  }
  if (text === "factor" && cursor.at("(", 1)) {
    const message = "the second variable of i() is made a factor by i., as in i(z, i.x).";
    throw cursor.refuse("formula_function", message, cursor.peek());
  }
  return { expression: readExpression(cursor), prefixed: false };
}

function twice(cursor: Cursor, token: Token): Error {
  return cursor.fail("formula_arity", "i() takes a column, a second variable and its options, each once.", token);
}
