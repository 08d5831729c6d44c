/**
 * From dated events (a licence granted, a card given, a card lifted) to spells in force, and from those to a treatment column of a
 * unit-year panel under two codings: absorbing (on for good from the first full year) and in force (on in years mostly in force);
 * and which units such a coding identifies. Knows nothing of outcomes or estimators.
 */
import { MISSING_CODE } from "../../base/columns.js";
import { didYouMean } from "../../base/did-you-mean.js";
import { DataError } from "../../base/errors.js";
import type { Table } from "../table/table.js";
import type { Panel } from "./panel.js";

// A table of dated events (a licence granted, a card given, a card lifted) to spells during which the thing is in
// force. Days are whole numbers from 1970-01-01; strings stay at the door. Knows nothing of panels or treatment.

const MS_PER_DAY = 86_400_000;

/** Columns of a table of events. */
interface EventKeys {
  readonly unit: string;
  readonly event: string;
  readonly date: string;
}

/** Something that happened to a unit on a day; `row` is its row in the table, from 0. */
export interface DatedEvent {
  readonly unit: string;
  readonly event: string;
  readonly day: number;
  readonly row: number;
}

/** Which events put a unit in force, and which end that. A second start within a spell prolongs it. */
interface EventRule {
  readonly starts: readonly string[];
  readonly ends: readonly string[];
}

/** In force from day `start` (included) to day `end` (not included); `end` is null while it lasts. */
export interface Spell {
  readonly unit: string;
  readonly start: number;
  readonly end: number | null;
}

/** The day number of `year-month-day`. */
export const dayOf = (year: number, month: number, day: number): number =>
  Math.round(Date.UTC(year, month - 1, day) / MS_PER_DAY);

/** Calendar year of a day number. */
export const yearOf = (day: number): number => new Date(day * MS_PER_DAY).getUTCFullYear();

/** A day number as `YYYY-MM-DD`. */
export const isoDate = (day: number): string => new Date(day * MS_PER_DAY).toISOString().slice(0, 10);

/**
 * Events of `table` ordered by unit (code point), day and row. Dates are text `YYYY-MM-DD`.
 * Throws DataError `bad_date` for a date that is none, `event_missing` for a row without unit, event or date.
 */
export function datedEvents(table: Table, keys: EventKeys): readonly DatedEvent[] {
  const [unit, event, date] = [keys.unit, keys.event, keys.date].map((name) => table.text(name));
  const cell = (column: typeof unit, row: number): string => {
    const code = column!.codes[row]!;
    if (code !== MISSING_CODE) return column!.levels[code]!;
    throw new DataError(
      "event_missing",
      `Column '${column!.name}' is missing in row ${row + 1}; every event needs it.`,
      {
        got: "missing",
        expected: "a value",
        column: column!.name,
        row: row + 1,
      },
    );
  };
  const events = Array.from({ length: table.nRows }, (_, row) => ({
    unit: cell(unit, row),
    event: cell(event, row),
    day: parseDate(cell(date, row), keys.date, row),
    row,
  }));
  return events.sort((a, b) => (a.unit < b.unit ? -1 : a.unit > b.unit ? 1 : a.day - b.day || a.row - b.row));
}

function parseDate(text: string, column: string, row: number): number {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (parts !== null) {
    const day = dayOf(Number(parts[1]), Number(parts[2]), Number(parts[3]));
    if (isoDate(day) === text) return day;
  }
  throw new DataError(
    "bad_date",
    `Column '${column}' is '${text}' in row ${row + 1}, a date YYYY-MM-DD was expected.`,
    {
      got: text,
      expected: "YYYY-MM-DD",
      column,
      row: row + 1,
    },
  );
}

/**
 * Spells in force of `events` (ordered as `datedEvents` returns them).
 * Throws DataError `unknown_event` for an event the rule does not name, `event_order` for an end without a start.
 */
export function spellsOf(events: readonly DatedEvent[], rule: EventRule): readonly Spell[] {
  const known = [...rule.starts, ...rule.ends];
  const spells: Spell[] = [];
  let open: Spell | null = null;
  for (const { unit, event, day, row } of events) {
    if (open !== null && open.unit !== unit) {
      spells.push(open);
      open = null;
    }
    if (rule.starts.includes(event)) {
      open ??= { unit, start: day, end: null };
    } else if (!rule.ends.includes(event)) {
      throw new DataError(
        "unknown_event",
        `Event '${event}' in row ${row + 1} is none of ${known.join(", ")}${didYouMean(event, known)}`,
        { got: event, expected: known, row: row + 1 },
      );
    } else if (open === null) {
      throw new DataError(
        "event_order",
        `'${unit}' has '${event}' on ${isoDate(day)} with nothing in force; add the event that started it, or drop row ${row + 1}.`,
        { got: event, expected: rule.starts, unit, row: row + 1 },
      );
    } else {
      spells.push({ ...open, end: day });
      open = null;
    }
  }
  if (open !== null) spells.push(open);
  return spells;
}

/** What treatment needs of a panel: units, and the calendar year of every row. */
type UnitYears = Pick<Panel, "unit" | "timeValues" | "order" | "nUnits">;

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
 * What the rows of a unit with a cohort show: `identified` is observed before its cohort year and from it on;
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
