/**
 * The causal cluster variance of a difference of means, where the sample has all clusters of the population and all of their units: what is
 * random is assignment alone. A split of the rows at random keeps effects of clusters apart from the residuals they are taken off; splits are
 * averaged.
 * Source: Abadie, Athey, Imbens & Wooldridge (2023), Quarterly Journal of Economics 138(1), doi:10.1093/qje/qjac038.
 */

import type { Engine } from "../../../engine/kernels/engine.js";
import { groupCounts, groupSums } from "../../../engine/kernels/groups.js";

/** Outcome less its mean, treatment of 0 and 1, and clusters, by row. */
export interface Experiment {
  readonly y: Float64Array;
  readonly treatment: Uint8Array;
  readonly clusters: Uint32Array;
  readonly nClusters: number;
}

/** The variance by one split: rows with a 1 estimate effects, the others are judged by them. NaN where a side lacks treated or untreated rows. */
export function splitVariance(
  engine: Engine,
  { y, treatment, clusters, nClusters }: Experiment,
  split: Uint8Array,
): number {
  const cells = Uint32Array.from(clusters, (c, i) => 4 * c + 2 * split[i]! + treatment[i]!);
  const nCells = 4 * nClusters;
  const counts = groupCounts(engine, cells, nCells);
  const sums = groupSums(engine, y, cells, nCells);
  const squares = groupSums(
    engine,
    y.map((value) => value * value),
    cells,
    nCells,
  );
  const at = (c: number, part: number, w: number): number => 4 * c + 2 * part + w;
  const clustersOf = Array.from({ length: nClusters }, (_, c) => c);
  const total = (of: ArrayLike<number>, part: number, w: number) =>
    clustersOf.reduce((sum, c) => sum + of[at(c, part, w)]!, 0);
  const [untreated, treated] = [0, 1].map((w) => total(counts, 1, w)) as [number, number];
  const alpha = total(sums, 1, 0) / untreated;
  const tau = total(sums, 1, 1) / treated - alpha;
  const share = treated / (treated + untreated);
  const spread = share * (1 - share);
  const n = y.length;
  const judged = (n - treated - untreated) / n;
  let variance = 0;
  for (const c of clustersOf) {
    const [n0, n1] = [counts[at(c, 1, 0)]!, counts[at(c, 1, 1)]!];
    const own = n0 > 0 && n1 > 0 ? sums[at(c, 1, 1)]! / n1 - sums[at(c, 1, 0)]! / n0 : tau;
    const taken = (own - tau) * spread;
    let [sum, square] = [0, 0];
    for (const w of [0, 1]) {
      const [rows, line, scale] = [counts[at(c, 0, w)]!, alpha + tau * w, w - share];
      const residuals = sums[at(c, 0, w)]! - rows * line;
      const squared = squares[at(c, 0, w)]! - 2 * line * sums[at(c, 0, w)]! + rows * line * line;
      sum += scale * residuals - rows * taken;
      square += scale * scale * squared - 2 * taken * scale * residuals + rows * taken * taken;
    }
    variance += (sum * sum - (1 - judged) * square) / (judged * judged);
  }
  return variance / (n * n * spread * spread);
}
