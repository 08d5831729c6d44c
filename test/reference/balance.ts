/**
 * Plain TypeScript references of the balance kernels: sums in row order, distribution functions by definition.
 */
import type { Arrays } from "../cases/row.js";

export function weightedMoments({ n, stride, k, q, X, W, centres, moments }: Arrays<"weightedMoments">): number {
  moments.fill(0);
  for (let g = 0; g < q; g++) {
    for (let i = 0; i < n; i++) {
      const w = W[i + g * stride]!;
      moments[2 * g]! += w;
      moments[2 * g + 1]! += w * w;
      for (let j = 0; j < k; j++) {
        const deviation = X[i + j * stride]! - centres[j * q + g]!;
        moments[2 * q * (1 + j) + 2 * g]! += w * deviation;
        moments[2 * q * (1 + j) + 2 * g + 1]! += w * deviation * deviation;
      }
    }
  }
  return 0;
}

export function ksDistance({ n, total1, total2, x, w }: Arrays<"ksDistance">): number {
  const rows = Array.from({ length: n }, (_, i) => i).filter((i) => w[i] !== 0);
  if (!(total1 > 0) || !(total2 > 0) || rows.some((i) => Number.isNaN(x[i]!))) return Number.NaN;
  let largest = 0;
  for (const value of new Set(rows.map((i) => x[i]!))) {
    let [below1, below2] = [0, 0];
    for (const i of rows) {
      if (x[i]! > value) continue;
      if (w[i]! > 0) below1 += w[i]!;
      else below2 -= w[i]!;
    }
    largest = Math.max(largest, Math.abs(below1 / total1 - below2 / total2));
  }
  return largest;
}
