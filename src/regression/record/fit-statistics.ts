/**
 * How well a regression fits: shares explained, in all and within effects, and the size of residuals. A
 * regression without constant and effects has the share of y'y, too: programs differ in which of the two they call R2.
 */

import type { ModelSpec } from "../../formula/spec.js";
import type { Solve } from "../absorb/absorber.js";
import type { Sample } from "../frame/sample.js";
import { effectsDf, type ParameterCount } from "../least-squares/least-squares-steps.js";
import type { OlsResult } from "../least-squares/ols.js";
import type { FitRecord } from "./fit-record.js";

/** The record's `fit`. */
export function fitStatistics(
  solve: Solve,
  sample: Sample,
  { fit, tss }: OlsResult,
  count: ParameterCount,
  { intercept }: Pick<ModelSpec, "intercept">,
): FitRecord["fit"] {
  const { n, k, ssr } = fit;
  const byLevels = k + effectsDf(count, false);
  // levels less one each can be more than the rows where the effects' graph has many components: the rank is less
  const K = byLevels < n ? byLevels : k + count.rank.value;
  const total = solve.normBefore.at(-1)! ** 2;
  const r2 = 1 - ssr / total;
  const hasEffects = sample.effects.length > 0;
  const within = hasEffects ? 1 - ssr / tss : null;
  return {
    r2,
    adj_r2: 1 - ((1 - r2) * (n - 1)) / (n - K),
    ...(hasEffects || intercept ? {} : uncentred(ssr / tss, n, K)),
    within_r2: within,
    adj_within_r2: within === null ? null : 1 - ((1 - within) * (n - K + k)) / (n - K),
    rmse: Math.sqrt(ssr / n),
    ssr,
    sigma2: ssr / (n - K),
  };
}

/** `left` is the residual's share of y'y: nothing was taken off the outcome. */
const uncentred = (left: number, n: number, K: number) => ({
  uncentred_r2: 1 - left,
  adj_uncentred_r2: 1 - (left * n) / (n - K),
});
