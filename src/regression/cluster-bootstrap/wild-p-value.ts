/**
 * P-values of a wild bootstrap: the share of draws at least as extreme as the observed statistic. A draw
 * that repeats the observed statistic exactly, as all weights 1 do, is equal but for rounding; the rule of ties says on
 * which side it falls, with room for rounding. Pure functions.
 */
import { TIE, type TieRule } from "../../base/ties.js";
import { drawStatistics, type WildDraws, type WildTest } from "./wild-statistic.js";

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
  const isSingle = test.estimates.length === 1;
  return pOfStatistics(drawStatistics(test, draws, value), statisticAt(test, value), ties, isSingle);
}

/** P-values of an observed statistic among those of draws, NaN where a draw has none; `signed` where it has two tails. */
export function pOfStatistics(
  statistics: ArrayLike<number>,
  observed: number,
  ties: TieRule,
  signed: boolean,
): WildPValue {
  const [size, slack] = [Math.abs(observed), (ties === "count" ? TIE : -TIE) * Math.abs(observed)];
  let [used, extreme, below, above] = [0, 0, 0, 0];
  for (let i = 0; i < statistics.length; i++) {
    const statistic = statistics[i]!;
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
    equalTailed: signed ? Math.min(1, (2 * Math.min(below, above)) / used) : null,
    used,
    undefined: statistics.length - used,
  };
}

/** The observed statistic at a null value. */
function statisticAt(test: WildTest, value: number | undefined): number {
  if (value === undefined) return test.statistic;
  return (test.estimates[0]! - value) / Math.sqrt(test.variance[0]!);
}
