/**
 * Quantiles of the largest of many studentized numbers that are linear in a few, by draws of multipliers of the clusters: critical values of
 * bands and of contrasts between sieves. Multipliers are standard normal. The few are drawn once, whatever is asked of them.
 */
import { quantile } from "../../../../base/numbers.js";
import { linearCombinations } from "../../../../engine/kernels/blas.js";
import { PURPOSE, philoxNormal } from "../../../../engine/kernels/cluster-draws.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import type { DidRun } from "../estimator.js";

/** Draws of p numbers, f64[p * draws], column-major: a draw a column. */
export interface Draws {
  readonly p: number;
  readonly count: number;
  readonly all: Float64Array;
}

/** A pivot of correlations below which numbers follow from those before. */
const DEPENDENT = 1e-13;

/**
 * Draws of p numbers of this covariance, as influences of clusters times standard normals are: that of a root of the covariance times
 * normals has the same distribution, and its cost does not grow with clusters.
 */
export function drawn(
  engine: Engine,
  covariance: Float64Array,
  p: number,
  count: number,
  seed: number,
  { signal }: Pick<DidRun, "signal"> = {},
): Draws {
  const { root, rank } = rootOf(covariance, p);
  const normals = new Float64Array(rank * count);
  for (let d = 0; d < count; d++) {
    signal?.throwIfAborted();
    normals.set(philoxNormal(engine, rank, { seed, replication: d, purpose: PURPOSE.doseBands }), d * rank);
  }
  return {
    p,
    count,
    all: rank === 0 ? new Float64Array(p * count) : linearCombinations(engine, p, rank, count, root, normals),
  };
}

/** L with L L' the covariance, f64[p * rank], column-major: by the largest pivot left, of correlations. */
function rootOf(covariance: Float64Array, p: number): { readonly root: Float64Array; readonly rank: number } {
  const scale = Float64Array.from({ length: p }, (_, j) => Math.sqrt(covariance[j * p + j]!));
  const left = Float64Array.from(scale, (one) => (one > 0 ? 1 : 0));
  const columns: Float64Array[] = [];
  while (columns.length < p) {
    let pivot = 0;
    for (let j = 1; j < p; j++) if (left[j]! > left[pivot]!) pivot = j;
    if (!(left[pivot]! > DEPENDENT)) break;
    const height = Math.sqrt(left[pivot]!);
    const column = new Float64Array(p);
    for (let i = 0; i < p; i++) {
      if (left[i]! === 0) continue;
      let sum = covariance[pivot * p + i]! / scale[i]! / scale[pivot]!;
      for (const known of columns) sum -= known[i]! * known[pivot]!;
      column[i] = i === pivot ? height : sum / height;
    }
    for (let i = 0; i < p; i++) left[i] = i === pivot ? 0 : Math.max(0, left[i]! - column[i]! * column[i]!);
    columns.push(column);
  }
  const root = new Float64Array(p * columns.length);
  columns.forEach((column, k) => {
    column.forEach((value, i) => {
      root[k * p + i] = value * scale[i]!;
    });
  });
  return { root, rank: columns.length };
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
