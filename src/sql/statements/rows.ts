/**
 * What statements of sums are of, and the parts they share: rows with centred columns, keys as they come back, conditions that a row is of a
 * level. An inner SELECT is written out where it is needed: no temporary table, nothing named twice. Every column that comes back is a
 * double or text.
 */
import { upTo } from "../../base/row-runs.js";
import type { Dialect } from "../dialect.js";

/** A column that rows are grouped by, and whether it comes back as a number or as text. */
export interface Key {
  readonly column: string;
  readonly isNumeric: boolean;
}

/** A level of a grouping, as it came back: a value for each of its keys. */
export type Level = readonly (number | string)[];

/** An effect whose dummies are columns, its levels known. */
export interface DummyKeys {
  readonly keys: readonly Key[];
  readonly levels: readonly Level[];
}

/** Of effects whose dummies are columns one after the other: where each one's begin, and how many there are in all. */
export function dummyPlaces(effects: readonly Pick<DummyKeys, "levels">[]) {
  const starts: number[] = [];
  let count = 0;
  for (const { levels } of effects) {
    starts.push(count);
    count += levels.length;
  }
  return { starts, count };
}

/** What sums are of. */
export interface SumsSpec {
  readonly dialect: Dialect;
  /** SQL that can follow FROM: complete rows, columns and keys by their names. */
  readonly relation: string;
  /** Names of columns, and the literals they are centred by. */
  readonly columns: readonly string[];
  readonly means: readonly number[];
  /** A column of weights; null for none. */
  readonly weight: string | null;
  /** Sums come back by these; none for one block. */
  readonly block: readonly Key[];
  /** The effect that is eliminated. */
  readonly unit: readonly Key[];
  /** The server that holds a unit: sums by unit are grouped by it as well, so that each server makes those of its own. */
  readonly shard: readonly Key[];
  readonly dummies: readonly DummyKeys[];
}

/** The alias of a SELECT inside another. */
export const SOURCE = "q";

export const sum = (expression: string): string => `sum(${expression})`;
export const list = (parts: readonly string[]): string => parts.join(", ");
export const groupBy = (keys: readonly string[]): string => (keys.length === 0 ? "" : ` GROUP BY ${list(keys)}`);

/** Keys of all groupings once each, in order. */
export function keyColumns(spec: SumsSpec): string[] {
  const keys = [...spec.block, ...spec.unit, ...spec.shard, ...spec.dummies.flatMap(({ keys }) => keys)];
  return [...new Set(keys.map(({ column }) => column))];
}

/** Rows with centred columns z1.., a weight w where there is one, and the keys. */
export function rowsOf(spec: SumsSpec): string {
  const { dialect, columns, means, weight, relation } = spec;
  const z = columns.map((column, j) => `(${column} - ${dialect.number(means[j]!)}) AS z${j + 1}`);
  const w = weight === null ? [] : [weight];
  const keys = keyColumns(spec);
  return `(SELECT ${list([...keys, ...w, ...z])} FROM ${relation}) ${SOURCE}`;
}

/** Columns by which rows are of one unit. */
export const unitKeys = ({ unit, shard }: SumsSpec): string[] =>
  unit.length === 0 ? [] : [...new Set([...unit, ...shard].map(({ column }) => column))];

export const one = (dialect: Dialect): string => dialect.number(1);
export const zero = (dialect: Dialect): string => dialect.number(0);

/** A key as it comes back. */
export const outOf = ({ dialect }: Pick<SumsSpec, "dialect">, { column, isNumeric }: Key): string =>
  isNumeric ? dialect.double(column) : dialect.varchar(column);

/** The number of rows, or their weight. */
export const weightSum = ({ dialect, weight }: SumsSpec): string =>
  weight === null ? dialect.double("count(*)") : sum("w");

export const weighted = ({ weight }: SumsSpec, product: string): string => (weight === null ? product : `w*${product}`);

/** A condition that a row is of `level`. */
export function isLevel({ dialect }: SumsSpec, { keys }: DummyKeys, level: Level): string {
  return keys
    .map(({ column, isNumeric }, i) => {
      const value = level[i]!;
      return isNumeric
        ? `${dialect.double(column)} = ${dialect.number(value as number)}`
        : `${dialect.varchar(column)} = ${dialect.text(value as string)}`;
    })
    .join(" AND ");
}

/** Pairs (i, j), j <= i, of n columns, in packed order. */
export const pairs = (n: number): [number, number][] =>
  Array.from({ length: n }, (_, i) => Array.from({ length: i + 1 }, (_, j): [number, number] => [i, j])).flat();

/** Dummies of periods a number can say the presence of: powers of two are then exact in a double. */
export const MOST_PATTERN_PERIODS = 52;

/** Which periods a unit is seen in, as a sum of powers of two. */
export function maskOf(spec: SumsSpec, periods: DummyKeys): string {
  const { dialect } = spec;
  const cases = periods.levels.map(
    (level, t) => `WHEN ${isLevel(spec, periods, level)} THEN ${dialect.number(2 ** t)}`,
  );
  return `sum(CASE ${cases.join(" ")} ELSE ${zero(dialect)} END)`;
}

/** Whether period `t` is in a sum of powers of two. */
export const isIn = (mask: number, t: number): boolean => Math.floor(mask / 2 ** t) % 2 === 1;

/**
 * The periods of each of `masks`, of `n`; undefined where a unit has one twice: `least` and `most` are the fewest and the most rows of
 * the units of a mask.
 */
export function periodsOf(
  masks: Float64Array,
  least: Float64Array,
  most: Float64Array,
  n: number,
): readonly Uint32Array[] | undefined {
  const periods = Array.from(masks, (mask) => upTo(n).filter((t) => isIn(mask, t)));
  return periods.some(({ length }, i) => least[i] !== length || most[i] !== length) ? undefined : periods;
}

/** The column of weights, where there is one. */
export const weightColumn = ({ weight }: SumsSpec): string[] => (weight === null ? [] : ["w"]);
