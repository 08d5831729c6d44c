/**
 * Normal equations of a few regressors: regressors that follow from those before them are left out.
 */

/** What is left of a regressor, beside those before it, below this share of its own is rounding. */
const COLLINEAR = 1e-10;

export interface Solved {
  /** 0 of regressors left out. */
  readonly coefficients: Float64Array;
  readonly dropped: readonly number[];
  /** Solves for another right-hand side. */
  solve(right: Float64Array): Float64Array;
}

/** Of the products f64[q * q] of q - 1 regressors and, last, an outcome. */
export function solveNormal(products: Float64Array, q: number): Solved {
  const n = q - 1;
  const L = new Float64Array(n * n);
  const dropped: number[] = [];
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let value = products[i * q + j]!;
      for (let k = 0; k < j; k++) value -= L[i * n + k]! * L[j * n + k]!;
      if (i > j) {
        L[i * n + j] = L[j * n + j] === 0 ? 0 : value / L[j * n + j]!;
        continue;
      }
      const own = products[j * q + j]!;
      if (value > COLLINEAR * own) L[j * n + j] = Math.sqrt(value);
      else dropped.push(j);
    }
  }
  const solve = (right: Float64Array): Float64Array => {
    const z = right.slice(0, n);
    for (let j = 0; j < n; j++) {
      for (let k = 0; k < j; k++) z[j]! -= L[j * n + k]! * z[k]!;
      z[j] = L[j * n + j] === 0 ? 0 : z[j]! / L[j * n + j]!;
    }
    for (let j = n - 1; j >= 0; j--) {
      for (let i = j + 1; i < n; i++) z[j]! -= L[i * n + j]! * z[i]!;
      z[j] = L[j * n + j] === 0 ? 0 : z[j]! / L[j * n + j]!;
    }
    return z;
  };
  const right = Float64Array.from({ length: n }, (_, j) => products[n * q + j]!);
  return { coefficients: solve(right), dropped, solve };
}
