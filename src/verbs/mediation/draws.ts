/**
 * Draws of a mediation analysis: clusters with replacement, the same for all equations, which are solved
 * again from the moments of the clusters drawn. A draw is a, b and direct; NaN where an equation does not identify them.
 */

import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { pairsCountsBlock, suppliedCounts } from "../../regression/cluster-bootstrap/pairs.js";
import { type Reweighting, reweightedDraws, reweighting } from "../../regression/cluster-bootstrap/reweighted.js";
import type { ResamplingModel } from "../resampling/model.js";
import { mediationMoments, type Roles } from "./equations.js";

/** Draws one after the other: of each, a of every mediator, b of every mediator, direct. */
export interface PathDraws {
  readonly values: Float64Array;
  /** Draws that lack a level of an effect not nested in the clusters. */
  readonly absent: number;
}

export interface PathResampling {
  readonly drawn: (first: number, count: number, seed: number) => PathDraws;
  /** By lists of 1-based positions of clusters. */
  readonly given: (draws: readonly ArrayLike<number>[]) => PathDraws;
}

/** Valid while `scope` is open. Throws NotSupported `bootstrap_moments`. */
export function pathResampling(engine: Engine, scope: Scope, model: ResamplingModel, roles: Roles): PathResampling {
  const { treatment, mediators, others } = roles;
  const moments = mediationMoments(engine, scope, model, roles);
  const first = others.indexOf(treatment);
  const ready = {
    of: moments.of.map((own) => reweighting(scope, own, model.ssc, [first])),
    outcome: reweighting(scope, moments.outcome, model.ssc, [treatment]),
  };
  const G = model.cells.nLevels;
  const solve = (count: number, weights: F64Block): PathDraws => {
    const fits = (own: Reweighting) => reweightedDraws(engine, own, count, weights);
    const outcome = fits(ready.outcome);
    const of = ready.of.map(fits);
    const q = mediators.length;
    const k = model.names.length;
    const values = new Float64Array(count * (2 * q + 1));
    for (let d = 0; d < count; d++) {
      const at = d * (2 * q + 1);
      mediators.forEach((mediator, j) => {
        values[at + j] = of[j]!.estimates[d * others.length + first]!;
        values[at + q + j] = outcome.estimates[d * k + mediator]!;
      });
      values[at + 2 * q] = outcome.estimates[d * k + treatment]!;
    }
    return { values, absent: outcome.nAbsent.filter((levels) => levels > 0).length };
  };
  return {
    drawn: (from, count, seed) =>
      engine.scope((inner) => solve(count, pairsCountsBlock(engine, inner, G, { first: from, count, seed }))),
    given: (draws) => engine.scope((inner) => solve(draws.length, inner.copyF64(suppliedCounts(G, draws)))),
  };
}
