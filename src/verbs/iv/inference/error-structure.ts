/**
 * Covariances of instrument scores under the errors a fit assumes, for every statistic of an equation with
 * instruments: classical, heteroskedastic, clustered in several ways, along time. With clusters, or periods across all
 * units, score sums of [E Q] are made once; the scores of any residual E a + Q c are then a combination of them, and no row is seen again. Several statistics ask for
 * the same residual in other units: one is made for all.
 */

import { linearCombinationsBlock } from "../../../engine/kernels/blas.js";
import { clusterScoresManyBlock } from "../../../engine/kernels/cluster-scores.js";
import { clusterMeatBlock } from "../../../engine/kernels/covariance.js";
import type { Engine, F64Block, Scope } from "../../../engine/kernels/engine.js";
import { fewestGroups, type ScoreDependence } from "../../../regression/variance/score-dependence.js";
import type { ErrorStructure, InstrumentSystem } from "../estimator/instrument-system.js";
import { lagged, scoreProducts } from "./score-products.js";

/**
 * The error structure of a fit; valid while `scope` is.
 *
 * @param net n by kx + 1 + kz: E, then Q
 */
export function errorStructure(
  engine: Engine,
  scope: Scope,
  { n, nEndogenous: kx, nInstruments: kz }: InstrumentSystem,
  net: F64Block,
  dependence: ScoreDependence,
): ErrorStructure {
  const m = kx + 1 + kz;
  const Q = net.part(n * (kx + 1), n * kz);
  const terms = dependence.type === "DK" ? [dependence.period] : dependence.type === "cluster" ? dependence.terms : [];
  const sums = terms.map(({ codes, nLevels, sign }) => {
    // m blocks, each row-major with kz columns, a row a cluster
    const scores = scope.f64(m * nLevels * kz);
    scope.scope((inner) => {
      const clusters = { codes: inner.copyU32(codes), nLevels };
      clusterScoresManyBlock(engine, inner, n, kz, m, Q, net, clusters, scores);
    });
    return { nLevels, sign, scores };
  });
  const made = new Map<string, Float64Array>();
  const make = (weights: Float64Array): Float64Array =>
    scope.scope((inner) => {
      const combination = inner.copyF64(weights);
      if (sums.length === 0) {
        const e = linearCombinationsBlock(engine, inner, n, m, 1, net, combination);
        return scoreProducts(engine, n, kz, Q, e, dependence);
      }
      const total = new Float64Array(kz * kz);
      for (const { nLevels, sign, scores } of sums) {
        const own = linearCombinationsBlock(engine, inner, nLevels * kz, m, 1, scores, combination);
        if (dependence.type === "DK") return lagged(engine, inner, kz, own, dependence.lag);
        const meat = clusterMeatBlock(engine, inner, nLevels, kz, own).view();
        meat.forEach((value, i) => {
          total[i]! += sign * value;
        });
      }
      return total;
    });
  return {
    type: dependence.type,
    nClusters: fewestGroups(dependence),
    covariance: (a, c) => {
      const weights = Float64Array.from([...a, ...c]);
      const scale = weights.reduce((largest, value) => (Math.abs(value) > Math.abs(largest) ? value : largest), 0);
      if (scale === 0) return new Float64Array(kz * kz);
      const direction = weights.map((value) => value / scale);
      const key = direction.join();
      const covariance = made.get(key) ?? make(direction);
      made.set(key, covariance);
      return covariance.map((value) => value * scale * scale);
    },
  };
}
