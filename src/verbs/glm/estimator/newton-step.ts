/**
 * The weighted regression of one step: by cross-products and Cholesky, as the steps correct each other,
 * or by QR where regressors are nearly collinear.
 */
import { NumericalError } from "../../../base/errors.js";
import { copyOut, scaleRowsBlock } from "../../../engine/kernels/blas.js";
import { hcMeatBlock } from "../../../engine/kernels/covariance.js";
import type { Engine, F64Block, Scope } from "../../../engine/kernels/engine.js";
import { dpotrf, dtrsv } from "../../../engine/kernels/lapack.js";
import { type LeastSquares, triangleOf } from "../../../regression/least-squares/triangle.js";

/** Share of a column's norm that the columns before it must leave for cross-products to give a step of some digits. */
const LEAST_PIVOT = 1e-6;

/**
 * Coefficients of column k on the k columns before it, rows weighted by squares of `root`.
 *
 * @param columns f64[n*(k+1)] or more, not weighted
 */
export function newtonStep(
  engine: Engine,
  scope: Scope,
  n: number,
  k: number,
  columns: F64Block,
  root: F64Block,
  leastSquares: LeastSquares,
): Float64Array {
  const used = columns.part(0, n * (k + 1));
  return scope.scope((inner) => {
    const step = leastSquares === "gram" ? byCrossProducts(engine, inner, n, k, used, root) : null;
    return step ?? byQr(engine, inner, n, k, used, root);
  });
}

function byCrossProducts(engine: Engine, scope: Scope, n: number, k: number, columns: F64Block, root: F64Block) {
  const order = k + 1;
  const products = copyOut(hcMeatBlock(engine, scope, n, order, columns, root));
  const norms = Float64Array.from({ length: k }, (_, j) => Math.sqrt(products[j * (order + 1)]!));
  const correlations = Float64Array.from({ length: k * k }, (_, at) => {
    const [i, j] = [at % k, Math.floor(at / k)];
    return products[i + j * order]! / (norms[i]! * norms[j]!);
  });
  const right = Float64Array.from({ length: k }, (_, j) => products[j + k * order]! / norms[j]!);
  try {
    const L = dpotrf(engine, k, correlations);
    for (let j = 0; j < k; j++) if (!(L[j * (k + 1)]! >= LEAST_PIVOT)) return null;
    const half = dtrsv(engine, k, L, right, { upper: false });
    return dtrsv(engine, k, L, half, { upper: false, transposed: true }).map((value, j) => value / norms[j]!);
  } catch (error) {
    if (error instanceof NumericalError) return null;
    throw error;
  }
}

function byQr(engine: Engine, scope: Scope, n: number, k: number, columns: F64Block, root: F64Block): Float64Array {
  const copy = scope.f64(columns.length);
  copy.view().set(columns.view());
  scaleRowsBlock(engine, n, k + 1, root, copy);
  const { R } = triangleOf(engine, scope, n, k + 1, copy, "qr");
  const triangle = new Float64Array(k * k);
  for (let j = 0; j < k; j++) for (let i = 0; i <= j; i++) triangle[i + j * k] = R[i + j * (k + 1)]!;
  return dtrsv(engine, k, triangle, R.slice(k * (k + 1), k * (k + 1) + k));
}
