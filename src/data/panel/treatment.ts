/**
 * From spells in force to a treatment column of a unit-year panel, under two codings: absorbing (on for
 * good from the first full year) and in force (on in years mostly in force); and which units such a coding identifies.
 * Knows nothing of outcomes or estimators.
 */
import type { Spell } from "./dated-events.js";
import { dayOf, yearOf } from "./dated-events.js";
import type { Panel } from "./panel.js";

/** What treatment needs of a panel: units, and the calendar year of every row. */
export type UnitYears = Pick<Panel, "unit" | "timeValues" | "order" | "nUnits">;

/** Days in force that make a year treated under the coding `in force`: the larger half of 365 or 366. */
export const MOST_OF_A_YEAR = 183;

/** First calendar year all of whose days come on or after `day`: the next year, or the same for 1 January. */
export function firstFullYear(day: number): number {
  const year = yearOf(day);
  return day === dayOf(year, 1, 1) ? year : year + 1;
}

/** First full year in force of each unit: its cohort. Units without a spell have none. */
export function cohortsOf(spells: readonly Spell[]): ReadonlyMap<string, number> {
  const cohorts = new Map<string, number>();
  for (const { unit, start } of spells) {
    const year = firstFullYear(start);
    const known = cohorts.get(unit);
    if (known === undefined || year < known) cohorts.set(unit, year);
  }
  return cohorts;
}

/** Days of calendar year `year` on which one of `spells` (of one unit, not overlapping) is in force. */
export function daysInForce(spells: readonly Spell[], year: number): number {
  const first = dayOf(year, 1, 1);
  const next = dayOf(year + 1, 1, 1);
  let days = 0;
  for (const { start, end } of spells) {
    days += Math.max(0, Math.min(end ?? next, next) - Math.max(start, first));
  }
  return days;
}

/** Coding `absorbing`: 1 from the unit's cohort year on, else 0; f64[nRows]. */
export function treatAbsorbing(panel: UnitYears, cohorts: ReadonlyMap<string, number>): Float64Array {
  const cohort = Array.from({ length: panel.nUnits }, (_, u) => cohorts.get(panel.unit.label(u)) ?? Infinity);
  return panel.timeValues.map((year, row) => (year >= cohort[panel.unit.codes[row]!]! ? 1 : 0));
}

/** Coding `in force`: 1 in years with at least `minDays` days in force, else 0; f64[nRows]. */
export function treatInForce(panel: UnitYears, spells: readonly Spell[], minDays = MOST_OF_A_YEAR): Float64Array {
  const ofUnit = Array.from({ length: panel.nUnits }, (_, u) => {
    const label = panel.unit.label(u);
    return spells.filter(({ unit }) => unit === label);
  });
  return panel.timeValues.map((year, row) => (daysInForce(ofUnit[panel.unit.codes[row]!]!, year) >= minDays ? 1 : 0));
}

/**
 * What the rows of a unit with a cohort can tell: `identified` is observed before its cohort year and from it on;
 * `never before` is treated in every row; `never after` in none, though its cohort lies in the sample; `after the
 * sample` has its cohort later than the panel's last year, and is untreated in it.
 */
export type CohortStatus = "identified" | "never before" | "never after" | "after the sample";

export interface UnitCohort {
  readonly unit: string;
  readonly cohort: number;
  readonly status: CohortStatus;
  /** Years observed before the cohort year, and from it on. */
  readonly yearsBefore: number;
  readonly yearsAfter: number;
}

/** Every unit of the panel that has a cohort, ordered by cohort, then unit. */
export function unitCohorts(panel: UnitYears, cohorts: ReadonlyMap<string, number>): readonly UnitCohort[] {
  const lastYear = panel.timeValues.reduce((a, b) => Math.max(a, b), -Infinity);
  const found: UnitCohort[] = [];
  for (let u = 0; u < panel.nUnits; u++) {
    const unit = panel.unit.label(u);
    const cohort = cohorts.get(unit);
    if (cohort === undefined) continue;
    const years = rowsOf(panel, u).map((row) => panel.timeValues[row]!);
    const yearsBefore = years.filter((year) => year < cohort).length;
    const yearsAfter = years.length - yearsBefore;
    found.push({ unit, cohort, status: statusOf(cohort, lastYear, yearsBefore, yearsAfter), yearsBefore, yearsAfter });
  }
  return found.sort((a, b) => a.cohort - b.cohort || (a.unit < b.unit ? -1 : 1));
}

function statusOf(cohort: number, lastYear: number, before: number, after: number): CohortStatus {
  if (cohort > lastYear) return "after the sample";
  if (before === 0) return "never before";
  return after === 0 ? "never after" : "identified";
}

/** Units of a cohort: all, and those identified. */
export interface CohortRow {
  readonly cohort: number;
  readonly units: readonly string[];
  readonly identified: readonly string[];
}

/** One row a cohort within the sample, by year. */
export function cohortTable(units: readonly UnitCohort[]): readonly CohortRow[] {
  const inSample = units.filter(({ status }) => status !== "after the sample");
  return [...new Set(inSample.map(({ cohort }) => cohort))].map((year) => {
    const members = inSample.filter(({ cohort }) => cohort === year);
    return {
      cohort: year,
      units: members.map(({ unit }) => unit),
      identified: members.filter(({ status }) => status === "identified").map(({ unit }) => unit),
    };
  });
}

/** Rows of unit `u` in order of time. */
export function rowsOf(panel: Pick<Panel, "order">, u: number): number[] {
  const { rows, starts } = panel.order;
  return Array.from(rows.subarray(starts[u]!, starts[u + 1]!));
}
