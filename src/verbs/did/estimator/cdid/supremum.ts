/**
 * Quantiles of the largest of many studentized numbers that are linear in a few, by draws of multipliers of the clusters: critical values of
 * bands and of contrasts between sieves. Multipliers are standard normal. The few are drawn once, whatever is asked of them.
 */
import { quantile } from "../../../../base/numbers.js";
import { linearCombinations, linearCombinationsBlock } from "../../../../engine/kernels/blas.js";
import { PURPOSE, philoxNormal } from "../../../../engine/kernels/cluster-draws.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import type { DidRun } from "../estimator.js";

/** Draws made together. */
const TOGETHER = 64;

/** Draws of p numbers, f64[p * draws], column-major: a draw a column. */
export interface Draws {
  readonly p: number;
  readonly count: number;
  readonly all: Float64Array;
}

/** Draws of the p numbers whose influences these are, f64[clusters * p], each cluster's times a standard normal. */
export function drawn(
  engine: Engine,
  influence: Float64Array,
  p: number,
  count: number,
  seed: number,
  { signal }: Pick<DidRun, "signal"> = {},
): Draws {
  const n = influence.length / p;
  const across = new Float64Array(n * p);
  for (let j = 0; j < p; j++) for (let i = 0; i < n; i++) across[i * p + j] = influence[j * n + i]!;
  const all = new Float64Array(p * count);
  engine.scope((scope) => {
    const A = scope.copyF64(across);
    for (let first = 0; first < count; first += TOGETHER) {
      signal?.throwIfAborted();
      const some = Math.min(TOGETHER, count - first);
      scope.scope((inner) => {
        const normals = inner.f64(n * some);
        for (let d = 0; d < some; d++) {
          const stream = { seed, replication: first + d, purpose: PURPOSE.doseBands };
          normals
            .part(d * n, n)
            .view()
            .set(philoxNormal(engine, n, stream));
        }
        all.set(linearCombinationsBlock(engine, inner, p, n, some, A, normals).view(), first * p);
      });
    }
  });
  return { p, count, all };
}

/** Standard errors of combinations of p numbers with this covariance; `gradient` f64[p * q], column-major. */
export function errorsOf(gradient: Float64Array, covariance: Float64Array, p: number): Float64Array {
  return Float64Array.from({ length: gradient.length / p }, (_, q) => {
    const own = gradient.subarray(q * p, (q + 1) * p);
    let sum = 0;
    for (let i = 0; i < p; i++) {
      if (own[i] === 0) continue;
      let half = 0;
      for (let j = 0; j < p; j++) half += covariance[i * p + j]! * own[j]!;
      sum += own[i]! * half;
    }
    return Math.sqrt(Math.max(0, sum));
  });
}

/** The `level` quantile, over draws, of the largest |combination| over its error; combinations without an error are left out. */
export function supremum(
  engine: Engine,
  { p, count, all }: Draws,
  gradient: Float64Array,
  errors: Float64Array,
  level: number,
): number {
  const kept = Array.from(errors.keys()).filter((q) => errors[q]! > 0);
  if (kept.length === 0) return 0;
  const m = kept.length;
  const scaled = new Float64Array(m * p);
  kept.forEach((q, r) => {
    for (let i = 0; i < p; i++) scaled[i * m + r] = gradient[q * p + i]! / errors[q]!;
  });
  const made = linearCombinations(engine, m, p, count, scaled, all);
  const largest = Float64Array.from({ length: count }, (_, d) => {
    let most = 0;
    for (let r = 0; r < m; r++) most = Math.max(most, Math.abs(made[d * m + r]!));
    return most;
  });
  return quantile(largest.sort(), level);
}
