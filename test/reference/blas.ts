/**
 * Plain TypeScript twins of the blas kernels: the obvious loop, no order of summation promised.
 */

export function ddot(n: number, x: Float64Array, y: Float64Array, _work: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += x[i]! * y[i]!;
  return sum;
}

export function crossProducts(
  n: number,
  stride: number,
  k: number,
  X: Float64Array,
  XtX: Float64Array,
  _work: Float64Array,
): number {
  for (let a = 0; a < k; a++) {
    for (let b = 0; b < k; b++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += X[i + a * stride]! * X[i + b * stride]!;
      XtX[a + b * k] = sum;
    }
  }
  return 0;
}

export function linearCombinations(
  n: number,
  stride: number,
  outStride: number,
  p: number,
  q: number,
  A: Float64Array,
  C: Float64Array,
  out: Float64Array,
): number {
  for (let t = 0; t < q; t++) {
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < p; j++) sum += A[i + j * stride]! * C[j + t * p]!;
      out[i + t * outStride] = sum;
    }
  }
  return 0;
}

export function residuals(
  n: number,
  k: number,
  X: Float64Array,
  y: Float64Array,
  beta: Float64Array,
  out: Float64Array,
): number {
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < k; j++) sum += X[i + j * n]! * beta[j]!;
    out[i] = y[i]! - sum;
  }
  return 0;
}

export function scaleRows(n: number, k: number, s: Float64Array, X: Float64Array): number {
  for (let j = 0; j < k; j++) {
    for (let i = 0; i < n; i++) X[i + j * n] = X[i + j * n]! * s[i]!;
  }
  return 0;
}

export function columnNorms(n: number, k: number, X: Float64Array, out: Float64Array, _work: Float64Array): number {
  for (let j = 0; j < k; j++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += X[i + j * n]! ** 2;
    out[j] = Math.sqrt(sum);
  }
  return 0;
}

export function centredSumOfSquares(
  n: number,
  weighted: number,
  x: Float64Array,
  w: Float64Array,
  _work: Float64Array,
): number {
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

export function sumParts(nParts: number, size: number, low: number, high: number, parts: Float64Array): number {
  if (low > high || high > size) return -4;
  for (let step = 1; step < nParts; step *= 2) {
    for (let part = 0; part + step < nParts; part += 2 * step) {
      for (let i = low; i < high; i++) parts[part * size + i]! += parts[(part + step) * size + i]!;
    }
  }
  return 0;
}

export function countNotFinite(n: number, x: Float64Array): number {
  let count = 0;
  for (let i = 0; i < n; i++) if (!Number.isFinite(x[i]!)) count++;
  return count;
}
