/**
 * What Roth and Sant'Anna's estimator estimates: averages of effects by cohort and period, each with what it weighs in the means of
 * cohorts after treatment, and before it. Knows no outcomes.
 * Source: Roth & Sant'Anna (2023), Journal of Political Economy Microeconomics 1(4), doi:10.1086/726581, section 2.
 */
import type { Aggregation, Effect } from "../../shared/aggregation.js";
import type { CohortOutcomes } from "../../shared/cohort-outcomes.js";

/** A cohort in a period, by position. */
interface CellPlace {
  readonly g: number;
  readonly t: number;
  /** The period before treatment. */
  readonly base: number;
}

export interface Estimand {
  /** An effect of the aggregation; of the average of all, `at` is null. */
  readonly effect: Effect;
  /** Cells by their weight, which sum to one. */
  readonly cells: readonly (CellPlace & { readonly weight: number })[];
}

export interface Estimands {
  /** Effects as they are shown, references among them. */
  readonly effects: readonly Effect[];
  /** What is estimated: effects that are no reference, then their average unless it is the only effect. */
  readonly estimated: readonly Estimand[];
  readonly hasOverall: boolean;
}

/** Effects by the aggregation, with their average; `balanced` as of `aggregate`. No effect after treatment: no estimands. */
export function estimandsOf(
  { cohorts, sizes, periods }: CohortOutcomes,
  by: Aggregation,
  balanced: number | undefined,
): Estimands {
  const all = cellsOf(cohorts, periods);
  const keyOf = ({ g, t }: CellPlace): number | null => {
    if (by === "simple") return null;
    if (by === "dynamic") return periods[t]! - cohorts[g]!;
    return by === "group" ? cohorts[g]! : periods[t]!;
  };
  const isPost = ({ g, t }: CellPlace): boolean => periods[t]! >= cohorts[g]!;
  const wanted = by === "dynamic" ? observedThroughout(all, cohorts, periods, balanced) : all.filter(isPost);
  const keys = [...new Set(wanted.map(keyOf))].sort((a, b) => (a ?? 0) - (b ?? 0));
  const groups = keys.map((key) => {
    const own = wanted.filter((cell) => keyOf(cell) === key);
    const isReference = own.every(({ t, base }) => t === base);
    const present = [...new Set(own.map(({ g }) => g))];
    const units = present.reduce((sum, g) => sum + sizes[g]!, 0);
    const total = own.reduce((sum, { g }) => sum + sizes[g]!, 0);
    const cells = own.map((cell) => ({ ...cell, weight: sizes[cell.g]! / total }));
    return { effect: { at: key, units, cohorts: present.length, isReference }, cells };
  });
  const effects = groups.map(({ effect }) => effect);
  const estimated = groups.filter(({ effect }) => !effect.isReference);
  if (by === "simple" || estimated.length === 0) return { effects, estimated, hasOverall: false };
  const post = estimated.filter(({ effect }) => by !== "dynamic" || effect.at! >= 0);
  const weights = post.map(({ effect }) => (by === "group" ? effect.units : 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const overall: Estimand = {
    effect: { at: null, units: 0, cohorts: 0, isReference: false },
    cells: post.flatMap(({ cells }, i) =>
      cells.map((cell) => ({ ...cell, weight: (cell.weight * weights[i]!) / total })),
    ),
  };
  return { effects, estimated: [...estimated, overall], hasOverall: true };
}

/** Cells in which another cohort is not yet treated, of cohorts with a period before treatment. */
function cellsOf(cohorts: readonly number[], periods: readonly number[]): CellPlace[] {
  const last = cohorts.at(-1)!;
  return cohorts.slice(0, -1).flatMap((cohort, g) => {
    const base = periods.findLastIndex((period) => period < cohort);
    return base < 0 ? [] : periods.flatMap((period, t) => (period < last ? [{ g, t, base }] : []));
  });
}

/** Cells of the cohorts that are seen at all event times from 0 to `balanced`, as far as any is, and none after it. */
function observedThroughout(
  all: readonly CellPlace[],
  cohorts: readonly number[],
  periods: readonly number[],
  balanced: number | undefined,
): readonly CellPlace[] {
  if (balanced === undefined) return all;
  const eventOf = ({ g, t }: CellPlace): number => periods[t]! - cohorts[g]!;
  const asked = new Set([...all.map(eventOf).filter((event) => event >= 0 && event <= balanced), balanced]);
  return all.filter((cell) => {
    const own = all.filter(({ g }) => g === cell.g).map(eventOf);
    return [...asked].every((event) => own.includes(event)) && eventOf(cell) <= balanced;
  });
}

/**
 * What each estimand weighs in the means of cohorts: f64[estimands * cohorts * 2 * periods], of each cohort the periods after treatment,
 * then those before it. Compared with is the last cohort alone, or all that are not yet treated, by their units.
 */
export function loadsOf(
  { cohorts, sizes, periods }: CohortOutcomes,
  estimands: readonly Estimand[],
  control: "never" | "notyet",
): Float64Array {
  const [nCohorts, t] = [cohorts.length, periods.length];
  const loads = new Float64Array(estimands.length * nCohorts * 2 * t);
  estimands.forEach(({ cells }, j) => {
    const add = (g: number, period: number, isBefore: boolean, weight: number): void => {
      loads[((j * nCohorts + g) * 2 + Number(isBefore)) * t + period]! += weight;
    };
    for (const { g, t: period, base, weight } of cells) {
      const latest = Math.max(periods[period]!, periods[base]!);
      const isFree = (h: number): boolean =>
        control === "never" ? h === nCohorts - 1 : h !== g && cohorts[h]! > latest;
      const compared = Array.from(cohorts.keys()).filter(isFree);
      const total = compared.reduce((sum, h) => sum + sizes[h]!, 0);
      add(g, period, false, weight);
      add(g, base, true, weight);
      for (const h of compared) {
        add(h, period, false, (-weight * sizes[h]!) / total);
        add(h, base, true, (-weight * sizes[h]!) / total);
      }
    }
  });
  return loads;
}
