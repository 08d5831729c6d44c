/**
 * What every pipeline of the regression suite returns, so that coefficients and errors can be compared.
 */
import type { Problem } from "../problems/problem.js";

/** Slopes and their standard errors, clustered by the first effect, in the order of the problem's regressors. */
export interface Estimate {
  readonly beta: Float64Array;
  readonly se: Float64Array;
}

/**
 * Small-sample factor of the clustered variance: G/(G-1) (n-1)/(n-K), K counting slopes, and the levels of effects that
 * are not nested in the clusters, less one each, plus one for the constant.
 */
export function clusterFactor({ n, columns, effects }: Problem): number {
  const nClusters = effects[0]!.nLevels;
  const notNested = effects.slice(1).reduce((sum, effect) => sum + effect.nLevels - 1, 0);
  const K = columns.length - 1 + notNested + 1;
  return ((nClusters / (nClusters - 1)) * (n - 1)) / (n - K);
}
