/**
 * All covariates together, before and after matching: the score fitted again, and the size of biases. After
 * matching the fit is on the rows matched, with their weights as numbers of rows; where it can't be made the numbers are null.
 */

import { finiteOrNull } from "../../base/finite.js";
import { type Note, note } from "../../base/messages.js";
import { quantile } from "../../base/quantile.js";
import type { Engine } from "../../engine/kernels/engine.js";
import type { MatchedPart } from "./att.js";
import { weightsBy } from "./counts.js";
import { type JointTest, jointTest, type NoJointTest } from "./estimator/joint-balance.js";
import { PSMATCH_NOTES } from "./messages.js";
import type { MatchingPlan } from "./plan.js";
import type { BalanceRecord, JointBalance, PsmatchRecord } from "./record.js";

/** The two sides, null without covariates; and why a side has no test. */
export interface JointResult {
  readonly joint_balance: PsmatchRecord["joint_balance"];
  readonly notes: readonly Note[];
}

/** Of `part` with its `balance`; the link is that of the score, or logit. */
export function jointBalance(
  engine: Engine,
  part: MatchedPart,
  plan: MatchingPlan,
  balance: readonly BalanceRecord[],
): JointResult {
  const { regressors, treated, weights } = part;
  if (regressors.length === 0) return { joint_balance: null, notes: [] };
  const link = plan.link ?? "logit";
  const before = jointTest(engine, regressors, treated, null, "all", link);
  const isNegative = weights.some((weight) => weight < 0);
  const after = isNegative
    ? null
    : jointTest(engine, regressors, treated, weightsBy(plan.weightSum, part), "weighted", link);
  return {
    joint_balance: { before: sideOf(before, balance, "before"), after: sideOf(after, balance, "after") },
    notes: [...untested(before, "before"), ...(after === null ? [] : untested(after, "after"))],
  };
}

function sideOf(
  test: JointTest | NoJointTest | null,
  balance: readonly BalanceRecord[],
  side: "before" | "after",
): JointBalance {
  const biases = balance
    .map(({ name, [side]: { bias_pooled_sd } }) => ({ name, bias: Math.abs(100 * (bias_pooled_sd ?? Number.NaN)) }))
    .filter(({ bias }) => !Number.isNaN(bias))
    .sort((a, b) => a.bias - b.bias);
  const sizes = Float64Array.from(biases, ({ bias }) => bias);
  const sizesKnown = sizes.length > 0;
  return {
    ...(test !== null && "lrChi2" in test
      ? {
          pseudo_r2: test.pseudoR2,
          lr: { statistic: test.lrChi2, df: test.df, p_value: test.p },
          rubin_b: finiteOrNull(100 * test.rubin.b),
          rubin_r: finiteOrNull(test.rubin.r),
        }
      : { pseudo_r2: null, lr: null, rubin_b: null, rubin_r: null }),
    mean_bias: sizesKnown ? sizes.reduce((sum, bias) => sum + bias, 0) / sizes.length : 0,
    median_bias: sizesKnown ? quantile(sizes, 0.5) : 0,
    largest_bias: biases.at(-1) ?? { name: "", bias: 0 },
  };
}

function untested(test: JointTest | NoJointTest, side: "before" | "after"): Note[] {
  if ("lrChi2" in test) return [];
  return [note(PSMATCH_NOTES, "joint_test", { side, code: test.code, refused: test.because })];
}
