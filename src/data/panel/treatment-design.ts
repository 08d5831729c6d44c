/**
 * The design of a treatment as a panel shows it, made once: the path of every unit, cohorts, which event times are identified and by how
 * many units, and who is untreated in each period. Inspecting prints it; every estimator of a treatment carries it and says
 * which designs it serves. All counts are read off one table of units by cohort and period. Knows no outcome and no estimator.
 */
import { DataError } from "../../base/errors.js";
import type { Note } from "../../base/messages.js";
import { type CohortCount, type EventCount, firstTreatedByCohort, lastPeriod, neverByDummy } from "./first-treated.js";
import type { Panel } from "./panel.js";
import { periodWords } from "./period-text.js";
import { type History, treatmentHistories } from "./treatment-histories.js";

/**
 * The path of a unit over its rows: 0 throughout; treated throughout, so that its start is not seen; 0, then one level for good;
 * from one level above 0 to another; back to 0 after it was treated. The later, the less regular.
 */
export const UNIT_PATHS = ["never", "always", "absorbing", "changing dose", "switching off"] as const;
export type UnitPath = (typeof UNIT_PATHS)[number];

/**
 * A column with the first treated period of each unit, or with the treatment of each row: 0, 1, or a dose. `isSections`: rows are of
 * cross-sections, so that a unit need not be seen before its treatment, only the panel.
 */
export type TreatmentSource =
  | { readonly cohort: string; readonly never?: string | undefined; readonly isSections?: boolean }
  | { readonly treat: string; readonly cohort?: undefined };

/** A row at which the treatment of a unit falls to 0, or changes its dose; `row` is 1-based. */
export interface PathBreak {
  readonly unit: string;
  readonly time: number;
  readonly row: number;
}

/** Units observed in a period: those treated in it, those not (yet) treated, and among these those never treated. */
export interface PeriodCount {
  readonly period: number;
  readonly treated: number;
  readonly untreated: number;
  readonly never: number;
}

export interface TreatmentDesign {
  /** The column it was read from, and as what. */
  readonly column: string;
  readonly from: "cohort" | "treatment";
  /** Whether the treatment is 0 or 1 in every row. */
  readonly isBinary: boolean;
  /** Numbers of units by path; the path of the whole is that of its least regular unit. */
  readonly units: Readonly<Record<UnitPath, number>>;
  readonly path: UnitPath;
  /** Where units switch off or change their dose: the first place of each unit, of a few units. */
  readonly breaks: readonly PathBreak[];
  /**
   * First treated period of each unit of the panel: Infinity for never, -Infinity where its start is not seen (treated in every row of
   * a treatment, or from before its first row on by a column of cohorts), NaN for units without a row. Of a unit that
   * switches off, its first start.
   */
  readonly firstTreated: Float64Array;
  /** As `firstTreated`, with the period that a column of cohorts gives a unit also where nothing of the unit is seen before it. */
  readonly givenStart: Float64Array;
  /** Position of each unit's cohort among `cohorts`; their number for never treated, `NO_COHORT` for the others. */
  readonly cohortOf: Uint32Array;
  /** Units observed by cohort, the never treated last, and period: u32[(cohorts + 1) * periods]. */
  readonly observed: Uint32Array;
  readonly cohorts: readonly CohortCount[];
  readonly nNever: number;
  /** Who counts as never treated. */
  readonly neverRule: Note;
  readonly events: readonly EventCount[];
  readonly periods: readonly PeriodCount[];
  /** Periods with treated units in which none is untreated: nothing can be compared in them. */
  readonly withoutControl: readonly number[];
  /** Rows without a treatment, left out of all of this, and units that have no other rows. */
  readonly missing: { readonly rows: number; readonly units: number };
  /** Histories of units, and whether there were too many to keep them all. */
  readonly histories: readonly History[];
  readonly isThinned: boolean;
}

/** Of units whose first treated period is not known. */
export const NO_COHORT = 0xffff_ffff;
/** Breaks that are named, one a unit. */
const MOST_NAMED = 5;

/**
 * The design of `source`, counted over the rows of the panel where `used` is not 0 (all without it): those who start after the last of
 * their periods are never treated. The path of a treatment is judged in all rows where `judged` is not 0.
 *
 * @throws DataError `treatment_negative` for a treatment below 0 or not finite, `unknown_column`, `not_numeric`, and as
 *   `firstTreatedByCohort`
 */
export function treatmentDesign(
  panel: Panel,
  source: TreatmentSource,
  used?: Uint8Array,
  judged: Uint8Array | undefined = used,
): TreatmentDesign {
  const last = lastPeriod(panel, used);
  const dated =
    source.cohort === undefined
      ? byTreatment(panel, source.treat, last, judged)
      : byCohort(panel, source, last, judged);
  const { firstTreated, pathOf, isTreated } = dated;
  const isUsed = used === judged ? dated.isUsed : dated.isUsed.map((isIn, row) => isIn & used![row]!);
  const { cohorts, cohortOf } = cohortsOf(firstTreated);
  const observed = countCells(panel, cohortOf, cohorts.length, isUsed);
  const times = periodsOf(panel);
  const units = Object.fromEntries(UNIT_PATHS.map((path) => [path, 0])) as Record<UnitPath, number>;
  for (const code of pathOf) if (code < UNIT_PATHS.length) units[UNIT_PATHS[code]!]++;
  const periods = countPeriods(panel, times, { isUsed, isTreated, firstTreated });
  return Object.freeze({
    column: source.cohort ?? source.treat,
    from: source.cohort === undefined ? "treatment" : "cohort",
    ...{ isBinary: dated.isBinary, units, breaks: dated.breaks, firstTreated, givenStart: dated.givenStart, cohortOf },
    observed,
    path: UNIT_PATHS.findLast((path) => units[path] > 0) ?? "never",
    cohorts: countCohorts(panel, cohorts, times, { cohortOf, observed, isUsed }),
    nNever: firstTreated.reduce((n, first) => n + Number(first === Number.POSITIVE_INFINITY), 0),
    neverRule: dated.neverRule,
    events: countEvents(cohorts, times, observed),
    periods,
    withoutControl: periods.filter((at) => at.treated > 0 && at.untreated === 0).map(({ period }) => period),
    missing: dated.missing,
    ...treatmentHistories(panel, firstTreated, isTreated, isUsed),
  } satisfies TreatmentDesign);
}

/** What both sources say of units and rows. */
interface Dated
  extends Pick<TreatmentDesign, "firstTreated" | "givenStart" | "isBinary" | "breaks" | "neverRule" | "missing"> {
  /** By unit, a position among `UNIT_PATHS`, or beyond them for a unit without rows. */
  readonly pathOf: Uint8Array;
  readonly isUsed: Uint8Array;
  readonly isTreated: Uint8Array;
}

const codeOf = Object.fromEntries(UNIT_PATHS.map((path, code) => [path, code])) as Record<UnitPath, number>;
const NO_PATH = UNIT_PATHS.length;

/** @param last period of the sample: who starts after it is never treated in it, by either source */
function byCohort(
  panel: Panel,
  source: Extract<TreatmentSource, { cohort: string }>,
  last: number,
  used?: Uint8Array,
): Dated {
  const { timeValues, unit, nUnits } = panel;
  const { periods, neverRule } = firstTreatedByCohort(panel, source.cohort, source.never, last);
  const isUsed = used ?? new Uint8Array(timeValues.length).fill(1);
  const firstTreated = new Float64Array(nUnits).fill(Number.NaN);
  const givenStart = firstTreated.slice();
  const pathOf = new Uint8Array(nUnits).fill(NO_PATH);
  const start = timeValues.reduce(
    (least, time, row) => (isUsed[row] === 0 ? least : Math.min(least, time)),
    Number.POSITIVE_INFINITY,
  );
  eachUnit(panel, isUsed, (u, rows) => {
    const first = periods[u]!;
    const seen = source.isSections === true ? start : timeValues[rows[0]!]!;
    const path = first === Number.POSITIVE_INFINITY ? "never" : first > seen ? "absorbing" : "always";
    pathOf[u] = codeOf[path];
    firstTreated[u] = path === "always" ? Number.NEGATIVE_INFINITY : first;
    givenStart[u] = first;
  });
  const isTreated = new Uint8Array(timeValues.length);
  for (let row = 0; row < isTreated.length; row++)
    isTreated[row] = Number(timeValues[row]! >= periods[unit.codes[row]!]!);
  const missing = { rows: 0, units: 0 };
  return { firstTreated, givenStart, pathOf, isTreated, isBinary: true, isUsed, breaks: [], neverRule, missing };
}

function byTreatment(panel: Panel, name: string, last: number, used?: Uint8Array): Dated {
  const { timeValues, unit, nUnits } = panel;
  const values = panel.table.numeric(name);
  const isChosen = (row: number): boolean => used === undefined || used[row] !== 0;
  const isUsed = Uint8Array.from(values, (value, row) => Number(!Number.isNaN(value) && isChosen(row)));
  const firstTreated = new Float64Array(nUnits).fill(Number.NaN);
  const pathOf = new Uint8Array(nUnits).fill(NO_PATH);
  const breaks: PathBreak[] = [];
  let isBinary = true;
  eachUnit(panel, isUsed, (u, rows) => {
    const found = followUnit(panel, name, values, rows);
    const isLater = found.path === "absorbing" && found.firstTreated > last;
    pathOf[u] = codeOf[isLater ? "never" : found.path];
    firstTreated[u] = isLater ? Number.POSITIVE_INFINITY : found.firstTreated;
    isBinary &&= found.isBinary;
    if (found.breakAt !== undefined && breaks.length < MOST_NAMED) {
      breaks.push({ unit: unit.label(u), time: timeValues[found.breakAt]!, row: found.breakAt + 1 });
    }
  });
  const missing = {
    rows: values.reduce((n, value, row) => n + Number(Number.isNaN(value) && isChosen(row)), 0),
    units: pathOf.reduce((n, path) => n + Number(path === NO_PATH), 0),
  };
  const isTreated = Uint8Array.from(values, (value) => Number(value > 0));
  const neverRule = neverByDummy(name);
  return { firstTreated, givenStart: firstTreated, pathOf, isTreated, isBinary, isUsed, breaks, neverRule, missing };
}

/** The path of one unit, whose rows are in the order of time. */
function followUnit(panel: Panel, name: string, values: Float64Array, rows: Uint32Array) {
  let firstTreated = Number.POSITIVE_INFINITY;
  let isBinary = true;
  let path: UnitPath = "never";
  let breakAt: number | undefined;
  let before = 0;
  rows.forEach((row, j) => {
    const value = doseAt(panel, name, values[row]!, row);
    if (value !== 0 && value !== 1) isBinary = false;
    if (path === "never") {
      if (value > 0) {
        path = j === 0 ? "always" : "absorbing";
        firstTreated = j === 0 ? Number.NEGATIVE_INFINITY : panel.timeValues[row]!;
      }
    } else if (value !== before) {
      breakAt ??= row;
      if (path !== "switching off") path = value === 0 ? "switching off" : "changing dose";
    }
    before = value;
  });
  return { firstTreated, isBinary, path: path as UnitPath, breakAt };
}

function doseAt({ unit, timeValues, period }: Panel, name: string, value: number, row: number): number {
  if (value >= 0 && value < Number.POSITIVE_INFINITY) return value;
  throw new DataError(
    "treatment_negative",
    `Treatment '${name}' of ${unit.name} '${unit.label(unit.codes[row]!)}' is ${value} in ${periodWords(period, timeValues[row]!)} (row ${row + 1}); 0 for untreated or a finite dose above 0 was expected.`,
    { got: value, expected: ">= 0", column: name, row: row + 1 },
  );
}

/** Calls `read` with the used rows of each unit that has any, in the order of time. */
function eachUnit({ order, nUnits }: Panel, isUsed: Uint8Array, read: (unit: number, rows: Uint32Array) => void): void {
  const all = isUsed.indexOf(0) < 0;
  for (let u = 0; u < nUnits; u++) {
    const own = order.rows.subarray(order.starts[u]!, order.starts[u + 1]!);
    const rows = all ? own : own.filter((row) => isUsed[row] !== 0);
    if (rows.length > 0) read(u, rows);
  }
}

/** Cohorts ascending, and the position of each unit's. */
function cohortsOf(firstTreated: Float64Array): {
  readonly cohorts: readonly number[];
  readonly cohortOf: Uint32Array;
} {
  const cohorts = [...new Set(firstTreated)].filter(Number.isFinite).sort((a, b) => a - b);
  const places = new Map([...cohorts, Number.POSITIVE_INFINITY].map((cohort, g) => [cohort, g]));
  return { cohorts, cohortOf: Uint32Array.from(firstTreated, (first) => places.get(first) ?? NO_COHORT) };
}

function countCells(
  { unit, time, nPeriods }: Panel,
  cohortOf: Uint32Array,
  nCohorts: number,
  isUsed: Uint8Array,
): Uint32Array {
  const observed = new Uint32Array((nCohorts + 1) * nPeriods);
  for (let row = 0; row < isUsed.length; row++) {
    const g = cohortOf[unit.codes[row]!]!;
    if (isUsed[row] !== 0 && g !== NO_COHORT) observed[g * nPeriods + time.codes[row]!]!++;
  }
  return observed;
}

/** The periods of a panel, ascending: a time code is a position among them. */
export function periodsOf({ time, timeValues, nPeriods }: Panel): Float64Array {
  const periods = new Float64Array(nPeriods).fill(Number.NaN);
  for (let row = 0, left = nPeriods; left > 0 && row < timeValues.length; row++) {
    const code = time.codes[row]!;
    if (!Number.isNaN(periods[code]!)) continue;
    periods[code] = timeValues[row]!;
    left--;
  }
  return periods;
}

function countPeriods(
  { unit, time }: Panel,
  times: Float64Array,
  { isUsed, isTreated, firstTreated }: Pick<Dated, "isUsed" | "isTreated" | "firstTreated">,
): PeriodCount[] {
  const [treated, untreated, never] = [0, 1, 2].map(() => new Uint32Array(times.length)) as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ];
  for (let row = 0; row < isUsed.length; row++) {
    if (isUsed[row] === 0) continue;
    const t = time.codes[row]!;
    if (isTreated[row] !== 0) treated[t]!++;
    else untreated[t]!++;
    if (firstTreated[unit.codes[row]!] === Number.POSITIVE_INFINITY) never[t]!++;
  }
  return Array.from(times, (period, t) => ({
    period,
    treated: treated[t]!,
    untreated: untreated[t]!,
    never: never[t]!,
  })).filter((at) => at.treated + at.untreated > 0);
}

function countCohorts(
  panel: Panel,
  cohorts: readonly number[],
  times: Float64Array,
  { cohortOf, observed, isUsed }: Pick<TreatmentDesign, "cohortOf" | "observed"> & Pick<Dated, "isUsed">,
): CohortCount[] {
  const [units, before] = [new Uint32Array(cohorts.length), new Uint32Array(cohorts.length)];
  eachUnit(panel, isUsed, (u, rows) => {
    const g = cohortOf[u]!;
    if (g >= cohorts.length) return;
    units[g]!++;
    if (panel.timeValues[rows[0]!]! < cohorts[g]!) before[g]!++;
  });
  return cohorts.map((cohort, g) => {
    const seen = Array.from(times).filter((_, t) => observed[g * times.length + t]! > 0);
    const [firstEvent, lastEvent] = [seen[0]! - cohort, seen.at(-1)! - cohort];
    return { cohort, nUnits: units[g]!, nBefore: before[g]!, firstEvent, lastEvent };
  });
}

function countEvents(cohorts: readonly number[], times: Float64Array, observed: Uint32Array): EventCount[] {
  const found = new Map<number, { nUnits: number; cohorts: number[] }>();
  cohorts.forEach((cohort, g) => {
    times.forEach((time, t) => {
      const units = observed[g * times.length + t]!;
      if (units === 0) return;
      const count = found.get(time - cohort) ?? { nUnits: 0, cohorts: [] };
      count.nUnits += units;
      count.cohorts.push(cohort);
      found.set(time - cohort, count);
    });
  });
  return [...found].sort(([a], [b]) => a - b).map(([event, count]) => ({ event, ...count }));
}
