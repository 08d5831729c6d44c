/**
 * The triangle R of [X y] = QR, by cross-products and Cholesky where that loses nothing that matters,
 * else by TSQR. Knows nothing of ranks or coefficients.
 *
 * By cross-products the error of the coefficients, in units of the columns' norms, is about eps cond(X)^2, cond that of X
 * with columns of norm one; by TSQR it is about eps cond(X). Here cond is bounded from above by the Frobenius norms of the
 * scaled triangle and its inverse, so that accepting is never a guess.
 * Source: Higham (2002), Accuracy and Stability of Numerical Algorithms, section 20.4, doi:10.1137/1.9780898718027.
 */
import { NumericalError } from "../../base/errors.js";
import { copyOut, crossProductsBlock } from "../../engine/kernels/blas.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { dpotrf, dtrtri, tsqrBlock } from "../../engine/kernels/lapack.js";

/** Condition up to which cross-products serve: the error is then about 1e-11, a hundredth of the agreement promised. */
const MOST_CONDITION = 300;
/**
 * Share of a column's norm, y's too, that the columns before it must leave: far above where rank is in doubt, and where
 * residuals are not yet the rounding of y.
 */
const LEAST_PIVOT = 1e-4;
/** The same where the squares left of y are taken from the triangle, not from rows: their error is eps over its square. */
export const LEAST_PIVOT_OF_SQUARES = 1 / MOST_CONDITION;

/** How the triangle was made: of demeaned columns by TSQR or by their cross-products, or of moments, no column being demeaned. */
export type LeastSquares = "qr" | "gram" | "moments";

/** R of order k + 1, upper, column-major, with a diagonal >= 0, and how it was made. */
export interface Triangle {
  readonly R: Float64Array;
  readonly leastSquares: "qr" | "gram";
}

/**
 * R of the first `order` columns of a block, the last of them the regressand.
 *
 * @param wanted `qr` never takes cross-products
 * @param leastPivot share of its norm that each column must leave for cross-products
 */
export function triangleOf(
  engine: Engine,
  scope: Scope,
  n: number,
  order: number,
  columns: F64Block,
  wanted: "auto" | "qr",
  leastPivot = LEAST_PIVOT,
): Triangle {
  return scope.scope((inner) => {
    const used = columns.part(0, n * order);
    const R = wanted === "qr" ? null : byCrossProducts(engine, inner, n, order, used, leastPivot);
    if (R !== null) return { R, leastSquares: "gram" };
    const [rows, tall] = n < order ? [order, withZeroRows(inner, n, order, used)] : [n, used];
    return { R: copyOut(tsqrBlock(engine, inner, rows, order, tall)), leastSquares: "qr" };
  });
}

/**
 * The same columns with rows of zeros below, `order` in all. TSQR of fewer rows than columns makes no more rows of R than
 * it has, which is all of R only where the first columns are independent; here some may be redundant.
 */
function withZeroRows(scope: Scope, n: number, order: number, X: F64Block): F64Block {
  const out = new Float64Array(order * order);
  for (let j = 0; j < order; j++) out.set(X.part(j * n, n).view(), j * order);
  return scope.copyF64(out);
}

/** R by Cholesky of the cross-products; null when it would not be accurate enough. */
function byCrossProducts(
  engine: Engine,
  scope: Scope,
  n: number,
  order: number,
  X: F64Block,
  leastPivot: number,
): Float64Array | null {
  if (n < order) return null;
  return triangleOfProducts(engine, order, copyOut(crossProductsBlock(engine, scope, n, order, X)), leastPivot);
}

/**
 * R of X'X, order by order; null when it would not be accurate enough.
 *
 * @param serves whether the leading order - 1 of a triangle of columns of norm one are well enough conditioned
 */
export function triangleOfProducts(
  engine: Engine,
  order: number,
  XtX: Float64Array,
  leastPivot = LEAST_PIVOT,
  serves = (R: Float64Array): boolean => conditionBound(engine, order - 1, R) <= MOST_CONDITION,
): Float64Array | null {
  const norms = Float64Array.from({ length: order }, (_, j) => Math.sqrt(XtX[j + j * order]!));
  if (!norms.every((norm) => norm > 0 && norm < Number.POSITIVE_INFINITY)) return null;
  const correlations = XtX.map((product, at) => product / (norms[at % order]! * norms[Math.floor(at / order)]!));
  const L = choleskyOf(engine, order, correlations);
  if (L === null) return null;
  for (let j = 0; j < order; j++) if (!(L[j + j * order]! >= leastPivot)) return null;
  const R = new Float64Array(order * order);
  for (let j = 0; j < order; j++) for (let i = 0; i <= j; i++) R[i + j * order] = L[j + i * order]!;
  if (!serves(leading(R, order, order - 1))) return null;
  for (let j = 0; j < order; j++) for (let i = 0; i <= j; i++) R[i + j * order]! *= norms[j]!;
  return R;
}

function choleskyOf(engine: Engine, order: number, A: Float64Array): Float64Array | null {
  try {
    return dpotrf(engine, order, A);
  } catch (error) {
    if (error instanceof NumericalError) return null;
    throw error;
  }
}

/** Upper bound of the condition of a triangle, in the 2-norm. */
const conditionBound = (engine: Engine, k: number, R: Float64Array): number =>
  frobenius(R) * frobenius(dtrtri(engine, k, R));

/** The leading k by k of a triangle of order `order`. */
function leading(R: Float64Array, order: number, k: number): Float64Array {
  const out = new Float64Array(k * k);
  for (let j = 0; j < k; j++) out.set(R.subarray(j * order, j * order + k), j * k);
  return out;
}

const frobenius = (A: Float64Array): number => Math.sqrt(A.reduce((sum, value) => sum + value * value, 0));
