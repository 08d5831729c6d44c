/**
 * What the record says of one matching: support, counts, balance of each covariate and of all together, the effect with its errors, overlap.
 */

import { type Note, note } from "../../base/messages.js";
import { finiteOrNull, quantile } from "../../base/numbers.js";
import type { LongOptions } from "../../base/progress.js";
import type { Replicated } from "../../base/replications.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { attRecord, type Errors, effectErrors, type MatchedPart } from "./att.js";
import { bootstrapOf } from "./bootstrap.js";
import { matchedRecord, overlapRecord, supportRecord, weightsBy } from "./counts.js";
import { type BalanceRow, balanceOf } from "./estimator/balance.js";
import { type JointTest, jointTest, type NoJointTest } from "./estimator/joint-balance.js";
import type { MatchedUnits } from "./match.js";
import { PSMATCH_NOTES } from "./messages.js";
import type { MatchingPlan } from "./plan.js";
import type { BalanceRecord, BalanceSide, JointBalance, PsmatchRecord } from "./record.js";

/** The parts of a record that one matching has. */
export interface Described
  extends Pick<PsmatchRecord, "support" | "matched" | "balance" | "joint_balance" | "att" | "overlap" | "strata"> {
  readonly notes: readonly Note[];
}

/** `isOneScore` is whether all units are compared on one score: not so for years together that have a score each. */
export async function describeMatching(
  engine: Engine,
  matched: MatchedUnits,
  plan: MatchingPlan,
  options: Pick<LongOptions, "onProgress" | "signal"> & Replicated,
  isOneScore = true,
): Promise<Described> {
  const { part, range, strata } = matched;
  const scale = plan.scale === "given" ? "given" : "probability";
  const { shown, outcome } = part;
  const balance = balanceRecords(engine, part, plan);
  const drawn = plan.draws === null ? null : await bootstrapOf(engine, matched, plan, plan.draws, options);
  const errors = (): Errors => ({
    ...effectErrors(engine, { ...part, outcome: outcome! }, isOneScore),
    ...(drawn === null ? {} : { bootstrap: drawn.std_error }),
  });
  return {
    support: shown === null ? null : supportRecord(part, shown, scale, range),
    matched: matchedRecord(part, plan),
    balance,
    ...jointBalance(engine, part, plan, balance),
    att: outcome === null ? null : attRecord(engine, { ...part, outcome }, plan, errors(), drawn?.record ?? null),
    overlap: shown === null ? null : overlapRecord(part, shown, scale),
    strata,
  };
}

/** A row a covariate; weights after matching are those of the rule of `plan`. */
function balanceRecords(engine: Engine, part: MatchedPart, plan: MatchingPlan): BalanceRecord[] {
  const { covariates, treated } = part;
  if (covariates.length === 0) return [];
  const before = balanceOf(engine, covariates, treated, null);
  const after = balanceOf(engine, covariates, treated, weightsBy(plan.weightSum, part));
  return covariates.map(({ name }, j) => ({
    name,
    before: covariateSide(before[j]!),
    after: covariateSide(after[j]!),
  }));
}

function covariateSide(row: BalanceRow): BalanceSide {
  return {
    mean_treated: row.meanTreated,
    mean_control: row.meanControl,
    bias_treated_sd: finiteOrNull(row.biasTreatedSd),
    bias_pooled_sd: finiteOrNull(row.biasPooledSd),
    variance_ratio: finiteOrNull(row.varianceRatio),
    ks_statistic: finiteOrNull(row.ksStatistic),
    ks_p_value: row.ksP,
    t_statistic: finiteOrNull(row.tStatistic),
    t_p_value: finiteOrNull(row.tP),
  };
}

/** The two sides, null without covariates; and why a side has no test. */
interface JointResult {
  readonly joint_balance: PsmatchRecord["joint_balance"];
  readonly notes: readonly Note[];
}

/**
 * All covariates together, before and after matching: the score fitted again, and the size of biases; the link is that of the score,
 * or logit. After matching the fit is on the rows matched, with their weights as numbers of rows; where it can't be made the numbers
 * are null.
 */
function jointBalance(
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
    joint_balance: { before: jointSide(before, balance, "before"), after: jointSide(after, balance, "after") },
    notes: [...untested(before, "before"), ...(after === null ? [] : untested(after, "after"))],
  };
}

function jointSide(
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
          lr: test.df === 0 ? null : { statistic: test.lrChi2, df: test.df, p_value: test.p },
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
