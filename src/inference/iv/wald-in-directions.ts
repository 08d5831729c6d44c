/**
 * Layer inference. A Wald chi-squared along some directions: l' (U'S U)^-1 l with l = U'm, U orthonormal columns, m a mean
 * and S its covariance.
 */
import { CholeskyDecomposition, Matrix } from "ml-matrix";

/** A pivot that keeps no more than this share of its diagonal entry is 0 but for rounding. */
const SINGULAR_SHARE = 1e-12;

/**
 * null where S is not positive definite along the directions, so that there is no statistic: fewer clusters, or rows with a
 * residual, than directions; or two clusterings whose difference is not a covariance.
 */
export function waldInDirections(U: Matrix, mean: Matrix, S: Matrix): number | null {
  const l = U.transpose().mmul(mean);
  const product = U.transpose().mmul(S).mmul(U);
  const inner = Matrix.add(product, product.transpose()).div(2);
  const factor = new CholeskyDecomposition(inner);
  const { lowerTriangularMatrix: L } = factor;
  if (!L.diagonal().every((pivot, i) => pivot ** 2 > SINGULAR_SHARE * inner.get(i, i))) return null;
  return l.transpose().mmul(factor.solve(l)).get(0, 0);
}
