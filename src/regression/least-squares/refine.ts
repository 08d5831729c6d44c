/**
 * Least squares with about twice the digits of a double, for nearly collinear regressors: Cholesky of
 * their cross-products, all in double-double. The error grows with the square of the condition, but from 1e-31 on: where
 * each regressor leaves 1e-9 of its norm beside the others, some twelve digits are left. Two passes over the rows.
 * Source: Higham (2002), Accuracy and Stability of Numerical Algorithms, section 20.4, doi:10.1137/1.9780898718027.
 */
import { divide, squareRoot, type Twofold, TwofoldSum } from "../../base/double-double.js";
import { compensatedProductsBlock, compensatedResidualsBlock, type TwofoldArray } from "../../engine/kernels/blas.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { columnNorms } from "./rank.js";

/**
 * Share of its norm that every regressor must leave beside the others for a triangle in doubles to serve: its error in the
 * coefficients is then about 5e-11, in units of the norms of columns and residuals.
 */
export const LEAST_SHARE = 1 / 500;

/** The smallest share of its norm that a regressor leaves beside the others: of a triangle and its inverse. */
export function leastShare(R: Float64Array, Rinv: Float64Array): number {
  const k = Math.round(Math.sqrt(R.length));
  const inflations = columnNorms(R, k).map((norm, i) => {
    let squares = 0;
    for (let j = i; j < k; j++) squares += Rinv[j * k + i]! ** 2;
    return norm * Math.sqrt(squares);
  });
  return 1 / Math.max(1, ...inflations);
}

/** Estimates that are correct to nearly all digits of a double. */
export interface Refined {
  readonly beta: Float64Array;
  /** The triangle, with a diagonal above 0, and its inverse: r by r, each of their numbers rounded once. */
  readonly R: Float64Array;
  readonly Rinv: Float64Array;
  /** Coordinates of the fitted outcome, R beta: made before beta, so that nothing large cancels in them. */
  readonly Qty: Float64Array;
  readonly uHat: F64Block;
}

/**
 * Regresses the last of r + 1 columns on the others; null where these turn out to be dependent.
 *
 * @param columns n by (r + 1), column-major, left as they are
 * @param low what the columns' numbers leave out, likewise; null where they are meant as they stand
 */
export function refine(
  engine: Engine,
  scope: Scope,
  n: number,
  r: number,
  columns: F64Block,
  low: F64Block | null,
): Refined | null {
  const L = cholesky(compensatedProductsBlock(engine, n, r + 1, columns, low), r);
  if (L === null) return null;
  const inverse = inverseOf(L, r);
  const beta = coefficients(L, inverse, r);
  const uHat = compensatedResidualsBlock(engine, scope, n, r, columns, low, beta);
  // rows of a lower triangle are columns of an upper one
  const [R, Qty] = [L.high.slice(0, r * r), L.high.slice(r * r)];
  return { beta: beta.high, R, Rinv: transpose(inverse.high, r), Qty, uHat };
}

const zeros = (length: number): TwofoldArray => ({ high: new Float64Array(length), low: new Float64Array(length) });

function set({ high, low }: TwofoldArray, at: number, value: Twofold): void {
  high[at] = value.high;
  low[at] = value.low;
}

const get = ({ high, low }: TwofoldArray, at: number): Twofold => ({ high: high[at]!, low: low[at]! });

/** a less the products of `count` numbers of A from `i` on and of B from `j` on. */
function lessProducts(a: Twofold, A: TwofoldArray, i: number, B: TwofoldArray, j: number, count: number): Twofold {
  const left = new TwofoldSum(a.high, a.low);
  for (let l = 0; l < count; l++) left.subtractProduct(A.high[i + l]!, A.low[i + l]!, B.high[j + l]!, B.low[j + l]!);
  return left;
}

/**
 * The factor L of X'X and, in row r, (L^-1 X'y)': r + 1 rows of r numbers, row-major. Null when a pivot is not above 0.
 *
 * @param XtX of [X y]: order r + 1
 */
function cholesky(XtX: TwofoldArray, r: number): TwofoldArray | null {
  const L = zeros((r + 1) * r);
  for (let i = 0; i <= r; i++) {
    for (let j = 0; j < Math.min(i + 1, r); j++) {
      const left = lessProducts(get(XtX, i + j * (r + 1)), L, i * r, L, j * r, j);
      if (i === j && !(left.high > 0)) return null;
      set(L, i * r + j, i === j ? squareRoot(left) : divide(left, get(L, j * r + j)));
    }
  }
  return L;
}

/** The inverse of the lower triangle L, its columns one after the other. */
function inverseOf(L: TwofoldArray, r: number): TwofoldArray {
  const inverse = zeros(r * r);
  for (let j = 0; j < r; j++) {
    for (let i = j; i < r; i++) {
      const left = lessProducts({ high: i === j ? 1 : 0, low: 0 }, L, i * r + j, inverse, j * r + j, i - j);
      set(inverse, j * r + i, divide(left, get(L, i * r + i)));
    }
  }
  return inverse;
}

/** Those of y, whose L^-1 X'y is row r of L. */
function coefficients(L: TwofoldArray, inverse: TwofoldArray, r: number): TwofoldArray {
  const beta = zeros(r);
  for (let j = 0; j < r; j++) {
    const { high, low } = lessProducts({ high: 0, low: 0 }, inverse, j * r + j, L, r * r + j, r - j);
    set(beta, j, { high: -high, low: -low });
  }
  return beta;
}

const transpose = (A: Float64Array, r: number): Float64Array => A.map((_, at) => A[(at % r) * r + Math.floor(at / r)]!);
