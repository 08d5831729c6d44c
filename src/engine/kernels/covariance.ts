/**
 * Wrappers of the covariance kernels: score sums by cluster, the meat of sandwich variances, leverages; on
 * arrays, and, named ...Block, on blocks in linear memory. Small-sample factors and bread are the callers' business.
 */
import { blockedProductsWork, copyOut, treeSlots } from "./blas.js";
import { checkLength } from "./checks.js";
import { clusterScoresManyBlock } from "./cluster-scores.js";
import type { Engine, F64Block, Scope, U32Block } from "./engine.js";
import { rangesOf, sumOverRanges } from "./ranges.js";

/** Scratch of `hcMeat`, in f64. */
export const hcMeatWork = blockedProductsWork;
/** Scratch of `leverageMeat`, in f64. */
export const leverageMeatWork = (n: number, k: number): number => blockedProductsWork(n, k) + 528 + treeSlots(n);
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

/** How residuals are raised: u^2 (1 - h)^-d with d = power + min(cap, slope h) + min(cap2, slope h). */
export interface LeverageRule {
  readonly power: number;
  readonly slope: number;
  readonly cap: number;
  readonly cap2: number;
  /** A row with 1 - h at most this has leverage 1, and adds nothing. */
  readonly least: number;
}

/**
 * The meat of q = x R^-1 with squared residuals raised by leverage, f64[k * k], and behind it the number of rows with
 * leverage 1; a task for each range of rows. `effects` are leverages of absorbed effects, added to q'q; null for none.
 */
export function leverageMeatBlock(
  engine: Engine,
  scope: Scope,
  n: number,
  k: number,
  X: F64Block,
  u: F64Block,
  R: F64Block,
  effects: F64Block | null,
  { power, slope, cap, cap2, least }: LeverageRule,
): F64Block {
  checkLength("leverageMeat", "X", X.length, n * k);
  checkLength("leverageMeat", "u", u.length, n);
  checkLength("leverageMeat", "R", R.length, k * k);
  if (effects !== null) checkLength("leverageMeat", "effects", effects.length, n);
  const size = k * k + 1;
  return sumOverRanges(engine, scope, "leverageMeat", n, size, leverageMeatWork(n, k), (range, out, work) => {
    const { first, rows } = range;
    const rule = [effects === null ? 0 : 1, power, slope, cap, cap2, least];
    return [rows, n, k, ...rule, X.at(first), u.at(first), R.address, effects?.at(first) ?? 0, out, work];
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
  return engine.scope((scope) => copyOut(leveragesBlock(engine, scope, n, k, scope.copyF64(X), scope.copyF64(R)).h));
}

/** As `leverages`, in linear memory, a task for each range of rows; added to those of `effects`. Also the largest. */
export function leveragesBlock(
  engine: Engine,
  scope: Scope,
  n: number,
  k: number,
  X: F64Block,
  R: F64Block,
  effects: F64Block | null = null,
): { readonly h: F64Block; readonly largest: number } {
  checkLength("leverages", "X", X.length, n * k);
  checkLength("leverages", "R", R.length, k * k);
  if (effects !== null) checkLength("leverages", "effects", effects.length, n);
  const h = scope.f64(n);
  const scratch = leveragesWork(k);
  const ranges = rangesOf(n, scratch);
  const largest = scope.scope((inner) => {
    const work = inner.f64(ranges.length * scratch);
    return engine.run(
      "leverages",
      ranges.map(({ first, rows }, i) => {
        const own = [X.at(first), R.address, effects?.at(first) ?? 0, h.at(first), work.at(i * scratch)];
        return [rows, n, k, effects === null ? 0 : 1, ...own];
      }),
    );
  });
  return { h, largest: Math.max(...largest) };
}
