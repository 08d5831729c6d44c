/**
 * Which scores a variance takes to go together, as data: none, those of a cluster, those of a unit within
 * some lags, those of all units within some lags. What statistics of an equation with instruments are made under, since they
 * take the covariance of many scores and not that of one fit. Knows no names and no table.
 */

import type { Engine, Scope } from "../../engine/kernels/engine.js";
import type { ClusterTerm, Fit } from "../least-squares/fit.js";
import type { ParameterCount } from "../least-squares/least-squares-steps.js";
import { type ScoresAlongTime, vcovAlongTime } from "./along-time.js";
import { clusterFactor, type Ssc, smallSample } from "./ssc.js";
import { fewestClusters, type Vcov, vcov } from "./vcov.js";

export type ScoreDependence =
  | { readonly type: "iid" | "hetero" }
  /** Terms of the inclusion-exclusion over clusterings. */
  | { readonly type: "cluster"; readonly terms: readonly ClusterTerm[] }
  | ScoresAlongTime;

/** The smallest number of clusters, or of periods where all units of one are a cluster; null where scores have none. */
export function fewestGroups(dependence: ScoreDependence): number | null {
  if (dependence.type === "cluster") return fewestClusters(dependence.terms);
  return dependence.type === "DK" ? dependence.nPeriods : null;
}

/** Whether the covariance of scores need not be a sum of squares: that by several clusterings. */
export const mayBeIndefinite = (dependence: ScoreDependence): boolean =>
  dependence.type === "cluster" && dependence.terms.length > 1;

/** Covariance of the coefficients of a fit. Throws NumericalError as `vcov` and `vcovAlongTime`. */
export function vcovUnder(
  engine: Engine,
  scope: Scope,
  fit: Fit,
  dependence: ScoreDependence,
  ssc: Ssc,
  count: ParameterCount,
): Vcov {
  if (dependence.type === "NW" || dependence.type === "DK") {
    return vcovAlongTime(engine, scope, fit, dependence, ssc, count);
  }
  const terms = dependence.type === "cluster" ? dependence.terms : [];
  return vcov(engine, scope, fit, dependence.type, terms, ssc, count);
}

/**
 * What a small-sample rule makes of a covariance of coefficients that has none yet: its factor, the degrees of freedom of t,
 * the parameters counted. For estimates whose covariance is made from a few small matrices.
 */
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
