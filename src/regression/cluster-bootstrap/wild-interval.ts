/**
 * The confidence interval of one coefficient by inverting its wild bootstrap test: the null values round
 * the estimate that are not rejected. Each end is where p first falls to 1 - level or below on the way out. Pure functions.
 *
 * Source: as wild.ts; MacKinnon (2014), Wild Cluster Bootstrap Confidence Intervals, Queen's Economics Department Working Paper 1329.
 */
import { NumericalError } from "../../base/errors.js";
import type { TieRule } from "../../base/numbers.js";
import type { WildDraws, WildTest } from "./wild-statistic.js";
import { wildPValue } from "./wild-statistic.js";

export interface WildInterval {
  /** Ends; -Infinity or Infinity where no value out to 10,000 standard errors is rejected. */
  readonly low: number;
  readonly high: number;
  readonly level: number;
  /** True where p never falls to 1 - level on that side, as when few combinations of signs tie with every statistic. */
  readonly lowUnbounded: boolean;
  readonly highUnbounded: boolean;
}

/** Which p-value is inverted. */
export type WildTail = "symmetric" | "equalTailed";

/** Inverts the test. Throws NumericalError for a joint hypothesis, or when no draw has a statistic. */
export function wildInterval(
  test: WildTest,
  draws: WildDraws,
  { level, ties, tail = "symmetric" }: { readonly level: number; readonly ties: TieRule; readonly tail?: WildTail },
): WildInterval {
  if (test.estimates.length !== 1) {
    throw new NumericalError(
      "wild_interval_joint",
      "An interval needs one coefficient; a joint hypothesis has a region.",
      {
        got: test.estimates.length,
        expected: 1,
      },
    );
  }
  const alpha = 1 - level;
  const p = (value: number): number => wildPValue(test, draws, ties, value)[tail]!;
  const estimate = test.estimates[0]!;
  if (!(p(estimate) > alpha)) {
    throw new NumericalError(
      "wild_interval_empty",
      `Even the estimate itself has p = ${p(estimate)}, not above ${alpha}: no null value is compatible with the draws.`,
      { got: p(estimate), expected: `> ${alpha}` },
    );
  }
  const se = Math.sqrt(test.variance[0]!);
  const [low, high] = ([-1, 1] as const).map((side) => {
    const search = searchEnd({ estimate, stdError: se, side, alpha }, CLOSE_SEARCH);
    let step = search.next();
    while (!step.done) step = search.next(p(step.value));
    return step.value;
  }) as [number, number];
  return { low, high, level, lowUnbounded: low === -Infinity, highUnbounded: high === Infinity };
}

// The search for an end of an interval by inverting a test.

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
