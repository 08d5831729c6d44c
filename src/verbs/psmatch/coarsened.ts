/**
 * Coarsened exact matching on the covariates of a formula: cuts that are told, or bins of equal width by the
 * rule of Sturges; levels of factors stay apart.
 */

import { didYouMeanOrKnown } from "../../base/did-you-mean.js";
import { UsageError } from "../../base/errors.js";
import type { Note } from "../../base/messages.js";
import { ownOf } from "../../base/own.js";
import type { Engine } from "../../engine/kernels/engine.js";
import {
  coarsen,
  coarsenedExactMatching,
  equalWidthCuts,
  imbalanceL1,
  sturgesBins,
  sturgesCuts,
} from "./estimator/coarsened-exact.js";
import type { Candidates } from "./estimator/match.js";
import type { MethodResult } from "./methods.js";
import type { MatchingPlan } from "./plan.js";
import type { MatchUnits } from "./units.js";

/** Throws UsageError `cuts` naming a covariate that is none, and as `coarsen` and `coarsenedExactMatching` do. */
export function coarsened(
  engine: Engine,
  { covariates, treated }: MatchUnits,
  candidates: Candidates,
  { cuts }: MatchingPlan,
): MethodResult {
  const names = covariates.map(({ name }) => name);
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
  nUncut === 0
    ? []
    : [
        {
          code: "bins",
          message: `Covariates without cuts have ${sturgesBins(n)} bins of equal width (Sturges); levels of factors stay apart.`,
          detail: { bins: sturgesBins(n) },
        },
      ];
