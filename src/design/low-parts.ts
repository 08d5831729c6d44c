/**
 * Layer design. What rounding left out of numbers a formula makes: sums, products, quotients and whole powers in
 * double-double, less the numbers as they stand. Made only where someone asks, as a regression on nearly collinear columns
 * does: rounding x^10 to a double can move its coefficient in the eighth digit. Must not know terms.
 */
import { add, divide, multiply, negate, power, subtract, type Twofold } from "../base/double-double.js";
import type { Expression } from "../formula/expression.js";
import type { Numbers } from "./arithmetic.js";

/** Numbers as rounded, and what that left out of them, a number each; nothing where they are meant as they stand. */
export interface Rounded {
  readonly values: Float64Array;
  readonly low?: () => Float64Array | null;
}

/** The number at i, with 31 digits. */
type At = (i: number) => Twofold;

const OPERATORS = { "+": add, "-": subtract, "*": multiply, "/": divide } as const;

/**
 * `values` as rounded where `expression` is arithmetic on what `leaf` evaluates: names, constants and functions, which are
 * taken as they stand.
 */
export function roundedBy(
  expression: Expression,
  values: Float64Array,
  leaf: (expression: Expression) => Numbers,
): Rounded {
  const made = isArithmetic(inner(expression));
  return made ? { values, low: () => leftOut(values, exactly(expression, leaf)) } : { values };
}

/** The column to a whole power, of which `values` are the numbers rounded. */
export const roundedPower = (base: Rounded, exponent: number, values: Float64Array): Rounded => ({
  values,
  low: () => {
    const at = exactlyOf(base);
    return leftOut(values, (i) => power(at(i), exponent));
  },
});

/** The product of two columns. */
export function roundedProduct(a: Rounded, b: Rounded): Rounded {
  const values = new Float64Array(a.values.length);
  for (let i = 0; i < values.length; i++) values[i] = a.values[i]! * b.values[i]!;
  const low = () => {
    const [left, right] = [exactlyOf(a), exactlyOf(b)];
    return leftOut(values, (i) => multiply(left(i), right(i)));
  };
  return { values, low };
}

/** Parentheses and I() change no value. */
function inner(expression: Expression): Expression {
  if (expression.kind === "group") return inner(expression.inner);
  if (expression.kind === "call" && expression.name === "I") return inner(expression.args[0]!);
  if (expression.kind === "unary" && expression.operator !== "!") return inner(expression.operand);
  return expression;
}

function isArithmetic(expression: Expression): expression is Expression & { kind: "binary" } {
  if (expression.kind !== "binary") return false;
  return expression.operator in OPERATORS || wholePower(expression) !== undefined;
}

function wholePower({ operator, right }: Expression & { kind: "binary" }): number | undefined {
  if (operator !== "^" || right.kind !== "number") return undefined;
  return Number.isInteger(right.value) && right.value >= 1 ? right.value : undefined;
}

function exactly(expression: Expression, leaf: (expression: Expression) => Numbers): At {
  if (expression.kind === "group") return exactly(expression.inner, leaf);
  if (expression.kind === "call" && expression.name === "I") return exactly(expression.args[0]!, leaf);
  if (expression.kind === "unary" && expression.operator !== "!") {
    const operand = exactly(expression.operand, leaf);
    return expression.operator === "-" ? (i) => negate(operand(i)) : operand;
  }
  if (!isArithmetic(expression)) {
    const { values, mask } = leaf(expression);
    return (i) => ({ high: values[i & mask]!, low: 0 });
  }
  const left = exactly(expression.left, leaf);
  const exponent = wholePower(expression);
  if (exponent !== undefined) return (i) => power(left(i), exponent);
  const right = exactly(expression.right, leaf);
  const operate = OPERATORS[expression.operator as keyof typeof OPERATORS];
  return (i) => operate(left(i), right(i));
}

function exactlyOf({ values, low }: Rounded): At {
  const rest = low?.();
  return (i) => ({ high: values[i]!, low: rest?.[i] ?? 0 });
}

/** 0 where a number is missing, or too large for its parts. */
function leftOut(values: Float64Array, at: At): Float64Array {
  return values.map((value, i) => {
    const { high, low } = at(i);
    const rest = high - value + low;
    return Number.isFinite(rest) ? rest : 0;
  });
}
