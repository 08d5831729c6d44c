/**
 * Layer models. Score sums by cluster of a regression that is held: kept once made, so that another variance by the same
 * clusters sees no row. What is kept is bounded; sums beyond it are made anew each time.
 */
import type { Fit } from "../../estimators/fit.js";
import { type ClusterTerm, orderedScores, type ScoresOf } from "../../inference/vcov.js";
import type { Engine, F64Block, Scope } from "../../kernels/engine.js";

/** Where score sums come from: rows in the order of the codes, none between. */
export interface ScoreSums {
  readonly of: ScoresOf;
}

/**
 * Score sums of `fit` kept in memory of `scope`, at most as many numbers as its columns take. Known by the codes of their
 * clusters: the very array.
 */
export function keptScoreSums(scope: Scope, { n, k }: Fit): ScoreSums {
  const kept = new Map<Uint32Array, F64Block>();
  let room = n * k;
  return {
    of(engine: Engine, inner: Scope, fit: Fit, term: ClusterTerm): F64Block {
      const found = kept.get(term.codes);
      if (found !== undefined) return found;
      const sums = orderedScores(engine, inner, fit, term);
      if (sums.length > room) return sums;
      room -= sums.length;
      const own = scope.f64(sums.length);
      own.view().set(sums.view());
      kept.set(term.codes, own);
      return own;
    },
  };
}
