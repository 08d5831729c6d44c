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
  const k = names.length;
  const of = (f: (x: Float64Array) => Float64Array, x: number): number => f(Float64Array.of(x))[0]!;
  const power = (x: number, y: number): number => functions.pow(Float64Array.of(x), y)[0]!;
  const constant = (value: number): Dual => ({ value, gradient: new Float64Array(k) });
  /** f(a, b) with derivatives fa and fb; a part without derivatives takes no part, however steep f is in it. */
  const chain = (value: number, parts: readonly (readonly [slope: number, dual: Dual])[]): Dual => {
    const gradient = new Float64Array(k);
    for (const [slope, dual] of parts) {
      for (let j = 0; j < k; j++) if (dual.gradient[j] !== 0) gradient[j]! += slope * dual.gradient[j]!;
    }
    if (Number.isFinite(value) && gradient.every(Number.isFinite)) return { value, gradient };
    throw undefinedAt(text, value);
  };
  const isConstant = ({ gradient }: Dual): boolean => gradient.every((slope) => slope === 0);

  const read = (node: Expression): Dual => {
    switch (node.kind) {
      case "number":
        return constant(node.value);
      case "group":
        return read(node.inner);
      case "name": {
        const j = names.indexOf(node.name);
        const dual = constant(beta[j]!);
        dual.gradient[j] = 1;
        return dual;
      }
      case "unary": {
        const a = read(node.operand);
        return node.operator === "-" ? chain(-a.value, [[-1, a]]) : a;
      }
      case "call":
        return call(node.name, read(node.args[0]!));
      case "binary":
        return binary(node.operator, read(node.left), read(node.right));
      default:
        throw undefinedAt(text, Number.NaN);
    }
  };
  const call = (name: string, a: Dual): Dual => {
    const x = a.value;
    switch (name) {
      case "exp": {
        const value = of(functions.exp, x);
        return chain(value, [[value, a]]);
      }
      case "log":
        return chain(of(functions.log, x), [[1 / x, a]]);
      case "sqrt":
        return chain(Math.sqrt(x), [[0.5 / Math.sqrt(x), a]]);
      case "abs":
        return chain(Math.abs(x), [[x === 0 ? Number.NaN : Math.sign(x), a]]);
      default:
        throw undefinedAt(text, Number.NaN);
    }
  };
  const binary = (operator: string, a: Dual, b: Dual): Dual => {
    const [x, y] = [a.value, b.value];
    switch (operator) {
      case "+":
        return chain(x + y, [
          [1, a],
          [1, b],
        ]);
      case "-":
        return chain(x - y, [
          [1, a],
          [-1, b],
        ]);
      case "*":
        return chain(x * y, [
          [y, a],
          [x, b],
        ]);
      case "/":
        if (!isConstant(b)) onDivisor(b);
        return chain(x / y, [
          [1 / y, a],
          [-x / y / y, b],
        ]);
      default: {
        const value = power(x, y);
        const byBase = y === 0 ? 0 : y * power(x, y - 1);
        const byExponent = isConstant(b) ? 0 : value === 0 && x === 0 ? Number.NaN : value * of(functions.log, x);
        return chain(value, [
          [byBase, a],
          [byExponent, b],
        ]);
      }
    }
  };
  return read(expression);
}

function undefinedAt(text: string, value: number): NumericalError {
  return new NumericalError(
    "combination_undefined",
    `'${text}' has no value with finite derivatives at the estimates, such as a logarithm or root of a number that is not positive, a division by 0, or abs() at 0.`,
    { got: value, expected: "a finite number" },
  );
}
