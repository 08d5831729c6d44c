/**
 * What rows are net of crossed effects, summed: cross-products by block, and meats. Effects but the unit stand beside the rows as values
 * by level; the unit's part is a mean by a window, so that the values stand in the text once.
 */
import { type LevelValues, rowsWithLevels } from "./level-values.js";
import { items } from "./meat.js";
import {
  groupBy,
  type Key,
  list,
  one,
  outOf,
  type SumsSpec,
  sum,
  unitKeys,
  weightColumn,
  weighted,
  zero,
} from "./rows.js";

/** Columns net of all effects: as combinations of z1, .., and their values at levels of the effects but the unit. */
export interface NetColumns {
  readonly bases: readonly string[];
  /** A number a level for each of the columns. */
  readonly effects: readonly LevelValues[];
}

/** Positions of two net columns whose product is a score, and pairs of these scores. */
export interface NetScores {
  readonly scores: readonly (readonly [number, number])[];
  readonly wanted: readonly (readonly [number, number])[];
}

/** Rows with c1, c2, .. net of all effects, n rows in their unit, and the columns of `keys`. */
function netRows(spec: SumsSpec, keys: readonly Key[], { bases, effects }: NetColumns): string {
  const units = unitKeys(spec);
  const own = keys.map(({ column }) => column);
  const over = `OVER (PARTITION BY ${list(units)})`;
  const mean = (name: string): string =>
    spec.weight === null ? `avg(${name}) ${over}` : `sum(w*${name}) ${over}/sum(w) ${over}`;
  const made = bases.map((_, j) => `t${j + 1} - ${mean(`t${j + 1}`)} AS c${j + 1}`);
  const rows = rowsWithLevels(spec, [...units, ...own], effects, bases);
  return `(SELECT ${list([...new Set(own), ...weightColumn(spec), ...made, `count(*) ${over} AS n`])} FROM ${rows}${spec.dialect.once}) c`;
}

/**
 * By block: the keys, rows, and cross-products of the pairs `wanted` of net columns. Rows alone in their unit, which are nothing net of it,
 * are not counted where `withoutAlone`.
 */
export function netProductsStatement(
  spec: SumsSpec,
  columns: NetColumns,
  wanted: readonly (readonly [number, number])[],
  withoutAlone: boolean,
): string {
  const { dialect, block } = spec;
  const rows = withoutAlone
    ? sum(`CASE WHEN n > 1 THEN ${one(dialect)} ELSE ${zero(dialect)} END`)
    : dialect.double("count(*)");
  const out = [
    ...block.map((key) => outOf(spec, key)),
    rows,
    ...wanted.map(([i, j]) => sum(weighted(spec, `c${i + 1}*c${j + 1}`))),
  ];
  return `SELECT ${list(out)} FROM ${netRows(spec, block, columns)}${groupBy(block.map(({ column }) => column))}`;
}

/**
 * As `meatStatement`: how many clusters, the sums over them of each of `scores`, and of s t for the pairs of these wanted; a score is the
 * sum of w b r, b and r two of the net columns. Over rows without `clusters`.
 */
export function netMeatStatement(
  spec: SumsSpec,
  columns: NetColumns,
  { scores, wanted }: NetScores,
  clusters: readonly Key[] | null,
  withoutAlone: boolean,
): string {
  const made = scores.map(([b, r], place) => {
    const score = weighted(spec, `c${b + 1}*c${r + 1}`);
    return `${clusters === null ? score : sum(score)} AS g${place + 1}`;
  });
  const net = netRows({ ...spec, block: clusters ?? [] }, clusters ?? [], columns);
  const by = groupBy([...new Set((clusters ?? []).map(({ column }) => column))]);
  const once = clusters === null ? spec.dialect.once : "";
  const from = `(SELECT ${items(spec, made)} FROM ${net}${withoutAlone ? " WHERE n > 1" : ""}${by}${once}) g`;
  const out = [
    spec.dialect.double("count(*)"),
    ...scores.map((_, place) => sum(`g${place + 1}`)),
    ...wanted.map(([i, j]) => sum(`g${i + 1}*g${j + 1}`)),
  ];
  return `SELECT ${list(out)} FROM ${from}`;
}
