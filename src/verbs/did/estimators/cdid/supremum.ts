/**
 * Quantiles of the largest of many studentized numbers that are linear in a few, by draws of multipliers of the clusters: critical values of
 * bands and of contrasts between sieves. Multipliers are standard normal. The few are drawn once, whatever is asked of them.
 */
import { quantile } from "../../../../base/numbers.js";
import { linearCombinations } from "../../../../engine/kernels/blas.js";
import { PURPOSE, philoxNormal } from "../../../../engine/kernels/cluster-draws.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import type { DidRun } from "../../shared/estimator.js";

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
  // L[i, k] at i * p + k: sums run along rows
  const L = new Float64Array(p * p);
  let rank = 0;
  for (; rank < p; rank++) {
    let pivot = 0;
    for (let j = 1; j < p; j++) if (left[j]! > left[pivot]!) pivot = j;
    if (!(left[pivot]! > DEPENDENT)) break;
    const height = Math.sqrt(left[pivot]!);
    for (let i = 0; i < p; i++) {
      if (left[i]! === 0) continue;
      let sum = covariance[pivot * p + i]! / scale[i]! / scale[pivot]!;
      for (let k = 0; k < rank; k++) sum -= L[i * p + k]! * L[pivot * p + k]!;
      const value = i === pivot ? height : sum / height;
      L[i * p + rank] = value;
      left[i] = i === pivot ? 0 : Math.max(0, left[i]! - value * value);
    }
  }
  const root = new Float64Array(p * rank);
  for (let k = 0; k < rank; k++) for (let i = 0; i < p; i++) root[k * p + i] = L[i * p + k]! * scale[i]!;
  return { root, rank };
}

/** A combination of numbers: those at `places`, which may repeat, times `by`. */
export interface Gradient {
  readonly places: readonly number[];
  readonly by: readonly number[];
}

/** Standard errors of combinations of p numbers with this covariance. */
export function errorsOf(gradients: readonly Gradient[], covariance: Float64Array, p: number): Float64Array {
  return Float64Array.from(gradients, ({ places, by }) => {
    let sum = 0;
    places.forEach((i, a) => {
      let half = 0;
      places.forEach((j, b) => {
        half += covariance[i * p + j]! * by[b]!;
      });
      sum += by[a]! * half;
    });
    return Math.sqrt(Math.max(0, sum));
  });
}

/** The `level` quantile, over draws, of the largest |combination| over its error; combinations without an error are left out. */
export function supremum(
  { p, count, all }: Draws,
  gradients: readonly Gradient[],
  errors: Float64Array,
  level: number,
): number {
  const largest = new Float64Array(count);
  gradients.forEach(({ places, by }, q) => {
    if (!(errors[q]! > 0)) return;
    for (let d = 0; d < count; d++) {
      let sum = 0;
      for (let a = 0; a < places.length; a++) sum += by[a]! * all[d * p + places[a]!]!;
      largest[d] = Math.max(largest[d]!, Math.abs(sum / errors[q]!));
    }
  });
  return count === 0 ? 0 : quantile(largest.sort(), level);
}
