/**
 * What is counted of clusters beside their blocks: rows, levels of an effect, weights by level. Plain passes
 * over codes.
 */
import type { Category } from "../../base/columns.js";

type Clusters = Pick<Category, "codes" | "nLevels">;

/** Rows of each cluster. */
export function rowsByCluster({ codes, nLevels }: Clusters): Float64Array {
  const rows = new Float64Array(nLevels);
  for (let i = 0; i < codes.length; i++) rows[codes[i]!]!++;
  return rows;
}

/** Levels of an effect nested in the clusters that each has. */
export function levelsByCluster(effect: Category, clusters: Clusters): Float64Array {
  const levels = new Float64Array(clusters.nLevels);
  const seen = new Uint8Array(effect.nLevels);
  for (let i = 0; i < effect.codes.length; i++) {
    const level = effect.codes[i]!;
    if (seen[level] === 1) continue;
    seen[level] = 1;
    levels[clusters.codes[i]!]!++;
  }
  return levels;
}

/** Sums of weights by cluster and level of several effects, f64[nClusters*m], by cluster; levels numbered through. */
export function weightsByLevel(
  effects: readonly Category[],
  clusters: Clusters,
  weights: Float64Array | null,
): Float64Array {
  const m = effects.reduce((sum, { nLevels }) => sum + nLevels, 0);
  const sums = new Float64Array(clusters.nLevels * m);
  let first = 0;
  for (const { codes, nLevels } of effects) {
    for (let i = 0; i < codes.length; i++) {
      sums[clusters.codes[i]! * m + first + codes[i]!]! += weights === null ? 1 : weights[i]!;
    }
    first += nLevels;
  }
  return sums;
}

/** Columns first .. first + count - 1 of each cluster's `stride` numbers. */
export function columnsOf(
  values: ArrayLike<number>,
  nClusters: number,
  stride: number,
  first: number,
  count: number,
): Float64Array {
  const out = new Float64Array(nClusters * count);
  for (let c = 0; c < nClusters; c++) {
    for (let j = 0; j < count; j++) out[c * count + j] = values[c * stride + first + j]!;
  }
  return out;
}
