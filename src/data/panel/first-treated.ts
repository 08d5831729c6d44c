/**
 * The period each unit is first treated in, read from a column of cohorts or derived from a 0/1 treatment,
 * and who is never treated. Refuses what has no such period: a cohort that changes, a treatment that switches off.
 * Knows nothing of outcomes or estimators.
 */

import { type Column, MISSING_CODE } from "../../base/columns.js";
import { DataError, UsageError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { flagText } from "../../base/text.js";
import { NEVER_TREATED } from "../messages.js";
import { isNumber, parseNumber } from "../table/cells.js";
import { formatNumber } from "../table/write-csv.js";
import type { Panel } from "./panel.js";
import { periodWords } from "./period-text.js";

/** What first treatment needs of a panel. */
type Index = Pick<Panel, "unit" | "timeValues" | "period" | "order" | "nUnits">;
/** What naming a row needs. */
type Rows = Pick<Panel, "unit" | "timeValues" | "period">;

/**
 * First treated period of each unit, f64[nUnits]: Infinity for never treated, -Infinity for treated in every row seen,
 * so that the period is not known, NaN for no row seen.
 */
export interface FirstTreated {
  readonly periods: Float64Array;
  /** Who counts as never treated. */
  readonly neverRule: Note;
}

/**
 * First treated periods from column `name`, one value a unit. Never treated: empty, 0, Inf, after the last period (`last`, that of the
 * panel unless said), or `never`. Zero means never unless it is a period of the panel.
 * Throws DataError: `cohort_varies` (two values in a unit), `cohort_not_a_period` (not a whole number), `cohort_zero` (0
 * where 0 is a period and `never` does not settle it); UsageError `never_value` when no row holds `never`.
 */
export function firstTreatedByCohort(
  panel: Index & Pick<Panel, "table">,
  name: string,
  never?: string,
  last: number = lastPeriod(panel),
): FirstTreated {
  const read = cohortReader(panel, name, never, last);
  const periods = new Float64Array(panel.nUnits).fill(Number.NaN);
  const rowOf = new Uint32Array(panel.nUnits);
  for (let row = 0; row < panel.timeValues.length; row++) {
    const u = panel.unit.codes[row]!;
    const period = read(row);
    if (Number.isNaN(periods[u]!)) {
      periods[u] = period;
      rowOf[u] = row;
    } else if (periods[u] !== period) throw cohortVaries(panel, name, u, periods[u]!, rowOf[u]!, period, row);
  }
  const facts = { column: name, last, ...(never === undefined ? {} : { never }) };
  return { periods, neverRule: note(NEVER_TREATED, "never_by_cohort", facts) };
}

/** The last period of the rows where `used` is not 0 (all without it). */
export function lastPeriod({ timeValues }: Pick<Index, "timeValues">, used?: Uint8Array): number {
  let last = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < timeValues.length; row++) if (used?.[row] !== 0) last = Math.max(last, timeValues[row]!);
  return last;
}

/**
 * First treated periods of a 0/1 treatment (f64[nRows]) called `name`: the first row with a 1, over the rows where
 * `used` is not 0 (all without it).
 * Throws DataError: `treatment_not_binary`, `treatment_switches_off`, each naming unit and period.
 */
export function firstTreatedByDummy(
  panel: Index,
  name: string,
  treatment: Float64Array,
  used?: Uint8Array,
): FirstTreated {
  const periods = new Float64Array(panel.nUnits).fill(Number.NaN);
  const { rows, starts } = panel.order;
  for (let u = 0; u < panel.nUnits; u++) {
    let first: number | undefined;
    let seen = false;
    for (let j = starts[u]!; j < starts[u + 1]!; j++) {
      const row = rows[j]!;
      if (used !== undefined && used[row] === 0) continue;
      const value = treatment[row]!;
      if (value !== 0 && value !== 1) throw notBinary(panel, name, value, row);
      if (value === 1) first ??= seen ? panel.timeValues[row]! : Number.NEGATIVE_INFINITY;
      else if (first !== undefined) throw switchesOff(panel, name, row);
      seen = true;
    }
    if (seen) periods[u] = first ?? Number.POSITIVE_INFINITY;
  }
  return { periods, neverRule: neverByDummy(name) };
}

/** Who is never treated where a dummy says who is treated. */
export const neverByDummy = (column: string): Note => note(NEVER_TREATED, "never_by_dummy", { column });

/** Infinity, as R and Python write it. */
const INFINITE = /^\+?inf(inity)?$/i;

/** First treated period of a row; Infinity for never. */
function cohortReader(
  panel: Index & Pick<Panel, "table">,
  name: string,
  never: string | undefined,
  last: number,
): (row: number) => number {
  const isPeriodZero = panel.timeValues.includes(0);
  const column = panel.table.column(name);
  const cell = cellReader(column);
  if (never !== undefined) requireNever(column, name, never);
  return (row) => {
    const { text, value } = cell(row);
    if (text === "" || text === never || (never !== undefined && isNumber(never) && value === parseNumber(never))) {
      return Number.POSITIVE_INFINITY;
    }
    if (value === 0) {
      if (!isPeriodZero) return Number.POSITIVE_INFINITY;
      if (never === undefined) throw cohortZero(panel, name, row);
    }
    if (value === Number.POSITIVE_INFINITY || INFINITE.test(text)) return Number.POSITIVE_INFINITY;
    if (!Number.isSafeInteger(value)) throw notAPeriod(panel, name, text, row);
    return value > last ? Number.POSITIVE_INFINITY : value;
  };
}

/** A cell as text ("" where missing) and as a number (NaN where it is none). */
function cellReader(column: Column): (row: number) => { readonly text: string; readonly value: number } {
  if (column.kind === "numeric") {
    // neighbours are mostly of one unit, and texts are dear
    let last = { text: "", value: Number.NaN };
    return (row) => {
      const value = column.values[row]!;
      if (!Object.is(value, last.value)) last = { text: formatNumber(value), value };
      return last;
    };
  }
  const cells = column.levels.map((text) => ({ text, value: isNumber(text) ? parseNumber(text) : Number.NaN }));
  const missing = { text: "", value: Number.NaN };
  return (row) => (column.codes[row] === MISSING_CODE ? missing : cells[column.codes[row]!]!);
}

function requireNever(column: Column, name: string, never: string): void {
  const found =
    column.kind === "text"
      ? column.levels.includes(never)
      : isNumber(never) && column.values.includes(parseNumber(never));
  if (found) return;
  throw new UsageError(
    "never_value",
    `${flagText("never", never)}: no row of '${name}' holds it. Give the value that marks never-treated units, or leave it out.`,
    { got: never, column: name },
  );
}

const place = (panel: Rows, row: number) => ({
  unit: panel.unit.label(panel.unit.codes[row]!),
  time: panel.timeValues[row]!,
  row: row + 1,
});

function cohortVaries(
  panel: Index,
  name: string,
  u: number,
  first: number,
  firstRow: number,
  second: number,
  secondRow: number,
): DataError {
  const words = (period: number) => (Number.isFinite(period) ? String(period) : "never treated");
  const unit = panel.unit.label(u);
  return new DataError(
    "cohort_varies",
    `Cohort '${name}' of ${panel.unit.name} '${unit}' is ${words(first)} in row ${firstRow + 1} and ${words(second)} in row ${secondRow + 1}; a unit has one first treated period in all its rows. A treatment that changes goes into --treat.`,
    { got: [words(first), words(second)], expected: "one value a unit", unit, rows: [firstRow + 1, secondRow + 1] },
  );
}

function notAPeriod(panel: Index, name: string, text: string, row: number): DataError {
  return new DataError(
    "cohort_not_a_period",
    `Cohort '${name}' is '${text}' in row ${row + 1}; the first treated period was expected, a whole number such as ${panel.timeValues[0]}. Name the value that means never treated with --never.`,
    { got: text, expected: "a whole number", column: name, ...place(panel, row) },
  );
}

function cohortZero(panel: Index, name: string, row: number): DataError {
  return new DataError(
    "cohort_zero",
    `Cohort '${name}' is 0 in row ${row + 1}, and 0 is a period of the data: it could mean never treated or treated from period 0. Leave never-treated units empty, or name their value with --never.`,
    { got: 0, expected: "a period, or empty for never treated", column: name, ...place(panel, row) },
  );
}

const periodAt = ({ period, timeValues }: Rows, row: number): string => periodWords(period, timeValues[row]!);

/** A treatment that is neither 0 nor 1 in a row. */
export function notBinary(panel: Rows, name: string, value: number, row: number): DataError {
  const { unit } = place(panel, row);
  const got = Number.isNaN(value) ? "missing" : String(value);
  return new DataError(
    "treatment_not_binary",
    `Treatment '${name}' of ${panel.unit.name} '${unit}' is ${got} in ${periodAt(panel, row)}; 0 or 1 was expected. Recode it, or give the first treated period of each unit.`,
    { got: value, expected: [0, 1], ...place(panel, row) },
  );
}

/** A treatment that is 0 in a row though it was 1 before. */
export function switchesOff(panel: Rows, name: string, row: number): DataError {
  const { unit } = place(panel, row);
  return new DataError(
    "treatment_switches_off",
    `Treatment '${name}' of ${panel.unit.name} '${unit}' switches off in ${periodAt(panel, row)}; it must stay at 1 once it is 1. To study its first start, code it as staying on, or give the first treated period of each unit (--cohort); what a treatment does that comes and goes needs an estimator made for it.`,
    { got: "1 then 0", expected: "0 then 1 for good", ...place(panel, row) },
  );
}

// Event time, periods since a unit's first treated one, and what the rows of a sample say at each.

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
