/**
 * Layer kernels. Wrappers of the covariance kernels: score sums by cluster and the meat of sandwich variances, on
 * arrays, and, named ...Block, on blocks in linear memory. Small-sample factors and bread are the callers' business.
 */
import { KernelError } from "../base/errors.js";
import { blockedProductsWork, copyOut } from "./blas.js";
import { checkLength } from "./checks.js";
import type { Engine, F64Block, Scope, U32Block } from "./engine.js";

/** Scratch of `hcMeat`, in f64. */
export const hcMeatWork = blockedProductsWork;
/** Scratch of `clusterMeat`, in f64. */
export const clusterMeatWork = blockedProductsWork;

/** Heteroskedasticity-robust meat, k x k: the sum of u_i^2 x_i x_i' over the n rows of an n x k matrix. */
export function hcMeat(engine: Engine, n: number, k: number, X: Float64Array, u: Float64Array): Float64Array {
  return engine.scope((scope) => copyOut(hcMeatBlock(engine, scope, n, k, scope.copyF64(X), scope.copyF64(u))));
}

/** As `hcMeat`, in linear memory. */
export function hcMeatBlock(engine: Engine, scope: Scope, n: number, k: number, X: F64Block, u: F64Block): F64Block {
  checkLength("hcMeat", "X", X.length, n * k);
  checkLength("hcMeat", "u", u.length, n);
  const meat = scope.f64(k * k);
  scope.scope((inner) => {
    const work = inner.f64(hcMeatWork(n, k));
    engine.kernels.hcMeat(n, k, X.address, u.address, meat.address, work.address);
  });
  return meat;
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

/** As `clusterScores`, in linear memory. */
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
  checkLength("clusterScores", "X", X.length, n * k);
  checkLength("clusterScores", "u", u.length, n);
  checkLength("clusterScores", "codes", codes.length, n);
  const scores = scope.f64(nClusters * k);
  const info = engine.kernels.clusterScores(n, k, nClusters, X.address, u.address, codes.address, scores.address);
  if (info !== 0) {
    throw new KernelError("kernel_codes", `clusterScores: 'codes' must be below nClusters = ${nClusters}.`, {
      got: codes.view().reduce((a, b) => Math.max(a, b), 0),
      expected: nClusters,
    });
  }
  return scores;
}

/** Cluster-robust meat, k x k: the sum of s_g s_g' over the rows of a row-major nClusters x k matrix of score sums. */
export function clusterMeat(engine: Engine, nClusters: number, k: number, scores: Float64Array): Float64Array {
  return engine.scope((scope) => copyOut(clusterMeatBlock(engine, scope, nClusters, k, scope.copyF64(scores))));
}

/** As `clusterMeat`, in linear memory. */
export function clusterMeatBlock(
  engine: Engine,
  scope: Scope,
  nClusters: number,
  k: number,
  scores: F64Block,
): F64Block {
  checkLength("clusterMeat", "scores", scores.length, nClusters * k);
  const meat = scope.f64(k * k);
  scope.scope((inner) => {
    const work = inner.f64(clusterMeatWork(nClusters, k));
    engine.kernels.clusterMeat(nClusters, k, scores.address, meat.address, work.address);
  });
  return meat;
}
