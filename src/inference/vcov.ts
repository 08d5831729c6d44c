/**
 * Layer inference. Covariance of least-squares coefficients from a Fit: classical, heteroskedasticity-robust, and
 * clustered in one or two ways. Knows nothing of models, names or data.
 *
 * X = QR, B = R^-1. iid: B B' u'u/(n-1); hetero: B (sum u_i^2 q_i q_i') B', q_i the rows of Q; clustered: sum over the
 * terms of the inclusion-exclusion of B (sum_g s_g s_g') B', s_g the sum of q_i u_i in cluster g. Times the small-sample
 * factors. In Q's coordinates, and not X's, so that nearly collinear regressors cost no more digits than they must: with
 * (X'X)^-1 on either side rounding grows with the square of X's condition, and a cubic in calendar years has no digit left.
 * Sources: White (1980), Econometrica 48(4), doi:10.2307/1912934; Liang & Zeger (1986), Biometrika 73(1),
 * doi:10.1093/biomet/73.1.13; Cameron, Gelbach & Miller (2011), JBES 29(2), doi:10.1198/jbes.2010.07136.
 */
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { NumericalError } from "../base/errors.js";
import type { Fit } from "../estimators/fit.js";
import { copyOut } from "../kernels/blas.js";
import { clusterMeatBlock, clusterScoresBlock, hcMeatBlock } from "../kernels/covariance.js";
import type { Engine, F64Block, Scope } from "../kernels/engine.js";
import { dtrtri } from "../kernels/lapack.js";
import { clusterFactor, countK, type ParameterCount, type Ssc } from "./ssc.js";

/** Eigenvalues of a repaired covariance are at least this: the floor that fixest's results show. */
const EIGENVALUE_FLOOR = 1e-10;

/** Share of the classical variance below which a robust one is rounding: errors of 1e-10 of the classical. */
const VANISHING_SHARE = 1e-20;

/** One term of the inclusion-exclusion over clusterings; codes in the row order of the fit. */
export interface ClusterTerm {
  readonly name: string;
  readonly codes: Uint32Array;
  readonly nLevels: number;
  /** 1 for a clustering itself, -1 for the intersection of two. */
  readonly sign: 1 | -1;
}

export interface Vcov {
  /** k by k, symmetric. */
  readonly matrix: Float64Array;
  /** Degrees of freedom of t. */
  readonly df: number;
  readonly K: number;
  readonly notCounted: readonly string[];
  /** True when eigenvalues were raised to the floor because a variance came out negative. */
  readonly repaired: boolean;
  /** Positions of coefficients whose robust variance is rounding beside the classical one. */
  readonly vanishing: readonly number[];
}

/** The covariance; `terms` is empty for iid and hetero. Throws NumericalError without residual degrees of freedom. */
export function vcov(
  engine: Engine,
  scope: Scope,
  fit: Fit,
  type: "iid" | "hetero" | "cluster",
  terms: readonly ClusterTerm[],
  ssc: Ssc,
  count: ParameterCount,
): Vcov {
  const { n, k } = fit;
  const { K, notCounted } = countK(ssc, count);
  if (n - K <= 0) {
    throw new NumericalError(
      "no_residual_df",
      `No residual degrees of freedom: ${n} observations, ${K} parameters. Use more data, fewer regressors or fewer fixed effects` +
        `${count.effects.length > 1 && !ssc.kExact ? "; --ssc K.exact=true counts the rank of the effects, which may be less" : ""}.`,
      { got: n, expected: K + 1 },
    );
  }
  const kFactor = ssc.kAdj ? (n - 1) / (n - K) : 1;
  const clusters = terms.filter((term) => term.sign === 1).map((term) => term.nLevels);
  const minG = Math.min(...clusters);
  if (type === "cluster" && minG < 2) {
    const term = terms.find(({ nLevels }) => nLevels < 2);
    throw new NumericalError(
      "one_cluster",
      `Only ${minG} cluster in '${term?.name}': a clustered variance needs at least 2.`,
      {
        got: minG,
        expected: 2,
      },
    );
  }
  const Rinv = dtrtri(engine, k, fit.R);
  const classical = sandwich(Rinv, identity(k), k, (fit.ssr * kFactor) / (n - 1));
  let matrix: Float64Array;
  if (type === "iid") {
    matrix = classical;
  } else if (type === "hetero") {
    const factor = (ssc.gAdj ? n / (n - 1) : 1) * kFactor;
    const meat = scope.scope((inner) => {
      return copyOut(hcMeatBlock(engine, inner, n, k, fit.X, fit.uHat, inner.copyF64(fit.R)));
    });
    matrix = sandwich(Rinv, meat, k, factor);
  } else {
    matrix = new Float64Array(k * k);
    for (const term of terms) {
      const G = ssc.gDf === "min" ? minG : term.nLevels;
      const factor = term.sign * clusterFactor(ssc, { n, K, G });
      const meat = scope.scope((inner) => {
        const scores = scoresOf(engine, inner, fit, term);
        return copyOut(
          clusterMeatBlock(engine, inner, k === 0 ? 0 : scores.length / k, k, scores, inner.copyF64(fit.R)),
        );
      });
      sandwich(Rinv, meat, k, factor).forEach((value, i) => {
        matrix[i]! += value;
      });
    }
  }
  return {
    ...withoutNegativeVariances(matrix, terms),
    df: type === "cluster" && ssc.tDf === "min" ? minG - 1 : n - K,
    K,
    notCounted,
    vanishing: type === "iid" ? [] : vanishingVariances(matrix, classical),
  };
}

/**
 * A covariance with negative variances made one: those of a single clustering, or none, are rounding and become zero; those
 * of two clusterings have all eigenvalues raised to the floor.
 */
export function withoutNegativeVariances(
  matrix: Float64Array,
  terms: readonly ClusterTerm[],
): Pick<Vcov, "matrix" | "repaired"> {
  const k = Math.round(Math.sqrt(matrix.length));
  const repaired = terms.length > 1 && hasNegativeVariance(matrix, k);
  if (terms.length <= 1) setNegativeVariancesToZero(matrix, k);
  return { matrix: repaired ? withEigenvaluesRaised(matrix, k) : matrix, repaired };
}

/** Score sums of a term's clusters: those that came with the residuals where they are its own. */
function scoresOf(engine: Engine, scope: Scope, { n, k, X, uHat, scores }: Fit, term: ClusterTerm): F64Block {
  if (scores?.codes === term.codes) return scores.sums;
  return clusterScoresBlock(engine, scope, n, k, term.nLevels, X, uHat, scope.copyU32(term.codes));
}

/** factor * B M B', exactly symmetric. */
function sandwich(B: Float64Array, M: Float64Array, k: number, factor: number): Float64Array {
  const bread = toMatrix(B, k).transpose();
  const product = bread.mmul(toMatrix(M, k)).mmul(bread.transpose());
  const out = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) {
      out[i * k + j] = out[j * k + i] = (factor * (product.get(i, j) + product.get(j, i))) / 2;
    }
  }
  return out;
}

/** Rows of the result are the columns of a column-major k by k array. */
const toMatrix = (columns: Float64Array, k: number): Matrix =>
  new Matrix(Array.from({ length: k }, (_, j) => columns.subarray(j * k, j * k + k)));

const identity = (k: number): Float64Array =>
  Float64Array.from({ length: k * k }, (_, i) => (i % (k + 1) === 0 ? 1 : 0));

/** Positions j with 0 <= V_jj below a share of the classical variance that rounding alone explains. */
function vanishingVariances(matrix: Float64Array, classical: Float64Array): number[] {
  const k = Math.sqrt(matrix.length);
  return Array.from({ length: k }, (_, j) => j).filter((j) => {
    const variance = matrix[j * k + j]!;
    return variance >= 0 && variance <= VANISHING_SHARE * classical[j * k + j]!;
  });
}

function hasNegativeVariance(matrix: Float64Array, k: number): boolean {
  return Array.from({ length: k }, (_, i) => matrix[i * k + i]!).some((variance) => variance < 0);
}

/** One meat is a sum of squares: only rounding of a variance that is zero makes it negative. */
function setNegativeVariancesToZero(matrix: Float64Array, k: number): void {
  for (let j = 0; j < k; j++) matrix[j * k + j] = Math.max(0, matrix[j * k + j]!);
}

function withEigenvaluesRaised(matrix: Float64Array, k: number): Float64Array {
  const eigen = new EigenvalueDecomposition(toMatrix(matrix, k), { assumeSymmetric: true });
  const V = eigen.eigenvectorMatrix;
  const D = Matrix.diag(eigen.realEigenvalues.map((value) => Math.max(value, EIGENVALUE_FLOOR)));
  return Float64Array.from(V.mmul(D).mmul(V.transpose()).to1DArray());
}
