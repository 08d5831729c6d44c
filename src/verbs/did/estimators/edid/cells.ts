/**
 * Effects by cohort and period under parallel trends in all periods: an effect by the first period of its cohort, less what differences
 * before treatment say of its error; and from the period before treatment on alone. Each is a sum over cohorts of what it weighs in means
 * of periods, which values and influences are made of.
 * Source: Chen, Sant'Anna & Xie (2025), arXiv:2506.17729, section 4.1, corollary 3.2, remark A.2.
 */
import type { CohortOutcomes } from "../../shared/cohort-outcomes.js";
import { type ChangeMoments, type Contrast, type Contrasts, solved } from "./contrasts.js";

export interface EdidCell {
  readonly g: number;
  readonly t: number;
  /** The first period compared with: of its cohort, or the period before treatment. */
  readonly base: number;
  readonly isReference: boolean;
  readonly value: number;
  /** f64[cohorts * periods]: what it weighs in means. */
  readonly loads: Float64Array;
  /** Of the contrasts, what of each is taken off; null where none is. */
  readonly coefficients: Float64Array | null;
}

/** The periods before treatment of each cohort that has effects, those that are used, by position; the last cohort has none. */
export interface Befores {
  readonly used: readonly (readonly number[])[];
  /** The period before treatment and its anticipation; -1 for none. */
  readonly last: readonly number[];
}

/** Of a cohort of n units the last n - 1 periods are used at most, n that of the last cohort where that is smaller. */
export function beforesOf({ cohorts, sizes, periods }: CohortOutcomes, anticipation: number): Befores {
  const treated = cohorts.slice(0, -1);
  const all = treated.map((cohort) => periods.flatMap((period, t) => (period + anticipation < cohort ? [t] : [])));
  const least = sizes.at(-1)!;
  const used = all.map((own, g) => {
    const most = Math.max(1, Math.min(sizes[g]!, least) - 1);
    return own.slice(Math.max(0, own.length - most));
  });
  return { used, last: all.map((own) => own.at(-1) ?? -1) };
}

export const contrastList = ({ used }: Befores): Contrast[] =>
  used.flatMap((own, g) => own.slice(1).map((t) => ({ g, t, base: own[0]! })));

/** Periods in which the last cohort is not treated. */
export const openPeriods = ({ cohorts, periods }: CohortOutcomes, anticipation: number): number[] =>
  periods.flatMap((period, t) => (period + anticipation < cohorts.at(-1)! ? [t] : []));

/** What a difference of changes weighs, added `times` to `loads`. */
function addChange(loads: Float64Array, periods: number, last: number, { g, t, base }: Contrast, times: number): void {
  loads[g * periods + t]! += times;
  loads[g * periods + base]! -= times;
  loads[last * periods + t]! -= times;
  loads[last * periods + base]! += times;
}

/** Effects with all differences before treatment, by cohort, then period; of periods before treatment those that differences are of. */
export function efficientCells(
  outcomes: CohortOutcomes,
  moments: ChangeMoments,
  contrasts: Contrasts,
  { used }: Befores,
  anticipation: number,
): EdidCell[] {
  const { cohorts, nPeriods } = outcomes;
  const { list, values, precision } = contrasts;
  const k = list.length;
  const last = cohorts.length - 1;
  const made = (own: Contrast, coefficients: Float64Array): EdidCell => {
    const loads = new Float64Array(cohorts.length * nPeriods);
    addChange(loads, nPeriods, last, own, 1);
    let value = moments.value(own.g, own);
    coefficients.forEach((coefficient, j) => {
      addChange(loads, nPeriods, last, list[j]!, -coefficient);
      value -= coefficient * values[j]!;
    });
    return { ...own, isReference: false, value, loads, coefficients };
  };
  return used.flatMap((own, g) => {
    if (own.length === 0) return [];
    const base = own[0]!;
    const before = list.flatMap((contrast, j) => {
      if (contrast.g !== g) return [];
      // what the other differences say of this one: the row of the precision over its diagonal
      const coefficients = Float64Array.from({ length: k }, (_, i) =>
        i === j ? 0 : -precision[j * k + i]! / precision[j * k + j]!,
      );
      return [made(contrast, coefficients)];
    });
    const after = openPeriods(outcomes, anticipation).filter((t) => t > own.at(-1)!);
    return [
      ...before,
      ...after.map((t) => {
        const change = { g, t, base };
        const cross = Float64Array.from(list, (other) => moments.covariance(g, change, other.g, other));
        return made(change, solved(contrasts, cross));
      }),
    ];
  });
}

/** Effects from the period before treatment alone, by cohort, then period, that period the reference. */
export function lastPeriodCells(
  outcomes: CohortOutcomes,
  moments: ChangeMoments,
  { last }: Befores,
  anticipation: number,
): EdidCell[] {
  const { cohorts, nPeriods } = outcomes;
  return last.flatMap((base, g) => {
    if (base < 0) return [];
    return openPeriods(outcomes, anticipation).map((t): EdidCell => {
      const loads = new Float64Array(cohorts.length * nPeriods);
      addChange(loads, nPeriods, cohorts.length - 1, { g, t, base }, 1);
      return { g, t, base, isReference: t === base, value: moments.value(g, { t, base }), loads, coefficients: null };
    });
  });
}
