/**
 * When a draw counts as far out as what was observed: statistics that differ by rounding alone are a tie, and
 * the rule says what a tie does. One rule for every resampling method and its figures.
 */

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
