/**
 * Moments of one outcome out of those of several: where regressions differ in their outcome alone, rows are read once, the
 * further outcomes standing behind the regressors.
 */
import type { Scope } from "../../engine/kernels/engine.js";
import { packedSize } from "../../engine/kernels/moments.js";
import type { ClusterMoments } from "./moments.js";

/**
 * The first `nRegressors` of the regressors of `moments`, and of those behind them and the outcome number `outcome` as the outcome: the
 * last one is that of `moments` itself. In memory of `scope`, unless there is one outcome. Moments by period have one.
 */
export function outcomeMoments(
  scope: Scope,
  moments: ClusterMoments,
  nRegressors: number,
  outcome: number,
): ClusterMoments {
  const { nDummies, clusters, order } = moments;
  if (order === nDummies + nRegressors + 1) return moments;
  const shared = nDummies + nRegressors;
  const [from, size, prefix] = [packedSize(order), packedSize(shared + 1), packedSize(shared)];
  const row = packedSize(shared + outcome);
  const blocks = scope.f64(clusters.nLevels * size);
  const [all, own] = [moments.blocks.view(), blocks.view()];
  for (let c = 0; c < clusters.nLevels; c++) {
    const [block, at] = [c * from, c * size];
    own.set(all.subarray(block, block + prefix), at);
    own.set(all.subarray(block + row, block + row + shared), at + prefix);
    own[at + size - 1] = all[block + row + shared + outcome]!;
  }
  return Object.freeze({ ...moments, nRegressors, order: shared + 1, blocks });
}
