/**
 * An effect as written, `0.012 + 0.004*h` or `0.012,0.016,0.02`, to numbers by years since the start.
 */
import { UsageError } from "../base/errors.js";
import type { Expression } from "../formula/expression.js";
import { parseExpression } from "../formula/parser.js";

const EXPECTED = "numbers by years, such as 0.01,0.02, or a formula of h, such as 0.012+0.004*h";

/** The numbers of `text` for h = 0 .. years - 1; those of a list as they are. Throws UsageError `effect_formula`. */
export function effectByYears(text: string, years: number): readonly number[] {
  const isList = text.includes(",") && !text.includes("(");
  const expression = isList ? null : parsed(text);
  const values =
    expression === null
      ? text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)))
      : Array.from({ length: years }, (_, h) => numberOf(expression, h));
  const h = values.findIndex((value) => !Number.isFinite(value));
  if (h >= 0) throw refused(`${text} is no number in year ${h}`);
  return !isList && values.every((value) => value === values[0]) ? [values[0]!] : values;
}

function parsed(text: string): Expression {
  try {
    return parseExpression(text);
  } catch (error) {
    throw refused(error instanceof Error ? error.message : text);
  }
}

const refused = (what: string): UsageError =>
  new UsageError("effect_formula", `An effect: ${what}; expected ${EXPECTED}.`, { got: what, expected: EXPECTED });

function numberOf(expression: Expression, h: number): number {
  const of = (inner: Expression) => numberOf(inner, h);
  switch (expression.kind) {
    case "number":
      return expression.value;
    case "name":
      if (expression.name === "h") return h;
      break;
    case "group":
      return of(expression.inner);
    case "unary":
      if (expression.operator === "!") break;
      return expression.operator === "-" ? -of(expression.operand) : of(expression.operand);
    case "binary":
      return arithmetic(expression.operator, of(expression.left), of(expression.right));
    case "call":
      if (expression.name !== "ifelse") break;
      return of(expression.args[0]!) === 0 ? of(expression.args[2]!) : of(expression.args[1]!);
  }
  throw refused("it may have h, + - * /, ^ with whole powers, comparisons and ifelse()");
}

type Operator = Extract<Expression, { readonly kind: "binary" }>["operator"];

function arithmetic(operator: Operator, a: number, b: number): number {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return a / b;
    case "^":
      return power(a, b);
    case "<":
      return Number(a < b);
    case "<=":
      return Number(a <= b);
    case ">":
      return Number(a > b);
    case ">=":
      return Number(a >= b);
    case "==":
      return Number(a === b);
    default:
      throw refused(`'${operator}' has no place in it`);
  }
}

/** Products alone, which have the same bits everywhere. */
function power(base: number, exponent: number): number {
  if (!Number.isInteger(exponent) || exponent < 0 || exponent > 64) {
    throw refused("powers are whole, from 0 to 64");
  }
  let product = 1;
  for (let i = 0; i < exponent; i++) product *= base;
  return product;
}
