/**
 * Equations of a small symmetric positive matrix, solved by the root of it scaled to a diagonal of 1: how near to singular it is does not
 * depend on units. Knows no estimator.
 */

/** A pivot of the scaled matrix below which rows depend on each other. */
const DEPENDENT = 1e-10;

/** Solves S x = b for the k rows and columns that `at` gives; null where they depend on each other. */
export function solver(at: (i: number, j: number) => number, k: number): ((b: Float64Array) => Float64Array) | null {
  const scale = Float64Array.from({ length: k }, (_, j) => Math.sqrt(at(j, j)));
  if (!scale.every((one) => one > 0)) return null;
  const L = new Float64Array(k * k);
  for (let j = 0; j < k; j++) {
    for (let i = j; i < k; i++) {
      let sum = at(i, j) / scale[i]! / scale[j]!;
      for (let c = 0; c < j; c++) sum -= L[i * k + c]! * L[j * k + c]!;
      if (i === j && !(sum > DEPENDENT)) return null;
      L[i * k + j] = i === j ? Math.sqrt(sum) : sum / L[j * k + j]!;
    }
  }
  return (b) => {
    const x = Float64Array.from(b, (value, i) => value / scale[i]!);
    for (let i = 0; i < k; i++) {
      for (let j = 0; j < i; j++) x[i]! -= L[i * k + j]! * x[j]!;
      x[i]! /= L[i * k + i]!;
    }
    for (let i = k - 1; i >= 0; i--) {
      for (let j = i + 1; j < k; j++) x[i]! -= L[j * k + i]! * x[j]!;
      x[i]! /= L[i * k + i]!;
    }
    return x.map((value, i) => value / scale[i]!);
  };
}
