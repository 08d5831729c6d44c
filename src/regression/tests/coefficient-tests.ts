/**
 * Joint Wald tests of a fit's coefficients: all slopes, those whose names match a pattern, and restrictions.
 */
import { listed } from "../../base/did-you-mean.js";
import { UsageError } from "../../base/errors.js";
import { type NamePattern, namePattern } from "../../base/name-pattern.js";
import type { Engine } from "../../engine/kernels/engine.js";
import type { Expression } from "../../formula/expression.js";
import { printExpression } from "../../formula/print.js";
import { isRestriction, parseRestrictions, type WrittenRestriction } from "../../formula/read-combination.js";
import type { OlsResult } from "../least-squares/ols.js";
import type { Vcov } from "../variance/vcov.js";
import { wald, waldInQ } from "./coefficients.js";
import { denominatorsOf, jointTest, type LinearRestriction, testRestrictions, type WaldTest } from "./joint-test.js";

/**
 * A joint test of all slopes, and one for each pattern; none where a variance is 0, as in an exact fit, or where the
 * small-sample rule leaves no degrees of freedom for it.
 */
export function waldTests(
  engine: Engine,
  names: readonly string[],
  { fit, Qty }: OlsResult,
  covariance: Vcov,
  patterns: readonly string[],
): Readonly<Record<string, WaldTest>> {
  const matching = (matches: (name: string) => boolean) => names.flatMap((name, j) => (matches(name) ? [j] : []));
  const variance = (j: number) => covariance.matrix[j * names.length + j]!;
  const test = (indices: readonly number[]): WaldTest | undefined => {
    if (indices.length === 0 || covariance.jointDf <= 0 || !indices.every((j) => variance(j) > 0)) return undefined;
    const found =
      Qty === undefined || covariance.inQ === undefined
        ? wald(fit.beta, covariance.matrix, indices)
        : waldInQ(fit.Rinv, Qty, covariance.inQ, indices);
    const degrees = denominatorsOf(covariance, indices, indices.length);
    return { ...jointTest(engine, found, degrees), terms: indices.map((j) => names[j]!) };
  };
  const tests = new Map<string, WaldTest>();
  const slopes = test(matching((name) => name !== "(Intercept)"));
  if (slopes !== undefined) tests.set("slopes", slopes);
  for (const pattern of patterns) {
    if (isRestriction(pattern)) {
      tests.set(pattern, restrictionTest(engine, names, fit.beta, covariance, pattern));
      continue;
    }
    const matched = new Set(namesMatching(pattern, names));
    const found = test(matching((name) => matched.has(name)));
    if (found !== undefined) tests.set(pattern, found);
  }
  return Object.fromEntries(tests);
}

/** Restrictions such as `x1 = x2, x3 = 0`. Throws as `wald` of a record does. */
function restrictionTest(
  engine: Engine,
  names: readonly string[],
  beta: Float64Array,
  covariance: Vcov,
  text: string,
): WaldTest {
  const { forms, texts } = restrictionForms(text, names);
  const { redundant, ...test } = testRestrictions(engine, beta, covariance.matrix, forms, texts, covariance);
  return {
    ...test,
    restrictions: texts,
    redundant: redundant.map((at) => texts[at]!),
    terms: names.filter((_, j) => forms.some(({ weights }) => weights[j] !== 0)),
  };
}

/** Coefficients whose names match a pattern. Throws UsageError `wald_pattern`. */
export function namesMatching(pattern: string, names: readonly string[]): string[] {
  const regex = compilePattern(pattern);
  const matched = names.filter((name) => regex.test(name));
  if (matched.length > 0) return matched;
  throw new UsageError("wald_pattern", `--wald ${pattern} matches no coefficient; there are ${listed(names)}.`, {
    got: pattern,
    expected: names,
  });
}

/** The regular expression of a joint test. Throws UsageError `wald_pattern`. */
export function compilePattern(pattern: string): NamePattern {
  try {
    return namePattern(pattern);
  } catch (cause) {
    throw new UsageError(
      "wald_pattern",
      `--wald ${pattern} is not a regular expression: ${(cause as Error).message}.`,
      { got: pattern },
      { cause },
    );
  }
}

// Linear combinations of coefficients and restrictions on them, from text to numbers.

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
