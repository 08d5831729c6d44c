/**
 * `weightedGroupMeans` in TypeScript by the kernel's method, two passes over rows; its twin makes lists.
 */

/** Weights by group, then shares and their products by group, in row order. */
export function weightedGroupMeans(
  n: number,
  nGroups: number,
  x: Float64Array,
  w: Float64Array,
  codes: Uint32Array,
  mean: Float64Array,
  weightSum: Float64Array,
  shareSum: Float64Array,
  count: Uint32Array,
): number {
  for (const array of [mean, weightSum, shareSum, count]) array.fill(0, 0, nGroups);
  for (let i = 0; i < n; i++) {
    const g = codes[i]!;
    if (g >= nGroups) return -5;
    if (Number.isNaN(x[i]!)) continue;
    weightSum[g] = weightSum[g]! + w[i]!;
    count[g] = count[g]! + 1;
  }
  for (let i = 0; i < n; i++) {
    const value = x[i]!;
    if (Number.isNaN(value)) continue;
    const g = codes[i]!;
    const share = w[i]! / weightSum[g]!;
    mean[g] = mean[g]! + share * value;
    shareSum[g] = shareSum[g]! + share;
  }
  for (let g = 0; g < nGroups; g++) if (count[g] === 0) mean[g] = Number.NaN;
  return 0;
}
