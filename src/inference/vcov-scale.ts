/**
 * Layer inference. What a small-sample rule makes of a covariance of coefficients that has none yet: its factor, the degrees
 * of freedom of t, the parameters counted. For estimates whose covariance is made from a few small matrices.
 */
import { clusterFactor, type ParameterCount, type Ssc, smallSample } from "./ssc.js";
import { type ClusterTerm, fewestClusters } from "./vcov.js";

export interface VcovScale {
  /** Times the sum of squared scores in a sandwich, or the mean square of the residual; with clusters, of the fewest. */
  readonly factor: number;
  readonly df: number;
  readonly jointDf: number;
  readonly K: number;
  readonly notCounted: readonly string[];
}

/** The scale of a fit with `n` rows; `terms` is empty unless clustered. Throws NumericalError `no_residual_df`. */
export function vcovScale(
  n: number,
  type: "iid" | "hetero" | "cluster",
  terms: readonly ClusterTerm[],
  ssc: Ssc,
  count: ParameterCount,
): VcovScale {
  const G = type === "cluster" ? fewestClusters(terms) : null;
  const { kFactor, ...small } = smallSample(ssc, count, n, G);
  if (G !== null) return { ...small, factor: clusterFactor(ssc, { n, K: small.K, G }) };
  if (type === "iid") return { ...small, factor: ssc.kIid ? n / (n - small.K) : (n / (n - 1)) * kFactor };
  return { ...small, factor: (ssc.gAdj ? n / (n - 1) : 1) * kFactor };
}
