/**
 * Wrappers of the kernels that raise clusters' scores by their leverage, for CR2 and CR3: from per-cluster
 * cross-products, or from rows where weights do not cancel. Bread and degrees of freedom are the callers' business.
 */
import { KernelError } from "../../base/errors.js";
import { checkLength } from "./call.js";
import type { ClusterBlocks } from "./cluster-draws.js";
import type { Engine, F64Block, Scope, U32Block } from "./engine.js";
import { packedSize } from "./moments.js";

/** Clusters a task takes. */
const A_TASK = 8;

/** Scratch of `clusterAdjustments`, in f64. */
export const clusterAdjustmentsWork = (r: number, p: number): number => 2 * r * r + (8 + p) * r;
/** Scratch of `weightedAdjustments` whose largest cluster has c rows, in f64. */
export const weightedAdjustmentsWork = (c: number, r: number, p: number): number =>
  2 * c * c + (8 + p) * c + 3 * c * r + 3 * r;

/** What is made of `count` clusters; arrays as in the kernel, with `apart` = count. */
export interface Adjustments {
  /** f64[count * k], by cluster. */
  readonly scores: F64Block;
  /** For each target, count by r (or 2 r), column-major. */
  readonly vectors: F64Block;
  /** Of the last targets: count by their pairs. */
  readonly products: F64Block;
  readonly measures: Float64Array;
  /** Trace of B_c; empty where it is not made. */
  readonly leverage: Float64Array;
}

/** What of the clusters: first .. first + count - 1, for q targets, f64[k * q], the last `pairs` of them two by two. */
export interface AdjustmentTask {
  readonly first: number;
  readonly count: number;
  readonly targets: F64Block;
  readonly pairs: number;
  readonly tolerance: number;
}

/** CR2 (`power` 1) or CR3 (2) scores from blocks, by the factor L of their sum. Throws KernelError `eigenvalues`. */
export function clusterAdjustmentsBlock(
  engine: Engine,
  scope: Scope,
  { nDummies: m, nRegressors: k, blocks, stride }: ClusterBlocks,
  L: F64Block,
  power: 1 | 2,
  { first, count, targets, pairs: p, tolerance }: AdjustmentTask,
): Adjustments {
  const [r, q] = [m + k, targets.length / k];
  checkLength("clusterAdjustments", "L", L.length, packedSize(r));
  const [scores, vectors] = [scope.f64(count * k), scope.f64(count * r * q)];
  const [measures, leverage, products] = [scope.f64(count * q * 4), scope.f64(count), scope.f64(count * p * p)];
  scope.scope((inner) => {
    const shares = sharesOf(count);
    const scratch = clusterAdjustmentsWork(r, p);
    const work = inner.f64(shares.length * scratch);
    const infos = engine.run(
      "clusterAdjustments",
      shares.map(({ start, size }, i) => ({
        work: work.at(i * scratch),
        ...{ stride, nClusters: size, m, k, q, p, apart: count, power, tolerance },
        ...{ blocks: blocks.at((first + start) * stride), L, targets, scores: scores.at(start * k) },
        ...{ vectors: vectors.at(start), measures: measures.at(start * q * 4), leverage: leverage.at(start) },
        products: products.at(start),
      })),
    );
    requireConverged("clusterAdjustments", infos);
  });
  return { scores, vectors, products, measures: measures.view().slice(), leverage: leverage.view().slice() };
}

/** Rows of clusters, one after the other, as `weightedAdjustments` reads them. */
export interface WeightedRows {
  readonly n: number;
  /** Columns of U. */
  readonly r: number;
  /** The last of them are regressors. */
  readonly k: number;
  /** Of all clusters, from 0. */
  readonly offsets: Uint32Array;
  readonly U: F64Block;
  readonly u: F64Block;
  readonly w: F64Block;
  readonly groups: U32Block | null;
  /** U'WU. */
  readonly S: F64Block;
}

/** CR2 scores of a weighted regression with a working model of equal variances. Throws KernelError `eigenvalues`. */
export function weightedAdjustmentsBlock(
  engine: Engine,
  scope: Scope,
  { n, r, k, offsets, U, u, w, groups, S }: WeightedRows,
  { first, count, targets, pairs: p, tolerance }: AdjustmentTask,
): Adjustments {
  const q = targets.length / k;
  const [scores, vectors, measures] = [scope.f64(count * k), scope.f64(count * 2 * r * q), scope.f64(count * q * 2)];
  const products = scope.f64(count * p * p);
  scope.scope((inner) => {
    const starts = inner.copyU32(offsets);
    const shares = sharesOf(count).map((share) => ({
      most: largest(offsets, first + share.start, share.size),
      ...share,
    }));
    const work = inner.f64(shares.reduce((sum, { most }) => sum + weightedAdjustmentsWork(most, r, p), 0));
    let used = 0;
    const infos = engine.run(
      "weightedAdjustments",
      shares.map(({ start, size, most }) => {
        const own = work.at(used);
        used += weightedAdjustmentsWork(most, r, p);
        return {
          n,
          ...{ nClusters: size, most, r, k, q, p, apart: count, hasGroups: groups === null ? 0 : 1, tolerance },
          ...{ offsets: starts.at(first + start), U, u, w, groups, S, targets, scores: scores.at(start * k) },
          ...{ vectors: vectors.at(start), measures: measures.at(start * q * 2), work: own },
          products: products.at(start),
        };
      }),
    );
    requireConverged("weightedAdjustments", infos);
  });
  return { scores, vectors, products, measures: measures.view().slice(), leverage: new Float64Array(0) };
}

function requireConverged(kernel: string, infos: ArrayLike<number>): void {
  const got = Array.from(infos).find((info) => info !== 0);
  if (got === undefined) return;
  throw new KernelError(
    "eigenvalues",
    `${kernel}: eigenvalues did not converge; are there values that are not finite?`,
    { got, expected: 0 },
  );
}

/** Rows of the largest of some clusters. */
const largest = (offsets: Uint32Array, first: number, count: number): number =>
  offsets.subarray(first, first + count).reduce((most, from, c) => Math.max(most, offsets[first + c + 1]! - from), 0);

/** `count` clusters in runs: by their number alone, so that results do not depend on threads. */
function sharesOf(count: number): { start: number; size: number }[] {
  return Array.from({ length: Math.ceil(count / A_TASK) }, (_, i) => {
    return { start: i * A_TASK, size: Math.min(A_TASK, count - i * A_TASK) };
  });
}
