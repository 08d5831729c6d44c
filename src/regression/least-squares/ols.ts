/**
 * Least squares on columns that are already demeaned and weighted: the triangle, rank detection in order,
 * triangular solves, residuals. Later collinear columns go and are reported with what they are a combination of.
 * Source: Demmel, Grigori, Hoemmen & Langou (2012), SIAM J. Sci. Comput. 34(1), doi:10.1137/080731992.
 */

import { divide, squareRoot, type Twofold, TwofoldSum } from "../../base/double-double.js";
import { NumericalError } from "../../base/errors.js";
import { hypot } from "../../base/hypot.js";
import { transposed } from "../../base/small-matrices.js";
import { compensatedProductsBlock, compensatedResidualsBlock, type TwofoldArray } from "../../engine/kernels/blas.js";
import { residualScoresBlock } from "../../engine/kernels/cluster-scores.js";
import { keepColumns } from "../../engine/kernels/columns.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { dtrsv, dtrtri, qrDrop } from "../../engine/kernels/lapack.js";
import type { Fit } from "./fit.js";
import { type LeastSquares, triangleOf } from "./triangle.js";

/** A column left out: its coefficients on the kept columns, or none when nothing of it was left after demeaning. */
export interface Dropped {
  readonly index: number;
  readonly combination: readonly { readonly index: number; readonly coefficient: number }[];
}

export interface OlsResult {
  readonly fit: Fit;
  /** Positions of the columns kept, in order; the fit's coefficients are theirs. */
  readonly kept: readonly number[];
  readonly dropped: readonly Dropped[];
  /** Sum of squares of the regressand as it came: demeaned, weighted. */
  readonly tss: number;
  /** How the triangle was made: cross-products only where a condition check allows them. */
  readonly least_squares: LeastSquares;
  /** Whether it was solved again in double-double: regressors are nearly collinear, or residuals tiny beside the outcome. */
  readonly refined: boolean;
  /** R beta of a refined regression. */
  readonly Qty?: Float64Array;
}

export interface OlsOptions {
  /** Clusters, in the row order of the columns: their score sums come with the residuals. */
  readonly clusters?: { readonly codes: Uint32Array; readonly nLevels: number };
  /** `auto` (default), or `qr` for TSQR whatever the condition. */
  readonly leastSquares?: "auto" | "qr";
  /**
   * How many times larger each of the k columns was before demeaning: what is left of it carries the rounding of what it
   * was, and no more than that may decide whether it is collinear. Default 1.
   */
  readonly shrunk?: ArrayLike<number>;
  /**
   * What the k + 1 columns leave out of the numbers they are meant to be, in the same order of rows and n by (k + 1); null
   * where that is nothing. Asked for only where the regression is refined.
   */
  readonly lowParts?: (scope: Scope) => F64Block | null;
}

/**
 * Regresses the last of k + 1 columns on the k before it.
 *
 * @param columns n by (k + 1), column-major: X then y, demeaned and multiplied by sqrt(w). Kept columns are moved to the
 *   front in place; the fit refers to this block.
 * @param absorbed columns of which demeaning left nothing (k flags).
 * @throws NumericalError when no column is left.
 */
export function ols(
  engine: Engine,
  scope: Scope,
  n: number,
  k: number,
  columns: F64Block,
  absorbed: readonly boolean[],
  { clusters, leastSquares = "auto", shrunk, lowParts }: OlsOptions = {},
): OlsResult {
  // 1. nothing is left of absorbed columns: out first, so that their rounding noise takes no direction
  const candidates = Array.from({ length: k }, (_, j) => j).filter((j) => !absorbed[j]);
  keepColumns(columns, n, [...candidates, k]);
  const m = candidates.length;

  // 2. R of [X y], then rank detection in order on the small triangle
  const { R, leastSquares: used } = triangleOf(engine, scope, n, m + 1, columns, leastSquares);
  const ranked = rankOf(engine, R, m, (j) => shrunk?.[candidates[j]!] ?? 1);
  const { kept: keptCandidates, combination, packed } = ranked;
  const tss = R.subarray(m * (m + 1)).reduce((sum, value) => sum + value * value, 0);
  const kept = keptCandidates.map((j) => candidates[j]!);
  const r = kept.length;
  if (r === 0 && k > 0) {
    throw new NumericalError("no_regressors", "No regressor is left: all are collinear or absorbed.", {
      got: 0,
      expected: 1,
    });
  }

  // 3. beta and residuals on the kept columns, from more digits where nearly collinear ones ask for them
  keepColumns(columns, n, [...keptCandidates, m]);
  const isHard =
    leastShare(ranked.R, ranked.Rinv) < LEAST_SHARE ||
    leftOf(packed.subarray(r * (m + 1), (r + 1) * (m + 1)), r) < LEAST_LEFT;
  const grouping = clusters && { codes: scope.copyU32(clusters.codes), nLevels: clusters.nLevels };
  const { more, uHat, ssr, scores, ...solved } = engine.scope((inner) => {
    const X = columns.part(0, n * r);
    const low = isHard ? (lowParts?.(inner) ?? null) : null;
    if (low !== null) keepColumns(low, n, [...kept, k]);
    const [given, rest] = [columns, low].map((block) => block?.part(0, n * (r + 1)) ?? null);
    const more = isHard ? refine(engine, inner, n, r, given!, rest!) : null;
    const Qty = packed.slice(r * (m + 1), r * (m + 1) + r);
    const { beta, R, Rinv } = more ?? { ...ranked, beta: dtrsv(engine, r, ranked.R, Qty) };
    // from refined residuals nothing is left to subtract
    const [y, multiples] = more === null ? [columns.part(n * r, n), beta] : [more.uHat, new Float64Array(r)];
    const rows = residualScoresBlock(engine, scope, n, r, X, y, inner.copyF64(multiples), grouping ?? null);
    return { ...rows, beta, R, Rinv, X, more };
  });
  const dropped = [
    ...Array.from({ length: k }, (_, index) => index)
      .filter((index) => absorbed[index])
      .map((index) => ({ index, combination: [] })),
    ...candidates
      .map((index, j) => ({ index, j }))
      .filter(({ j }) => !keptCandidates.includes(j))
      .map(({ index, j }) => ({
        index,
        combination: kept.map((keptIndex, i) => ({
          index: keptIndex,
          coefficient: combination[j * m + keptCandidates[i]!]!,
        })),
      })),
  ].sort((a, b) => a.index - b.index);
  const sums = clusters && scores && { scores: { codes: clusters.codes, sums: scores } };
  const fit = { n, k: r, ...solved, uHat, ssr, ...sums };
  return { fit, kept, dropped, tss, least_squares: used, refined: more !== null, ...(more && { Qty: more.Qty }) };
}

// Which columns of a triangle are kept, in order, and the inverse of what is left.

/** A column is collinear when what the columns before it leave of it is below this share of its own norm. */
export const COLLINEARITY_TOLERANCE = 1e-9;
/** Rounding of a column, of its demeaning and of a triangle, as a share of the column's norm before. */
const ROUNDING = 16 * Number.EPSILON;

/** What is kept of the first m columns of a triangle of order m + 1. */
export interface Ranked {
  /** Positions of the columns kept, ascending. */
  readonly kept: readonly number[];
  /** m by m: column j has the coefficients of dropped column j on the kept ones before it; 0 elsewhere. */
  readonly combination: Float64Array;
  /** The triangle of the kept columns and the last, packed in order m + 1. */
  readonly packed: Float64Array;
  /** That of the kept columns alone, and its inverse: r by r. */
  readonly R: Float64Array;
  readonly Rinv: Float64Array;
}

/**
 * The rank of the first m columns of a triangle of order m + 1, in their order.
 *
 * @param shrunk how many times larger each column was before demeaning
 */
export function rankOf(engine: Engine, R: Float64Array, m: number, shrunk: (column: number) => number): Ranked {
  const ld = m + 1;
  const norms = columnNorms(R, ld).subarray(0, m);
  const before = norms.map((norm, j) => norm * shrunk(j));
  const limits = norms.map((norm, j) => Math.max(norm, (ROUNDING * before[j]!) / COLLINEARITY_TOLERANCE));
  for (;;) {
    const { kept: flags, combination, R: packed } = qrDrop(engine, m, 1, COLLINEARITY_TOLERANCE, limits, R);
    const kept = Array.from({ length: m }, (_, j) => j).filter((j) => flags[j] === 1);
    const r = kept.length;
    const triangle = new Float64Array(r * r);
    for (let j = 0; j < r; j++) triangle.set(packed.subarray(j * ld, j * ld + j + 1), j * r);
    const Rinv = dtrtri(engine, r, triangle);
    const lost = kept.findIndex((_, j) => {
      const parts = Rinv.subarray(j * r, j * r + j + 1).reduce((sum, x, i) => sum + Math.abs(x) * before[kept[i]!]!, 0);
      return ROUNDING * parts >= 1;
    });
    if (lost < 0) return { kept, combination, packed, R: triangle, Rinv };
    limits[kept[lost]!] = Number.POSITIVE_INFINITY;
  }
}

/** Norms of the columns of an upper triangle of order k. */
export function columnNorms(R: Float64Array, k: number): Float64Array {
  return Float64Array.from({ length: k }, (_, j) =>
    Math.sqrt(R.subarray(j * k, j * k + j + 1).reduce((sum, value) => sum + value * value, 0)),
  );
}

// Least squares with about twice the digits of a double, for nearly collinear regressors: Cholesky of
// their cross-products, all in double-double. The error grows with the square of the condition, but from 1e-31 on: where
// each regressor leaves 1e-9 of its norm beside the others, some twelve digits are left. Two passes over the rows.
// Source: Higham (2002), Accuracy and Stability of Numerical Algorithms, section 20.4, doi:10.1137/1.9780898718027.

/**
 * Share of its norm that every regressor must leave beside the others for a triangle in doubles to serve: its error in the
 * coefficients is then about 5e-11, in units of the norms of columns and residuals.
 */
export const LEAST_SHARE = 1 / 500;

/**
 * Share of its norm that the outcome must keep as residuals for a triangle in doubles to serve: their sum of squares, of which
 * each error is made, has then about ten digits.
 */
const LEAST_LEFT = 1e-6;

/** The share of its norm that the outcome keeps: of its column of the triangle, below the r rows of the regressors. */
const leftOf = (outcome: Float64Array, r: number): number => hypot(...outcome.subarray(r)) / hypot(...outcome);

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
  return { beta: beta.high, R, Rinv: transposed(inverse.high, r), Qty, uHat };
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
