/**
 * Plain TypeScript references of the kernels of quality in a draw: the definitions as written.
 */
import type { Arrays } from "../cases/row.js";

export function drawnRows(given: Arrays<"drawnRows">): number {
  const { n, q, recursive, levels, codes, clusters, counts, weights, levelCounts } = given;
  for (let i = 0; i < n; i++) weights[i] = counts[clusters[i]!]!;
  let dropped = 0;
  for (let goesOn = true; goesOn; ) {
    countLevels(n, q, levels, codes, weights, levelCounts);
    const single =
      recursive === 0 ? -1 : weights.findIndex((w, i) => w === 1 && isAlone(n, levels, codes, levelCounts, i));
    goesOn = single >= 0;
    if (goesOn) {
      weights[single] = 0;
      dropped++;
    }
  }
  return dropped;
}

function countLevels(
  n: number,
  q: number,
  levels: Uint32Array,
  codes: Uint32Array,
  weights: Float64Array,
  levelCounts: Uint32Array,
): void {
  levelCounts.fill(0);
  for (let e = 0, base = 0; e < q; base += levels[e++]!) {
    for (let i = 0; i < n; i++) levelCounts[base + codes[e * n + i]!]! += weights[i]!;
  }
}

function isAlone(n: number, levels: Uint32Array, codes: Uint32Array, levelCounts: Uint32Array, i: number): boolean {
  for (let e = 0, base = 0; e < levels.length; base += levels[e++]!) {
    if (levelCounts[base + codes[e * n + i]!] === 1) return true;
  }
  return false;
}

export function weightedGroupIv(given: Arrays<"weightedGroupIv">): number {
  const { low, high, offsets, order, w, q, p, z, p0, z0, out } = given;
  for (let g = low; g < high; g++) {
    const rows = [...order.subarray(offsets[g]!, offsets[g + 1]!)].filter((i) => w[i]! > 0);
    const dot = (a: Float64Array, b: Float64Array): number => rows.reduce((sum, i) => sum + w[i]! * a[i]! * b[i]!, 0);
    const weight = rows.reduce((sum, i) => sum + w[i]!, 0);
    out.set([weight, dot(p, p), dot(p, q), dot(z, z), dot(z, p), dot(z, q), dot(p0, p0), dot(z0, z0)], g * 8);
  }
  return 0;
}

export function drawnQuality({ n, q, p, groups, sigma, w, value, quality, weights }: Arrays<"drawnQuality">): number {
  for (let i = 0; i < n; i++) {
    const s = sigma[groups[i]!]!;
    quality[i] = w[i]! > 0 ? (q[i]! + s * p[i]!) / (s - 1) : Number.NaN;
    weights[i] = w[i]! * value[i]!;
  }
  return 0;
}
