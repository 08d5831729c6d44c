/**
 * Layer inference. The sum of s s' over rows or clusters, s the scores of columns and a residual, under the errors a fit
 * assumes: classical e'e/n times X'X of orthonormal X, heteroskedastic, clustered in one or two ways. No small-sample factor.
 */
import type { ErrorStructure } from "../../estimators/iv/instrument-system.js";
import { copyOut, ddotBlock } from "../../kernels/blas.js";
import { clusterMeatBlock, clusterScoresBlock, hcMeatBlock } from "../../kernels/covariance.js";
import type { Engine, F64Block } from "../../kernels/engine.js";
import type { ClusterTerm } from "../vcov.js";

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
  type: ErrorStructure["type"],
  terms: readonly ClusterTerm[],
  R?: Float64Array,
): Float64Array {
  return engine.scope((scope) => {
    const triangle = R && scope.copyF64(R);
    if (type === "hetero") return copyOut(hcMeatBlock(engine, scope, n, k, X, e, triangle));
    const total = new Float64Array(k * k);
    if (type === "iid") {
      const mean = ddotBlock(engine, scope, e, e) / n;
      for (let i = 0; i < k; i++) total[i * (k + 1)] = mean;
      return total;
    }
    for (const { codes, nLevels, sign } of terms) {
      const scores = clusterScoresBlock(engine, scope, n, k, nLevels, X, e, scope.copyU32(codes));
      clusterMeatBlock(engine, scope, nLevels, k, scores, triangle)
        .view()
        .forEach((value, i) => {
          total[i]! += sign * value;
        });
    }
    return total;
  });
}
