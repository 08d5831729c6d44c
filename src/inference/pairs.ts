/**
 * Layer inference. The pairs cluster bootstrap from moments: clusters drawn with replacement, each time as many as there
 * are, duplicates as clusters of their own, with all effects estimated anew; or draws supplied as lists of clusters.
 * Source: Efron (1979), Annals of Statistics 7(1), doi:10.1214/aos/1176344552; Cameron, Gelbach & Miller (2008), Review of
 * Economics and Statistics 90(3), doi:10.1162/rest.90.3.414.
 */
import { DataError } from "../base/errors.js";
import { clusterCountsBlock } from "../kernels/cluster-draws.js";
import type { Engine } from "../kernels/engine.js";
import { PURPOSE } from "../kernels/resample.js";
import { type ReweightedDraws, type Reweighting, reweightedDraws } from "./reweighted.js";

/** Draws first .. first + count - 1 of a seed: the same whatever slices they are made in. */
export function pairsDraws(
  engine: Engine,
  ready: Reweighting,
  { first, count, seed }: { readonly first: number; readonly count: number; readonly seed: number },
): ReweightedDraws {
  const nClusters = ready.moments.clusters.nLevels;
  return engine.scope((scope) => {
    const drawn = { first, count, seed, purpose: PURPOSE.pairs };
    return reweightedDraws(engine, ready, count, clusterCountsBlock(engine, scope, nClusters, drawn));
  });
}

/**
 * Draws by supplied clusters: each a list of positions, from 1, in the sorted list of clusters. Throws DataError
 * `bootstrap_indices` for a position out of range, naming draw and place.
 */
export function suppliedPairsDraws(
  engine: Engine,
  ready: Reweighting,
  draws: readonly ArrayLike<number>[],
): ReweightedDraws {
  const nClusters = ready.moments.clusters.nLevels;
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
  return engine.scope((scope) => reweightedDraws(engine, ready, draws.length, scope.copyF64(counts)));
}
