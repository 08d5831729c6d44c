/**
 * Who is compared with whom, and which periods: a two-by-two comparison for each cohort and period. Knows no rows.
 * Source: Callaway & Sant'Anna (2021), Journal of Econometrics 225(2), doi:10.1016/j.jeconom.2020.12.001, section 2.
 */
import type { DidPlan } from "../../design/plan.js";

/** Cohorts and periods by position, and those compared with. */
export interface Comparison {
  readonly cohort: number;
  readonly period: number;
  /** Positions of the cohort, of the period, and of the period compared with. */
  readonly g: number;
  readonly t: number;
  readonly base: number;
  /** Compared with are the cohorts from this position on, the never treated the last, but for `g`. */
  readonly lowest: number;
  /** Whether the period is the one others are compared with. */
  readonly isReference: boolean;
}

export interface Comparisons {
  readonly list: readonly Comparison[];
  /** The cohort that stands in for the never treated, where there are none. */
  readonly lastCohort: number | null;
  /** Cohorts without a period before treatment and its anticipation. */
  readonly withoutBase: readonly number[];
}

/**
 * Comparisons by cohort, then period. Without never treated units the last cohort is compared with, in periods before its treatment
 * and its anticipation.
 *
 * @param sizes units by cohort, the never treated last
 */
export function comparisonsOf(
  cohorts: readonly number[],
  sizes: ArrayLike<number>,
  periods: readonly number[],
  { control, base, anticipation }: Pick<DidPlan, "control" | "base" | "anticipation">,
): Comparisons {
  const never = cohorts.length;
  let last = never;
  while (last > 0 && sizes[last] === 0) last--;
  const end = last === never ? Number.POSITIVE_INFINITY : cohorts[last]! - anticipation;
  const list: Comparison[] = [];
  const withoutBase: number[] = [];
  for (let g = 0; g < last; g++) {
    const cohort = cohorts[g]!;
    if (sizes[g] === 0) continue;
    const before = periods.findLastIndex((period) => period + anticipation < cohort);
    if (before < 0) {
      withoutBase.push(cohort);
      continue;
    }
    periods.forEach((period, t) => {
      if (period >= end || (base === "varying" && t === 0)) return;
      const from = base === "universal" || t > before ? before : t - 1;
      const untreatedUntil = periods[Math.max(t, from)]! + anticipation;
      const free = cohorts.findIndex((other, p) => p < last && other > untreatedUntil);
      list.push({
        ...{ cohort, period, g, t, base: from, isReference: t === from },
        lowest: control === "never" || free < 0 ? last : free,
      });
    });
  }
  return { list, lastCohort: last === never ? null : cohorts[last]!, withoutBase };
}
