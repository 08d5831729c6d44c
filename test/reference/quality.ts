/**
 * References of the quality kernels, in plain TypeScript: passes over rows.
 */
import { MISSING_CODE } from "../../src/base/columns.js";
import type { Arrays } from "../cases/row.js";

/** Numbers of a group of `aggregateMeans`, side by side. */
const WIDTH = 5;
const [MEAN, PLAIN_MEAN, WEIGHT_SUM, SHARE_SUM, COUNT] = [0, 1, 2, 3, 4];

/** Least and greatest of each group side by side in `work`, then every row by its group's range. */
export function minMaxWithin({ n, nGroups, x, codes, out, work }: Arrays<"minMaxWithin">): number {
  for (let g = 0; g < nGroups; g++) {
    work[2 * g] = Number.POSITIVE_INFINITY;
    work[2 * g + 1] = Number.NEGATIVE_INFINITY;
  }
  for (let i = 0; i < n; i++) {
    const g = codes[i]!;
    if (g >= nGroups) return -4;
    const value = x[i]!;
    if (value < work[2 * g]!) work[2 * g] = value;
    if (value > work[2 * g + 1]!) work[2 * g + 1] = value;
  }
  let degenerate = 0;
  for (let g = 0; g < nGroups; g++) {
    const range = work[2 * g + 1]! - work[2 * g]!;
    if (range === 0) degenerate++;
    work[2 * g + 1] = range;
  }
  for (let i = 0; i < n; i++) {
    const g = codes[i]!;
    out[i] = Math.abs((x[i]! - work[2 * g]!) / work[2 * g + 1]!);
  }
  return degenerate;
}

/** Weights by group, then shares and their products by group, in row order. */
export function weightedGroupMeans(given: Arrays<"weightedGroupMeans">): number {
  const { n, nGroups, x, w, codes, mean, weightSum, shareSum, count } = given;
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

/** Weights and counts by group, then shares and their products, in row order. */
export function aggregateMeans({ n, nGroups, x, w, codes, stats, excluded }: Arrays<"aggregateMeans">): number {
  stats.fill(0, 0, WIDTH * nGroups);
  excluded.fill(0, 0, 2);
  for (let i = 0; i < n; i++) {
    const g = codes[i]!;
    if (g >= nGroups && g !== MISSING_CODE) return -5;
    if (Number.isNaN(x[i]!)) excluded[0]!++;
    else if (g === MISSING_CODE) excluded[1]!++;
    else {
      stats[WIDTH * g + WEIGHT_SUM]! += w[i]!;
      stats[WIDTH * g + COUNT]!++;
    }
  }
  for (let i = 0; i < n; i++) {
    const g = codes[i]!;
    const value = x[i]!;
    if (Number.isNaN(value) || g === MISSING_CODE) continue;
    const share = w[i]! / stats[WIDTH * g + WEIGHT_SUM]!;
    stats[WIDTH * g + MEAN]! += share * value;
    stats[WIDTH * g + PLAIN_MEAN]! += (1 / stats[WIDTH * g + COUNT]!) * value;
    stats[WIDTH * g + SHARE_SUM]! += share;
  }
  for (let g = 0; g < nGroups; g++) {
    if (stats[WIDTH * g + COUNT] !== 0) continue;
    stats[WIDTH * g + MEAN] = Number.NaN;
    stats[WIDTH * g + PLAIN_MEAN] = Number.NaN;
  }
  return 0;
}

export function rescaleWithin({ nGroups, x, codes, low, high, out }: Arrays<"rescaleWithin">): number {
  if (codes.some((g) => g >= nGroups)) return -4;
  let clipped = 0;
  codes.forEach((g, i) => {
    const [least, greatest] = [low[g]!, high[g]!];
    const isValue = !Number.isNaN(x[i]!) && greatest > least;
    const place = isValue ? (x[i]! - least) / (greatest - least) : Number.NaN;
    if (isValue && (x[i]! < least || x[i]! > greatest)) clipped++;
    out[i] = Math.min(1, Math.max(0, place));
  });
  return clipped;
}
