/**
 * What inference needs of a least-squares fit, and nothing more: no model, no names of data.
 */
import type { F64Block } from "../../engine/kernels/engine.js";

/** Score sums by cluster that came with the residuals. */
export interface FitScores {
  /** The codes they are of: the very array that was given. */
  readonly codes: Uint32Array;
  /** Row-major with k columns, a row a cluster; rows of zeros may stand between. */
  readonly sums: F64Block;
}

/**
 * A fit in linear memory, valid while its scope is open. With weights, `X` and `uHat` are multiplied by sqrt(w), so that
 * every formula below reads as if unweighted.
 */
export interface Fit {
  /** Rows. */
  readonly n: number;
  /** Regressors kept. */
  readonly k: number;
  /** Coefficients (k). */
  readonly beta: Float64Array;
  /** The upper triangle of X = QR, k by k, column-major. */
  readonly R: Float64Array;
  /** Its inverse, k by k, upper, column-major: of a refined fit more exact than what could be made of R. */
  readonly Rinv: Float64Array;
  /** Demeaned regressors, n by k, column-major, in the absorber's row order. */
  readonly X: F64Block;
  /** Residuals (n), same order. */
  readonly uHat: F64Block;
  /** Sum of squared residuals. */
  readonly ssr: number;
  /** Present when clusters were known before the residuals. */
  readonly scores?: FitScores;
}
