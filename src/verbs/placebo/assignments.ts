/**
 * Fictitious treatments in space: the cohorts that occur are assigned again over the units of a pool, by
 * random permutations, one of each that differ, or as a file says. Whole (unit, cohort) pairs move, so that every draw has
 * as many units in each cohort as there are. Knows nothing of outcomes.
 */
import type { Category } from "../../base/columns.js";
import { didYouMean } from "../../base/did-you-mean.js";
import { DataError } from "../../base/errors.js";
import { columnLength, type Table } from "../../data/table/table.js";
import { PURPOSE, randomPermutation } from "../../engine/kernels/cluster-draws.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { cellTexts } from "../../regression/frame/cell-texts.js";
import type { Pool, Stratum } from "./pool.js";

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
export function randomAssignments(engine: Engine, pool: Pool, nDraws: number, seed: number): Assignments {
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
function codedPool({ units, truth, others, strata }: Pool) {
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
