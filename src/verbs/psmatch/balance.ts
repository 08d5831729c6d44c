/**
 * Balance in the words of the record: covariates before and after, and all of them together.
 */

import { finiteOrNull } from "../../base/finite.js";
import type { Engine } from "../../engine/kernels/engine.js";
import type { MatchedPart } from "./att.js";
import { weightsBy } from "./counts.js";
import { type BalanceRow, balanceOf } from "./estimator/balance.js";
import type { MatchingPlan } from "./plan.js";
import type { BalanceRecord, BalanceSide } from "./record.js";

/** A row a covariate; weights after matching are those of the rule of `plan`. */
export function balanceRecords(engine: Engine, part: MatchedPart, plan: MatchingPlan): BalanceRecord[] {
  const { covariates, treated } = part;
  if (covariates.length === 0) return [];
  const before = balanceOf(engine, covariates, treated, null);
  const after = balanceOf(engine, covariates, treated, weightsBy(plan.weightSum, part));
  return covariates.map(({ name }, j) => ({ name, before: sideOf(before[j]!), after: sideOf(after[j]!) }));
}

function sideOf(row: BalanceRow): BalanceSide {
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
