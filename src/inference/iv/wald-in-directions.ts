/**
 * Layer inference. A Wald chi-squared along some directions: l' (U'S U)^-1 l with l = U'm, U orthonormal columns, m a mean
 * and S its covariance.
 */
import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { NumericalError } from "../../base/errors.js";

/** A pivot that keeps no more than this share of its diagonal entry is 0 but for rounding. */
const SINGULAR_SHARE = 1e-12;

/**
 * Throws NumericalError `singular_scores` where S is singular along the directions: fewer clusters, or fewer rows with a
 * residual, than directions.
 */
export function waldInDirections(U: Matrix, mean: Matrix, S: Matrix): number {
  const l = U.transpose().mmul(mean);
  const product = U.transpose().mmul(S).mmul(U);
  const inner = Matrix.add(product, product.transpose()).div(2);
  const factor = new CholeskyDecomposition(inner);
  const { lowerTriangularMatrix: L } = factor;
  if (!L.diagonal().every((pivot, i) => pivot ** 2 > SINGULAR_SHARE * inner.get(i, i))) {
    throw new NumericalError(
      "singular_scores",
      `The covariance of the instruments' scores is singular along ${U.columns} directions, so that a robust statistic of weak identification does not exist; use fewer instruments, more clusters, or errors "iid".`,
      { got: "a singular covariance", expected: `rank ${U.columns}` },
    );
  }
  return l.transpose().mmul(factor.solve(l)).get(0, 0);
}
