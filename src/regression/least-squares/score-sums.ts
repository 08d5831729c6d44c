/**
 * Sums over the rows of a regression that is held: kept once made, so that another variance by the same clusters
 * sees no row. What is kept is bounded; score sums beyond it are made anew each time.
 */

import type { F64Block, Scope } from "../../engine/kernels/engine.js";
import { type KeptSums, orderedScores } from "../variance/vcov.js";
import type { Fit } from "./fit.js";

/**
 * Sums of `fit` kept in memory of `scope`: meats, and score sums of at most as many numbers as its columns take. Known by the
 * codes of their clusters: the very array.
 */
export function keptSums(scope: Scope, { n, k }: Fit): KeptSums {
  const sumsBy = new Map<Uint32Array, F64Block>();
  let room = n * k;
  return {
    meats: new WeakMap(),
    scoresOf(engine, inner, fit, term) {
      const found = sumsBy.get(term.codes);
      if (found !== undefined) return found;
      const sums = orderedScores(engine, inner, fit, term);
      if (sums.length > room) return sums;
      room -= sums.length;
      const own = scope.f64(sums.length);
      own.view().set(sums.view());
      sumsBy.set(term.codes, own);
      return own;
    },
  };
}
