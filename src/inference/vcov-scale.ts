/**
 * Layer inference. What a small-sample rule makes of a covariance of coefficients that has none yet: its factor, the degrees
 * of freedom of t, the parameters counted. For estimates whose covariance is made from a few small matrices.
 */
import { clusterFactor, countK, type ParameterCount, type Ssc } from "./ssc.js";
import type { ClusterTerm } from "./vcov.js";

export interface VcovScale {
  /** Times the sum of squared scores in a sandwich, or the mean square of the residual; with clusters, of the fewest. */
  readonly factor: number;
  readonly df: number;
  readonly K: number;
  readonly notCounted: readonly string[];
}

/** The scale of a fit with `n` rows; `terms` is empty unless clustered. */
export function vcovScale(
  n: number,
  type: "iid" | "hetero" | "cluster",
  terms: readonly ClusterTerm[],
  ssc: Ssc,
  count: ParameterCount,
): VcovScale {
  const { K, notCounted } = countK(ssc, count);
  if (type === "cluster") {
    const G = Math.min(...terms.filter(({ sign }) => sign === 1).map(({ nLevels }) => nLevels));
    return { factor: clusterFactor(ssc, { n, K, G }), df: ssc.tDf === "min" ? G - 1 : n - K, K, notCounted };
  }
  const kFactor = ssc.kAdj ? (n - 1) / (n - K) : 1;
  const hasN = type === "iid" || ssc.gAdj;
  return { factor: (hasN ? n / (n - 1) : 1) * kFactor, df: n - K, K, notCounted };
}
