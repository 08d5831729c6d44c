/**
 * Layer models. Joint Wald tests of a fit's coefficients: all slopes, and those whose names match a pattern.
 */
import { UsageError } from "../../base/errors.js";
import type { OlsResult } from "../../estimators/ols.js";
import { wald } from "../../inference/coefficients.js";
import { effectsDf, type ParameterCount } from "../../inference/ssc.js";
import type { Vcov } from "../../inference/vcov.js";
import type { Engine } from "../../kernels/engine.js";
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
    const regex = compilePattern(pattern);
    const indices = matching((name) => regex.test(name));
    if (indices.length === 0) {
      throw new UsageError("wald_pattern", `--wald ${pattern} matches no coefficient; there are ${names.join(", ")}.`, {
        got: pattern,
        expected: names,
      });
    }
    const found = test(indices);
    if (found !== undefined) tests[pattern] = found;
  }
  return tests;
}

/** The regular expression of a joint test. Throws UsageError `wald_pattern`. */
export function compilePattern(pattern: string): RegExp {
  try {
    return new RegExp(pattern, "u");
  } catch (cause) {
    throw new UsageError(
      "wald_pattern",
      `--wald ${pattern} is not a regular expression: ${(cause as Error).message}.`,
      { got: pattern },
      { cause },
    );
  }
}
