/**
 * The sum of s s' over rows or clusters, s the scores of columns and a residual, under the errors a fit
 * assumes: classical e'e/n times X'X of orthonormal X, heteroskedastic, clustered in several ways, correlated along time. No
 * small-sample factor.
 */
import { copyOut, ddotBlock } from "../../../engine/kernels/blas.js";
import {
  clusterMeatBlock,
  clusterScoresBlock,
  hcMeatBlock,
  windowMeatBlock,
} from "../../../engine/kernels/covariance.js";

import type { Engine, F64Block, Scope } from "../../../engine/kernels/engine.js";
import { periodWindowsMeat } from "../../../regression/variance/along-time.js";
import type { ScoreDependence } from "../../../regression/variance/score-dependence.js";

/**
 * k by k, of `X`, n by k, and the residual `e`. The columns are orthonormal, or become so by R^-1, R upper and k by k, which
 * rows are multiplied by.
 */
export function scoreProducts(
  engine: Engine,
  n: number,
  k: number,
  X: F64Block,
  e: F64Block,
  dependence: ScoreDependence,
  R?: Float64Array,
): Float64Array {
  return engine.scope((scope) => {
    const triangle = R && scope.copyF64(R);
    switch (dependence.type) {
      case "hetero":
        return copyOut(hcMeatBlock(engine, scope, n, k, X, e, triangle));
      case "iid":
        return scaledIdentity(k, ddotBlock(engine, scope, e, e) / n);
      case "NW": {
        const { lag, places } = dependence;
        const windows = windowMeatBlock(engine, scope, n, k, lag, X, e, scope.copyU32(places), triangle);
        return copyOut(windows).map((value) => value / (lag + 1));
      }
      case "DK": {
        const { codes, nLevels } = dependence.period;
        const sums = clusterScoresBlock(engine, scope, n, k, nLevels, X, e, scope.copyU32(codes));
        return lagged(engine, scope, k, sums, dependence.lag, triangle);
      }
      case "cluster": {
        const total = new Float64Array(k * k);
        for (const { codes, nLevels, sign } of dependence.terms) {
          const scores = clusterScoresBlock(engine, scope, n, k, nLevels, X, e, scope.copyU32(codes));
          clusterMeatBlock(engine, scope, nLevels, k, scores, triangle)
            .view()
            .forEach((value, i) => {
              total[i]! += sign * value;
            });
        }
        return total;
      }
    }
  });
}

/** k by k: `value` on the diagonal. */
export const scaledIdentity = (k: number, value: number): Float64Array =>
  Float64Array.from({ length: k * k }, (_, i) => (i % (k + 1) === 0 ? value : 0));

/** k by k, of score sums by period, row-major and in the order of time, with Bartlett's weights up to `lag`. */
export function lagged(
  engine: Engine,
  scope: Scope,
  k: number,
  sums: F64Block,
  lag: number,
  triangle?: F64Block,
): Float64Array {
  return copyOut(periodWindowsMeat(engine, scope, k, lag, sums, triangle)).map((value) => value / (lag + 1));
}
