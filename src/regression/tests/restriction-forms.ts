/** Linear combinations of coefficients and restrictions on them, from text to numbers. */
import { UsageError } from "../../base/errors.js";
import type { Expression } from "../../formula/expression.js";
import { printExpression } from "../../formula/print.js";
import { parseRestrictions, type WrittenRestriction } from "../../formula/read-combination.js";
import type { LinearRestriction } from "./restrictions.js";

export interface RestrictionForms {
  readonly forms: readonly LinearRestriction[];
  /** One equation each, as written. */
  readonly texts: readonly string[];
}

/** Throws UsageError with a caret for text that can't be read, `not_linear`. */
export function restrictionForms(
  given: string | readonly WrittenRestriction[],
  names: readonly string[],
): RestrictionForms {
  const written = typeof given === "string" ? parseRestrictions(given, names) : given;
  const forms = written.map(({ left, right }) => {
    const [a, b] = [linearForm(left, names), linearForm(right, names)];
    return { weights: a.weights.map((weight, j) => weight - b.weights[j]!), value: b.constant - a.constant };
  });
  return { forms, texts: written.map(({ text }) => text) };
}

export interface LinearForm {
  /** One a coefficient, in the order of the names. */
  readonly weights: Float64Array;
  readonly constant: number;
}

/** Throws UsageError `not_linear` for products of coefficients, and `combination_undefined` for a division by 0. */
export function linearForm(expression: Expression, names: readonly string[]): LinearForm {
  const constant = (value: number): LinearForm => ({ weights: new Float64Array(names.length), constant: value });
  const scaled = ({ weights, constant: c }: LinearForm, factor: number): LinearForm => ({
    weights: weights.map((weight) => factor * weight),
    constant: factor * c,
  });
  const isConstant = ({ weights }: LinearForm) => weights.every((weight) => weight === 0);
  const read = (node: Expression): LinearForm => {
    if (node.kind === "number") return constant(node.value);
    if (node.kind === "group") return read(node.inner);
    if (node.kind === "name") {
      const form = constant(0);
      form.weights[names.indexOf(node.name)] = 1;
      return form;
    }
    if (node.kind === "unary") return scaled(read(node.operand), node.operator === "-" ? -1 : 1);
    if (node.kind !== "binary") throw notLinear(expression, node);
    const [left, right] = [read(node.left), read(node.right)];
    switch (node.operator) {
      case "+":
      case "-": {
        const sign = node.operator === "-" ? -1 : 1;
        const weights = left.weights.map((weight, j) => weight + sign * right.weights[j]!);
        return { weights, constant: left.constant + sign * right.constant };
      }
      case "*":
        if (isConstant(left)) return scaled(right, left.constant);
        if (isConstant(right)) return scaled(left, right.constant);
        throw notLinear(expression, node);
      case "/":
        if (!isConstant(right)) throw notLinear(expression, node);
        if (right.constant === 0) throw divisionByZero(expression);
        return {
          weights: left.weights.map((weight) => weight / right.constant),
          constant: left.constant / right.constant,
        };
      case "^":
        if (isConstant(right) && right.constant === 1) return left;
        if (isConstant(left) && isConstant(right)) return constant(left.constant ** right.constant);
        throw notLinear(expression, node);
      default:
        throw notLinear(expression, node);
    }
  };
  return read(expression);
}

function notLinear(whole: Expression, part: Expression): UsageError {
  return new UsageError(
    "not_linear",
    `'${plain(whole)}' is not linear in the coefficients: ${plain(part)}. Its estimate and error are for nlcom.`,
    { got: plain(whole), expected: "sums of coefficients times constants" },
  );
}

function divisionByZero(whole: Expression): UsageError {
  return new UsageError("combination_undefined", `'${plain(whole)}' divides by 0.`, { got: plain(whole) });
}

/** As printed, with names as coefficients bear them. */
const plain = (expression: Expression): string => printExpression(expression).replaceAll("`", "");
