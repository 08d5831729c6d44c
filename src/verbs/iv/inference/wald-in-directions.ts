/**
 * A Wald chi-squared along some directions: l' (U'S U)^-1 l with l = U'm, U orthonormal columns, m a mean
 * and S its covariance.
 */
import type { Matrix } from "ml-matrix";
import { definiteForm } from "./definite-form.js";

/**
 * null where S is not positive definite along the directions, so that there is no statistic: fewer clusters, or rows with a
 * residual, than directions; or two clusterings whose difference is not a covariance.
 */
export function waldInDirections(U: Matrix, mean: Matrix, S: Matrix): number | null {
  const along = U.transpose();
  const inner = along.mmul(S).mmul(U);
  return definiteForm(Float64Array.from(inner.to1DArray()), Float64Array.from(along.mmul(mean).to1DArray()));
}
