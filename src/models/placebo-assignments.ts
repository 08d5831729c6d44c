/**
 * Layer models. Fictitious treatments: the cohorts that occur are dealt out again over a pool of units, by random
 * permutations of the pool or as a file says. Whole (unit, cohort) pairs move, so that every draw has as many units in
 * each cohort as there are. Knows nothing of outcomes.
 */
import { DataError } from "../base/errors.js";
import { didYouMean } from "../base/nearest.js";
import type { Engine } from "../kernels/engine.js";
import { PURPOSE, randomPermutation } from "../kernels/resample.js";
import type { Panel } from "../panel/panel.js";
import { columnLength, type Table } from "../table/table.js";
import { cellTexts } from "./cell-texts.js";

/** Units among which cohorts are permuted. */
export interface Pool {
  /** Numbers of its units, ascending: by sorted label. */
  readonly units: Uint32Array;
  /** First treated periods of its treated units, ascending. */
  readonly dates: Float64Array;
  /** First treated periods of all units of the panel with those of the pool taken away (Infinity). */
  readonly others: Float64Array;
  readonly rule: string;
  readonly outside: number;
  readonly outsideTreated: number;
}

/**
 * The pool: units seen before the first cohort's period and from the last cohort's on, so that whatever date they draw
 * they are seen before and after it. Units outside keep the treatment they have.
 *
 * @param firstTreated f64[nUnits] as `firstTreatedByDummy` gives it over `rows`.
 * @throws DataError `placebo_no_cohort` when no unit of the pool goes from 0 to 1, `placebo_pool` when only one
 *   assignment exists.
 */
export function poolOf(panel: Panel, firstTreated: Float64Array, rows: Uint32Array, term: string): Pool {
  const starts = firstTreated.filter(Number.isFinite);
  const earliest = starts.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const latest = starts.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const seen = new Uint8Array(panel.nUnits); // 1 before the first date, 2 from the last on
  for (const row of rows) {
    const time = panel.timeValues[row]!;
    if (time < earliest) seen[panel.unit.codes[row]!]! |= 1;
    if (time >= latest) seen[panel.unit.codes[row]!]! |= 2;
  }
  const inSample = Uint32Array.from({ length: panel.nUnits }, (_, u) => u).filter(
    (u) => !Number.isNaN(firstTreated[u]),
  );
  const units = inSample.filter((u) => seen[u] === 3);
  const dates = Float64Array.from(units, (u) => firstTreated[u]!)
    .filter(Number.isFinite)
    .sort();
  if (dates.length === 0) {
    throw new DataError(
      "placebo_no_cohort",
      `'${term}' goes from 0 to 1 in no ${panel.unit.name} seen before and after: there is no cohort to permute. A placebo in space needs units treated from some period of the data on.`,
      { got: 0, expected: "at least one treated unit seen before and after" },
    );
  }
  if (dates.length === units.length && dates[0] === dates.at(-1)) {
    throw new DataError(
      "placebo_pool",
      `All ${units.length} units of the pool are treated from ${dates[0]} on: no other assignment exists. A placebo in space needs untreated units or several cohorts.`,
      { got: units.length, expected: "a unit that is not treated, or a second cohort" },
    );
  }
  const others = firstTreated.slice();
  for (const u of units) others[u] = Number.POSITIVE_INFINITY;
  const outside = inSample.filter((u) => seen[u] !== 3);
  return {
    units,
    dates,
    others,
    rule: `${panel.unit.name} seen before ${earliest} and from ${latest} on`,
    outside: outside.length,
    outsideTreated: outside.filter((u) => firstTreated[u] !== Number.POSITIVE_INFINITY).length,
  };
}

/** Assignments, made one at a time. */
export interface Assignments {
  readonly nDraws: number;
  /** First treated periods of all units of the panel under draw b, f64[nUnits]. */
  draw(b: number): Float64Array;
}

/** Draw b: the first units of a random permutation of the pool get the dates, in order. */
export function randomAssignments(engine: Engine, pool: Pool, nDraws: number, seed: number): Assignments {
  return {
    nDraws,
    draw: (b) => {
      const order = randomPermutation(engine, pool.units.length, { seed, replication: b, purpose: PURPOSE.placebo });
      return dealt(pool, (position) => pool.units[order[position]!]!);
    },
  };
}

/**
 * One draw a row of `table`; cells are unit labels; column K gets the K-th date.
 * @throws DataError `permutations_columns`, `permutations_unit`, `permutations_repeat`.
 */
export function givenAssignments(panel: Panel, pool: Pool, table: Table): Assignments {
  const { columns, nRows, source } = table;
  if (columns.length !== pool.dates.length) {
    throw new DataError(
      "permutations_columns",
      `${source.name} has ${columns.length} columns, expected ${pool.dates.length}: one for each treated unit, column K for the K-th earliest cohort.`,
      { got: columns.length, expected: pool.dates.length },
    );
  }
  const numbers = new Map(Array.from(pool.units, (u) => [panel.unit.label(u), u]));
  const cells = columns.map((column) => {
    const text = cellTexts(column);
    return Uint32Array.from({ length: columnLength(column) }, (_, row) => {
      const u = numbers.get(text(row));
      if (u === undefined) throw unknownUnit(panel, source.name, column.name, text(row), row, numbers.keys());
      return u;
    });
  });
  for (let row = 0; row < nRows; row++) {
    const first = new Map<number, number>();
    cells.forEach((column, k) => {
      const earlier = first.get(column[row]!);
      if (earlier !== undefined) throw repeated(panel, table, row, earlier, k, column[row]!);
      first.set(column[row]!, k);
    });
  }
  return { nDraws: nRows, draw: (b) => dealt(pool, (position) => cells[position]![b]!) };
}

/** Ways to deal the dates over the pool that differ; Infinity above 1e15. */
export function countAssignments({ units, dates }: Pool): number {
  let count = 1;
  let left = units.length;
  let run = 0; // place within a run of equal dates
  for (let k = 0; k < dates.length && count <= 1e15; k++, left--) {
    run = k > 0 && dates[k] === dates[k - 1] ? run + 1 : 1;
    count = Math.round((count * left) / run);
  }
  return count <= 1e15 ? count : Number.POSITIVE_INFINITY;
}

function dealt({ dates, others }: Pool, unitAt: (position: number) => number): Float64Array {
  const periods = others.slice();
  dates.forEach((date, position) => {
    periods[unitAt(position)] = date;
  });
  return periods;
}

function unknownUnit(
  panel: Panel,
  file: string,
  column: string,
  label: string,
  row: number,
  known: Iterable<string>,
): DataError {
  return new DataError(
    "permutations_unit",
    `${file}, row ${row + 1}, column '${column}': '${label}' is no ${panel.unit.name} of the pool${didYouMean(label, known)}`,
    { got: label, expected: `a ${panel.unit.name} seen before and after`, row: row + 1, column },
  );
}

function repeated(panel: Panel, table: Table, row: number, a: number, b: number, u: number): DataError {
  const unit = panel.unit.label(u);
  const columns = [table.names[a]!, table.names[b]!];
  return new DataError(
    "permutations_repeat",
    `${table.source.name}, row ${row + 1}: ${panel.unit.name} '${unit}' stands in columns '${columns[0]}' and '${columns[1]}'; a unit is treated once a draw.`,
    { got: unit, expected: "distinct units", row: row + 1, columns },
  );
}
