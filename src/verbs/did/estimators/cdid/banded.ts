/**
 * Equations of a symmetric positive matrix that is 0 off a band about its diagonal, as products of functions of local support are, solved by
 * the root of it scaled to a diagonal of 1: how near to singular it is does not depend on units. Knows no functions.
 * Source: Golub & Van Loan (2013), Matrix Computations, 4.3.
 */

/** A pivot of the scaled matrix below which rows depend on each other. */
const DEPENDENT = 1e-10;

/**
 * Solves S x = b in place of b; null where rows of S depend on each other.
 *
 * @param band f64[size * width], S[j, j + d] at j * width + d
 */
export function bandedSolver(band: Float64Array, size: number, width: number): ((b: Float64Array) => void) | null {
  const scale = Float64Array.from({ length: size }, (_, j) => Math.sqrt(band[j * width]!));
  if (!scale.every((one) => one > 0)) return null;
  // L[i, j] at j * width + i - j
  const L = new Float64Array(size * width);
  for (let j = 0; j < size; j++) {
    for (let i = j; i < Math.min(j + width, size); i++) {
      let sum = band[j * width + i - j]! / scale[i]! / scale[j]!;
      for (let c = Math.max(0, i - width + 1); c < j; c++) sum -= L[c * width + i - c]! * L[c * width + j - c]!;
      if (i === j && !(sum > DEPENDENT)) return null;
      L[j * width + i - j] = i === j ? Math.sqrt(sum) : sum / L[j * width]!;
    }
  }
  return (x) => {
    for (let i = 0; i < size; i++) {
      let sum = x[i]! / scale[i]!;
      for (let j = Math.max(0, i - width + 1); j < i; j++) sum -= L[j * width + i - j]! * x[j]!;
      x[i] = sum / L[i * width]!;
    }
    for (let i = size - 1; i >= 0; i--) {
      let sum = x[i]!;
      for (let j = i + 1; j < Math.min(i + width, size); j++) sum -= L[i * width + j - i]! * x[j]!;
      x[i] = sum / L[i * width]!;
    }
    for (let i = 0; i < size; i++) x[i]! /= scale[i]!;
  };
}
