/**
 * The search for an end of an interval by inverting a test: the first null value on a side of the estimate
 * that is rejected. It asks for p value by value, so that whoever makes p may take its time. Knows no test.
 */

/** How far steps go, in standard errors: an end beyond is unbounded. Farther out ties are no longer known for sure. */
const FARTHEST = 1e4;

/** How a search goes about it. */
export interface SearchPlan {
  /** First step out from the estimate in standard errors, and how steps grow. */
  readonly firstStep: number;
  readonly growth: number;
  /** The end is found to this share of itself or of the standard error. */
  readonly precision: number;
}

/** Small steps, ends to ten digits: for a p that costs nothing. */
export const CLOSE_SEARCH: SearchPlan = { firstStep: 0.25, growth: 1.25, precision: 1e-10 };
/** Few values, ends to six digits of a standard error: for a p that takes draws of its own. */
export const SPARING_SEARCH: SearchPlan = { firstStep: 1, growth: 1.5, precision: 1e-6 };

/** What is sought. */
export interface EndSearch {
  /** A value that is not rejected. */
  readonly estimate: number;
  readonly stdError: number;
  readonly side: -1 | 1;
  /** Values with p at or below it are rejected. */
  readonly alpha: number;
}

/** Yields null values, is sent their p, and returns the end; -Infinity or Infinity where none is rejected out to 10,000 standard errors. */
export function* searchEnd(
  { estimate, stdError, side, alpha }: EndSearch,
  { firstStep, growth, precision }: SearchPlan,
): Generator<number, number, number> {
  let inside = estimate;
  let step = firstStep;
  let outside = estimate + side * step * stdError;
  while ((yield outside) > alpha) {
    if (step > FARTHEST) return side * Infinity;
    inside = outside;
    step *= growth;
    outside = estimate + side * step * stdError;
  }
  while (Math.abs(outside - inside) > precision * Math.max(stdError, Math.abs(outside))) {
    const middle = (inside + outside) / 2;
    if (middle === inside || middle === outside) break;
    if ((yield middle) > alpha) inside = middle;
    else outside = middle;
  }
  return (inside + outside) / 2;
}
