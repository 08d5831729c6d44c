/**
 * Canonical correlations of the endogenous regressors and the instruments, both net of the exogenous
 * part: singular values of theta = Q'X R^-1, with X'X = R'R, found from the small matrices P and T without squaring them.
 * Source: Anderson (1951), Annals of Mathematical Statistics 22(3), doi:10.1214/aoms/1177729580; Kleibergen & Paap (2006),
 * Journal of Econometrics 133(1), doi:10.1016/j.jeconom.2005.02.011.
 */
import { EigenvalueDecomposition, inverse, Matrix, QrDecomposition, SVD } from "ml-matrix";
import type { InstrumentSystem } from "../estimator/instrument-system.js";
import { leading, projectedMatrix, unexplainedMatrix } from "./system-matrices.js";

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
