/** Cross-products by group that are net of all effects, as the moments of a regression. */
import { upTo } from "../../base/row-runs.js";
import type { Scope } from "../../engine/kernels/engine.js";
import type { ClusterMoments } from "../../regression/moments/moments.js";
import type { NetBlocks } from "./pushed.js";

/** Those of groups that have rows. */
export function withoutEmpty({ nLevels, label, blocks, rows }: NetBlocks, size: number): NetBlocks {
  const kept = upTo(nLevels).filter((g) => rows[g]! > 0);
  const left = new Float64Array(kept.length * size);
  kept.forEach((g, position) => {
    left.set(blocks.subarray(g * size, (g + 1) * size), position * size);
  });
  return {
    nLevels: kept.length,
    label: (g) => label(kept[g]!),
    blocks: left,
    rows: Float64Array.from(kept, (g) => rows[g]!),
  };
}

/** In linear memory, of p columns; no dummies are left. */
export function placeNet(
  scope: Scope,
  { nLevels, label, blocks, rows }: NetBlocks,
  name: string,
  p: number,
): ClusterMoments {
  return Object.freeze({
    clusters: { name, nLevels, label },
    ...{ nDummies: 0, nRegressors: p - 1, nPeriodDummies: 0, order: p, blocks: scope.copyF64(blocks) },
    ...{
      dummies: [],
      eliminated: [],
      periodColumns: null,
      rows,
      dummyWeights: new Float64Array(0),
      periodWeights: null,
    },
  });
}
