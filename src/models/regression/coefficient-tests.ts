/**
 * Layer models. Joint Wald tests of a fit's coefficients: all slopes, those whose names match a pattern, and restrictions.
 */
import { UsageError } from "../../base/errors.js";
import { type NamePattern, namePattern } from "../../base/name-pattern.js";
import { listed } from "../../base/nearest.js";
import type { OlsResult } from "../../estimators/ols.js";
import { isRestriction } from "../../formula/read-combination.js";
import { wald } from "../../inference/coefficients.js";
import { testRestrictions } from "../../inference/linear-restrictions.js";
import { effectsDf, type ParameterCount } from "../../inference/ssc.js";
import type { Vcov } from "../../inference/vcov.js";
import type { Engine } from "../../kernels/engine.js";
import { restrictionForms } from "../combinations/restriction-forms.js";
import type { WaldTest } from "./fit-record.js";

/**
 * A joint test of all slopes, and one for each pattern; none where a variance is 0, as in an exact fit. Degrees of freedom
 * as the small-sample rule has them for F, else n - K with every effect counted.
 */
export function waldTests(
  engine: Engine,
  names: readonly string[],
  { fit }: OlsResult,
  covariance: Vcov,
  count: ParameterCount,
  patterns: readonly string[],
): Readonly<Record<string, WaldTest>> {
  const df2 = covariance.jointDf ?? fit.n - count.slopes - effectsDf(count, false);
  const matching = (matches: (name: string) => boolean) => names.flatMap((name, j) => (matches(name) ? [j] : []));
  const variance = (j: number) => covariance.matrix[j * names.length + j]!;
  const test = (indices: readonly number[]): WaldTest | undefined => {
    if (indices.length === 0 || df2 <= 0 || !indices.every((j) => variance(j) > 0)) return undefined;
    return { ...wald(engine, fit.beta, covariance.matrix, indices, df2), terms: indices.map((j) => names[j]!) };
  };
  const tests: Record<string, WaldTest> = {};
  const slopes = test(matching((name) => name !== "(Intercept)"));
  if (slopes !== undefined) tests.slopes = slopes;
  for (const pattern of patterns) {
    if (isRestriction(pattern)) {
      tests[pattern] = restrictionTest(engine, names, fit.beta, covariance.matrix, pattern, df2);
      continue;
    }
    const matched = new Set(namesMatching(pattern, names));
    const found = test(matching((name) => matched.has(name)));
    if (found !== undefined) tests[pattern] = found;
  }
  return tests;
}

/** Restrictions such as `x1 = x2, x3 = 0`. Throws as `wald` of a record does. */
function restrictionTest(
  engine: Engine,
  names: readonly string[],
  beta: Float64Array,
  matrix: Float64Array,
  text: string,
  df2: number,
): WaldTest {
  const { forms, texts } = restrictionForms(text, names);
  const { rank, ...test } = testRestrictions(engine, beta, matrix, forms, texts, df2);
  return {
    ...{ statistic: test.statistic, df1: test.df1, df2, p_value: test.p_value, rank },
    restrictions: texts,
    redundant: test.redundant.map((at) => texts[at]!),
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
