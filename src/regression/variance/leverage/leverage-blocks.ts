/**
 * Per-cluster cross-products of a regression in memory, in coordinates in which its regressors are
 * orthonormal: what CR2, CR3 and the leverage of clusters are made of.
 *
 * The columns are dummies of the effects not nested in the clusters, regressors net of all effects over their triangle R,
 * and residuals. Effects nested in the clusters are projected out first, which changes neither the scores nor what is left
 * of them where the working variance is the inverse of the weights (Pustejovsky & Tipton 2018, JBES 36(4),
 * doi:10.1080/07350015.2016.1247004, theorem 2): a cluster's own dummies are identified by it alone.
 */

import type { Category } from "../../../base/columns.js";
import { NotSupported } from "../../../base/errors.js";
import { gather, gatherCodes } from "../../../base/row-runs.js";
import { linearCombinationsBlock, scaleRowsBlock } from "../../../engine/kernels/blas.js";
import type { ClusterBlocks } from "../../../engine/kernels/cluster-draws.js";
import type { Engine, F64Block, Scope } from "../../../engine/kernels/engine.js";
import { type PackedFactor, packedFactor, packedSize } from "../../../engine/kernels/moments.js";
import { type AbsorbedEffect, haveSlopes } from "../../absorb/solver.js";
import { clusterName } from "../../frame/clusterings.js";
import type { LeastSquares } from "../../least-squares/least-squares.js";
import { clusterMoments } from "../../moments/compute.js";
import { blocksOf, type ClusterMoments, columnScales, DROP_SHARE, sumOfBlocks } from "../../moments/moments.js";

export interface LeverageBlocks {
  readonly moments: ClusterMoments;
  readonly blocks: ClusterBlocks;
  readonly factor: PackedFactor;
  /** The factor's L in linear memory. */
  readonly L: F64Block;
  /** k by k, column-major: column j is the direction of coefficient j among orthonormal regressors, row j of R^-1. */
  readonly targets: Float64Array;
  readonly Rinv: Float64Array;
  /** In the fit's order of rows. */
  readonly effects: readonly AbsorbedEffect[];
  readonly clusters: Category;
  readonly weights: Float64Array | null;
}

/** The one clustering that these methods take. Throws NotSupported `cr_clusterings` for several. */
export function soleClustering(by: readonly (readonly string[])[], what: string): readonly string[] {
  if (by.length === 1) return by[0]!;
  throw new NotSupported(
    "cr_clusterings",
    `${what} takes one cluster variable; got ${by.map(clusterName).join(" + ")}: for several there is no agreed form. Use cluster:${by.map(clusterName).join("+")}, or join columns by ^.`,
    { got: by.map(clusterName), expected: "one cluster variable" },
  );
}

/** Throws NotSupported `cr_slopes`, and `cr_blocks` with figures where the blocks would be too large. */
export function leverageBlocks(
  engine: Engine,
  scope: Scope,
  { result, absorber, sample }: LeastSquares,
  clustering: Category,
  what: string,
): LeverageBlocks {
  if (haveSlopes(sample.effects)) {
    throw new NotSupported(
      "cr_slopes",
      `${what} is not validated with slopes that vary by an effect; use cluster:${clustering.name}, or write the slopes as regressors.`,
      { got: sample.effects.map(({ name }) => name) },
    );
  }
  const { n, k, X, uHat, Rinv } = result.fit;
  const placed = absorber.rowOrder ?? undefined;
  // an effect that is the clustering stays the same array: it is then known to be nested
  const turned = new Map<Uint32Array, Uint32Array>();
  const inOrder = <T extends Category>(category: T): T => {
    const codes = turned.get(category.codes) ?? gatherCodes(category.codes, placed);
    turned.set(category.codes, codes);
    return { ...category, codes };
  };
  const [effects, clusters] = [sample.effects.map(inOrder), inOrder(clustering)];
  const weights = sample.weights === null ? null : gather(sample.weights, placed);
  const moments = scope.scope((inner) => {
    const columns = inner.f64(n * (k + 1));
    linearCombinationsBlock(engine, inner, n, k, k, X, inner.copyF64(Rinv), columns.part(0, n * k));
    columns
      .part(n * k, n)
      .view()
      .set(uHat.view());
    if (weights !== null) {
      const roots = inner.copyF64(weights.map((weight) => 1 / Math.sqrt(weight)));
      scaleRowsBlock(engine, n, k + 1, roots, columns);
    }
    return clusterMoments(engine, scope, {
      nRows: n,
      nRegressors: k,
      columns,
      effects,
      clusters,
      weights,
      periods: null,
    });
  });
  if ("refused" in moments) {
    throw new NotSupported(
      "cr_blocks",
      `${what} needs cross-products by cluster: ${moments.refused}. Cluster by a coarser column, in which more effects are nested, or use cluster:${clustering.name}.`,
      { got: moments.refused, expected: "effects nested in the clusters, or with few levels" },
    );
  }
  const r = moments.nDummies + k;
  const A = sumOfBlocks(engine, scope, moments).view().slice(0, packedSize(r));
  const factor = packedFactor(engine, r, DROP_SHARE, columnScales(moments), A);
  const targets = Float64Array.from({ length: k * k }, (_, i) => Rinv[Math.floor(i / k) + (i % k) * k]!);
  const L = scope.copyF64(factor.L);
  return { moments, blocks: blocksOf(moments), factor, L, targets, Rinv, effects, clusters, weights };
}
