/**
 * Layer kernels. Plain TypeScript twins of the balance kernels: sums in row order, distribution functions by definition.
 */

export function weightedMoments(
  n: number,
  stride: number,
  k: number,
  q: number,
  X: Float64Array,
  W: Float64Array,
  centres: Float64Array,
  moments: Float64Array,
  _work: Float64Array,
): number {
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

export function ksDistance(
  n: number,
  total1: number,
  total2: number,
  x: Float64Array,
  first: Float64Array,
  second: Float64Array,
  _keys: Float64Array,
  _order: Uint32Array,
): number {
  if (!(total1 > 0) || !(total2 > 0) || x.some(Number.isNaN)) return Number.NaN;
  let largest = 0;
  for (let at = 0; at < n; at++) {
    let [below1, below2] = [0, 0];
    for (let i = 0; i < n; i++) {
      if (x[i]! <= x[at]!) {
        below1 += first[i]!;
        below2 += second[i]!;
      }
    }
    largest = Math.max(largest, Math.abs(below1 / total1 - below2 / total2));
  }
  return largest;
}
