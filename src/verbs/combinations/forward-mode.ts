/**
 * The value of a function of coefficients and its exact gradient, carried along together through the syntax
 * tree (forward-mode differentiation): no step sizes, no differences.
 * Source: Griewank & Walther (2008), Evaluating Derivatives, 2nd ed., SIAM, doi:10.1137/1.9780898717761, chapter 3.
 */
import { NumericalError } from "../../base/errors.js";
import type { Expression } from "../../formula/expression.js";

/** Elementwise functions that give the same bits on every host. */
export interface ElementaryFunctions {
  log(x: Float64Array): Float64Array;
  exp(x: Float64Array): Float64Array;
  pow(x: Float64Array, y: number): Float64Array;
}

/** A number and its derivatives by each coefficient. */
export interface Dual {
  readonly value: number;
  readonly gradient: Float64Array;
}

/**
 * Value and gradient of `expression` at `beta`; `onDivisor` is called with each divisor that depends on coefficients.
 * Throws NumericalError `combination_undefined` where a value or a derivative is no number.
 */
export function differentiate(
  expression: Expression,
  text: string,
  names: readonly string[],
  beta: Float64Array,
  functions: ElementaryFunctions,
  onDivisor: (divisor: Dual) => void = () => undefined,
): Dual {
  /** f of parts with its slope in each; a part without derivatives takes no part, however steep f is in it. */
  const chain = (value: number, parts: readonly (readonly [slope: number, dual: Dual])[]): Dual => {
    const gradient = new Float64Array(names.length);
    for (const [slope, dual] of parts) {
      for (let j = 0; j < names.length; j++) if (dual.gradient[j] !== 0) gradient[j]! += slope * dual.gradient[j]!;
    }
    if (Number.isFinite(value) && gradient.every(Number.isFinite)) return { value, gradient };
    throw undefinedAt(text, value);
  };
  const read = (node: Expression): Dual => {
    switch (node.kind) {
      case "number":
        return { value: node.value, gradient: new Float64Array(names.length) };
      case "group":
        return read(node.inner);
      case "name": {
        const j = names.indexOf(node.name);
        return { value: beta[j]!, gradient: Float64Array.from(names, (_, i) => Number(i === j)) };
      }
      case "unary": {
        const a = read(node.operand);
        return node.operator === "-" ? chain(-a.value, [[-1, a]]) : a;
      }
      case "call": {
        const a = read(node.args[0]!);
        const [value, slope] = call(functions, node.name, a.value);
        return chain(value, [[slope, a]]);
      }
      case "binary": {
        const [a, b] = [read(node.left), read(node.right)];
        const isConstant = b.gradient.every((slope) => slope === 0);
        if (node.operator === "/" && !isConstant) onDivisor(b);
        const [value, byLeft, byRight] = binary(functions, node.operator, a.value, b.value, isConstant);
        return chain(value, [
          [byLeft, a],
          [byRight, b],
        ]);
      }
      default:
        throw undefinedAt(text, Number.NaN);
    }
  };
  return read(expression);
}

const at = (f: (x: Float64Array) => Float64Array, x: number): number => f(Float64Array.of(x))[0]!;

/** A function of x, and its slope. */
function call({ exp, log }: ElementaryFunctions, name: string, x: number): readonly [value: number, slope: number] {
  switch (name) {
    case "exp": {
      const value = at(exp, x);
      return [value, value];
    }
    case "log":
      return [at(log, x), 1 / x];
    case "sqrt":
      return [Math.sqrt(x), 0.5 / Math.sqrt(x)];
    case "abs":
      return [Math.abs(x), x === 0 ? Number.NaN : Math.sign(x)];
    default:
      return [Number.NaN, Number.NaN];
  }
}

/** x and y joined by an operator, and its slopes in both; that in a constant y does not count. */
function binary(
  { log, pow }: ElementaryFunctions,
  operator: string,
  x: number,
  y: number,
  isConstant: boolean,
): readonly [value: number, byLeft: number, byRight: number] {
  switch (operator) {
    case "+":
      return [x + y, 1, 1];
    case "-":
      return [x - y, 1, -1];
    case "*":
      return [x * y, y, x];
    case "/":
      return [x / y, 1 / y, -x / y / y];
    default: {
      const value = pow(Float64Array.of(x), y)[0]!;
      const byBase = y === 0 ? 0 : y * pow(Float64Array.of(x), y - 1)[0]!;
      const byExponent = isConstant ? 0 : value === 0 && x === 0 ? Number.NaN : value * at(log, x);
      return [value, byBase, byExponent];
    }
  }
}

function undefinedAt(text: string, value: number): NumericalError {
  return new NumericalError(
    "combination_undefined",
    `'${text}' has no value with finite derivatives at the estimates, such as a logarithm or root of a number that is not positive, a division by 0, or abs() at 0.`,
    { got: value, expected: "a finite number" },
  );
}
