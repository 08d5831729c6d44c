/**
 * The solution of moments whose units are eliminated: coefficients, and what the dummies of periods explain, as a pass over the rows
 * takes them to make scores.
 */
import type { Engine } from "../../../engine/kernels/engine.js";
import { packedFactor, packedSize, packedSolve } from "../../../engine/kernels/moments.js";
import { type ClusterMoments, columnScales, DROP_SHARE, sumOfBlocks } from "../moments.js";
import type { ChunkSolution } from "./spec.js";

/** A solution with its bread. Coefficients of regressors that others explain are 0. */
export interface SolvedMoments extends ChunkSolution {
  /** Inverse of the cross-products of the regressors left by units and periods, k by k. */
  readonly inverse: Float64Array;
  readonly ssr: number;
  /** Whether each regressor was kept, 1 or 0; and how many dummies were redundant. */
  readonly kept: Uint32Array;
  readonly redundant: number;
}

/** Solves the sum of all blocks, whose dummies are those of periods. */
export function solvedMoments(engine: Engine, moments: ClusterMoments): SolvedMoments {
  const { nDummies: m, nRegressors: k, order } = moments;
  const total = engine.scope((scope) => sumOfBlocks(engine, scope, moments).view().slice());
  const at = (i: number, j: number) => total[packedSize(Math.max(i, j)) + Math.min(i, j)]!;
  const scales = columnScales(moments);
  const dummies = packedFactor(engine, m, DROP_SHARE, scales.subarray(0, m), total.slice(0, packedSize(m)));
  // coefficients of the dummies in each column
  const right = Float64Array.from({ length: m * (k + 1) }, (_, i) => at(m + Math.floor(i / m), i % m));
  const gamma = m === 0 ? right : packedSolve(engine, dummies, k + 1, right);
  const left = new Float64Array(packedSize(order - m));
  for (let i = 0, place = 0; i <= k; i++) {
    for (let j = 0; j <= i; j++, place++) {
      left[place] = at(m + i, m + j);
      for (let d = 0; d < m; d++) left[place]! -= at(m + i, d) * gamma[j * m + d]!;
    }
  }
  const factor = packedFactor(engine, k, DROP_SHARE, scales.subarray(m), left.slice(0, packedSize(k)));
  const units = Float64Array.from({ length: k * k }, (_, i) => (i % (k + 1) === 0 ? factor.kept[i % k]! : 0));
  const xy = left.subarray(packedSize(k), packedSize(k) + k);
  const solved = packedSolve(engine, factor, k + 1, Float64Array.from([...units, ...xy]));
  const beta = solved.slice(k * k);
  for (let j = 0; j < k; j++) beta[j] = factor.kept[j] === 1 ? beta[j]! : 0;
  const periods = new Float64Array(m * (k + 1));
  for (let t = 0; t < m; t++) {
    let residual = gamma[k * m + t]!;
    for (let j = 0; j < k; j++) {
      periods[t * (k + 1) + j] = gamma[j * m + t]!;
      residual -= beta[j]! * gamma[j * m + t]!;
    }
    periods[t * (k + 1) + k] = residual;
  }
  const ssr = left.at(-1)! - xy.reduce((sum, value, j) => sum + value * beta[j]!, 0);
  return { beta, periods, inverse: solved.slice(0, k * k), ssr, kept: factor.kept, redundant: dummies.nDropped };
}
