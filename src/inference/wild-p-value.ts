/**
 * Layer inference. P-values of a wild bootstrap: the share of draws at least as extreme as the observed statistic. A draw
 * that repeats the observed statistic exactly, as all weights 1 do, is equal but for rounding; the rule of ties says on
 * which side it falls, with room for rounding. Pure functions.
 */
import { TIE, type TieRule } from "../base/ties.js";
import type { WildDraws, WildTest } from "./wild.js";
import { drawStatistics } from "./wild-statistic.js";

export interface WildPValue {
  /** Share of draws with |t*| at least |t|; of a joint hypothesis, of W* at least W. NaN when no draw has a statistic. */
  readonly symmetric: number;
  /** Twice the lesser of the shares of t* on either side of t, at most 1; null for a joint hypothesis. */
  readonly equalTailed: number | null;
  /** Draws that have a statistic, and draws without variance, which are left out of the shares. */
  readonly used: number;
  readonly undefined: number;
}

/** P-values of a test at its null value, or at `value` for one coefficient. */
export function wildPValue(test: WildTest, draws: WildDraws, ties: TieRule, value?: number): WildPValue {
  const statistics = drawStatistics(test, draws, value);
  const isSingle = test.estimates.length === 1;
  const observed = statisticAt(test, value);
  const [size, slack] = [Math.abs(observed), (ties === "count" ? TIE : -TIE) * Math.abs(observed)];
  let [used, extreme, below, above] = [0, 0, 0, 0];
  for (const statistic of statistics) {
    if (!Number.isFinite(statistic)) continue;
    used++;
    if (ties === "count") {
      if (Math.abs(statistic) >= size - slack) extreme++;
      if (statistic <= observed + slack) below++;
      if (statistic >= observed - slack) above++;
    } else {
      if (Math.abs(statistic) > size - slack) extreme++;
      if (statistic < observed + slack) below++;
      if (statistic > observed - slack) above++;
    }
  }
  return {
    symmetric: extreme / used,
    equalTailed: isSingle ? Math.min(1, (2 * Math.min(below, above)) / used) : null,
    used,
    undefined: draws.count - used,
  };
}

/** The observed statistic at a null value. */
function statisticAt(test: WildTest, value: number | undefined): number {
  if (value === undefined) return test.statistic;
  return (test.estimates[0]! - value) / Math.sqrt(test.variance[0]!);
}
