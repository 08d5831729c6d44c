/**
 * Layer kernels. Plain TypeScript twins of the blas kernels: the obvious loop, no order of summation promised.
 */

export function ddot(n: number, x: Float64Array, y: Float64Array, _work: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += x[i]! * y[i]!;
  return sum;
}
