/**
 * Fixed effects of rows that stay where they are: what effects explain of a column depends on the rows only through the
 * counts and means of cells, the observed combinations of the effects' levels. The engine makes these, the kernels absorb
 * the effects from the means weighted by counts, and go back as a number a level of each effect.
 */
import type { Category } from "../../base/columns.js";
import { compensatedSum } from "../../base/numbers.js";
import { numbersAt } from "../../base/row-runs.js";
import { categoryAt, categoryOf } from "../../data/panel/codes.js";
import { combine } from "../../data/panel/order.js";
import { gatherColumns, sampleColumn } from "../../engine/kernels/columns.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { makeAbsorber } from "../../regression/absorb/absorber.js";
import { levelCoefficients } from "../../regression/fixef/level-coefficients.js";
import { requireReproduced } from "../../regression/fixef/recovered-effects.js";
import type { Absorption } from "../../trade/quality/demand.js";
import type { Keys } from "../../trade/quality/options.js";
import type { Kept } from "../../trade/quality/rows.js";
import { columnOf, valuesAt } from "../answer-column.js";
import { cellsKept } from "../cell-singletons.js";
import type { AnswerColumn } from "../engine.js";
import { type Host, type Placed, sumOf } from "./host.js";
import { columnsOf, groupsHome, type KeyBook } from "./key-book.js";

/** Cells in memory. */
export interface Cells {
  readonly effects: readonly Keys[];
  /** The effects' columns, their SQL names, and what came home of them. */
  readonly names: readonly string[];
  readonly codes: readonly string[];
  readonly keys: readonly AnswerColumn[];
  /** Each effect's levels. */
  readonly levels: readonly Category[];
  /** Rows of each cell, their value, and the means of columns. */
  readonly counts: Float64Array;
  readonly values: Float64Array;
  readonly means: Readonly<Record<string, Float64Array>>;
}

/** The cells of the rows of `from`, and in each the means of `columns`, SQL by name. */
export async function readCells(
  host: Host,
  book: KeyBook,
  from: string,
  effects: readonly Keys[],
  columns: Readonly<Record<string, string>>,
): Promise<Cells> {
  const names = columnsOf(effects);
  const codes = book.codes(names);
  const { dialect } = host;
  const means = Object.values(columns).map((column) => `${sumOf(dialect, column)} / ${dialect.double("count(*)")}`);
  const { keys, numbers } = await groupsHome(host, book, from, codes, ["count(*)", sumOf(dialect, "v"), ...means]);
  const [counts, values, ...rest] = numbers;
  const categories = names.map((name, j) => categoryOf(columnOf(name, keys[j]!)));
  return {
    effects,
    names,
    codes,
    keys,
    levels: effects.map((effect) => combine(effect.columns.map((name) => categories[names.indexOf(name)]!))),
    counts: counts!,
    values: values!,
    means: Object.fromEntries(Object.keys(columns).map((name, j) => [name, rest[j]!])),
  };
}

/** Rows of all cells. */
export const rowsOf = ({ counts }: Cells): number => counts.reduce((sum, count) => sum + count, 0);

/** The cells at `positions`, ascending. */
export function cellsAt(cells: Cells, positions: Uint32Array): Cells {
  if (positions.length === cells.counts.length) return cells;
  const at = (column: Float64Array): Float64Array => numbersAt(column, positions);
  return {
    ...cells,
    keys: cells.keys.map((key) => valuesAt(key, positions)),
    levels: cells.levels.map((level) => categoryAt(level, positions)),
    counts: at(cells.counts),
    values: at(cells.values),
    means: Object.fromEntries(Object.entries(cells.means).map(([name, mean]) => [name, at(mean)])),
  };
}

/** The cells whose rows are not alone in a level of an effect. */
export function withoutSingletons(cells: Cells): Kept<Cells> {
  const { levels, counts, values } = cells;
  const kept = cellsKept(levels, counts);
  const left = new Uint8Array(counts.length);
  for (const cell of kept) left[cell] = 1;
  const lost = values.filter((_, cell) => left[cell] === 0);
  return { sample: cellsAt(cells, kept), lost: { rows: lost.length, value: compensatedSum(lost) } };
}

/** What the effects explain of columns of cells: a number a level of each effect, by column. */
export interface Fitted extends Absorption {
  readonly coefficients: readonly (readonly Float64Array[])[];
}

/** Throws what the absorber throws when it does not converge, and NumericalError `effects_not_recovered`. */
export function fitCells(
  engine: Engine,
  { levels, counts }: Cells,
  columns: readonly Float64Array[],
  signal: AbortSignal | undefined,
): Fitted {
  return engine.scope((scope) => {
    const absorber = makeAbsorber(engine, scope, levels, counts, signal === undefined ? {} : { signal });
    const block = gatherColumns(engine, scope, columns, absorber.rowOrder);
    const solve = absorber.demean(block, columns.length);
    const coefficients = columns.map((column, j) => {
      const left = sampleColumn(block, counts.length, j, absorber.rowOrder);
      const { coefficients: found, largestError } = levelCoefficients(
        engine,
        levels,
        column.map((mean, i) => mean - left[i]!),
      );
      requireReproduced(levels, largestError);
      return found;
    });
    return { coefficients, rank: absorber.rank, solve, because: absorber.choice.reason.message };
  });
}

/** The levels of each effect that have cells, with their numbers f0, f1, .. of `fitted` columns beside them, where rows can be joined. */
export async function placeLevels(host: Host, book: KeyBook, cells: Cells, fitted: Fitted | null): Promise<Placed[]> {
  const placed: Placed[] = [];
  for (const [e, { columns }] of cells.effects.entries()) {
    const first = firstCells(cells.levels[e]!);
    const names = [...new Set(columns)];
    const keys = names.map((name) => valuesAt(cells.keys[cells.names.indexOf(name)]!, first));
    const numbers = fitted === null ? [] : fitted.coefficients.map((ofColumn) => ofColumn[e]!);
    const from = await host.place(
      Object.fromEntries([
        ...keys.map((key, k) => [`g${k}`, key] as const),
        ...numbers.map((f, j) => [`f${j}`, f] as const),
      ]),
    );
    placed.push({ from, keys: book.codes(names) });
  }
  return placed;
}

/** SQL of what the effects explain of column `j`, over `joined` rows. */
export const fittedOf = (placed: readonly Placed[], j: number): string =>
  `(${placed.map((_, e) => `e${e}.f${j}`).join(" + ")})`;

function firstCells({ codes, nLevels }: Category): Uint32Array {
  const first = new Uint32Array(nLevels);
  for (let i = codes.length - 1; i >= 0; i--) first[codes[i]!] = i;
  return first;
}
