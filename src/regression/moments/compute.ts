/**
 * Makes the blocks of `moments.ts` from columns in linear memory, in one of three ways:
 *
 *   one effect nested in the clusters   its means are taken out group by group while the products are made; dummies stay
 *                                       sparse, and no demeaned column is written
 *   none                                columns are first demeaned by all effects, which the dummies span and so changes
 *                                       nothing but rounding; then products cluster by cluster
 *   several                             columns and dense dummies are demeaned by them, then the same
 *
 * Knows nothing of who uses the blocks.
 */

import type { Engine, Scope } from "../../engine/kernels/engine.js";
import { denseBlocks, sparseBlocks } from "./blocks.js";
import { levelsByCluster, rowsByCluster, weightsByLevel } from "./cluster-counts.js";
import { effectRoles, periodColumns } from "./effect-roles.js";
import { refusedFor } from "./limits.js";
import type { ClusterMoments, MomentsInput } from "./moments.js";

/** Blocks that are not made, and why, with figures. */
export interface MomentsRefused {
  readonly refused: string;
}

/**
 * Per-cluster moments of a sample, in `scope`; or a refusal where they would be too large. Throws as `makeAbsorber` and
 * its `demean` do where effects must be absorbed.
 */
export function clusterMoments(engine: Engine, scope: Scope, input: MomentsInput): ClusterMoments | MomentsRefused {
  const { nRows, nRegressors: k, effects, clusters, periods } = input;
  const roles = effectRoles(engine, effects, clusters, periods);
  const { nDummies, nested, dummies } = roles;
  const nPeriodDummies = roles.behind?.nLevels ?? 0;
  const order = nDummies + k + 1 + nPeriodDummies;
  const refused = refusedFor(engine, {
    nRows,
    nClusters: clusters.nLevels,
    order,
    dummies: [...roles.others, ...(roles.behind === null ? [] : [roles.behind])],
    denseColumns: roles.finest.length > 1 ? order : 0,
  });
  if (refused !== null) return { refused };
  const make = roles.finest.length > 1 ? denseBlocks : sparseBlocks;
  return Object.freeze({
    clusters: { name: clusters.name, nLevels: clusters.nLevels, label: clusters.label },
    nDummies,
    nRegressors: k,
    nPeriodDummies,
    order,
    ...make(engine, scope, input, roles),
    dummies,
    eliminated: nested.map((effect) => ({ name: effect.name, levels: levelsByCluster(effect, clusters) })),
    periodColumns: periodColumns(roles, periods, nDummies + k + 1),
    rows: rowsByCluster(clusters),
    periodWeights: periods === null ? null : weightsByLevel([periods], clusters, input.weights),
  });
}
