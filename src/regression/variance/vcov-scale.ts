/**
 * What a small-sample rule makes of a covariance of coefficients that has none yet: its factor, the degrees
 * of freedom of t, the parameters counted. For estimates whose covariance is made from a few small matrices.
 */

import type { ParameterCount } from "../least-squares/least-squares-steps.js";
import { fewestGroups, type ScoreDependence } from "./score-dependence.js";
import { clusterFactor, type Ssc, smallSample } from "./ssc.js";

export interface VcovScale {
  /** Times the sum of squared scores in a sandwich, or the mean square of the residual; with clusters, of the fewest. */
  readonly factor: number;
  readonly df: number;
  readonly jointDf: number;
  readonly K: number;
  readonly notCounted: readonly string[];
}

/** The scale of a fit with `n` rows. Throws NumericalError `no_residual_df`. */
export function vcovScale(n: number, dependence: ScoreDependence, ssc: Ssc, count: ParameterCount): VcovScale {
  const G = dependence.type === "NW" ? dependence.nPeriods : fewestGroups(dependence);
  const { kFactor, ...small } = smallSample(ssc, count, n, G);
  if (G !== null) return { ...small, factor: clusterFactor(ssc, { n, K: small.K, G }) };
  if (dependence.type !== "iid") return { ...small, factor: (ssc.gAdj ? n / (n - 1) : 1) * kFactor };
  if (ssc.kIid === "n") return { ...small, factor: 1 };
  return { ...small, factor: ssc.kIid ? n / (n - small.K) : (n / (n - 1)) * kFactor };
}
