/**
 * Tests that the instruments move the endogenous regressors in all their kx dimensions. Under
 * homoskedasticity Anderson's LM and the Cragg-Donald F, both of the smallest canonical correlation; under any errors the
 * rk statistics of Kleibergen & Paap. The latter need one residual alone: with v the direction of the smallest singular
 * value of theta and U the directions of the instruments that the other singular vectors leave, the restricted theta has
 * nothing along v, so that the statistic is l' (U'S U)^-1 l with l = U' theta v and S the scores of X R^-1 v: net of the
 * instruments for the Wald statistic, as it is for LM.
 *
 * Scales are those ivreg2 prints. Anderson LM is n r^2. Wald F is chi2 (n - L)/n / kz, with G clusters
 * chi2 (n - L)/(n - 1) (G - 1)/G / kz; LM has no small-sample factor.
 * Source: Kleibergen & Paap (2006), doi:10.1016/j.jeconom.2005.02.011; Cragg & Donald (1993), Econometric Theory 9(2),
 * doi:10.1017/S0266466600007519; Baum, Schaffer & Stillman (2007), Stata Journal 7(4), doi:10.1177/1536867X0800700402.
 */
import { EigenvalueDecomposition, inverse, Matrix, QrDecomposition, SVD } from "ml-matrix";
import type { Engine } from "../../../engine/kernels/engine.js";
import { pchisq } from "../../../engine/kernels/math.js";
import type { IvTest } from "../../../regression/record/iv-record.js";
import type { ErrorStructure, InstrumentSystem } from "../estimator/instrument-system.js";
import {
  denominatorDf,
  leading,
  projectedMatrix,
  residualDf,
  scoreMatrix,
  smallSampleFactor,
  unexplainedMatrix,
} from "../estimator/instrument-system.js";
import { definiteForm } from "./quadratic-directions.js";

/**
 * By the names of the record. Those of Kleibergen & Paap are null under homoskedasticity, where they are the others, and
 * where the covariance of scores is singular (see `waldInDirections`).
 */
export interface RankTests {
  readonly cragg_donald: IvTest;
  readonly anderson_lm: IvTest;
  readonly kleibergen_paap_wald: IvTest | null;
  readonly kleibergen_paap_lm: IvTest | null;
}

const UNDERIDENTIFIED =
  "the instruments move the endogenous regressors in fewer dimensions than there are: underidentification";
const WEAK = "the instruments are weak: compare with critical values, not with a p-value";

/** All of them. */
export function rankTests(engine: Engine, system: InstrumentSystem, errors: ErrorStructure): RankTests {
  const { n, nInstruments: kz, nEndogenous: kx } = system;
  const canonical = canonicalCorrelations(system);
  const { smallest, unexplainedShare } = canonical;
  const lm = (statistic: number): IvTest => {
    const df1 = kz - kx + 1;
    const p_value = pchisq(engine, statistic, df1, true);
    return { statistic, distribution: "chi2", df1, df2: null, p_value, hypothesis: UNDERIDENTIFIED };
  };
  const weak = (statistic: number, df2: number): IvTest => {
    return { statistic, distribution: "F", df1: kz, df2, p_value: null, hypothesis: WEAK };
  };
  const df = residualDf(system);
  const robust = errors.type === "iid" ? null : kleibergenPaap(system, errors, canonical);
  const wald = robust?.wald ?? null;
  const score = robust?.lm ?? null;
  return {
    cragg_donald: weak(((df / kz) * smallest ** 2) / unexplainedShare, df),
    anderson_lm: lm(n * smallest ** 2),
    kleibergen_paap_wald:
      wald === null ? null : weak((wald * smallSampleFactor(system, errors)) / kz, denominatorDf(system, errors)),
    kleibergen_paap_lm: score === null ? null : lm(score),
  };
}

/** The rk chi-squareds without small-sample factor; null where the covariance of scores is singular, both where clusters make it so. */
export function kleibergenPaap(
  system: InstrumentSystem,
  errors: ErrorStructure,
  { weakest, onInstruments, leftOver }: CanonicalCorrelations = canonicalCorrelations(system),
): { readonly wald: number | null; readonly lm: number | null } {
  const mean = Matrix.columnVector(onInstruments);
  const wald = waldInDirections(leftOver, mean, scoreMatrix(system, errors, weakest));
  // with as many clusters as directions the statistic of the restricted scores is their number, whatever the data
  if (wald === null && errors.nClusters !== null) return { wald, lm: null };
  return { wald, lm: waldInDirections(leftOver, mean, scoreMatrix(system, errors, weakest, onInstruments)) };
}

// Canonical correlations of the endogenous regressors and the instruments, both net of the exogenous
// part: singular values of theta = Q'X R^-1, with X'X = R'R, found from the small matrices P and T without squaring them.
// Source: Anderson (1951), Annals of Mathematical Statistics 22(3), doi:10.1214/aoms/1177729580; Kleibergen & Paap (2006),
// Journal of Econometrics 133(1), doi:10.1016/j.jeconom.2005.02.011.

export interface CanonicalCorrelations {
  /** The smallest canonical correlation. */
  readonly smallest: number;
  /** 1 - r^2 of the smallest, without cancellation when r is near 1. */
  readonly unexplainedShare: number;
  /** b of kx numbers: the combination X b, of length one, whose correlation with the instruments is smallest. */
  readonly weakest: Float64Array;
  /** Its coordinates on the instruments, theta v, kz numbers. */
  readonly onInstruments: Float64Array;
  /** kz by (kz - kx + 1): orthonormal directions of the instruments that the other kx - 1 combinations leave. */
  readonly leftOver: Matrix;
}

/** Needs kz >= kx and X of full rank net of the exogenous part. */
export function canonicalCorrelations(system: InstrumentSystem): CanonicalCorrelations {
  const { nEndogenous: kx, nInstruments: kz } = system;
  const P = leading(projectedMatrix(system), kx);
  const T = leading(unexplainedMatrix(system), kx);
  const rows = [...P.to2DArray(), ...T.to2DArray()];
  const toUnit = inverse(new QrDecomposition(new Matrix(rows)).upperTriangularMatrix);
  const theta = P.mmul(toUnit);
  const svd = new SVD(theta, { autoTranspose: true });
  const last = kx - 1;
  const direction = svd.rightSingularVectors.getColumnVector(last);
  const b = toUnit.mmul(direction);
  return {
    smallest: svd.diagonal[last]!,
    unexplainedShare: T.mmul(b).norm() ** 2,
    weakest: Float64Array.from(b.to1DArray()),
    onInstruments: Float64Array.from(theta.mmul(direction).to1DArray()),
    leftOver: complement(leading(svd.leftSingularVectors, Math.max(1, last)), last, kz),
  };
}

/**
 * Orthonormal directions that the first `taken` columns of U leave of kz dimensions: the eigenvectors of the projection
 * on those columns, whose eigenvalues are 0 and 1, that belong to 0.
 */
export function complement(U: Matrix, taken: number, kz: number): Matrix {
  if (taken === 0) return Matrix.eye(kz);
  const used = leading(U, taken);
  const { eigenvectorMatrix } = new EigenvalueDecomposition(used.mmul(used.transpose()), { assumeSymmetric: true });
  return leading(eigenvectorMatrix, kz - taken);
}

// A Wald chi-squared along some directions.

/**
 * null where S is not positive definite along the directions, so that there is no statistic: fewer clusters, or rows with a
 * residual, than directions; or two clusterings whose difference is not a covariance.
 */
export function waldInDirections(U: Matrix, mean: Matrix, S: Matrix): number | null {
  const along = U.transpose();
  const inner = along.mmul(S).mmul(U);
  return definiteForm(Float64Array.from(inner.to1DArray()), Float64Array.from(along.mmul(mean).to1DArray()));
}
