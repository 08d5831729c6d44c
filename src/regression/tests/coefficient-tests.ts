/**
 * Joint Wald tests of a fit's coefficients: all slopes, those whose names match a pattern, and restrictions.
 */
import type { Engine } from "../../engine/kernels/engine.js";
import { isRestriction } from "../../formula/read-combination.js";
import type { OlsResult } from "../least-squares/ols.js";
import type { Vcov } from "../variance/vcov.js";
import { wald, waldInQ } from "./coefficients.js";
import { coefficientsAt, denominatorsOf, jointTest, type WaldTest } from "./joint-test.js";
import { namesMatching } from "./names-matching.js";
import { restrictionForms } from "./restriction-forms.js";
import { testRestrictions } from "./restrictions.js";

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
    const degrees = denominatorsOf(covariance, coefficientsAt(indices, names.length));
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
