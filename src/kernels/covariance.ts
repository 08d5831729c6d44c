/**
 * Layer kernels. Wrappers of the covariance kernels: score sums by cluster, the meat of sandwich variances, leverages; on
 * arrays, and, named ...Block, on blocks in linear memory. Small-sample factors and bread are the callers' business.
 */
import { blockedProductsWork, copyOut } from "./blas.js";
import { checkLength } from "./checks.js";
import { clusterScoresManyBlock } from "./cluster-scores.js";
import type { Engine, F64Block, Scope, U32Block } from "./engine.js";
import { rangesOf, sumOverRanges } from "./ranges.js";

/** Scratch of `hcMeat`, in f64. */
export const hcMeatWork = blockedProductsWork;
/** Scratch of `clusterMeat`, in f64. */
export const clusterMeatWork = blockedProductsWork;
/** Scratch of `leverages`, in f64. */
export const leveragesWork = (k: number): number => 264 * k;

/** Heteroskedasticity-robust meat, k x k: the sum of u_i^2 x_i x_i' over the n rows of an n x k matrix. */
export function hcMeat(engine: Engine, n: number, k: number, X: Float64Array, u: Float64Array): Float64Array {
  return engine.scope((scope) => copyOut(hcMeatBlock(engine, scope, n, k, scope.copyF64(X), scope.copyF64(u))));
}

/** As `hcMeat`, in linear memory, a task for each range of rows; of the rows x R^-1 when R, upper k x k, is given. */
export function hcMeatBlock(
  engine: Engine,
  scope: Scope,
  n: number,
  k: number,
  X: F64Block,
  u: F64Block,
  R?: F64Block,
): F64Block {
  checkLength("hcMeat", "X", X.length, n * k);
  checkLength("hcMeat", "u", u.length, n);
  if (R !== undefined) checkLength("hcMeat", "R", R.length, k * k);
  return sumOverRanges(engine, scope, "hcMeat", n, k * k, hcMeatWork(n, k), ({ first, rows }, out, work) => {
    return [rows, n, k, R ? 1 : 0, X.at(first), u.at(first), R?.address ?? 0, out, work];
  });
}

/**
 * Score sums, nClusters x k and row-major: row g is the sum of x_i u_i over the rows of cluster g. Throws KernelError
 * when a code is not below nClusters.
 */
export function clusterScores(
  engine: Engine,
  n: number,
  k: number,
  nClusters: number,
  X: Float64Array,
  u: Float64Array,
  codes: Uint32Array,
): Float64Array {
  return engine.scope((scope) => {
    const [x, residuals, clusters] = [scope.copyF64(X), scope.copyF64(u), scope.copyU32(codes)];
    return copyOut(clusterScoresBlock(engine, scope, n, k, nClusters, x, residuals, clusters));
  });
}

/** As `clusterScores`, in linear memory, by tasks. */
export function clusterScoresBlock(
  engine: Engine,
  scope: Scope,
  n: number,
  k: number,
  nClusters: number,
  X: F64Block,
  u: F64Block,
  codes: U32Block,
): F64Block {
  return clusterScoresManyBlock(engine, scope, n, k, 1, X, u, { codes, nLevels: nClusters });
}

/** Cluster-robust meat, k x k: the sum of s_g s_g' over the rows of a row-major nClusters x k matrix of score sums. */
export function clusterMeat(engine: Engine, nClusters: number, k: number, scores: Float64Array): Float64Array {
  return engine.scope((scope) => copyOut(clusterMeatBlock(engine, scope, nClusters, k, scope.copyF64(scores))));
}

/** As `clusterMeat`, in linear memory, a task for each range of clusters; of s R^-1 when R, upper k x k, is given. */
export function clusterMeatBlock(
  engine: Engine,
  scope: Scope,
  nClusters: number,
  k: number,
  scores: F64Block,
  R?: F64Block,
): F64Block {
  checkLength("clusterMeat", "scores", scores.length, nClusters * k);
  if (R !== undefined) checkLength("clusterMeat", "R", R.length, k * k);
  const scratch = clusterMeatWork(nClusters, k);
  return sumOverRanges(engine, scope, "clusterMeat", nClusters, k * k, scratch, ({ first, rows }, out, work) => {
    return [rows, k, R ? 1 : 0, scores.at(first * k), R?.address ?? 0, out, work];
  });
}

/** Leverages of the rows of an n x k matrix X = QR, R upper k x k: squared norms of the rows of X R^-1. */
export function leverages(engine: Engine, n: number, k: number, X: Float64Array, R: Float64Array): Float64Array {
  return engine.scope((scope) => copyOut(leveragesBlock(engine, scope, n, k, scope.copyF64(X), scope.copyF64(R))));
}

/** As `leverages`, in linear memory, a task for each range of rows. */
export function leveragesBlock(engine: Engine, scope: Scope, n: number, k: number, X: F64Block, R: F64Block): F64Block {
  checkLength("leverages", "X", X.length, n * k);
  checkLength("leverages", "R", R.length, k * k);
  const h = scope.f64(n);
  const scratch = leveragesWork(k);
  const ranges = rangesOf(n, scratch);
  scope.scope((inner) => {
    const work = inner.f64(ranges.length * scratch);
    engine.run(
      "leverages",
      ranges.map(({ first, rows }, i) => [rows, n, k, X.at(first), R.address, h.at(first), work.at(i * scratch)]),
    );
  });
  return h;
}
