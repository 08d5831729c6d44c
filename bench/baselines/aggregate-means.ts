/**
 * `aggregateMeans` in TypeScript by the kernel's method, two passes over rows; its twin makes lists.
 */
import { MISSING_CODE } from "../../src/base/columns.js";

/** Numbers of a group, side by side. */
const WIDTH = 5;
const [MEAN, PLAIN_MEAN, WEIGHT_SUM, SHARE_SUM, COUNT] = [0, 1, 2, 3, 4];

/** Weights and counts by group, then shares and their products, in row order. */
export function aggregateMeans(
  n: number,
  nGroups: number,
  x: Float64Array,
  w: Float64Array,
  codes: Uint32Array,
  stats: Float64Array,
  excluded: Uint32Array,
): number {
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
