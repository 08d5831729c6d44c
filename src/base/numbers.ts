/**
 * Sums that keep the digits lost to each addition, for totals and moments that are printed.
 */

/**
 * The sum of `values`, its error bounded by a rounding of the sum itself; infinite or NaN where the plain sum is.
 * Source: Neumaier (1974), ZAMM 54(1), doi:10.1002/zamm.19740540106.
 */
export function compensatedSum(values: ArrayLike<number>): number {
  let sum = 0;
  let lost = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return Number.isFinite(sum) ? sum + lost : sum;
}

// Quantiles of a sample.

/**
 * The quantile of type 7, linear between order statistics at (n - 1) p. `sorted` ascending, not empty.
 * Source: Hyndman & Fan (1996), American Statistician 50(4), doi:10.1080/00031305.1996.10473566.
 */
export function quantile(sorted: Float64Array, p: number): number {
  const place = (sorted.length - 1) * p;
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (place - below) * (high - low);
}

// When a draw counts as far out as what was observed.

/** `count`: a draw that ties counts; `strict`: it doesn't. */
export type TieRule = "count" | "strict";

/** Two statistics this near, relatively, are a tie. */
export const TIE = 1e-10;

/** The size from which on a draw is as far out as `size` >= 0: to be reached under `count`, passed under `strict`. */
export const tieLimit = (size: number, ties: TieRule): number => size * (ties === "count" ? 1 - TIE : 1 + TIE);

/** Whether a number is at least as far from zero as `observed`. */
export function isAsFar(observed: number, ties: TieRule): (value: number) => boolean {
  const limit = tieLimit(Math.abs(observed), ties);
  return ties === "count" ? (value) => Math.abs(value) >= limit : (value) => Math.abs(value) > limit;
}

// Numbers that a record keeps.

export const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
