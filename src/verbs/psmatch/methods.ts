/**
 * Each method of matching by its name: units, scores and plan to what an estimator takes, and what it gives
 * to weights.
 */
import { didYouMeanOrKnown } from "../../base/did-you-mean.js";
import { UsageError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { ownOf } from "../../base/objects.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { byTerm } from "../../formula/term-names.js";
import { FEOLS_NOTES } from "../feols/messages.js";
import type { Effect } from "./att.js";
import {
  coarsen,
  coarsenedExactMatching,
  equalWidthCuts,
  imbalanceL1,
  sturgesBins,
  sturgesCuts,
} from "./estimator/coarsened-exact.js";
import { attWeights, doublyRobustAtt } from "./estimator/doubly-robust.js";
import { entropyBalance } from "./estimator/entropy-balance.js";
import { type KernelMatching, kernelMatching, nearestPairs, radiusMatching } from "./estimator/kernel-matching.js";
import { mahalanobisPairs } from "./estimator/mahalanobis.js";
import { type Candidates, type Matching, matchingOfPairs } from "./estimator/match.js";
import { PSMATCH_NOTES } from "./messages.js";
import type { MatchingPlan } from "./plan.js";
import type { PsmatchRecord } from "./record.js";
import type { MatchUnits, UnitScores } from "./units.js";

/** A matching, an effect where the method estimates one itself, the cells of coarsened exact matching, what to know. */
interface MethodResult extends Matching {
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
    case "mahalanobis":
      return mahalanobis(engine, units, candidates, scores, caliper, plan);
    case "radius":
      return smoothed(radiusMatching(engine, candidates, scores!.compared, caliper!));
    case "kernel":
    case "llr": {
      const { kernel, bandwidth } = plan;
      const options = { kernel: kernel!, bandwidth: bandwidth!, localLinear: plan.method === "llr" };
      return smoothed(kernelMatching(engine, candidates, scores!.compared, options));
    }
    case "entropy":
      return entropy(engine, units, candidates, plan);
    case "cem":
      return coarsened(engine, units, candidates, plan);
    case "ipw":
      return { ...inverseProbability(candidates, scores!.shown), ...PLAIN };
    case "dr":
      return doublyRobust(engine, units, candidates, scores!);
  }
}

/** How pairs are chosen; with replacement nobody waits for a turn. */
const searchOf = ({ ratio, replace, order, ties, tieTolerance, seed }: MatchingPlan) => ({
  ...{ ratio: ratio!, replace: replace!, order: order ?? ("data" as const), ties: ties!, seed },
  ...(tieTolerance === null ? {} : { tieTolerance }),
});

function mahalanobis(
  engine: Engine,
  { regressors }: MatchUnits,
  candidates: Candidates,
  scores: UnitScores | null,
  caliper: number | null,
  plan: MatchingPlan,
): MethodResult {
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
  const terms = pairs.dropped.map((j) => regressors[j]!.name);
  return {
    ...matchingOfPairs(pairs, candidates),
    ...PLAIN,
    notes: terms.length === 0 ? [] : [note(FEOLS_NOTES, "collinear", { terms })],
  };
}

/** Odds of the units on the support, those of controls scaled to the number of treated. */
function inverseProbability({ treated, eligible }: Candidates, probability: Float64Array): Matching {
  const isOn = (_: number, i: number): boolean => eligible[i] === 1;
  const own = attWeights(probability.filter(isOn), treated.filter(isOn));
  const weights = new Float64Array(treated.length);
  for (let i = 0, p = 0; i < weights.length; i++) if (eligible[i] === 1) weights[i] = own[p++]!;
  return { weights, pairs: null };
}

function doublyRobust(
  engine: Engine,
  { treated, regressors, outcome }: MatchUnits,
  candidates: Candidates,
  { fit, shown }: UnitScores,
): MethodResult {
  const [X, names] = [regressors.map(({ values }) => values), regressors.map(({ name }) => name)];
  const { att, se } = doublyRobustAtt(engine, { treated, X, names, outcome: outcome! }, fit!);
  return { ...inverseProbability(candidates, shown), ...PLAIN, effect: { estimate: att, std_error: se } };
}

function smoothed({ withoutLine, ...matching }: KernelMatching): MethodResult {
  return {
    weights: matching.weights,
    pairs: null,
    ...PLAIN,
    notes: withoutLine === 0 ? [] : [note(PSMATCH_NOTES, "no_line", { treated: withoutLine })],
  };
}

function entropy(
  engine: Engine,
  { covariates }: MatchUnits,
  candidates: Candidates,
  { moments }: MatchingPlan,
): MethodResult {
  const { weights, redundant, edges, gap, iterations } = entropyBalance(engine, candidates, covariates, {
    moments: moments!,
  });
  return {
    ...{ weights, pairs: null },
    ...PLAIN,
    notes: [
      note(PSMATCH_NOTES, "entropy_balance", { gap, iterations }),
      ...(redundant.length === 0 ? [] : [note(PSMATCH_NOTES, "entropy_redundant", { moments: redundant })]),
      ...edges.map(({ moment, controlsLeftOut: controls }) =>
        note(PSMATCH_NOTES, "entropy_edge", { moment, controls }),
      ),
    ],
  };
}

// Coarsened exact matching on the covariates of a formula: cuts that are given, or bins of equal width by the rule of
// Sturges; levels of factors stay apart.

/** Throws UsageError `cuts` naming a covariate that is none, and as `coarsen` and `coarsenedExactMatching` do. */
function coarsened(
  engine: Engine,
  { covariates, treated }: MatchUnits,
  candidates: Candidates,
  { cuts: written }: MatchingPlan,
): MethodResult {
  const names = covariates.map(({ name }) => name);
  const cuts = byTerm(written, names);
  for (const name of Object.keys(cuts)) {
    if (names.includes(name)) continue;
    throw new UsageError(
      "cuts",
      `Cuts are given of '${name}', no covariate${didYouMeanOrKnown(name, "names", names)}`,
      {
        got: name,
        expected: names,
      },
    );
  }
  const parts = covariates.map(({ name, values }) => {
    const given = ownOf(cuts, name);
    const edges =
      given === undefined
        ? sturgesCuts(engine, values)
        : typeof given === "number"
          ? equalWidthCuts(engine, values, given)
          : Float64Array.from(given);
    return coarsen(engine, values, edges);
  });
  const { weights, strata, nMatchedStrata } = coarsenedExactMatching(engine, candidates, parts);
  return {
    ...{ weights, pairs: null, effect: null },
    strata: {
      cells: strata.nLevels,
      matched_cells: nMatchedStrata,
      l1_before: imbalanceL1(engine, strata, treated, null),
      l1_after: imbalanceL1(engine, strata, treated, weights),
    },
    notes: binsNotes(covariates.filter(({ name }) => ownOf(cuts, name) === undefined).length, treated.length),
  };
}

const binsNotes = (nUncut: number, n: number): Note[] =>
  nUncut === 0 ? [] : [note(PSMATCH_NOTES, "bins", { bins: sturgesBins(n) })];
