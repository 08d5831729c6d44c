/**
 * Fictitious treatments in space: the cohorts that occur are assigned again over the units of a pool, by
 * random permutations, one of each that differ, or as a file says. Whole (unit, cohort) pairs move, so that every draw has
 * as many units in each cohort as there are. Knows nothing of outcomes.
 */
import { type Category, type Column, MISSING_CODE } from "../../base/columns.js";
import { didYouMean } from "../../base/did-you-mean.js";
import { DataError } from "../../base/errors.js";
import { GRID, type TreatmentGrid } from "../../data/panel/treatment-path.js";
import { columnLength, type Table } from "../../data/table/table.js";
import { formatNumber } from "../../data/table/write-csv.js";
import { PURPOSE, randomPermutation } from "../../engine/kernels/cluster-draws.js";
import type { Engine } from "../../engine/kernels/engine.js";
import type { PoolFacts } from "./messages.js";

/** Assignments, made one at a time. */
export interface Assignments {
  readonly nDraws: number;
  /** First treated periods that units may have, ascending; -Infinity for units treated in every row. */
  readonly dates: Float64Array;
  /** Writes the code of every unit under draw b: 0 for never treated, else 1 and the place of its date. */
  assign(b: number, codes: Uint32Array): void;
}

/** Dates that first treated periods have, ascending, never (Infinity) left out. */
export const datesAmong = (...periods: readonly Float64Array[]): Float64Array =>
  Float64Array.from(new Set(periods.flatMap((values) => [...values]).filter((date) => date < Infinity))).sort();

/** Codes of first treated periods among `dates`, as `Assignments.assign` writes them. */
export function codesOf(periods: Float64Array, dates: Float64Array): Uint32Array {
  const place = new Map(Array.from(dates, (date, d) => [date, d + 1]));
  return Uint32Array.from(periods, (period) => place.get(period) ?? 0);
}

/** Draw b: in each stratum the units that come first in a random permutation of the pool get its dates, in order. */
export function randomAssignments(engine: Engine, pool: Assignable, nDraws: number, seed: number): Assignments {
  const { dates, base, stratumOf, codes: assigned } = codedPool(pool);
  const next = new Uint32Array(pool.strata.length);
  return {
    nDraws,
    dates,
    assign: (b, codes) => {
      codes.set(base);
      next.fill(0);
      let left = pool.dates.length;
      const order = randomPermutation(engine, pool.units.length, { seed, replication: b, purpose: PURPOSE.placebo });
      for (let i = 0; left > 0 && i < order.length; i++) {
        const s = stratumOf[order[i]!]!;
        if (s < 0 || next[s]! === assigned[s]!.length) continue;
        codes[pool.units[order[i]!]!] = assigned[s]![next[s]!++]!;
        left--;
      }
    },
  };
}

/** Every assignment that differs, once; `count` of them. */
export function allAssignments(pool: Pool, count: number): Assignments {
  const { dates, base, codes: assigned } = codedPool(pool);
  return {
    nDraws: count,
    dates,
    assign: (b, codes) => {
      codes.set(base);
      let rest = b;
      pool.strata.forEach(({ units }, s) => {
        const { total, symbols } = symbolsOf(units.length, assigned[s]!);
        unrank(rest % total, total, units, symbols, codes);
        rest = Math.floor(rest / total);
      });
    },
  };
}

/**
 * One draw a row of `table`; cells are unit labels; column K gets the K-th date.
 * @throws DataError `permutations_columns`, `permutations_unit`, `permutations_repeat`.
 */
export function givenAssignments(unit: Category, pool: Pool, table: Table): Assignments {
  const { columns, nRows, source } = table;
  if (columns.length !== pool.dates.length) {
    throw new DataError(
      "permutations_columns",
      `${source.name} has ${columns.length} columns, expected ${pool.dates.length}: one for each treated unit, column K for the K-th earliest cohort.`,
      { got: columns.length, expected: pool.dates.length },
    );
  }
  const numbers = new Map(Array.from(pool.units, (u) => [unit.label(u), u]));
  const cells = columns.map((column) => {
    const text = cellTexts(column);
    return Uint32Array.from({ length: columnLength(column) }, (_, row) => {
      const u = numbers.get(text(row));
      if (u === undefined) throw unknownUnit(unit, source.name, column.name, text(row), row, numbers.keys());
      return u;
    });
  });
  for (let row = 0; row < nRows; row++) {
    const first = new Map<number, number>();
    cells.forEach((column, k) => {
      const earlier = first.get(column[row]!);
      if (earlier !== undefined) throw repeated(unit, table, row, earlier, k, column[row]!);
      first.set(column[row]!, k);
    });
  }
  const { dates, base } = codedPool(pool);
  const assigned = codesOf(pool.dates, dates);
  return {
    nDraws: nRows,
    dates,
    assign: (b, codes) => {
      codes.set(base);
      cells.forEach((column, k) => {
        codes[column[b]!] = assigned[k]!;
      });
    },
  };
}

/** Dates, codes of units outside the pool, stratum of each place of the pool (-1: none), and codes each stratum assigns. */
function codedPool({ units, truth, others, strata }: Assignable) {
  const dates = datesAmong(truth);
  const place = new Map(Array.from(units, (u, i) => [u, i]));
  const stratumOf = new Int32Array(units.length).fill(-1);
  strata.forEach((stratum: Stratum, s) => {
    for (const u of stratum.units) stratumOf[place.get(u)!] = s;
  });
  return { dates, base: codesOf(others, dates), stratumOf, codes: strata.map((s) => codesOf(s.dates, dates)) };
}

/** The codes of a stratum with how often each is assigned, never treated first, and the orders of them that differ. */
function symbolsOf(nUnits: number, assigned: Uint32Array) {
  const symbols = [{ code: 0, left: nUnits - assigned.length }];
  let total = 1;
  assigned.forEach((code, k) => {
    const last = symbols.at(-1)!;
    if (last.code === code) last.left++;
    else symbols.push({ code, left: 1 });
    total = Math.round((total * (nUnits - k)) / symbols.at(-1)!.left);
  });
  return { total, symbols };
}

/** The rank-th of `total` orders of symbols, over units. */
function unrank(
  rank: number,
  total: number,
  units: Uint32Array,
  symbols: readonly { code: number; left: number }[],
  codes: Uint32Array,
): void {
  let [at, orders] = [rank, total];
  units.forEach((u, i) => {
    for (const symbol of symbols) {
      const having = Math.round((orders * symbol.left) / (units.length - i)); // orders that go on with this symbol
      if (at < having) {
        codes[u] = symbol.code;
        symbol.left--;
        orders = having;
        return;
      }
      at -= having;
    }
  });
}

function unknownUnit(
  unit: Category,
  file: string,
  column: string,
  label: string,
  row: number,
  known: Iterable<string>,
): DataError {
  return new DataError(
    "permutations_unit",
    `${file}, row ${row + 1}, column '${column}': '${label}' is no ${unit.name} of the pool${didYouMean(label, known)}`,
    { got: label, expected: `a ${unit.name} seen before and after`, row: row + 1, column },
  );
}

function repeated(unit: Category, table: Table, row: number, a: number, b: number, u: number): DataError {
  const label = unit.label(u);
  const columns = [table.names[a]!, table.names[b]!];
  return new DataError(
    "permutations_repeat",
    `${table.source.name}, row ${row + 1}: ${unit.name} '${label}' stands in columns '${columns[0]}' and '${columns[1]}'; a unit is treated once a draw.`,
    { got: label, expected: "distinct units", row: row + 1, columns },
  );
}

// Who may be treated in a placebo draw, and from when.

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

/** What random assignment reads of a pool. */
export type Assignable = Pick<Pool, "units" | "dates" | "strata" | "truth" | "others">;

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

// Cells of a column as the labels units bear, whatever the type of the column.

/** The label in each row, "" where missing. */
export function cellTexts(column: Column): (row: number) => string {
  if (column.kind === "numeric") return (row) => formatNumber(column.values[row]!);
  return (row) => (column.codes[row] === MISSING_CODE ? "" : column.levels[column.codes[row]!]!);
}
