/**
 * Estimates of one number by several comparisons, put together by the weights of least variance: the generalised method of moments with as
 * many conditions as comparisons. Knows no comparison.
 * Source: Ortiz-Villavicencio & Sant'Anna (2025), doi:10.48550/arXiv.2505.09942, section 4.
 */
import { crossProducts } from "../../../../engine/kernels/blas.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import { solver } from "../../shared/scaled-root.js";

export interface Combined {
  readonly effect: number;
  readonly influence: Float64Array;
  readonly weights: readonly number[];
  readonly errors: readonly number[];
  /** Whether the influences depend on each other, so that all count alike. */
  readonly isEven: boolean;
}

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

/** Weights S^-1 1 / (1' S^-1 1); null where S has no inverse. */
function leastVariance(S: Float64Array, m: number): number[] | null {
  const solve = solver((i, j) => S[i * m + j]!, m);
  if (solve === null) return null;
  const raw = Array.from(solve(new Float64Array(m).fill(1)));
  const total = raw.reduce((sum, value) => sum + value, 0);
  return raw.map((value) => value / total);
}
