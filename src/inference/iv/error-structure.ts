/**
 * Layer inference. Covariances of instrument scores under the errors a fit assumes, for every statistic of an equation with
 * instruments: classical, heteroskedastic, clustered in one or two ways. With clusters, score sums of [E Q] are made once;
 * the scores of any residual E a + Q c are then a combination of them, and no row is seen again. Several statistics ask for
 * the same residual in other units: one is made for all.
 */
import type { ErrorStructure, InstrumentSystem } from "../../estimators/iv/instrument-system.js";
import { copyOut, ddotBlock, linearCombinationsBlock } from "../../kernels/blas.js";
import { clusterScoresManyBlock } from "../../kernels/cluster-scores.js";
import { clusterMeatBlock, hcMeatBlock } from "../../kernels/covariance.js";
import type { Engine, F64Block, Scope } from "../../kernels/engine.js";
import type { ClusterTerm } from "../vcov.js";

/**
 * The error structure of a fit; valid while `scope` is.
 *
 * @param net n by kx + 1 + kz: E, then Q
 * @param terms empty unless clustered
 */
export function errorStructure(
  engine: Engine,
  scope: Scope,
  { n, nEndogenous: kx, nInstruments: kz }: InstrumentSystem,
  net: F64Block,
  type: ErrorStructure["type"],
  terms: readonly ClusterTerm[],
): ErrorStructure {
  const m = kx + 1 + kz;
  const Q = net.part(n * (kx + 1), n * kz);
  const clustered = terms.filter(({ sign }) => sign === 1).map(({ nLevels }) => nLevels);
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
      if (type === "cluster") {
        const total = new Float64Array(kz * kz);
        for (const { nLevels, sign, scores } of sums) {
          const own = linearCombinationsBlock(engine, inner, nLevels * kz, m, 1, scores, combination);
          const meat = clusterMeatBlock(engine, inner, nLevels, kz, own).view();
          meat.forEach((value, i) => {
            total[i]! += sign * value;
          });
        }
        return total;
      }
      const e = linearCombinationsBlock(engine, inner, n, m, 1, net, combination);
      if (type === "hetero") return copyOut(hcMeatBlock(engine, inner, n, kz, Q, e));
      const mean = ddotBlock(engine, inner, e, e) / n;
      return Float64Array.from({ length: kz * kz }, (_, i) => (i % (kz + 1) === 0 ? mean : 0));
    });
  return {
    type,
    nClusters: type === "cluster" ? Math.min(...clustered) : null,
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
