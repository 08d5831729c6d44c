/**
 * How far to go along a step of maximum likelihood: all of it where that lowers the deviance, else as far as
 * is sure to. Knows no rows, only what a pass over them says.
 *
 * The curvature of these likelihoods changes by at most a factor of e where a row's predictor moves by 1, so that along a
 * direction whose largest move is d the length log(1 + d) / d lowers the deviance, however far off rows are. Where fitted
 * means are far too large, as one row out of range can make them, a step lowers their logarithms by 1 each; the direction
 * is right, and it is followed by twice the length as long as the deviance falls.
 * Source: Sun & Tran-Dinh (2019), Mathematical Programming 178, doi:10.1007/s10107-018-1282-4, for functions with their nu = 2.
 */

import { NumericalError } from "../../../base/errors.js";
import { copyOut, scaleRowsBlock } from "../../../engine/kernels/blas.js";
import { hcMeatBlock } from "../../../engine/kernels/covariance.js";
import type { Engine, F64Block, Scope } from "../../../engine/kernels/engine.js";
import type { IrlsPass } from "../../../engine/kernels/irls.js";
import { dpotrf, dtrsv } from "../../../engine/kernels/lapack.js";
import { log } from "../../../engine/kernels/math.js";
import { type LeastSquares, triangleOf } from "../../../regression/least-squares/triangle.js";

/** Rise of the deviance that is rounding: a share of it, and of the weights, whose size that of the rows' terms follows. */
const ROUNDING = 1e-10;
const ROUNDING_OF_WEIGHT = 1e-13;
/** Fitted means that are this many times the outcomes in total are far too large. */
const TOO_LARGE = 4;

export interface StepTaken {
  /** The last pass made, which is that of `length`. */
  readonly moved: IrlsPass;
  readonly length: number;
  readonly halvings: number;
}

/**
 * The length to go; null where not even the one that is sure to lower the deviance does, in floating point.
 *
 * @param pass evaluates a length; the last call is that of the length returned
 * @param before the deviance to stay below; null for the first step, which only has to lead to numbers
 * @param outcomes sum of the outcomes where means may be too large for them, else infinite
 */
export function lineSearch(
  engine: Engine,
  pass: (length: number) => IrlsPass,
  before: number | null,
  outcomes: number,
): StepTaken | null {
  let [length, halvings] = [1, 0];
  let moved = pass(length);
  const sure = sureLength(engine, moved.largestMove);
  while (!isLower(moved, before)) {
    if (!(length > sure)) return null;
    halvings++;
    length = Math.max(length / 2, sure);
    moved = pass(length);
  }
  if (before === null || length < 1 || !(moved.weight > TOO_LARGE * outcomes)) return { moved, length, halvings };
  for (;;) {
    const farther = pass(2 * length);
    if (!(farther.deviance < moved.deviance)) return { moved: pass(length), length, halvings };
    [moved, length] = [farther, 2 * length];
  }
}

/** log(1 + d) / d, or, where d is at most 1, a number below it. */
const sureLength = (engine: Engine, d: number): number => (d > 1 ? log(engine, Float64Array.of(1 + d))[0]! / d : 1 / 2);

/** Whether a step may be taken: it leads to numbers, and not to a higher deviance. */
function isLower({ deviance, weight }: IrlsPass, before: number | null): boolean {
  if (!Number.isFinite(deviance) || !(weight > 0 && weight < Number.POSITIVE_INFINITY)) return false;
  return before === null || deviance <= before + ROUNDING * Math.abs(before) + ROUNDING_OF_WEIGHT * weight;
}

// The weighted regression of one step.

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
