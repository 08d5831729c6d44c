/**
 * What is counted before sums are asked for and after: guards, levels, which grouping lies in which.
 */
import {
  type DummyKeys,
  groupBy,
  type Key,
  list,
  maskOf,
  one,
  outOf,
  SOURCE,
  type SumsSpec,
  unitKeys,
  zero,
} from "./rows.js";

/** What a guard counts beside units and their rows. */
export interface GuardedFacts {
  /** Patterns of presence in these periods; null for none. */
  readonly periods: DummyKeys | null;
  /** Whether numbers that are not finite are counted, which reads every column. */
  readonly finite: boolean;
}

/**
 * S0. Units, units in two blocks, rows, the most and the sum of squares of rows a unit (any change between two statements shows in
 * them), numbers that are not finite, units of one row, patterns of presence; blocks, where one key makes them.
 */
export function guardStatement(spec: SumsSpec, { periods, finite }: GuardedFacts): string {
  const { dialect, relation, columns, block } = spec;
  const units = unitKeys(spec);
  const least = block.map(({ column }, i) => `min(${column}) AS lo${i}, max(${column}) AS hi${i}`);
  const split = block.map((_, i) => `lo${i} <> hi${i}`).join(" OR ");
  const whole = columns.map((column) => `${column} - ${column} = ${zero(dialect)}`).join(" AND ");
  const odd = finite ? [`sum(CASE WHEN ${whole} THEN ${zero(dialect)} ELSE ${one(dialect)} END) AS odd`] : [];
  const mask = periods === null ? [] : [`${maskOf(spec, periods)} AS mask`];
  const unitRows = ["count(*) AS n", ...odd, ...least, ...mask];
  const inner = `(SELECT ${list(unitRows)} FROM ${relation}${groupBy(units)}) ${SOURCE}`;
  const count = (condition: string) =>
    condition === "" ? zero(dialect) : `sum(CASE WHEN ${condition} THEN ${one(dialect)} ELSE ${zero(dialect)} END)`;
  const total = `sum(${dialect.double("n")})`;
  const squares = `sum(${dialect.double("n")}*${dialect.double("n")})`;
  const patterns = periods === null ? zero(dialect) : dialect.double("count(DISTINCT mask)");
  const out = [
    dialect.double("count(*)"),
    count(split),
    total,
    dialect.double("max(n)"),
    squares,
    finite ? "sum(odd)" : zero(dialect),
    count("n = 1"),
    patterns,
    block.length === 1 ? dialect.double("count(DISTINCT lo0)") : zero(dialect),
  ];
  return `SELECT ${list(out)} FROM ${inner}`;
}

/** The distinct values of some keys, and the rows of each: at most `most` of them. */
export function levelsStatement(
  { dialect, relation }: Pick<SumsSpec, "dialect" | "relation">,
  keys: readonly Key[],
  most: number,
): string {
  const columns = keys.map(({ column }) => column);
  const out = [...keys.map((key) => outOf({ dialect }, key)), dialect.double("count(*)")];
  return `SELECT ${list(out)} FROM ${relation}${groupBy(columns)} LIMIT ${most}`;
}

/** Some keys of the first rows that come. */
export const firstRows = ({ relation }: Pick<SumsSpec, "relation">, keys: readonly Key[], count: number): string =>
  `(SELECT ${list(keys.map(({ column }) => column))} FROM ${relation} LIMIT ${count}) AS first_rows`;

/** The least and the greatest of a column by some keys. */
export function extremesStatement(
  { dialect, relation }: Pick<SumsSpec, "dialect" | "relation">,
  keys: readonly Key[],
  column: string,
): string {
  const out = [...keys.map((key) => outOf({ dialect }, key)), `min(${column})`, `max(${column})`];
  return `SELECT ${list(out)} FROM ${relation}${groupBy(keys.map((key) => key.column))}`;
}

/** Levels of one grouping that lie in several of another. */
export function splitStatement(
  { dialect, relation }: Pick<SumsSpec, "dialect" | "relation">,
  fine: readonly Key[],
  coarse: readonly Key[],
): string {
  const ends = coarse.map(({ column }, i) => `min(${column}) AS lo${i}, max(${column}) AS hi${i}`);
  const inner = `(SELECT ${list(ends)} FROM ${relation}${groupBy(fine.map(({ column }) => column))}) ${SOURCE}`;
  return `SELECT ${dialect.double("count(*)")} FROM ${inner} WHERE ${coarse.map((_, i) => `lo${i} <> hi${i}`).join(" OR ")}`;
}

/** Units that lie on several servers. */
export function spreadStatement({ dialect, relation, unit, shard }: SumsSpec): string {
  const units = list(unit.map(({ column }) => column));
  const keys = list([...unit, ...shard].map(({ column }) => column));
  const held = `(SELECT ${keys} FROM ${relation} GROUP BY ${keys}) AS held`;
  const several = `(SELECT ${units} FROM ${held} GROUP BY ${units} HAVING count(*) > 1) AS several`;
  return `SELECT ${dialect.double("count(*)")} FROM ${several}`;
}

/** How many levels some keys have. */
export function levelCountStatement(
  { dialect, relation }: Pick<SumsSpec, "dialect" | "relation">,
  keys: readonly Key[],
) {
  const columns = list(keys.map(({ column }) => column));
  const inner = `(SELECT ${columns} FROM ${relation} GROUP BY ${columns}) ${SOURCE}`;
  return `SELECT ${dialect.double("count(*)")} FROM ${inner}`;
}

/** The rows of a relation whose unit has others. */
export const severalRows = (relation: string, unit: readonly Key[]): string =>
  `(SELECT * FROM (SELECT *, count(*) OVER (PARTITION BY ${list(unit.map(({ column }) => column))}) AS of_unit FROM ${relation}) AS counted WHERE of_unit > 1) AS several`;
