/**
 * Covariance of least-squares coefficients from a Fit: classical, heteroskedasticity-robust, and
 * clustered in one way or several. Knows nothing of models, names or data.
 *
 * X = QR, B = R^-1. iid: B B' u'u/(n-1); hetero: B (sum u_i^2 q_i q_i') B', q_i the rows of Q; clustered: sum over the
 * terms of the inclusion-exclusion of B (sum_g s_g s_g') B', s_g the sum of q_i u_i in cluster g. Times the small-sample
 * factors. In Q's coordinates, and not X's, so that nearly collinear regressors cost no more digits than they must: with
 * (X'X)^-1 on either side rounding grows with the square of X's condition, and a cubic in calendar years has no digit left.
 * Sources: White (1980), Econometrica 48(4), doi:10.2307/1912934; Liang & Zeger (1986), Biometrika 73(1),
 * doi:10.1093/biomet/73.1.13; Cameron, Gelbach & Miller (2011), JBES 29(2), doi:10.1198/jbes.2010.07136.
 */
import { NumericalError } from "../../base/errors.js";
import type { Note } from "../../base/messages.js";
import { multiplied, symmetricEigen, transposed } from "../../base/small-matrices.js";
import { copyOut } from "../../engine/kernels/blas.js";
import { clusterMeatBlock, hcMeatBlock } from "../../engine/kernels/covariance.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import type { Fit } from "../least-squares/fit.js";
import { type ClusterTerm, type KeptSums, orderedScores, type ScoresOf } from "../least-squares/fit.js";
import type { ParameterCount } from "../least-squares/least-squares-steps.js";
import { throughCells } from "./cell-scores.js";
import { clusterFactor, type SmallSample, type Ssc, smallSample } from "./ssc.js";
import { type Part, vanishingVariances } from "./vanishing.js";

/** A covariance and what its small-sample rule counted. */
export interface Covariance {
  readonly covariance: Vcov;
  readonly count: ParameterCount;
}

/** Eigenvalues of a repaired covariance are at least this: the floor that fixest's results show. */
const EIGENVALUE_FLOOR = 1e-10;

export interface Vcov {
  /** k by k, symmetric. */
  readonly matrix: Float64Array;
  /** That of R beta, in which nothing is nearly collinear; absent where the matrix was repaired. */
  readonly inQ?: Float64Array;
  /** Degrees of freedom of t. */
  readonly df: number;
  /** Of each coefficient, where they have their own. */
  readonly dfByTerm?: Float64Array;
  readonly K: number;
  readonly notCounted: readonly string[];
  /** True when eigenvalues were raised to the floor because a variance came out negative. */
  readonly repaired: boolean;
  /** Positions of coefficients whose robust variance is zero by construction: in the matrix it is 0. */
  readonly vanishing: readonly number[];
  /** Denominator degrees of freedom of joint tests. */
  readonly jointDf: number;
  /** Degrees of freedom of the Wishart distribution that the covariance of combinations of coefficients has about (HTZ). */
  readonly wishart?: (combinations: readonly Float64Array[]) => number;
  /** What the record reports of a variance along time or space: lags, periods, distance. */
  readonly about?: Readonly<Record<string, string | number>>;
  /** What a reader must know of how it was made. */
  readonly notes?: readonly Note[];
}

/**
 * The covariance; `terms` is empty for iid and hetero. Throws NumericalError `no_residual_df`, `one_cluster`.
 *
 * @param kept sums made before; without them score sums are those that came with the residuals, or made here
 */
export function vcov(
  engine: Engine,
  scope: Scope,
  fit: Fit,
  type: "iid" | "hetero" | "cluster",
  terms: readonly ClusterTerm[],
  ssc: Ssc,
  count: ParameterCount,
  kept?: KeptSums,
): Vcov {
  const { n, k } = fit;
  const minG = type === "cluster" ? fewestClusters(terms) : null;
  const small = smallSample(ssc, count, n, minG);
  requireClusters(terms);
  if (type === "iid") {
    const classical = classicalCovariance(fit, ssc, small);
    const inQ = identity(k).map((value) => value * meanSquare(fit, ssc, small));
    return { inQ, ...withoutNegativeVariances(classical, false), ...small, vanishing: [] };
  }
  const scoresOf = throughCells(scope, terms, kept?.scoresOf ?? ownScores, kept?.scoresOf ?? orderedScores);
  const meats =
    type === "hetero"
      ? [
          {
            factor: (ssc.gAdj ? n / (n - 1) : 1) * small.kFactor,
            key: fit,
            make: (inner: Scope, R: F64Block) => rowMeat(engine, inner, fit, R),
          },
        ]
      : terms.map((term) => ({
          factor: term.sign * clusterFactor(ssc, { n, K: small.K, G: ssc.gDf === "min" ? minG! : term.nLevels }),
          key: term.key,
          make: (inner: Scope, R: F64Block) => {
            if (term.nLevels === n) return rowMeat(engine, inner, fit, R);
            const meat = fit.meatBy?.(term) ?? null;
            if (meat !== null) return overTriangle(inner, fit, meat);
            const scores = scoresOf(engine, inner, fit, term);
            const triangle = fit.summed === undefined ? R : inner.copyF64(fit.summed.R);
            return clusterMeatBlock(engine, inner, k === 0 ? 0 : scores.length / k, k, scores, triangle);
          },
        }));
  return robustCovariance(scope, fit, small, meats, terms.length > 1, kept);
}

/** The sum over rows of (q u)(q u)': that made with the residuals, or of demeaned rows. */
const rowMeat = (engine: Engine, scope: Scope, fit: Fit, R: F64Block): F64Block =>
  fit.meat === undefined
    ? hcMeatBlock(engine, scope, fit.n, fit.k, fit.X, fit.uHat, R)
    : overTriangle(scope, fit, fit.meat);

/** A sum of x x' over the triangle of its columns. */
const overTriangle = (scope: Scope, fit: Fit, meat: Float64Array): F64Block =>
  scope.copyF64(product((fit.summed ?? fit).Rinv, meat, fit.k, 1));

/** Throws NumericalError `one_cluster`. */
export function requireClusters(terms: readonly Pick<ClusterTerm, "name" | "nLevels">[]): void {
  const term = terms.find(({ nLevels }) => nLevels < 2);
  if (term === undefined) return;
  throw new NumericalError(
    "one_cluster",
    `Only ${term.nLevels} cluster in '${term.name}': a clustered variance needs at least 2.`,
    { got: term.nLevels, expected: 2 },
  );
}

/** The smallest number of clusters among the clusterings of a variance. */
export const fewestClusters = (terms: readonly ClusterTerm[]): number =>
  Math.min(...terms.filter(({ sign }) => sign === 1).map(({ nLevels }) => nLevels));

/** A meat over the triangle R of the fit, k by k, and the factor on its sandwich. */
export interface Meat {
  readonly factor: number;
  /** What it is kept by. */
  readonly key?: object;
  readonly make: (scope: Scope, R: F64Block) => F64Block;
  /** As `Part` has them; `squares` is asked for after `make`. */
  readonly overlap?: number;
  readonly squares?: () => Float64Array;
}

/** The sum of sandwiches of a fit; `indefinite` where it is no sum of squares. */
export function robustCovariance(
  scope: Scope,
  fit: Fit,
  small: SmallSample,
  meats: readonly Meat[],
  indefinite: boolean,
  kept?: KeptSums,
): Vcov {
  const { k, R, Rinv } = fit;
  const matrix = new Float64Array(k * k);
  const inQ = new Float64Array(k * k);
  const parts: Part[] = [];
  for (const { factor, key, make, overlap, squares } of meats) {
    const before = key && kept?.meats.get(key);
    const meat = before ?? scope.scope((inner) => copyOut(make(inner, inner.copyF64(R))));
    if (key) kept?.meats.set(key, meat);
    const part = sandwich(Rinv, meat, k, factor);
    const own = squares && sandwich(Rinv, squares(), k, factor);
    parts.push({ matrix: part, factor, ...(overlap && { overlap }), ...(own && { squares: own }) });
    part.forEach((value, i) => {
      matrix[i]! += value;
      inQ[i]! += factor * meat[i]!;
    });
  }
  const vanishing = vanishingVariances(fit, parts);
  const raised = withoutNegativeVariances(matrix, indefinite, vanishing);
  return { ...raised, ...(raised.repaired ? {} : { inQ }), ...small, vanishing };
}

/** Of the residual. */
export function meanSquare({ n, ssr }: Pick<Fit, "n" | "ssr">, ssc: Ssc, { K, kFactor }: SmallSample): number {
  return ssr / (ssc.kIid === "n" ? n : ssc.kIid ? n - K : (n - 1) / kFactor);
}

/** (X'X)^-1 times the mean square of the residual. */
const classicalCovariance = (fit: Fit, ssc: Ssc, small: SmallSample): Float64Array =>
  sandwich(fit.Rinv, identity(fit.k), fit.k, meanSquare(fit, ssc, small));

/**
 * A covariance with negative variances made one: in a sum of squares they are rounding and become zero; in one that may be
 * `indefinite`, as of several clusterings or of pairs of places, all eigenvalues are raised to the floor. Coefficients whose variance
 * is `vanishing` have none, and no covariance, before and after.
 */
export function withoutNegativeVariances(
  matrix: Float64Array,
  indefinite: boolean,
  vanishing: readonly number[] = [],
): Pick<Vcov, "matrix" | "repaired"> {
  const k = Math.round(Math.sqrt(matrix.length));
  setToZero(matrix, k, vanishing);
  const repaired = indefinite && hasNegativeVariance(matrix, k);
  if (!indefinite) setNegativeVariancesToZero(matrix, k);
  const raised = repaired ? withEigenvaluesRaised(matrix, k) : matrix;
  if (repaired) setToZero(raised, k, vanishing);
  return { matrix: raised, repaired };
}

/** Rows and columns. */
function setToZero(matrix: Float64Array, k: number, positions: readonly number[]): void {
  for (const j of positions) for (let i = 0; i < k; i++) matrix[i * k + j] = matrix[j * k + i] = 0;
}

/** Those that came with the residuals where they are the term's own; rows of zeros may stand between them. */
const ownScores: ScoresOf = (engine, scope, fit, term) =>
  fit.scores && fit.scores.codes === term.codes ? fit.scores.sums : orderedScores(engine, scope, fit, term);

/** factor * B M B', exactly symmetric. */
const sandwich = (B: Float64Array, M: Float64Array, k: number, factor: number): Float64Array =>
  product(transposed(B, k), M, k, factor);

/** factor * A M A', exactly symmetric; the rows of A one after the other. */
function product(A: Float64Array, M: Float64Array, k: number, factor: number): Float64Array {
  const twice = multiplied(multiplied(A, M, k), transposed(A, k), k);
  const out = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) {
      out[i * k + j] = out[j * k + i] = (factor * (twice[i * k + j]! + twice[j * k + i]!)) / 2;
    }
  }
  return out;
}

const identity = (k: number): Float64Array =>
  Float64Array.from({ length: k * k }, (_, i) => (i % (k + 1) === 0 ? 1 : 0));

function hasNegativeVariance(matrix: Float64Array, k: number): boolean {
  return Array.from({ length: k }, (_, i) => matrix[i * k + i]!).some((variance) => variance < 0);
}

/** One meat is a sum of squares: only rounding of a variance that is zero makes it negative. */
function setNegativeVariancesToZero(matrix: Float64Array, k: number): void {
  for (let j = 0; j < k; j++) matrix[j * k + j] = Math.max(0, matrix[j * k + j]!);
}

function withEigenvaluesRaised(matrix: Float64Array, k: number): Float64Array {
  const { values, vectors } = symmetricEigen(matrix, k);
  const raised = values.map((value) => Math.max(value, EIGENVALUE_FLOOR));
  const scaled = vectors.map((value, at) => value * raised[at % k]!);
  return multiplied(scaled, transposed(vectors, k), k);
}

// What each cluster adds to least-squares coefficients: psi_c = (X'X)^-1 X_c'u_c, times the root of the
// small-sample factor, so that the sum of psi_c psi_c' is the clustered covariance. Knows nothing of draws.
//
// With X = QR it is R^-1 (R'^-1 X_c'u_c), a solve on either side and never the inverse of X'X, for the reason `vcov` gives.
// Source: Liang & Zeger (1986), Biometrika 73(1), doi:10.1093/biomet/73.1.13.

/**
 * Influences on the coefficients at `positions` of a fit clustered by `term` alone: f64[nLevels * positions.length],
 * column-major, rows in the order of the cluster codes, which is that of sorted labels. `K` is that of the covariance.
 */
export function clusterInfluence(
  engine: Engine,
  fit: Fit,
  term: ClusterTerm,
  positions: readonly number[],
  ssc: Ssc,
  K: number,
): Float64Array {
  const { n, k, Rinv: inverse } = fit;
  const { R } = fit.summed ?? fit;
  const G = term.nLevels;
  const scale = Math.sqrt(clusterFactor(ssc, { n, K, G }));
  const influence = new Float64Array(G * positions.length);
  engine.scope((scope) => {
    // sums that came with the residuals lie in an order of their own: draws must find a cluster by its code
    const sums = orderedScores(engine, scope, fit, term).view();
    const q = new Float64Array(k);
    for (let c = 0; c < G; c++) {
      for (let i = 0; i < k; i++) {
        let left = sums[c * k + i]!;
        for (let l = 0; l < i; l++) left -= R[i * k + l]! * q[l]!;
        q[i] = left / R[i * k + i]!;
      }
      positions.forEach((row, j) => {
        let sum = 0;
        for (let l = row; l < k; l++) sum += inverse[l * k + row]! * q[l]!;
        influence[j * G + c] = scale * sum;
      });
    }
  });
  return influence;
}
