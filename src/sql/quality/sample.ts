/**
 * Rows in work where they are, how many there are, and steps that leave some of them out. Knows nothing of which steps.
 */
import type { Kept } from "../../trade/quality/rows.js";
import { countOf } from "../dialect.js";
import { changedRows } from "../moments/guards.js";
import type { Cells } from "./cells.js";
import { type Host, orZero, type Relation, rowOf, rowsWhere, selectWith, sumOf, withMade } from "./host.js";
import type { KeyBook } from "./key-book.js";

/** Rows in work, and how many. */
export interface SqlSample {
  readonly rows: Relation;
  readonly n: number;
  /** Cells of the sample by some effects, where they are known; rows of `rows` that are in none are not of it. */
  readonly cells: Cells | null;
}

/** Rows with their quality. */
export interface SqlRated {
  readonly rows: Relation;
  readonly n: number;
}

/** The rows of a source, before anything is left out: columns v, q, the keys and id, NULL where missing. */
export interface RowSource {
  readonly name: string;
  readonly nRows: number;
  readonly relation: Relation;
  readonly hasId: boolean;
  readonly keys: KeyBook;
  readonly value: string;
  readonly quantity: string;
}

/** Throws DataError `engine_changed` where a statement saw other rows than those before it. */
export function sameRows(expected: number, got: number): void {
  if (got !== expected) throw changedRows(`${expected} rows, then ${got}`, { got, expected });
}

/**
 * Rows with percentiles of type 7 of `column` in their cell, which SQL columns make, beside them, by name.
 * Source: Hyndman & Fan (1996), The American Statistician 50(4), doi:10.1080/00031305.1996.10473566.
 */
export function percentilesBeside(
  { dialect: { double, number } }: Host,
  rows: Relation,
  cell: readonly string[],
  column: string,
  shares: Readonly<Record<string, number>>,
): Relation {
  const over = `PARTITION BY ${cell.join(", ")}`;
  const { from } = withMade(rows, {
    i: double(`row_number() OVER (${over} ORDER BY ${column}) - 1`),
    upto: double(`count(*) OVER (${over}) - 1`),
  });
  const percentile = (share: number): string => {
    const place = `(upto * ${number(share)})`;
    const statistic = (at: string): string => `max(CASE WHEN i = ${at} THEN ${column} END) OVER (${over})`;
    const [low, high] = [statistic(`floor(${place})`), statistic(`least(floor(${place}) + ${number(1)}, upto)`)];
    return `${low} + (${place} - floor(${place})) * (${high} - ${low})`;
  };
  const made = Object.entries(shares).map(([name, share]) => [name, percentile(share)]);
  return withMade({ ...rows, from }, Object.fromEntries(made));
}

/** The rows of `marked` that `stays` holds of, their value, and what is lost. */
export async function keepWhere(
  host: Host,
  sample: SqlSample,
  marked: Relation,
  stays: string,
): Promise<Kept<SqlSample> & { readonly value: number }> {
  const { dialect } = host;
  const from = await host.keep(selectWith(marked, {}));
  const sums = ["count(*)", countOf(dialect, stays), sumOf(dialect, "v", stays), sumOf(dialect, "v", `NOT (${stays})`)];
  const [rows, n, value, gone] = await rowOf(host, sums, from);
  sameRows(sample.n, rows!);
  return {
    sample: { rows: rowsWhere({ ...sample.rows, from }, stays), n: orZero(n!), cells: null },
    value: orZero(value!),
    lost: { rows: rows! - orZero(n!), value: orZero(gone!) },
  };
}
