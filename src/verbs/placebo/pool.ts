/**
 * Who may be treated in a placebo draw, and from when: the pool of units, the cohorts that are assigned
 * again, and the strata within which they stay. Knows nothing of how they are assigned.
 */

import { type Category, MISSING_CODE } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import { GRID, type TreatmentGrid } from "../../data/panel/treatment-grid.js";
import type { PoolFacts } from "./messages.js";

/** Units among which cohorts are assigned. */
export interface Stratum {
  readonly label: string | null;
  /** Numbers of its units in the pool, ascending. */
  readonly units: Uint32Array;
  /** First treated periods of its treated units, ascending. */
  readonly dates: Float64Array;
}

/** Units among which cohorts are permuted. */
export interface Pool {
  /** Numbers of its units, ascending: by sorted label. */
  readonly units: Uint32Array;
  /** First treated periods of its treated units, ascending. */
  readonly dates: Float64Array;
  /** One for all, or one for each value of a column. */
  readonly strata: readonly Stratum[];
  /** First treated periods of all units, as the grid has them. */
  readonly truth: Float64Array;
  /** The same with those of the pool taken away (Infinity). */
  readonly others: Float64Array;
  /** What puts a unit in it. */
  readonly rule: PoolFacts;
  readonly outside: number;
  readonly outsideTreated: number;
}

/**
 * The pool: units seen before the first cohort's period and from the last cohort's on, so that whatever cohort they draw
 * they are seen before and after it. Units outside keep the treatment they have; among them are those treated in every
 * row, whose cohort is not known and can't be assigned.
 *
 * @param strata rows in strata, over the rows of the grid; null for none
 * @throws DataError `placebo_no_cohort` when no unit of the pool goes from 0 to 1, `placebo_pool` when only one
 *   assignment exists, `strata_vary` when a unit lies in two strata.
 */
export function poolOf(grid: TreatmentGrid, term: string, strata: Category | null): Pool {
  const { unit, periods, cells, firstTreated } = grid;
  const starts = firstTreated.filter(Number.isFinite);
  const earliest = starts.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const latest = starts.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const firstAt = periods.findIndex((period) => period >= earliest);
  const lastAt = periods.findIndex((period) => period >= latest);
  const isSeen = (u: number, from: number, to: number): boolean =>
    cells.subarray(u * periods.length + from, u * periods.length + to).some((said) => said !== GRID.empty);
  const isSeenAround = (u: number) => isSeen(u, 0, firstAt) && isSeen(u, lastAt, periods.length);
  const isAlways = (u: number) => firstTreated[u] === Number.NEGATIVE_INFINITY;
  const inPool = (u: number): boolean => starts.length > 0 && isSeenAround(u) && !isAlways(u);
  const all = Uint32Array.from({ length: unit.nLevels }, (_, u) => u);
  const units = all.filter(inPool);
  const dates = datesOf(units, firstTreated);
  if (dates.length === 0) {
    throw new DataError(
      "placebo_no_cohort",
      `'${term}' goes from 0 to 1 in no ${unit.name} seen before and after: there is no cohort to permute. A placebo in space needs units treated from some period of the data on.`,
      { got: 0, expected: "at least one treated unit seen before and after" },
    );
  }
  const groups = strata === null ? [{ label: null, units, dates }] : strataOf(grid, strata, units);
  if (countAssignments(groups) === 1) throw onlyOne(units, dates, strata);
  const others = firstTreated.slice();
  for (const u of units) others[u] = Number.POSITIVE_INFINITY;
  const outside = all.filter((u) => !inPool(u));
  return {
    units,
    dates,
    strata: groups,
    truth: firstTreated,
    others,
    rule: { unit: unit.name, before: earliest, from: latest, always: outside.some(isSeenAround) },
    outside: outside.length,
    outsideTreated: outside.filter((u) => firstTreated[u] !== Number.POSITIVE_INFINITY).length,
  };
}

/** Ways to assign the dates of each stratum to its units that differ; Infinity above 1e15. */
export function countAssignments(strata: readonly Pick<Stratum, "units" | "dates">[]): number {
  let count = 1;
  for (const { units, dates } of strata) {
    let left = units.length;
    let run = 0; // place within a run of equal dates
    for (let k = 0; k < dates.length; k++, left--) {
      run = k > 0 && dates[k] === dates[k - 1] ? run + 1 : 1;
      count = Math.round((count * left) / run);
      if (count > 1e15) return Number.POSITIVE_INFINITY;
    }
  }
  return count;
}

const datesOf = (units: Uint32Array, firstTreated: Float64Array): Float64Array =>
  Float64Array.from(units, (u) => firstTreated[u]!)
    .filter(Number.isFinite)
    .sort();

function strataOf({ unit, firstTreated }: TreatmentGrid, strata: Category, units: Uint32Array): Stratum[] {
  const of = new Int32Array(unit.nLevels).fill(-1);
  strata.codes.forEach((code, i) => {
    const u = unit.codes[i]!;
    if (code === MISSING_CODE) throw stratumMissing(unit, strata, u);
    if (of[u] === -1) of[u] = code;
    else if (of[u] !== code) throw strataVary(unit, strata, u, of[u]!, code);
  });
  return Array.from({ length: strata.nLevels }, (_, s) => {
    const own = units.filter((u) => of[u] === s);
    return { label: strata.label(s), units: own, dates: datesOf(own, firstTreated) };
  }).filter((stratum) => stratum.dates.length > 0);
}

function onlyOne(units: Uint32Array, dates: Float64Array, strata: Category | null): DataError {
  const within = strata === null ? "" : ` within ${strata.name}`;
  return new DataError(
    "placebo_pool",
    `The ${dates.length} treated of the ${units.length} units of the pool can't be assigned otherwise${within}: no other assignment exists. A placebo in space needs untreated units or several cohorts${strata === null ? "" : " in a stratum"}.`,
    { got: units.length, expected: "a unit that is not treated, or a second cohort" },
  );
}

function stratumMissing(unit: Category, strata: Category, u: number): DataError {
  return new DataError(
    "strata_missing",
    `Stratum '${strata.name}' of ${unit.name} '${unit.label(u)}' is missing; every unit needs one: fill it in, or leave such rows out with --subset.`,
    { got: "missing", expected: "a stratum for every unit", unit: unit.label(u), column: strata.name },
  );
}

function strataVary(unit: Category, strata: Category, u: number, a: number, b: number): DataError {
  return new DataError(
    "strata_vary",
    `${unit.name} '${unit.label(u)}' lies in '${strata.name}' ${strata.label(a)} and ${strata.label(b)}; a unit lies in one stratum. Name a column that does not change within ${unit.name}.`,
    {
      got: [strata.label(a), strata.label(b)],
      expected: "one stratum a unit",
      unit: unit.label(u),
      column: strata.name,
    },
  );
}
