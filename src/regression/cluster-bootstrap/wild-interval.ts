/**
 * The confidence interval of one coefficient by inverting its wild bootstrap test: the null values round
 * the estimate that are not rejected. Each end is where p first falls to 1 - level or below on the way out. Pure functions.
 *
 * Source: as wild.ts; MacKinnon (2014), Wild Cluster Bootstrap Confidence Intervals, Queen's Economics Department Working Paper 1329.
 */
import { NumericalError } from "../../base/errors.js";
import type { TieRule } from "../../base/ties.js";
import { CLOSE_SEARCH, searchEnd } from "./interval-search.js";
import { wildPValue } from "./wild-p-value.js";
import type { WildDraws, WildTest } from "./wild-statistic.js";

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
