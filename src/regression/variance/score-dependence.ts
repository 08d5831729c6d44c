/**
 * Which scores a variance takes to go together, as data: none, those of a cluster, those of a unit within
 * some lags, those of all units within some lags. What statistics of an equation with instruments are made under, since they
 * take the covariance of many scores and not that of one fit. Knows no names and no table.
 */

import type { Engine, Scope } from "../../engine/kernels/engine.js";
import type { Fit } from "../least-squares/fit.js";
import type { ParameterCount } from "../least-squares/least-squares-steps.js";
import { type ClusterTerm, orderedScores, type ScoresOf } from "../least-squares/score-sums.js";
import type { Ssc } from "./ssc.js";
import { driscollKraay, neweyWest } from "./time-vcov.js";
import { fewestClusters, type Vcov, vcov } from "./vcov.js";

/** Correlation along time with Bartlett's weights up to `lag`, over `nPeriods`. */
interface AlongTime {
  readonly lag: number;
  readonly nPeriods: number;
}

export type ScoreDependence =
  | { readonly type: "iid" | "hetero" }
  /** Terms of the inclusion-exclusion over clusterings. */
  | { readonly type: "cluster"; readonly terms: readonly ClusterTerm[] }
  /** Newey and West's: `places` are rows of the fit by unit and time, as `windowMeatBlock` takes them. */
  | ({ readonly type: "NW"; readonly places: Uint32Array } & AlongTime)
  /** Driscoll and Kraay's: the periods are clusters, their codes in the order of time. */
  | ({ readonly type: "DK"; readonly period: ClusterTerm } & AlongTime);

/** The smallest number of clusters, or of periods where all units of one are a cluster; null where scores have none. */
export function fewestGroups(dependence: ScoreDependence): number | null {
  if (dependence.type === "cluster") return fewestClusters(dependence.terms);
  return dependence.type === "DK" ? dependence.nPeriods : null;
}

/** Whether the covariance of scores need not be a sum of squares: that by several clusterings. */
export const mayBeIndefinite = (dependence: ScoreDependence): boolean =>
  dependence.type === "cluster" && dependence.terms.length > 1;

/**
 * Covariance of the coefficients of a fit. Throws NumericalError as `vcov`, `neweyWest` and `driscollKraay`.
 *
 * @param scoresOf gives score sums by period; default: they are made
 */
export function vcovUnder(
  engine: Engine,
  scope: Scope,
  fit: Fit,
  dependence: ScoreDependence,
  ssc: Ssc,
  count: ParameterCount,
  scoresOf: ScoresOf = orderedScores,
): Vcov {
  switch (dependence.type) {
    case "iid":
    case "hetero":
      return vcov(engine, scope, fit, dependence.type, [], ssc, count);
    case "cluster":
      return vcov(engine, scope, fit, "cluster", dependence.terms, ssc, count);
    case "NW":
      return neweyWest(engine, scope, fit, { ...dependence, ssc, count }, () => dependence.places);
    case "DK":
      return driscollKraay(engine, scope, fit, { ...dependence, ssc, count }, (inner) =>
        scoresOf(engine, inner, fit, dependence.period),
      );
  }
}
