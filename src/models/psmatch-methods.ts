/**
 * Layer models. Each method of matching by its name: units, scores and plan to what an estimator takes, and what it gives
 * to weights.
 */
import type { Note } from "../base/columns.js";
import { NotSupported } from "../base/errors.js";
import { mahalanobisPairs } from "../estimators/matching/mahalanobis.js";
import type { Candidates, Matching } from "../estimators/matching/match.js";
import { nearestPairs } from "../estimators/matching/nearest.js";
import { matchingOfPairs } from "../estimators/matching/pairs.js";
import type { Engine } from "../kernels/engine.js";
import type { Effect } from "./psmatch-att.js";
import type { MatchingPlan } from "./psmatch-plan.js";
import type { PsmatchRecord } from "./psmatch-record.js";
import type { UnitScores } from "./psmatch-score.js";
import type { MatchUnits } from "./psmatch-units.js";

/** A matching, an effect where the method estimates one itself, the cells of coarsened exact matching, what to know. */
export interface MethodResult extends Matching {
  readonly effect: Effect | null;
  readonly strata: PsmatchRecord["strata"];
  readonly notes: readonly Note[];
}

const PLAIN = { effect: null, strata: null, notes: [] } as const;

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
    case "mahalanobis": {
      const { regressors } = units;
      const pairs = mahalanobisPairs(
        engine,
        candidates,
        regressors.map(({ values }) => values),
        {
          ...searchOf(plan),
          caliper: null,
          names: regressors.map(({ name }) => name),
          ...(scores === null ? {} : { score: scores.compared, scoreCaliper: caliper }),
        },
      );
      const dropped = pairs.dropped.map((j) => regressors[j]!.name);
      return { ...matchingOfPairs(pairs, candidates), ...PLAIN, notes: determined(dropped) };
    }
    default:
      throw new NotSupported("later", `${plan.method} ${units.treatment}`);
  }
}

/** How pairs are chosen; with replacement nobody waits for a turn. */
const searchOf = ({ ratio, replace, order, ties, seed }: MatchingPlan) => ({
  ...{ ratio: ratio!, replace: replace!, order: order ?? ("data" as const), ties: ties!, seed },
});

/** Covariates that those before them determine. */
function determined(dropped: readonly string[]): Note[] {
  if (dropped.length === 0) return [];
  return [
    {
      code: "collinear",
      message: `Distances are the same without ${dropped.join(", ")}: the covariates before determine them.`,
      detail: { terms: dropped },
    },
  ];
}
