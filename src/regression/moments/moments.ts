/**
 * Per-cluster cross-products of a regression after effects nested in clusters are eliminated: what every
 * resampling method needs of the rows. Types only; `compute` makes them, and knows nothing of who uses them.
 *
 * The columns of cluster c's block are, in order,
 *   dummies      one for every level of the effects that are not nested in the clusters (m of them, redundant ones too)
 *   regressors   k
 *   outcome      1
 *   periods      a dummy for every period (P of them); none where an effect's dummies above are the periods
 * all multiplied by the root of the weight, with effects nested in clusters (units) projected out cluster by cluster.
 * Sums of blocks over any clusters, each as often as wanted, are therefore the cross-products of a regression on those
 * clusters with unit effects of their own: the effects that are not nested are estimated anew from the dummies.
 */
import type { Category } from "../../base/columns.js";
import { sumPartsBlock } from "../../engine/kernels/call.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { packedSize } from "../../engine/kernels/moments.js";
import type { AbsorbOptions } from "../absorb/reuse.js";

/** A column is dropped that keeps no more than this share of its weight (dummies) or its sum of squares (regressors). */
export const DROP_SHARE = 1e-10;

/** The blocks as kernels read them. */
export function blocksOf({ clusters, nDummies, nRegressors, blocks, order }: ClusterMoments) {
  return { nClusters: clusters.nLevels, nDummies, nRegressors, blocks, stride: packedSize(order) };
}

/**
 * What a column's pivot is a share of, f64[m + k] over all clusters: the weight of a dummy before anything was projected out,
 * which may leave of it no more than rounding, and the sum of squares of a regressor.
 */
export function columnScales({
  clusters,
  nDummies,
  nRegressors,
  blocks,
  order,
  dummyWeights,
}: ClusterMoments): Float64Array {
  const [numbers, size] = [blocks.view(), packedSize(order)];
  return Float64Array.from({ length: nDummies + nRegressors }, (_, j) => {
    let sum = 0;
    for (let c = 0; c < clusters.nLevels; c++) {
      sum += j < nDummies ? dummyWeights[c * nDummies + j]! : numbers[c * size + packedSize(j) + j]!;
    }
    return sum;
  });
}

/** Cross-products of dummies, regressors and outcome over all clusters, packed; neighbours are added up first. */
export function sumOfBlocks(engine: Engine, scope: Scope, moments: ClusterMoments): F64Block {
  const { nClusters, nDummies, nRegressors, blocks, stride } = blocksOf(moments);
  const size = packedSize(nDummies + nRegressors + 1);
  const out = scope.f64(size);
  scope.scope((inner) => {
    const parts = inner.f64(nClusters * size);
    const [from, to] = [blocks.view(), parts.view()];
    for (let c = 0; c < nClusters; c++) to.set(from.subarray(c * stride, c * stride + size), c * size);
    out.view().set(sumPartsBlock(engine, nClusters, size, parts).view());
  });
  return out;
}

export interface MomentsInput {
  readonly nRows: number;
  /** k. */
  readonly nRegressors: number;
  /** Regressors, then the outcome: n by (k + 1), column-major, in sample order; left as they are. */
  readonly columns: F64Block;
  /** Absorbed effects of the sample. */
  readonly effects: readonly Category[];
  readonly clusters: Category;
  /** One weight a row, at least 0; null for none. */
  readonly weights: Float64Array | null;
  /** Periods whose dummies are wanted; null for none. */
  readonly periods: Category | null;
  /** How effects are absorbed where they must be. */
  readonly absorb?: AbsorbOptions;
}

/** An effect whose dummies are columns of the block. */
export interface DummyEffect {
  readonly name: string;
  /** Column of its first level. */
  readonly first: number;
  readonly nLevels: number;
}

/** An effect nested in clusters, projected out of every block. */
export interface EliminatedEffect {
  readonly name: string;
  /** Levels in each cluster, f64[nClusters]. */
  readonly levels: Float64Array;
}

export interface ClusterMoments {
  /** Clusters, numbered by sorted label. */
  readonly clusters: { readonly name: string; readonly nLevels: number; readonly label: (c: number) => string };
  /** m, all levels of `dummies`. */
  readonly nDummies: number;
  /** k. */
  readonly nRegressors: number;
  /** P: dummies of periods that stand behind the outcome. */
  readonly nPeriodDummies: number;
  /** m + k + 1 + P: order of a block. */
  readonly order: number;
  /** Blocks one after the other, each packed: the lower triangle by rows, (i, j), j <= i, at i (i + 1) / 2 + j. */
  readonly blocks: F64Block;
  readonly dummies: readonly DummyEffect[];
  readonly eliminated: readonly EliminatedEffect[];
  /** Column of the block of each period, ascending periods; null when no periods were asked for. */
  readonly periodColumns: Uint32Array | null;
  /** Rows of each cluster, f64[nClusters]. */
  readonly rows: Float64Array;
  /** Sum of weights (rows without weights) of each dummy in each cluster before anything is projected out, f64[nClusters * m], by cluster. */
  readonly dummyWeights: Float64Array;
  /** The same for periods, f64[nClusters * number of periods]; null when no periods were asked for. */
  readonly periodWeights: Float64Array | null;
}

// What is counted of clusters beside their blocks.

type Clusters = Pick<Category, "codes" | "nLevels" | "counts">;

/** Rows of each cluster. */
export function rowsByCluster(clusters: Clusters): Float64Array {
  if (clusters.counts !== undefined) return Float64Array.from(clusters.counts);
  const { codes, nLevels } = clusters;
  const rows = new Float64Array(nLevels);
  for (let i = 0; i < codes.length; i++) rows[codes[i]!]!++;
  return rows;
}

/** Levels each cluster has of an effect nested in the clusters, from the cluster that each level lies in. */
export function levelsByCluster(owners: Uint32Array, nClusters: number): Float64Array {
  const levels = new Float64Array(nClusters);
  for (const c of owners) levels[c]!++;
  return levels;
}

/** Sums of weights by cluster and level of several effects, f64[nClusters*m], by cluster; levels numbered through. */
export function weightsByLevel(
  effects: readonly Category[],
  clusters: Clusters,
  weights: Float64Array | null,
): Float64Array {
  const m = effects.reduce((sum, { nLevels }) => sum + nLevels, 0);
  const sums = new Float64Array(clusters.nLevels * m);
  let first = 0;
  for (const { codes, nLevels } of effects) {
    for (let i = 0; i < codes.length; i++) {
      sums[clusters.codes[i]! * m + first + codes[i]!]! += weights === null ? 1 : weights[i]!;
    }
    first += nLevels;
  }
  return sums;
}

/** These columns of each cluster's `stride` numbers. */
export function columnsOf(
  values: ArrayLike<number>,
  nClusters: number,
  stride: number,
  columns: ArrayLike<number>,
): Float64Array {
  const [out, count] = [new Float64Array(nClusters * columns.length), columns.length];
  for (let c = 0; c < nClusters; c++) {
    for (let j = 0; j < count; j++) out[c * count + j] = values[c * stride + columns[j]!]!;
  }
  return out;
}
