/**
 * Layer kernels. Plain TypeScript twins of the covariance kernels.
 */

export function hcMeat(
  n: number,
  k: number,
  X: Float64Array,
  u: Float64Array,
  meat: Float64Array,
  _work: Float64Array,
): number {
  for (let a = 0; a < k; a++) {
    for (let b = 0; b < k; b++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += u[i]! ** 2 * X[i + a * n]! * X[i + b * n]!;
      meat[a + b * k] = sum;
    }
  }
  return 0;
}

export function clusterScores(
  n: number,
  k: number,
  nClusters: number,
  X: Float64Array,
  u: Float64Array,
  codes: Uint32Array,
  scores: Float64Array,
): number {
  if (codes.some((code) => code >= nClusters)) return -6;
  for (let i = 0; i < n; i++) {
    const at = codes[i]! * k;
    for (let j = 0; j < k; j++) scores[at + j] = scores[at + j]! + X[i + j * n]! * u[i]!;
  }
  return 0;
}

export function clusterMeat(
  nClusters: number,
  k: number,
  scores: Float64Array,
  meat: Float64Array,
  _work: Float64Array,
): number {
  for (let a = 0; a < k; a++) {
    for (let b = 0; b < k; b++) {
      let sum = 0;
      for (let g = 0; g < nClusters; g++) sum += scores[g * k + a]! * scores[g * k + b]!;
      meat[a + b * k] = sum;
    }
  }
  return 0;
}
