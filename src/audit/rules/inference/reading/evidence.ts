/**
 * What is printed about an estimate: its error, statistic, p-value and interval, from parentheses and brackets as they are read. Knows how
 * each follows from the others, not what to say of it.
 */
import type { PrintedEstimate, PrintedTable } from "../../../paper.js";
import { absolute, difference, meet, negated, type Printed, type Range, ratio, sum } from "../../../printed.js";
import type { Distributions } from "../../rule.js";
import { isBiasCorrected, isTransformed } from "./columns.js";
import type { Reading } from "./reading.js";
import { critical, pOf, sizeOf } from "./tails.js";

export interface Evidence {
  readonly error: Printed | null;
  readonly statistic: Printed | null;
  readonly p: Printed | null;
  /** The same in brackets, where parentheses hold one too: by other errors. */
  readonly second: Readonly<Record<"error" | "statistic" | "p", Printed | null>>;
  /** Lower end first. */
  readonly interval: readonly [Printed, Printed] | null;
  /** Coverages the interval may have: the one its table states, or those in use. */
  readonly coverages: readonly number[];
}

/** Coverages of intervals where a table doesn't say. */
const USUAL_COVERAGES = [0.95, 0.9, 0.99] as const;

/** The coverage that words on brackets name: 0.95 of "95% confidence intervals". */
function coverageOf(says: string): number | null {
  const match = /(\d{2}(?:\.\d+)?)\s*(?:%|％|per ?cent|-percent)/i.exec(says);
  return match === null ? null : Number(match[1]) / 100;
}

/**
 * The evidence on an estimate. Numbers that can't be what they are read as (a negative error) are left out, and those by which the estimate is
 * not tested: errors and intervals of ratios and of rescaled estimates, intervals and p-values of estimates corrected for bias.
 */
export function evidenceOf({ parenthesis, bracket }: PrintedEstimate, table: PrintedTable, reading: Reading): Evidence {
  const inBracket = table.brackets?.means ?? null;
  const stated = coverageOf(table.brackets?.says ?? "");
  const single = bracket !== null && "text" in bracket ? bracket : null;
  const all = (means: "std_error" | "statistic" | "p_value"): Printed[] =>
    [reading.as === means ? parenthesis : null, inBracket === means ? single : null].filter((one) => one !== null);
  const errors = isTransformed(table) ? [] : all("std_error").filter(({ value, negative }) => value >= 0 && !negative);
  const statistics = all("statistic");
  const ps = isBiasCorrected(table) ? [] : all("p_value").filter(({ low, high }) => high >= 0 && low <= 1);
  const ends = bracket === null || "text" in bracket || isTransformed(table) || isBiasCorrected(table) ? null : bracket;
  return {
    error: errors[0] ?? null,
    statistic: statistics[0] ?? null,
    p: ps[0] ?? null,
    second: { error: errors[1] ?? null, statistic: statistics[1] ?? null, p: ps[1] ?? null },
    interval: inBracket === "interval" || inBracket === null ? ends : null,
    coverages: stated === null ? USUAL_COVERAGES : [stated],
  };
}

/** How far the value behind a printed number may lie from it. */
export type Width = (printed: Printed) => Range;

/** As rounding allows. */
export const asRounded: Width = (printed) => printed;

/** As rounding or cutting off digits allows: a whole unit of the last digit to either side. */
export function asCut({ value, low, high }: Printed): Range {
  const half = Math.max(value - low, high - value);
  return { low: value - 2 * half, high: value + 2 * half };
}

/** The size of the estimate over its error, where that is printed; over either where two are. */
export function sizeByError(estimate: Printed, { error, second }: Evidence, width: Width = asRounded): Range | null {
  const sizes = [error, second.error].flatMap((one) =>
    one === null ? [] : [ratio(absolute(width(estimate)), absolute(width(one)))],
  );
  return sizes.length === 0 ? null : hull(sizes);
}

/** The size of the test statistic: as printed, as the estimate over its error, or as both allow where both are. */
export function sizeOfStatistic(estimate: Printed, evidence: Evidence, width: Width = asRounded): Range | null {
  const byError = sizeByError(estimate, evidence, width);
  const { statistic, second } = evidence;
  if (statistic === null) return byError;
  const printed = hull(
    [statistic, ...(second.statistic === null ? [] : [second.statistic])].map((one) => absolute(width(one))),
  );
  return both(printed, byError);
}

/** The standard error: as printed, or the estimate over its statistic. */
export function errorOf(estimate: Printed, { error, statistic }: Evidence): Range | null {
  if (error !== null) return absolute(error);
  return statistic === null ? null : ratio(absolute(estimate), absolute(statistic));
}

/** Half the interval, where it lies around the estimate as one of the normal or of t does; null else. */
export function halfInterval(estimate: Printed, { interval }: Evidence, width: Width = asRounded): Range | null {
  if (interval === null) return null;
  const [low, high, middle] = [width(interval[0]), width(interval[1]), width(estimate)];
  if (!meet(difference(high, middle), difference(middle, low))) return null;
  const whole = sum(high, negated(low));
  return { low: Math.max(0, whole.low / 2), high: Math.max(0, whole.high / 2) };
}

/** Sizes of the statistic by which an interval lies where it does, under t with these degrees of freedom. */
function sizeByInterval(
  estimate: Printed,
  evidence: Evidence,
  coverage: number,
  df: number,
  d: Distributions,
  width: Width,
) {
  const half = halfInterval(estimate, evidence, width);
  if (half === null) return null;
  const inHalves = ratio(absolute(width(estimate)), half);
  const at = critical(1 - coverage, df, d);
  return { low: inHalves.low * at, high: inHalves.high * at };
}

/** Of all coverages it may have, from t with `df` degrees of freedom to the normal. */
function overIntervals(
  estimate: Printed,
  evidence: Evidence,
  df: number,
  d: Distributions,
  width: Width,
  of: (size: Range, df: number) => Range,
): Range | null {
  const all = evidence.coverages.flatMap((coverage) =>
    [df, Number.POSITIVE_INFINITY].flatMap((freedom) => {
      const size = sizeByInterval(estimate, evidence, coverage, freedom, d, width);
      return size === null ? [] : [of(size, freedom)];
    }),
  );
  return all.length === 0 ? null : hull(all);
}

const hull = (ranges: readonly Range[]): Range => ({
  low: Math.min(...ranges.map(({ low }) => low)),
  high: Math.max(...ranges.map(({ high }) => high)),
});

/** Sizes of the statistic by whatever is printed: itself or an error, else p, else an interval. */
export function anySize(
  estimate: Printed,
  evidence: Evidence,
  df: number,
  d: Distributions,
  width: Width = asRounded,
): Range | null {
  const { p } = evidence;
  const byP = p && hull([df, Number.POSITIVE_INFINITY].map((freedom) => sizeOf(width(p), freedom, d)));
  return (
    sizeOfStatistic(estimate, evidence, width) ?? byP ?? overIntervals(estimate, evidence, df, d, width, (size) => size)
  );
}

/** What p follows from: the statistic or error, else the interval; null where neither is printed. */
export function pImplied(
  estimate: Printed,
  evidence: Evidence,
  df: number,
  d: Distributions,
  width: Width = asRounded,
): Range | null {
  const size = sizeOfStatistic(estimate, evidence, width);
  const bySize = size && { low: pOf(size, Number.POSITIVE_INFINITY, d).low, high: pOf(size, df, d).high };
  const byInterval = overIntervals(estimate, evidence, df, d, width, (one, freedom) => pOf(one, freedom, d));
  return both(bySize, byInterval);
}

/** The p of an estimate by all that is printed, from the normal to t with `df` degrees of freedom. */
export const pOfEstimate = (
  estimate: Printed,
  evidence: Evidence,
  df: number,
  d: Distributions,
  width: Width = asRounded,
): Range | null => both(printedP(evidence, width), pImplied(estimate, evidence, df, d, width));

/** p as printed; either where two are. */
const printedP = ({ p, second }: Evidence, width: Width): Range | null =>
  p && hull([p, ...(second.p === null ? [] : [second.p])].map(width));

/** What both ranges have in common; the first where that is nothing, or the other is not there. */
function both(a: Range | null, b: Range | null): Range | null {
  if (a === null || b === null) return a ?? b;
  return meet(a, b) ? { low: Math.max(a.low, b.low), high: Math.min(a.high, b.high) } : a;
}
