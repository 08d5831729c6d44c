/**
 * d'V^-1 d for a small symmetric V that must be positive definite: what tests of instruments divide by. A
 * covariance that is not (fewer clusters than instruments, or two clusterings) gives null, never a number.
 */

/** A pivot at most this share of its diagonal is rounding: the score is a combination of earlier ones. */
const PIVOT_SHARE = 1e-12;

/** Cholesky factor of V, lower and column-major, or null when V is not positive definite to `PIVOT_SHARE`. */
export function definiteFactor(V: Float64Array, order: number): Float64Array | null {
  const L = new Float64Array(order * order);
  for (let j = 0; j < order; j++) {
    for (let i = j; i < order; i++) {
      let sum = V[j * order + i]!;
      for (let l = 0; l < j; l++) sum -= L[l * order + i]! * L[l * order + j]!;
      if (i > j) L[j * order + i] = sum / L[j * order + j]!;
      else if (sum > PIVOT_SHARE * V[j * order + j]!) L[j * order + j] = Math.sqrt(sum);
      else return null;
    }
  }
  return L;
}

/** d'V^-1 d, or null when V is not positive definite. */
export function definiteForm(V: Float64Array, d: Float64Array): number | null {
  const order = d.length;
  const L = definiteFactor(V, order);
  if (L === null) return null;
  const z = new Float64Array(order);
  let form = 0;
  for (let i = 0; i < order; i++) {
    let sum = d[i]!;
    for (let l = 0; l < i; l++) sum -= L[l * order + i]! * z[l]!;
    z[i] = sum / L[i * order + i]!;
    form += z[i]! * z[i]!;
  }
  return form;
}

/** w'V w of a symmetric V. */
export function symmetricForm(V: Float64Array, w: Float64Array): number {
  const order = w.length;
  let form = 0;
  for (let j = 0; j < order; j++) for (let i = 0; i < order; i++) form += w[i]! * V[j * order + i]! * w[j]!;
  return form;
}
