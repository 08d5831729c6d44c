/**
 * Plain TypeScript twins of the compensated kernels: the obvious loops, in doubles. That the kernels have more
 * digits is for tests with exact fractions to show.
 */

export function compensatedProducts(
  n: number,
  stride: number,
  k: number,
  withLow: number,
  X: Float64Array,
  low: Float64Array,
  XtX: Float64Array,
  _work: Float64Array,
): number {
  const at = (i: number, j: number) => X[i + j * stride]! + (withLow ? low[i + j * stride]! : 0);
  for (let a = 0; a < k; a++) {
    for (let b = 0; b < k; b++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += at(i, a) * at(i, b);
      XtX[2 * (a + b * k)] = sum;
      XtX[2 * (a + b * k) + 1] = 0;
    }
  }
  return 0;
}

export function compensatedResiduals(
  n: number,
  stride: number,
  k: number,
  withLow: number,
  X: Float64Array,
  low: Float64Array,
  y: Float64Array,
  yLow: Float64Array,
  beta: Float64Array,
  betaLow: Float64Array,
  out: Float64Array,
): number {
  for (let i = 0; i < n; i++) {
    let left = y[i]! + (withLow ? yLow[i]! : 0);
    for (let j = 0; j < k; j++) {
      const x = X[i + j * stride]! + (withLow ? low[i + j * stride]! : 0);
      left -= x * (beta[j]! + betaLow[j]!);
    }
    out[i] = left;
  }
  return 0;
}
