/**
 * The pairs cluster bootstrap from moments: clusters drawn with replacement, each time as many as there
 * are, duplicates as clusters of their own, with all effects estimated anew; or draws supplied as lists of clusters.
 * Source: Efron (1979), Annals of Statistics 7(1), doi:10.1214/aos/1176344552; Cameron, Gelbach & Miller (2008), Review of
 * Economics and Statistics 90(3), doi:10.1162/rest.90.3.414.
 */
import { DataError } from "../../base/errors.js";
import { clusterCountsBlock, PURPOSE } from "../../engine/kernels/cluster-draws.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";

import { type ReweightedDraws, type Reweighting, reweightedDraws } from "./reweighted.js";

/** Draws first .. first + count - 1 of a seed. */
export interface PairsRequest {
  readonly first: number;
  readonly count: number;
  readonly seed: number;
}

/** The draws asked for: the same whatever slices they are made in. */
export function pairsDraws(engine: Engine, ready: Reweighting, request: PairsRequest): ReweightedDraws {
  return engine.scope((scope) => {
    const counts = pairsCountsBlock(engine, scope, ready.moments.clusters.nLevels, request);
    return reweightedDraws(engine, ready, request.count, counts);
  });
}

/** How often each cluster is in each draw, f64[count * nClusters], by draw. */
export function pairsCountsBlock(engine: Engine, scope: Scope, nClusters: number, request: PairsRequest): F64Block {
  return clusterCountsBlock(engine, scope, nClusters, { ...request, purpose: PURPOSE.pairs });
}

/** Draws by supplied clusters, as `suppliedCounts` takes them. */
export function suppliedPairsDraws(
  engine: Engine,
  ready: Reweighting,
  draws: readonly ArrayLike<number>[],
): ReweightedDraws {
  const counts = suppliedCounts(ready.moments.clusters.nLevels, draws);
  return engine.scope((scope) => reweightedDraws(engine, ready, draws.length, scope.copyF64(counts)));
}

/**
 * How often each cluster is in each supplied draw, f64[draws * nClusters], by draw: a draw is a list of positions, from 1,
 * in the sorted list of clusters. Throws DataError `bootstrap_indices` for a position out of range, naming draw and place.
 */
export function suppliedCounts(nClusters: number, draws: readonly ArrayLike<number>[]): Float64Array {
  const counts = new Float64Array(draws.length * nClusters);
  draws.forEach((positions, d) => {
    for (let i = 0; i < positions.length; i++) {
      const position = positions[i]!;
      if (!(Number.isInteger(position) && position >= 1 && position <= nClusters)) {
        throw new DataError(
          "bootstrap_indices",
          `Draw ${d + 1}, place ${i + 1}: ${position} is no position in the sorted list of ${nClusters} clusters; use whole numbers from 1 to ${nClusters}.`,
          { got: position, expected: `1..${nClusters}` },
        );
      }
      counts[d * nClusters + position - 1]!++;
    }
  });
  return counts;
}
