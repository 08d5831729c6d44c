/**
 * Sums over the rows of a regression that is held: kept once made, so that another variance by the same clusters
 * sees no row. What is kept is bounded; score sums beyond it are made anew each time.
 */

import { clusterScoresBlock } from "../../engine/kernels/covariance.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";

import type { Fit } from "./fit.js";

/** One term of the inclusion-exclusion over clusterings; codes in the row order of the fit. */
export interface ClusterTerm {
  readonly name: string;
  readonly codes: Uint32Array;
  readonly nLevels: number;
  /** 1 for a clustering and for intersections of an odd number of them, -1 for those of an even number. */
  readonly sign: 1 | -1;
}

/** Score sums of a term's clusters, a row a cluster, in memory valid while `scope` is. */
export type ScoresOf = (engine: Engine, scope: Scope, fit: Fit, term: ClusterTerm) => F64Block;

/** Sums over the rows of one fit that were made before: of a variance by these alone no row is seen. */
export interface KeptSums {
  /** Score sums by cluster, in the order of the codes. */
  readonly scoresOf: ScoresOf;
  /** Meats, by the codes of their clusters, or by the fit where it has none. */
  readonly meats: WeakMap<object, Float64Array>;
}

/** Score sums of a term's clusters in the order of its codes, none between: nLevels by k, row-major. */
export const orderedScores: ScoresOf = (engine, scope, { n, k, X, uHat }, { codes, nLevels }) =>
  clusterScoresBlock(engine, scope, n, k, nLevels, X, uHat, scope.copyU32(codes));

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
