/**
 * Reads `poly(x, 3)` and `poly(x, 3, raw = TRUE)`. Must not know data.
 */
import type { Cursor } from "./cursor.js";
import { readExpression } from "./read-expression.js";
import { acceptLiteral } from "./read-set.js";
import type { Polynomial } from "./spec.js";

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
