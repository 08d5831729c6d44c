/**
 * Plain TypeScript references of the compensated kernels: the obvious loops, in doubles. That the kernels have more
 * digits is for tests with exact fractions to show.
 */
import type { Arrays } from "../cases/row.js";

export function compensatedProducts({ n, stride, k, withLow, X, low, XtX }: Arrays<"compensatedProducts">): number {
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

export function compensatedResiduals(given: Arrays<"compensatedResiduals">): number {
  const { n, stride, k, withLow, X, low, y, yLow, beta, betaLow, out } = given;
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
