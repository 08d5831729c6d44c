/**
 * A regression on other weights of its clusters, from their moments: coefficients, clustered standard
 * errors by the small-sample rule with everything counted anew, and what such clusters do not identify. A weight w stands
 * for w clusters of their own, 0 for none. Knows nothing of where weights come from, nor of the names of regressors.
 */

import { DataError } from "../../base/errors.js";
import {
  clusterCountsBlock,
  PURPOSE,
  type ReweightedFits,
  reweightedFits,
} from "../../engine/kernels/cluster-draws.js";
import type { Engine, F64Block, Scope, U32Block } from "../../engine/kernels/engine.js";
import type { ParameterCount } from "../least-squares/least-squares-steps.js";
import { blocksOf, type ClusterMoments, columnScales, DROP_SHARE } from "../moments/moments.js";
import { clusterFactor, countK, type Ssc } from "../variance/ssc.js";

/**
 * Share of a regressor's sum of squares in all clusters that is added to its scale: in clusters where all but 1e-18 of that
 * is missing, what is left is the rounding of taking effects off.
 */
const FLOOR_SHARE = 1e-8;

/** Moments made ready for fits by other weights: blocks valid while the scope is open. */
export interface Reweighting {
  readonly moments: ClusterMoments;
  readonly ssc: Ssc;
  /** Regressors whose standard errors are wanted, by position. */
  readonly wanted: U32Block;
  readonly tallies: F64Block;
  readonly floor: F64Block;
}

/** Fits by draw; NaN where something is not identified. */
export interface ReweightedDraws {
  readonly count: number;
  /** f64[count * nRegressors], by draw. */
  readonly estimates: Float64Array;
  /** f64[count * wanted], by draw; also NaN without residual degrees of freedom, or with fewer than two clusters. */
  readonly stdErrors: Float64Array;
  /** Dummies by draw that no drawn cluster has: levels to be estimated without them. */
  readonly nAbsent: Uint32Array;
}

/** Prepares fits with standard errors of the regressors at `wanted`. */
export function reweighting(scope: Scope, moments: ClusterMoments, ssc: Ssc, wanted: readonly number[]): Reweighting {
  const { nDummies: m, nRegressors: k, eliminated, rows, dummyWeights, clusters } = moments;
  const width = m + 2 + eliminated.length;
  const tallies = new Float64Array(clusters.nLevels * width);
  for (let c = 0; c < clusters.nLevels; c++) {
    tallies.set(dummyWeights.subarray(c * m, (c + 1) * m), c * width);
    tallies[c * width + m] = rows[c]!;
    tallies[c * width + m + 1] = 1;
    eliminated.forEach(({ levels }, e) => {
      tallies[c * width + m + 2 + e] = levels[c]!;
    });
  }
  const floor = columnScales(moments).map((total, j) => (j < m ? 0 : FLOOR_SHARE * total));
  return {
    moments,
    ssc,
    wanted: scope.copyU32(Uint32Array.from(wanted)),
    tallies: scope.copyF64(tallies),
    floor: scope.copyF64(floor.subarray(0, m + k)),
  };
}

/** A fit for each row of `weights`, f64[count * nClusters], by draw. */
export function reweightedDraws(
  engine: Engine,
  { moments, ssc, wanted, tallies, floor }: Reweighting,
  count: number,
  weights: F64Block,
): ReweightedDraws {
  const fits = reweightedFits(engine, blocksOf(moments), DROP_SHARE, tallies, floor, wanted, count, weights);
  const nWanted = wanted.length;
  const stdErrors = fits.variances.map(Math.sqrt);
  const nAbsent = new Uint32Array(count);
  for (let d = 0; d < count; d++) {
    const root = Math.sqrt(factorOf(moments, ssc, fits, d));
    for (let i = 0; i < nWanted; i++) stdErrors[d * nWanted + i]! *= root;
    nAbsent[d] = countState(fits.states.subarray(d * moments.nDummies, (d + 1) * moments.nDummies), ABSENT);
  }
  return { count, estimates: fits.coefficients, stdErrors, nAbsent };
}

/** States of dummies, as in the kernel. */
const [ABSENT, KEPT] = [0, 2];
const countState = (states: Uint32Array, state: number): number => states.filter((each) => each === state).length;

/** The factor on draw d's variance: rows, levels and clusters counted in the draw. NaN where it has no meaning. */
function factorOf(
  moments: ClusterMoments,
  ssc: Ssc,
  { coefficients, totals, states }: ReweightedFits,
  d: number,
): number {
  const { nDummies: m, nRegressors: k, dummies, eliminated } = moments;
  const q = 2 + eliminated.length;
  const [n, G, ...levels] = totals.subarray(d * q, (d + 1) * q);
  const own = states.subarray(d * m, (d + 1) * m);
  const nested = eliminated.map(({ name }, e) => ({ name, levels: levels[e]!, nested: true }));
  const others = dummies.map(({ name, first, nLevels }) => {
    const present = nLevels - countState(own.subarray(first, first + nLevels), ABSENT);
    return { name, levels: present, nested: false };
  });
  const value = levels.reduce((sum, each) => sum + each, 0) + countState(own, KEPT);
  const slopes = coefficients.subarray(d * k, (d + 1) * k).filter((b) => !Number.isNaN(b)).length;
  const rank = { value, exact: eliminated.length < 2 };
  return recountedFactor(ssc, { n: n!, G: G!, count: { slopes, effects: [...nested, ...others], rank } });
}

/** The small-sample factor with everything counted in a draw. NaN without residual degrees of freedom, or with one cluster. */
export function recountedFactor(
  ssc: Ssc,
  { n, G, count }: { readonly n: number; readonly G: number; readonly count: ParameterCount },
): number {
  const { K } = countK(ssc, count);
  return n > K && G > 1 ? clusterFactor(ssc, { n, K, G }) : Number.NaN;
}

// The pairs cluster bootstrap from moments: clusters drawn with replacement, each time as many as there
// are, duplicates as clusters of their own, with all effects estimated anew; or draws supplied as lists of clusters.
// Source: Efron (1979), Annals of Statistics 7(1), doi:10.1214/aos/1176344552; Cameron, Gelbach & Miller (2008), Review of
// Economics and Statistics 90(3), doi:10.1162/rest.90.3.414.

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
