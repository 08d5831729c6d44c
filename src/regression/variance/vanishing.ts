/**
 * Which variances are zero by construction: the scores behind them cancel, as those of cluster dummies do in every cluster, and
 * what is left is no more than rounding may have left. Knows no names.
 *
 * A coefficient is the sum over rows of w_i y_i, w its row of the pseudo-inverse, of norm ||w|| = that of its row of R^-1. With
 * columns x_l known to e_l and the outcome to e_y, in norm, residuals are known to e_u = e_y + sum |b_l| e_l, and sums of w_i u_i
 * over clusters, in norm, to
 *
 *   rho = ||w|| (e_u + (2 sum_l ||w_l|| e_l + gamma) ||u||),
 *
 * to first order, gamma the rounding of the sums. A sum of squares V of such sums is then known to 2 sqrt(V) rho + rho^2, and a
 * variance that adds and subtracts several is known to the sum of these. One not beyond that is zero.
 * Sources: Higham (2002), Accuracy and Stability of Numerical Algorithms, sections 3.5 and 20.1, doi:10.1137/1.9780898718027;
 * Higham & Mary (2019), SIAM J. Sci. Comput. 41(5), doi:10.1137/18M1226312, of rounding that grows with the root of n.
 */
import type { ColumnErrors, Fit } from "../least-squares/fit.js";
import { columnNorms } from "../least-squares/ols.js";

/** One sum of squares of a variance, in the coordinates of the coefficients and with its factor. */
export interface Part {
  readonly matrix: Float64Array;
  readonly factor: number;
  /** How often a score enters: as many windows as it lies in, or pairs; default once. */
  readonly overlap?: number;
  /** Where pairs are added up that need not be squares, the sum of the squares they are pairs of. */
  readonly squares?: Float64Array;
}

/** Rounding of a column, of its demeaning and of a triangle, in units of the norm of what the column was. */
const OF_COLUMNS = 16;

/** Rounding of sums over n rows, as a share of what was added. */
const roundingOf = (n: number): number => Number.EPSILON * (OF_COLUMNS + Math.sqrt(n));

/** A variance below this share of the classical one is worth a look at how exact its columns are. */
const SMALL = 0.01;

/** Positions of coefficients whose variance, the sum of `parts`, is zero by construction. */
export function vanishingVariances(fit: Fit, parts: readonly Part[]): number[] {
  const { n, k, ssr, Rinv } = fit;
  const weight = Float64Array.from({ length: k }, (_, i) => {
    let squares = 0;
    for (let j = i; j < k; j++) squares += Rinv[j * k + i]! ** 2;
    return Math.sqrt(squares);
  });
  const at = (matrix: Float64Array, j: number) => Math.abs(matrix[j * (k + 1)]!);
  const variance = (j: number) => Math.abs(parts.reduce((sum, { matrix }) => sum + matrix[j * (k + 1)]!, 0));
  const suspects = Array.from({ length: k }, (_, j) => j).filter(
    (j) =>
      variance(j) <= (SMALL * parts.reduce((sum, { factor }) => sum + Math.abs(factor), 0) * weight[j]! ** 2 * ssr) / n,
  );
  if (suspects.length === 0) return suspects;
  const gamma = roundingOf(n);
  const { regressors, outcome } = fit.errors?.(gamma) ?? ownErrors(fit, gamma);
  const ofX = weight.reduce((sum, w, l) => sum + w * regressors[l]!, 0);
  const ofResiduals = fit.beta.reduce((sum, b, l) => sum + Math.abs(b) * regressors[l]!, outcome);
  const ofScores = ofResiduals + (2 * ofX + gamma) * Math.sqrt(ssr);
  return suspects.filter((j) => {
    const rounding = parts.reduce((sum, { matrix, factor, overlap = 1, squares }) => {
      const rho2 = Math.abs(factor) * (overlap * weight[j]! * ofScores) ** 2;
      const pairs = squares === undefined ? at(matrix, j) : overlap * at(squares, j);
      return sum + 2 * Math.sqrt(pairs * rho2) + rho2 + gamma * pairs;
    }, 0);
    return variance(j) <= rounding;
  });
}

/** Where nothing is known of what columns were: that of the columns as they are. */
function ownErrors({ k, R, beta, ssr }: Fit, gamma: number): ColumnErrors {
  const norms = columnNorms(R, k);
  const fitted = Float64Array.from({ length: k }, (_, i) => beta.reduce((sum, b, j) => sum + R[j * k + i]! * b, 0));
  const squares = fitted.reduce((sum, value) => sum + value * value, ssr);
  return { regressors: norms.map((norm) => gamma * norm), outcome: gamma * Math.sqrt(squares) };
}
