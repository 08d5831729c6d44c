/**
 * What rounding left out of numbers a formula makes: sums, products, quotients and whole powers in
 * double-double, less the numbers as they stand. Made only where someone asks, as a regression on nearly collinear columns
 * does: rounding x^10 to a double can move its coefficient in the eighth digit. Must not know terms.
 */
import { add, divide, productError, subtract, type Twofold } from "../../base/double-double.js";
import type { Expression } from "../../formula/expression.js";
import type { Numbers } from "./arithmetic.js";

/** Numbers as rounded, and what that left out of them, a number each; nothing where they are meant as they stand. */
export interface Rounded {
  readonly values: Float64Array;
  readonly low?: () => Float64Array | null;
}

/** Numbers with 31 digits; `[i & mask]` is that at i: mask -1 for one a row, 0 for a constant. */
interface Twofolds {
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly mask: 0 | -1;
}

/** Numbers start .. end - 1. What steps in between make is then small enough to stay in cache. */
type Part = (start: number, end: number) => Twofolds;

const BLOCK = 2_048;
const ZEROS = new Float64Array(BLOCK);

const OPERATORS = { "+": add, "-": subtract, "/": divide } as const;

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
  low: () => leftOut(values, powerOf(exactlyOf(base), exponent)),
});

/** The product of two columns. */
export function roundedProduct(a: Rounded, b: Rounded): Rounded {
  const values = new Float64Array(a.values.length);
  for (let i = 0; i < values.length; i++) values[i] = a.values[i]! * b.values[i]!;
  const low = () => {
    const [left, right] = [exactlyOf(a), exactlyOf(b)];
    return leftOut(values, (start, end) => multiply(left(start, end), right(start, end)));
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
  return expression.operator === "*" || expression.operator in OPERATORS || wholePower(expression) !== undefined;
}

function wholePower({ operator, right }: Expression & { kind: "binary" }): number | undefined {
  if (operator !== "^" || right.kind !== "number") return undefined;
  return Number.isInteger(right.value) && right.value >= 1 ? right.value : undefined;
}

function exactly(expression: Expression, leaf: (expression: Expression) => Numbers): Part {
  if (expression.kind === "group") return exactly(expression.inner, leaf);
  if (expression.kind === "call" && expression.name === "I") return exactly(expression.args[0]!, leaf);
  if (expression.kind === "unary" && expression.operator !== "!") {
    const operand = exactly(expression.operand, leaf);
    return expression.operator === "-" ? (start, end) => negate(operand(start, end)) : operand;
  }
  if (!isArithmetic(expression)) {
    const { values, mask } = leaf(expression);
    return mask === 0 ? () => ({ high: values, low: ZEROS, mask }) : exactlyOf({ values });
  }
  const left = exactly(expression.left, leaf);
  const exponent = wholePower(expression);
  if (exponent !== undefined) return powerOf(left, exponent);
  const right = exactly(expression.right, leaf);
  const { operator } = expression;
  if (operator === "*") return (start, end) => multiply(left(start, end), right(start, end));
  const operate = OPERATORS[operator as keyof typeof OPERATORS];
  return (start, end) => combine(operate, left(start, end), right(start, end));
}

function exactlyOf({ values, low }: Rounded): Part {
  const rest = low?.();
  return (start, end) => ({ high: values.subarray(start, end), low: rest?.subarray(start, end) ?? ZEROS, mask: -1 });
}

const powerOf =
  (base: Part, exponent: number): Part =>
  (start, end) =>
    power(base(start, end), exponent);

const negate = ({ high, low, mask }: Twofolds): Twofolds => ({
  high: high.map((value) => -value),
  low: low.map((value) => -value),
  mask,
});

/** Room for what is made of both. */
function roomFor(a: Twofolds, b: Twofolds): Twofolds {
  const { high, mask } = a.mask === 0 ? b : a;
  return { high: new Float64Array(high.length), low: new Float64Array(high.length), mask };
}

function combine(operate: (a: Twofold, b: Twofold) => Twofold, a: Twofolds, b: Twofolds): Twofolds {
  const made = roomFor(a, b);
  const at = ({ high, low, mask }: Twofolds, i: number) => ({ high: high[i & mask]!, low: low[i & mask]! });
  for (let i = 0; i < made.high.length; i++) {
    const { high, low } = operate(at(a, i), at(b, i));
    made.high[i] = high;
    made.low[i] = low;
  }
  return made;
}

/** As `combine` with a product, without a number in memory for each step: powers of a million rows take that many. */
function multiply(a: Twofolds, b: Twofolds): Twofolds {
  const made = roomFor(a, b);
  for (let i = 0; i < made.high.length; i++) {
    const [at, to] = [i & a.mask, i & b.mask];
    const x = a.high[at]!;
    const y = b.high[to]!;
    const product = x * y;
    const rest = productError(x, y, product) + (x * b.low[to]! + a.low[at]! * y);
    made.high[i] = product + rest;
    made.low[i] = rest - (made.high[i]! - product);
  }
  return made;
}

/** Squares and products of them. */
function power(a: Twofolds, exponent: number): Twofolds {
  let result: Twofolds | undefined;
  for (let [left, square] = [exponent, a]; ; square = multiply(square, square)) {
    if (left % 2 === 1) result = result === undefined ? square : multiply(result, square);
    left = Math.floor(left / 2);
    if (left === 0) return result!;
  }
}

/** 0 where a number is missing, or too large for its parts. */
function leftOut(values: Float64Array, exact: Part): Float64Array {
  const left = new Float64Array(values.length);
  for (let start = 0; start < left.length; start += BLOCK) {
    const end = Math.min(start + BLOCK, left.length);
    const { high, low, mask } = exact(start, end);
    for (let i = start; i < end; i++) {
      const at = (i - start) & mask;
      const rest = high[at]! - values[i]! + low[at]!;
      if (Number.isFinite(rest)) left[i] = rest;
    }
  }
  return left;
}
