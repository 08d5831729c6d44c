/**
 * Estimates of one number by several comparisons, put together by the weights of least variance: the generalised method of moments with as
 * many conditions as comparisons. Knows no comparison.
 * Source: Ortiz-Villavicencio & Sant'Anna (2025), doi:10.48550/arXiv.2505.09942, section 4.
 */
import { crossProducts } from "../../../../engine/kernels/blas.js";
import type { Engine } from "../../../../engine/kernels/engine.js";

export interface Combined {
  readonly effect: number;
  readonly influence: Float64Array;
  readonly weights: readonly number[];
  readonly errors: readonly number[];
  /** Whether the influences depend on each other, so that all count alike. */
  readonly isEven: boolean;
}

/** A pivot of the covariance, in the scale of its diagonal, below which comparisons depend on each other. */
const DEPENDENT = 1e-10;

/** @param influences of the clusters on each effect, f64[n * effects], column-major */
export function combined(engine: Engine, effects: readonly number[], influences: Float64Array): Combined {
  const m = effects.length;
  const n = influences.length / m;
  const covariance = crossProducts(engine, n, m, influences);
  const found = leastVariance(covariance, m);
  const weights = found ?? effects.map(() => 1 / m);
  const influence = new Float64Array(n);
  let effect = 0;
  weights.forEach((weight, c) => {
    effect += weight * effects[c]!;
    for (let i = 0; i < n; i++) influence[i]! += weight * influences[c * n + i]!;
  });
  const errors = effects.map((_, c) => Math.sqrt(covariance[c * m + c]!));
  return { effect, influence, weights, errors, isEven: found === null };
}

/** Weights S^-1 1 / (1' S^-1 1); null where S has no inverse. By the triangle of S scaled to a diagonal of 1. */
function leastVariance(S: Float64Array, m: number): number[] | null {
  const scale = Array.from({ length: m }, (_, j) => Math.sqrt(S[j * m + j]!));
  if (!scale.every((one) => one > 0)) return null;
  const L = new Float64Array(m * m);
  for (let j = 0; j < m; j++) {
    for (let i = j; i < m; i++) {
      let sum = S[i * m + j]! / scale[i]! / scale[j]!;
      for (let k = 0; k < j; k++) sum -= L[i * m + k]! * L[j * m + k]!;
      if (i === j && !(sum > DEPENDENT)) return null;
      L[i * m + j] = i === j ? Math.sqrt(sum) : sum / L[j * m + j]!;
    }
  }
  const solved = scale.map((one) => 1 / one);
  for (let i = 0; i < m; i++) {
    for (let k = 0; k < i; k++) solved[i]! -= L[i * m + k]! * solved[k]!;
    solved[i]! /= L[i * m + i]!;
  }
  for (let i = m - 1; i >= 0; i--) {
    for (let k = i + 1; k < m; k++) solved[i]! -= L[k * m + i]! * solved[k]!;
    solved[i]! /= L[i * m + i]!;
  }
  const raw = solved.map((value, j) => value / scale[j]!);
  const total = raw.reduce((sum, value) => sum + value, 0);
  return raw.map((value) => value / total);
}
