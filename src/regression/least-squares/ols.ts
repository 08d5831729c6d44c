/**
 * Least squares on columns that are already demeaned and weighted: the triangle, rank detection in order,
 * triangular solves, residuals. Later collinear columns go and are reported with what they are a combination of.
 * Source: Demmel, Grigori, Hoemmen & Langou (2012), SIAM J. Sci. Comput. 34(1), doi:10.1137/080731992.
 */
import { NumericalError } from "../../base/errors.js";
import { keepColumns } from "../../engine/kernels/columns.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { dtrsv } from "../../engine/kernels/lapack.js";
import { residualScoresBlock } from "../../engine/kernels/scores.js";
import type { Fit } from "./fit.js";
import { rankOf } from "./rank.js";
import { LEAST_SHARE, leastShare, refine } from "./refine.js";
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
  /** Whether it was solved again in double-double, regressors being nearly collinear. */
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
  const share = leastShare(ranked.R, ranked.Rinv);
  const grouping = clusters && { codes: scope.copyU32(clusters.codes), nLevels: clusters.nLevels };
  const { more, uHat, ssr, scores, ...solved } = engine.scope((inner) => {
    const X = columns.part(0, n * r);
    const low = share < LEAST_SHARE ? (lowParts?.(inner) ?? null) : null;
    if (low !== null) keepColumns(low, n, [...kept, k]);
    const more =
      share < LEAST_SHARE
        ? refine(engine, inner, n, r, columns.part(0, n * (r + 1)), low?.part(0, n * (r + 1)) ?? null)
        : null;
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
