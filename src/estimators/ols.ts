/**
 * Layer estimators. Least squares on columns that are already demeaned and weighted: the triangle, rank detection in order,
 * triangular solves, residuals. Later collinear columns go and are reported with what they are a combination of.
 * Source: Demmel, Grigori, Hoemmen & Langou (2012), SIAM J. Sci. Comput. 34(1), doi:10.1137/080731992.
 */
import { NumericalError } from "../base/errors.js";
import { keepColumns } from "../kernels/columns.js";
import type { Engine, F64Block, Scope } from "../kernels/engine.js";
import { dtrsv, qrDrop } from "../kernels/lapack.js";
import { residualScoresBlock } from "../kernels/scores.js";
import type { Fit } from "./fit.js";
import { type LeastSquares, triangleOf } from "./triangle.js";

/** A column is collinear when what the columns before it leave of it is below this share of its own norm. */
export const COLLINEARITY_TOLERANCE = 1e-9;
/** Rounding of demeaning, as a share of the column's norm before. */
const ROUNDING = 16 * Number.EPSILON;

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
  { clusters, leastSquares = "auto", shrunk }: OlsOptions = {},
): OlsResult {
  // 1. nothing is left of absorbed columns: out first, so that their rounding noise takes no direction
  const candidates = Array.from({ length: k }, (_, j) => j).filter((j) => !absorbed[j]);
  keepColumns(columns, n, [...candidates, k]);
  const m = candidates.length;

  // 2. R of [X y], then rank detection in order on the small triangle
  const { R, leastSquares: used } = triangleOf(engine, scope, n, m + 1, columns, leastSquares);
  const norms = rankNorms(R, m, (j) => shrunk?.[candidates[j]!] ?? 1);
  const found = qrDrop(engine, m, 1, COLLINEARITY_TOLERANCE, norms, R);
  const { kept: keptFlags, R: packed, combination } = found;
  const tss = R.subarray(m * (m + 1)).reduce((sum, value) => sum + value * value, 0);
  const keptCandidates = Array.from({ length: m }, (_, j) => j).filter((j) => keptFlags[j] === 1);
  const kept = keptCandidates.map((j) => candidates[j]!);
  const r = kept.length;
  if (r === 0 && k > 0) {
    throw new NumericalError("no_regressors", "No regressor is left: all are collinear or absorbed.", {
      got: 0,
      expected: 1,
    });
  }

  // 3. beta from the triangle
  const ld = m + 1;
  const triangle = new Float64Array(r * r);
  const Qty = new Float64Array(r);
  for (let j = 0; j < r; j++) for (let i = 0; i <= j; i++) triangle[j * r + i] = packed[j * ld + i]!;
  for (let i = 0; i < r; i++) Qty[i] = packed[r * ld + i]!;
  const beta = dtrsv(engine, r, triangle, Qty);

  // 4. residuals on the kept columns
  keepColumns(columns, n, [...keptCandidates, m]);
  const X = columns.part(0, n * r);
  const y = columns.part(n * r, n);
  const grouping = clusters && { codes: scope.copyU32(clusters.codes), nLevels: clusters.nLevels };
  const last = residualScoresBlock(engine, scope, n, r, X, y, scope.copyF64(beta), grouping ?? null);
  const scores = clusters && last.scores && { codes: clusters.codes, sums: last.scores };

  const dropped = [
    ...Array.from({ length: k }, (_, index) => index)
      .filter((index) => absorbed[index])
      .map((index) => ({ index, combination: [] })),
    ...candidates
      .map((index, j) => ({ index, j }))
      .filter(({ j }) => keptFlags[j] === 0)
      .map(({ index, j }) => ({
        index,
        combination: kept.map((keptIndex, i) => ({
          index: keptIndex,
          coefficient: combination[j * m + keptCandidates[i]!]!,
        })),
      })),
  ].sort((a, b) => a.index - b.index);
  const fit = { n, k: r, beta, R: triangle, X, uHat: last.uHat, ssr: last.ssr, ...(scores && { scores }) };
  return { fit, kept, dropped, tss, least_squares: used };
}

/**
 * Norms that decide the rank of the first m columns of a triangle of order m + 1: each column's own, raised where the
 * rounding of what it was before demeaning, `shrunk` times as large, is more than the tolerance.
 */
export function rankNorms(R: Float64Array, m: number, shrunk: (column: number) => number): Float64Array {
  const ld = m + 1;
  return Float64Array.from({ length: m }, (_, j) => {
    const norm = Math.sqrt(R.subarray(j * ld, j * ld + j + 1).reduce((sum, value) => sum + value * value, 0));
    return norm * Math.max(1, (ROUNDING * shrunk(j)) / COLLINEARITY_TOLERANCE);
  });
}
