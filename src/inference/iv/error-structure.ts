/**
 * Layer inference. Covariances of instrument scores under the errors a fit assumes, for every statistic of an equation with
 * instruments: classical, heteroskedastic, clustered in one or two ways. With clusters, score sums of [E Q] are made once;
 * the scores of any residual E a + Q c are then a combination of them, and no row is seen again.
 */
import type { ErrorStructure, InstrumentSystem } from "../../estimators/iv/instrument-system.js";
import { copyOut, ddotBlock, linearCombinationsBlock } from "../../kernels/blas.js";
import { clusterMeatBlock, clusterScoresBlock, hcMeatBlock } from "../../kernels/covariance.js";
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
  const sums = terms.map((term) => ({ ...term, scores: scoreSums(engine, scope, n, kz, m, Q, net, term) }));
  return {
    type,
    nClusters: type === "cluster" ? Math.min(...clustered) : null,
    covariance: (a, c) =>
      scope.scope((inner) => {
        const weights = inner.copyF64(Float64Array.from([...a, ...c]));
        if (type === "cluster") {
          const total = new Float64Array(kz * kz);
          for (const { nLevels, sign, scores } of sums) {
            const own = linearCombinationsBlock(engine, inner, nLevels * kz, m, 1, scores, weights);
            const meat = clusterMeatBlock(engine, inner, nLevels, kz, own).view();
            meat.forEach((value, i) => {
              total[i]! += sign * value;
            });
          }
          return total;
        }
        const e = linearCombinationsBlock(engine, inner, n, m, 1, net, weights);
        if (type === "hetero") return copyOut(hcMeatBlock(engine, inner, n, kz, Q, e));
        const mean = ddotBlock(engine, inner, e, e) / n;
        return Float64Array.from({ length: kz * kz }, (_, i) => (i % (kz + 1) === 0 ? mean : 0));
      }),
  };
}

/** Score sums of each of m columns against Q: m blocks, each row-major with kz columns, a row a cluster. */
function scoreSums(
  engine: Engine,
  scope: Scope,
  n: number,
  kz: number,
  m: number,
  Q: F64Block,
  net: F64Block,
  { codes, nLevels }: ClusterTerm,
): F64Block {
  const out = scope.f64(m * nLevels * kz);
  scope.scope((inner) => {
    const clusters = inner.copyU32(codes);
    for (let j = 0; j < m; j++) {
      const sums = clusterScoresBlock(engine, inner, n, kz, nLevels, Q, net.part(j * n, n), clusters);
      out
        .part(j * nLevels * kz, nLevels * kz)
        .view()
        .set(sums.view());
    }
  });
  return out;
}
