/**
 * Differences of cohorts' means after treatment, less beta times those before it, with the covariance that dates assigned at random give them:
 * conservative by Neyman's, or less the part of the variance of effects that outcomes before any treatment explain. Knows no panel.
 * Source: Roth & Sant'Anna (2023), Journal of Political Economy Microeconomics 1(4), doi:10.1086/726581, sections 3.2 and 3.3; where the
 * number of units of a cohort is small, the generalised inverse stands for the inverse, and the covariance of outcomes before any
 * treatment is the mean of those of cohorts, as in the authors' package staggered.
 */
import { dot, multiplied, symmetricEigen } from "../../../../base/small-matrices.js";
import type { CohortMoments, CohortRows } from "../../../../engine/kernels/cohorts.js";

export interface DesignEstimates {
  readonly values: Float64Array;
  /** Of each, what is taken off of its difference before treatment. */
  readonly betas: Float64Array;
  /** p by p. */
  readonly neyman: Float64Array;
  readonly refined: Float64Array;
  /** Neyman's variance of each with beta 1. */
  readonly unadjusted: Float64Array;
}

/** An eigenvalue below this share of the largest is rounding of none. */
const RANK = 1e-10;

/**
 * @param loads as `loadsOf` makes them, of p estimands
 * @param beta of all; null for the efficient one of each
 */
export function designEstimates(
  { sizes, nPeriods: t }: Pick<CohortRows, "sizes" | "nPeriods">,
  { means, covariances }: CohortMoments,
  loads: Float64Array,
  nPre: number,
  beta: number | null,
): DesignEstimates {
  const nCohorts = sizes.length;
  const p = loads.length / (nCohorts * 2 * t);
  const load = (j: number, g: number, isBefore: 0 | 1): Float64Array => {
    const at = ((j * nCohorts + g) * 2 + isBefore) * t;
    return loads.subarray(at, at + t);
  };
  const cohorts = Array.from(sizes, (size, g) => ({
    size,
    mean: means.subarray(g * t, (g + 1) * t),
    S: covariances.subarray(g * t * t, (g + 1) * t * t),
  }));
  const [values, betas] = [new Float64Array(p), new Float64Array(p)];
  const difference = Float64Array.from({ length: p }, (_, j) =>
    cohorts.reduce((sum, { mean }, g) => sum + dot(load(j, g, 1), mean), 0),
  );
  const combined = new Float64Array(p * nCohorts * t);
  const unadjusted = new Float64Array(p);
  for (let j = 0; j < p; j++) {
    let [cross, before, after] = [0, 0, 0];
    cohorts.forEach(({ size, S }, g) => {
      const [a, x] = [load(j, g, 0), load(j, g, 1)];
      cross += form(x, S, a) / size;
      before += form(x, S, x) / size;
      after += form(a, S, a) / size;
    });
    const slope = beta ?? (before > 0 ? cross / before : 1);
    betas[j] = slope;
    unadjusted[j] = after - 2 * cross + before;
    const means = cohorts.reduce((sum, { mean }, g) => sum + dot(load(j, g, 0), mean), 0);
    values[j] = means - slope * difference[j]!;
    cohorts.forEach((_, g) => {
      const [a, x] = [load(j, g, 0), load(j, g, 1)];
      for (let s = 0; s < t; s++) combined[(j * nCohorts + g) * t + s] = a[s]! - slope * x[s]!;
    });
  }
  const neyman = new Float64Array(p * p);
  cohorts.forEach(({ size, S }, g) => {
    const own = (j: number) => combined.subarray((j * nCohorts + g) * t, (j * nCohorts + g + 1) * t);
    const half = Array.from({ length: p }, (_, j) => times(S, own(j)));
    for (let i = 0; i < p; i++) {
      for (let j = 0; j < p; j++) neyman[i * p + j]! += dot(own(i), half[j]!) / size;
    }
  });
  const explained = explainedBefore(cohorts, load, p, nPre, t);
  const units = sizes.reduce((sum, size) => sum + size, 0);
  const refined = neyman.map((covariance, at) => covariance - explained[at]! / units);
  return { values, betas, neyman, refined, unadjusted };
}

/** Covariances (p by p) of what outcomes before any treatment say of units' effects: a lower bound of the covariance of effects. */
function explainedBefore(
  cohorts: readonly { readonly S: Float64Array }[],
  load: (j: number, g: number, isBefore: 0 | 1) => Float64Array,
  p: number,
  nPre: number,
  t: number,
): Float64Array {
  const slopes = Array.from({ length: p }, () => new Float64Array(nPre));
  const between = new Float64Array(nPre * nPre);
  cohorts.forEach(({ S }, g) => {
    const own = Float64Array.from({ length: nPre * nPre }, (_, at) => S[Math.floor(at / nPre) * t + (at % nPre)]!);
    own.forEach((covariance, at) => {
      between[at]! += covariance / cohorts.length;
    });
    const { values, vectors } = symmetricEigen(own, nPre);
    const least = RANK * Math.max(0, ...values);
    for (let j = 0; j < p; j++) {
      const half = times(S, load(j, g, 0)).subarray(0, nPre);
      values.forEach((value, s) => {
        if (!(value > least)) return;
        const vector = Float64Array.from({ length: nPre }, (_, i) => vectors[i * nPre + s]!);
        const share = dot(vector, half) / value;
        vector.forEach((coordinate, i) => {
          slopes[j]![i]! += share * coordinate;
        });
      });
    }
  });
  const half = slopes.map((slope) => times(between, slope));
  return Float64Array.from({ length: p * p }, (_, at) => dot(slopes[Math.floor(at / p)]!, half[at % p]!));
}

/** S x, of a symmetric matrix. */
const times = (S: Float64Array, x: Float64Array): Float64Array => multiplied(S, x, x.length);

const form = (x: Float64Array, S: Float64Array, y: Float64Array): number => dot(x, times(S, y));
