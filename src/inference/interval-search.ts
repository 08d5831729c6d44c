/**
 * Layer inference. The search for an end of an interval by inverting a test: the first null value on a side of the estimate
 * that is rejected. It asks for p value by value, so that whoever makes p may take its time. Knows no test.
 */

/**
 * First step out from the estimate in standard errors, how steps grow, and how far they go: an end beyond is unbounded. Farther
 * out the slope of a draw has lost the digits by which ties are known.
 */
const FIRST_STEP = 0.25;
const GROWTH = 1.25;
const FARTHEST = 1e4;

/** What is sought. */
export interface EndSearch {
  /** A value that is not rejected. */
  readonly estimate: number;
  readonly stdError: number;
  readonly side: -1 | 1;
  /** Values with p at or below it are rejected. */
  readonly alpha: number;
  /** The end is found to this share of itself or of the standard error. */
  readonly precision: number;
}

/** Yields null values, is sent their p, and returns the end; -Infinity or Infinity where none is rejected out to 10,000 standard errors. */
export function* searchEnd({
  estimate,
  stdError,
  side,
  alpha,
  precision,
}: EndSearch): Generator<number, number, number> {
  let inside = estimate;
  let step = FIRST_STEP;
  let outside = estimate + side * step * stdError;
  while ((yield outside) > alpha) {
    if (step > FARTHEST) return side * Infinity;
    inside = outside;
    step *= GROWTH;
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
