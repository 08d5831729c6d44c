/**
 * Layer models. Each method of matching by its name: units, scores and plan to what an estimator takes, and what it gives
 * to weights.
 */
import { NotSupported } from "../base/errors.js";
import type { Candidates, Matching } from "../estimators/matching/match.js";
import { nearestPairs } from "../estimators/matching/nearest.js";
import { matchingOfPairs } from "../estimators/matching/pairs.js";
import type { Engine } from "../kernels/engine.js";
import type { Effect } from "./psmatch-att.js";
import type { MatchingPlan } from "./psmatch-plan.js";
import type { PsmatchRecord } from "./psmatch-record.js";
import type { UnitScores } from "./psmatch-score.js";
import type { MatchUnits } from "./psmatch-units.js";

/** A matching, an effect where the method estimates one itself, and the cells of coarsened exact matching. */
export interface MethodResult extends Matching {
  readonly effect: Effect | null;
  readonly strata: PsmatchRecord["strata"];
}

const PLAIN = { effect: null, strata: null } as const;

/** Matches by the method of `plan`; `caliper` in units of the score. Throws as the estimators do. */
export function byMethod(
  engine: Engine,
  units: MatchUnits,
  candidates: Candidates,
  scores: UnitScores | null,
  caliper: number | null,
  plan: MatchingPlan,
): MethodResult {
  switch (plan.method) {
    case "nearest": {
      const pairs = nearestPairs(engine, candidates, scores!.compared, { ...searchOf(plan), caliper });
      return { ...matchingOfPairs(pairs, candidates), ...PLAIN };
    }
    default:
      throw new NotSupported("later", `${plan.method} ${units.treatment}`);
  }
}

/** How pairs are chosen; with replacement nobody waits for a turn. */
const searchOf = ({ ratio, replace, order, ties, seed }: MatchingPlan) => ({
  ...{ ratio: ratio!, replace: replace!, order: order ?? ("data" as const), ties: ties!, seed },
});
