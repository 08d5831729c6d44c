/**
 * Event time, periods since a unit's first treated one, and what the rows of a sample say at each: how many
 * units, from how many cohorts. Knows nothing of outcomes or estimators.
 */
import type { Panel } from "./panel.js";

/** Fewest treated units whose clustered errors can be trusted without a word of caution. */
export const FEW_TREATED = 10;

/** Periods since first treatment, f64[nRows], 0 the first treated one; NaN for rows of never-treated units. */
export function eventTimes(panel: Pick<Panel, "unit" | "timeValues">, firstTreated: Float64Array): Float64Array {
  const { codes } = panel.unit;
  return panel.timeValues.map((time, row) => {
    const event = time - firstTreated[codes[row]!]!;
    return Number.isFinite(event) ? event : Number.NaN;
  });
}

/** Event times with those beyond [low, high] moved to its ends. */
export function binEnds(events: Float64Array, low: number, high: number): Float64Array {
  return events.map((event) => (Number.isNaN(event) ? event : Math.min(high, Math.max(low, event))));
}

/** Units and cohorts observed at an event time. */
export interface EventCount {
  readonly event: number;
  readonly nUnits: number;
  readonly cohorts: readonly number[];
}

/** Counts at every event time of `rows`, ascending; missing event times are passed over. */
export function countEvents(
  panel: Pick<Panel, "unit">,
  firstTreated: Float64Array,
  events: Float64Array,
  rows: Uint32Array,
): EventCount[] {
  const found = new Map<number, { units: Set<number>; cohorts: Set<number> }>();
  for (const row of rows) {
    const event = events[row]!;
    if (Number.isNaN(event)) continue;
    const unit = panel.unit.codes[row]!;
    let count = found.get(event);
    if (count === undefined) {
      count = { units: new Set(), cohorts: new Set() };
      found.set(event, count);
    }
    count.units.add(unit);
    count.cohorts.add(firstTreated[unit]!);
  }
  return [...found]
    .sort(([a], [b]) => a - b)
    .map(([event, { units, cohorts }]) => ({
      event,
      nUnits: units.size,
      cohorts: [...cohorts].sort((a, b) => a - b),
    }));
}

/** A cohort in a sample: its units, those of them observed before treatment, and the event times it is observed at. */
export interface CohortCount {
  readonly cohort: number;
  readonly nUnits: number;
  readonly nBefore: number;
  readonly firstEvent: number;
  readonly lastEvent: number;
}

/** Cohorts of `rows`, by period, and the number of never-treated units. */
export function countCohorts(
  panel: Pick<Panel, "unit" | "timeValues">,
  firstTreated: Float64Array,
  rows: Uint32Array,
): { readonly cohorts: CohortCount[]; readonly nNever: number } {
  const never = new Set<number>();
  const found = new Map<number, { units: Set<number>; before: Set<number>; first: number; last: number }>();
  for (const row of rows) {
    const unit = panel.unit.codes[row]!;
    const cohort = firstTreated[unit]!;
    if (cohort === Number.POSITIVE_INFINITY) {
      never.add(unit);
      continue;
    }
    const event = panel.timeValues[row]! - cohort;
    let count = found.get(cohort);
    if (count === undefined) {
      count = { units: new Set(), before: new Set(), first: event, last: event };
      found.set(cohort, count);
    }
    count.units.add(unit);
    if (event < 0) count.before.add(unit);
    count.first = Math.min(count.first, event);
    count.last = Math.max(count.last, event);
  }
  const cohorts = [...found]
    .sort(([a], [b]) => a - b)
    .map(([cohort, { units, before, first, last }]) => ({
      cohort,
      nUnits: units.size,
      nBefore: before.size,
      firstEvent: first,
      lastEvent: last,
    }));
  return { cohorts, nNever: never.size };
}
