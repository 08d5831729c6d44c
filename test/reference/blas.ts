/**
 * Plain TypeScript references of the blas kernels: the obvious loop, no order of summation promised.
 */
import type { Arrays } from "../cases/row.js";

export function ddot({ n, x, y }: Arrays<"ddot">): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += x[i]! * y[i]!;
  return sum;
}

export function crossProducts({ n, stride, k, X, XtX }: Arrays<"crossProducts">): number {
  for (let a = 0; a < k; a++) {
    for (let b = 0; b < k; b++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += X[i + a * stride]! * X[i + b * stride]!;
      XtX[a + b * k] = sum;
    }
  }
  return 0;
}

export function linearCombinations({ n, stride, outStride, p, q, A, C, out }: Arrays<"linearCombinations">): number {
  for (let t = 0; t < q; t++) {
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < p; j++) sum += A[i + j * stride]! * C[j + t * p]!;
      out[i + t * outStride] = sum;
    }
  }
  return 0;
}

export function residuals({ n, k, X, y, beta, out }: Arrays<"residuals">): number {
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < k; j++) sum += X[i + j * n]! * beta[j]!;
    out[i] = y[i]! - sum;
  }
  return 0;
}

export function scaleRows({ n, k, s, X }: Arrays<"scaleRows">): number {
  for (let j = 0; j < k; j++) {
    for (let i = 0; i < n; i++) X[i + j * n] = X[i + j * n]! * s[i]!;
  }
  return 0;
}

export function columnNorms({ n, k, X, out }: Arrays<"columnNorms">): number {
  for (let j = 0; j < k; j++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += X[i + j * n]! ** 2;
    out[j] = Math.sqrt(sum);
  }
  return 0;
}

export function centredSumOfSquares({ n, weighted, x, w }: Arrays<"centredSumOfSquares">): number {
  let weight = 0;
  let total = 0;
  for (let i = 0; i < n; i++) {
    const weightOfRow = weighted ? w[i]! : 1;
    weight += weightOfRow;
    total += weightOfRow * x[i]!;
  }
  if (weight === 0) return 0;
  const mean = total / weight;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += (weighted ? w[i]! : 1) * (x[i]! - mean) ** 2;
  return sum;
}

export function sumParts({ nParts, size, low, high, parts }: Arrays<"sumParts">): number {
  if (low > high || high > size) return -4;
  for (let step = 1; step < nParts; step *= 2) {
    for (let part = 0; part + step < nParts; part += 2 * step) {
      for (let i = low; i < high; i++) parts[part * size + i]! += parts[(part + step) * size + i]!;
    }
  }
  return 0;
}

export function countNotFinite({ n, x }: Arrays<"countNotFinite">): number {
  let count = 0;
  for (let i = 0; i < n; i++) if (!Number.isFinite(x[i]!)) count++;
  return count;
}
