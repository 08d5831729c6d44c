/**
 * Estimates with what their errors are made of: a covariance, and where the estimator has one the influence of each cluster. Functions
 * of them (averages over cohorts and periods) are combinations by their gradient: every aggregation of every estimator goes through
 * `delta`. Knows no estimator.
 */
import { crossProducts, linearCombinations } from "../../../engine/kernels/blas.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import type { Vcov } from "../../../regression/variance/vcov.js";

export interface Estimates {
  /** p numbers. */
  readonly values: Float64Array;
  /** p by p, symmetric. */
  readonly covariance: Float64Array;
  /**
   * f64[clusters * p], column-major, scaled so that an estimate less its truth is the sum of its column; null for estimates whose
   * variance is not made of one clustering.
   */
  readonly influence: Float64Array | null;
  /** Degrees of freedom of t of each, where they have their own (CR2, CR3); a combination takes the fewest of those in it. */
  readonly df?: Float64Array;
  /** Of the covariance of combinations of them, beside these. */
  readonly wishart?: Vcov["wishart"];
}

/** Estimates by influences alone: their covariance is the sum over clusters of the products of influences. */
export function byInfluence(engine: Engine, values: Float64Array, influence: Float64Array): Estimates {
  const p = values.length;
  if (p === 0) return { values, covariance: new Float64Array(0), influence };
  return { values, covariance: crossProducts(engine, influence.length / p, p, influence), influence };
}

/**
 * q functions of p estimates, by their values and their gradient, f64[p * q] column-major (the first column is the gradient of the first
 * function).
 */
export function delta(
  engine: Engine,
  { covariance, influence, df, wishart }: Estimates,
  values: Float64Array,
  gradient: Float64Array,
): Estimates {
  const q = values.length;
  if (q === 0) return { values, covariance: new Float64Array(0), influence: influence && new Float64Array(0) };
  const p = gradient.length / q;
  if (influence !== null) {
    const combined = linearCombinations(engine, influence.length / p, p, q, influence, gradient);
    return byInfluence(engine, values, combined);
  }
  const out = new Float64Array(q * q);
  for (let a = 0; a < q; a++) {
    const half = new Float64Array(p);
    for (let i = 0; i < p; i++) {
      for (let j = 0; j < p; j++) half[j]! += gradient[a * p + i]! * covariance[i * p + j]!;
    }
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let j = 0; j < p; j++) sum += half[j]! * gradient[b * p + j]!;
      out[a * q + b] = out[b * q + a] = sum;
    }
  }
  if (df === undefined) return { values, covariance: out, influence: null };
  const fewest = values.map((_, a) =>
    df.reduce((least, own, i) => (gradient[a * p + i] === 0 ? least : Math.min(least, own)), Number.POSITIVE_INFINITY),
  );
  const through = (weights: Float64Array): Float64Array =>
    Float64Array.from({ length: p }, (_, i) =>
      weights.reduce((sum, weight, a) => sum + weight * gradient[a * p + i]!, 0),
    );
  return {
    ...{ values, covariance: out, influence: null, df: fewest },
    ...(wishart && { wishart: (combinations) => wishart(combinations.map(through)) }),
  };
}

/** Degrees of freedom of the coefficients at `positions` of a covariance, where each has its own, and of their combinations. */
export function ownDegrees(
  { dfByTerm, wishart }: Pick<Vcov, "dfByTerm" | "wishart">,
  positions: readonly number[],
): Pick<Estimates, "df" | "wishart"> {
  if (dfByTerm === undefined) return {};
  const among = (weights: Float64Array): Float64Array => {
    const all = new Float64Array(dfByTerm.length);
    for (const [a, j] of positions.entries()) all[j] = weights[a]!;
    return all;
  };
  return {
    df: Float64Array.from(positions, (j) => dfByTerm[j]!),
    ...(wishart && { wishart: (combinations) => wishart(combinations.map(among)) }),
  };
}

/** Some of the estimates, by their positions. */
export function selected(engine: Engine, estimates: Estimates, positions: readonly number[]): Estimates {
  const p = estimates.values.length;
  if (positions.length === p) return estimates;
  const gradient = new Float64Array(p * positions.length);
  positions.forEach((j, q) => {
    gradient[q * p + j] = 1;
  });
  return delta(
    engine,
    estimates,
    Float64Array.from(positions, (j) => estimates.values[j]!),
    gradient,
  );
}
