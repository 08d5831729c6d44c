/**
 * Wrappers of the kernels that fit a regression again for other sets of clusters, from per-cluster
 * cross-products in linear memory: drawn with replacement, weighted, or without each in turn; and of multiplier draws. What
 * the draws are for is the callers' business.
 */
import { checkInfo, checkLength } from "./checks.js";
import type { Engine, F64Block, Scope, Task, U32Block } from "./engine.js";
import { packedSize } from "./moments.js";
import { PHILOX_WORK, streamKey } from "./resample.js";

/** Draws, or clusters left out, that a task takes: enough to be worth a hand-over, few enough to share out. */
const A_TASK = 8;

/** Scratch of `reweightedFits`, in f64; it needs u32[m + k] besides. */
export const reweightedFitsWork = (m: number, k: number, q: number): number =>
  2 * packedSize(m + k + 1) + 4 * (m + k) + m + q;
/** Scratch of `jackknifeFits`, in f64; it needs u32[m + k] besides. */
export const jackknifeFitsWork = (m: number, k: number): number => packedSize(m + k + 1) + 2 * (m + k);
/** Scratch of `multiplierDraws`, in f64. */
export const MULTIPLIER_WORK = 32;

/** How often each of nClusters is drawn, with replacement, by `count` draws from `first` on: f64[count * nClusters], by draw. */
export function clusterCountsBlock(
  engine: Engine,
  scope: Scope,
  nClusters: number,
  { first, count, seed, purpose }: { first: number; count: number; seed: number; purpose: number },
): F64Block {
  const counts = scope.f64(count * nClusters);
  scope.scope((inner) => {
    const shares = sharesOf(count);
    const work = inner.u32(shares.length * PHILOX_WORK);
    const [k0, k1] = streamKey({ seed, replication: first, purpose });
    const tasks = shares.map(({ start, size }, i): Task => {
      const out = [counts.at(start * nClusters), work.at(i * PHILOX_WORK)];
      return [nClusters, size, first + start, purpose, 0, k0, k1, ...out];
    });
    for (const info of engine.run("clusterCounts", tasks)) checkInfo("clusterCounts", info);
  });
  return counts;
}

/** Per-cluster cross-products as `reweightedFits` and `jackknifeFits` read them. */
export interface ClusterBlocks {
  readonly nClusters: number;
  /** m, columns of dummies. */
  readonly nDummies: number;
  /** k, columns of regressors behind them; the outcome comes next. */
  readonly nRegressors: number;
  /** f64[nClusters * stride], packed blocks. */
  readonly blocks: F64Block;
  readonly stride: number;
}

/** What `reweightedFits` gives, copied out; as in the kernel. */
export interface ReweightedFits {
  readonly coefficients: Float64Array;
  readonly variances: Float64Array;
  readonly totals: Float64Array;
  readonly states: Uint32Array;
}

/** A regression for each row of `weights`, f64[nDraws * nClusters]; tallies, floor and wanted as in the kernel. */
export function reweightedFits(
  engine: Engine,
  { nClusters, nDummies: m, nRegressors: k, blocks, stride }: ClusterBlocks,
  tolerance: number,
  tallies: F64Block,
  floor: F64Block,
  wanted: U32Block,
  nDraws: number,
  weights: F64Block,
): ReweightedFits {
  const q = tallies.length / Math.max(1, nClusters) - m;
  checkLength("reweightedFits", "blocks", blocks.length, nClusters * stride);
  checkLength("reweightedFits", "floor", floor.length, m + k);
  checkLength("reweightedFits", "weights", weights.length, nDraws * nClusters);
  return engine.scope((scope) => {
    const coefficients = scope.f64(nDraws * k);
    const variances = scope.f64(nDraws * wanted.length);
    const totals = scope.f64(nDraws * q);
    const states = scope.u32(nDraws * m);
    const shares = sharesOf(nDraws);
    const scratch = reweightedFitsWork(m, k, q);
    const [work, flags] = [scope.f64(shares.length * scratch), scope.u32(shares.length * (m + k))];
    engine.run(
      "reweightedFits",
      shares.map(({ start, size }, i) => [
        ...[stride, nClusters, m, k, q, wanted.length, size, tolerance],
        ...[blocks.address, tallies.address, floor.address, wanted.address, weights.at(start * nClusters)],
        ...[
          coefficients.at(start * k),
          variances.at(start * wanted.length),
          totals.at(start * q),
          states.at(start * m),
        ],
        ...[work.at(i * scratch), flags.at(i * (m + k))],
      ]),
    );
    return {
      coefficients: coefficients.view().slice(),
      variances: variances.view().slice(),
      totals: totals.view().slice(),
      states: states.view().slice(),
    };
  });
}

/** Coefficients without each cluster, f64[nClusters * k], by cluster, and leverages; arguments as in the kernel. */
export function jackknifeFits(
  engine: Engine,
  { nClusters, nDummies: m, nRegressors: k, blocks, stride }: ClusterBlocks,
  tolerance: number,
  total: F64Block,
  scale: F64Block,
  inverse: F64Block,
): { readonly coefficients: Float64Array; readonly leverage: Float64Array } {
  checkLength("jackknifeFits", "total", total.length, packedSize(m + k + 1));
  checkLength("jackknifeFits", "scale", scale.length, m + k);
  checkLength("jackknifeFits", "inverse", inverse.length, packedSize(m + k));
  return engine.scope((scope) => {
    const [coefficients, leverage] = [scope.f64(nClusters * k), scope.f64(nClusters)];
    const shares = sharesOf(nClusters);
    const scratch = jackknifeFitsWork(m, k);
    const [work, flags] = [scope.f64(shares.length * scratch), scope.u32(shares.length * (m + k))];
    engine.run(
      "jackknifeFits",
      shares.map(({ start, size }, i) => [
        ...[stride, size, m, k, tolerance, blocks.at(start * stride), total.address, scale.address, inverse.address],
        ...[coefficients.at(start * k), leverage.at(start), work.at(i * scratch), flags.at(i * (m + k))],
      ]),
    );
    return { coefficients: coefficients.view().slice(), leverage: leverage.view().slice() };
  });
}

/** Dot products of the p columns of psi, f64[n * p], with each row of `weights`, f64[nDraws * n]: f64[nDraws * p], by draw. */
export function multiplierDraws(
  engine: Engine,
  n: number,
  p: number,
  psi: F64Block,
  nDraws: number,
  weights: F64Block,
): Float64Array {
  checkLength("multiplierDraws", "psi", psi.length, n * p);
  checkLength("multiplierDraws", "weights", weights.length, nDraws * n);
  return engine.scope((scope) => {
    const draws = scope.f64(nDraws * p);
    const shares = sharesOf(nDraws);
    const work = scope.f64(shares.length * MULTIPLIER_WORK);
    engine.run(
      "multiplierDraws",
      shares.map(({ start, size }, i) => {
        return [n, p, size, psi.address, weights.at(start * n), draws.at(start * p), work.at(i * MULTIPLIER_WORK)];
      }),
    );
    return draws.view().slice();
  });
}

/** `count` things in runs of A_TASK: by their number alone, so that results do not depend on threads. */
function sharesOf(count: number): { start: number; size: number }[] {
  return Array.from({ length: Math.ceil(count / A_TASK) }, (_, i) => {
    return { start: i * A_TASK, size: Math.min(A_TASK, count - i * A_TASK) };
  });
}
