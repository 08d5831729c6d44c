/**
 * What is counted before sums are asked for and after: guards, levels, which grouping lies in which.
 */
import { countOf } from "../dialect.js";
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
  sum,
  unitKeys,
  weightColumn,
  weighted,
  zero,
} from "./rows.js";

/** What a guard counts beside units and their rows. */
export interface GuardedFacts {
  /** Patterns of presence in these periods; null for none. */
  readonly periods: DummyKeys | null;
  /** What each column counts for in the sum of squares that overwritten values show in, which reads every column; null for none. */
  readonly scales: readonly number[] | null;
}

/**
 * S0. Units, units in two blocks, rows, the most and the sum of squares of rows a unit (any change between two statements shows in
 * them), the sum of squares of one combination of the columns (`moments/checksum`), units of one row, patterns of presence; blocks, where
 * one key makes them.
 */
export function guardStatement(spec: SumsSpec, { periods, scales }: GuardedFacts): string {
  const { dialect, block } = spec;
  const units = unitKeys(spec);
  const least = block.map(({ column }, i) => `min(${column}) AS lo${i}, max(${column}) AS hi${i}`);
  const split = block.map((_, i) => `lo${i} <> hi${i}`).join(" OR ");
  const check = scales === null ? [] : [`${sum(weighted(spec, "t*t"))} AS c`];
  const mask = periods === null ? [] : [`${maskOf(spec, periods)} AS mask`];
  const unitRows = ["count(*) AS n", ...check, ...least, ...mask];
  const relation = scales === null ? spec.relation : combined(spec, scales);
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
    scales === null ? zero(dialect) : "sum(c)",
    count("n = 1"),
    patterns,
    block.length === 1 ? dialect.double("count(DISTINCT lo0)") : zero(dialect),
  ];
  return `SELECT ${list(out)} FROM ${inner}`;
}

/** Rows with the keys of units and blocks, and t, 1 and a combination of the centred columns. */
function combined(spec: SumsSpec, scales: readonly number[]): string {
  const { dialect, relation, columns, means, block } = spec;
  const keys = [...new Set([...unitKeys(spec), ...block.map(({ column }) => column)])];
  const terms = columns.map((column, j) => `${dialect.number(scales[j]!)}*(${column} - ${dialect.number(means[j]!)})`);
  const t = `${[one(dialect), ...terms].join(" + ")} AS t`;
  return `(SELECT ${list([...keys, ...weightColumn(spec), t])} FROM ${relation}) AS combined`;
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

/** Some columns of the first rows that come. */
export const firstRows = (
  { relation }: Pick<SumsSpec, "relation">,
  columns: readonly string[],
  count: number,
): string => `(SELECT ${list(columns)} FROM ${relation} LIMIT ${count}) AS first_rows`;

/** The least and the greatest of a column by some keys. */
export function extremesStatement(
  { dialect, relation }: Pick<SumsSpec, "dialect" | "relation">,
  keys: readonly Key[],
  column: string,
): string {
  const out = [...keys.map((key) => outOf({ dialect }, key)), `min(${column})`, `max(${column})`];
  return `SELECT ${list(out)} FROM ${relation}${groupBy(keys.map((key) => key.column))}`;
}

/** How many levels some keys have, and in how many of them each of some columns takes several values. */
export function constantStatement(
  { dialect, relation }: Pick<SumsSpec, "dialect" | "relation">,
  keys: readonly Key[],
  columns: readonly string[],
): string {
  const ends = columns.map((column, i) => `min(${column}) AS lo${i}, max(${column}) AS hi${i}`);
  const inner = `(SELECT ${list(ends)} FROM ${relation}${groupBy(keys.map(({ column }) => column))}) ${SOURCE}`;
  const out = [dialect.double("count(*)"), ...columns.map((_, i) => countOf(dialect, `lo${i} <> hi${i}`))];
  return `SELECT ${list(out)} FROM ${inner}`;
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

/** The rows of a relation whose unit has others; `count` is a column that the relation does not have. */
export const severalRows = (relation: string, unit: readonly Key[], count = "of_unit"): string =>
  `(SELECT * FROM (SELECT *, count(*) OVER (PARTITION BY ${list(unit.map(({ column }) => column))}) AS ${count} FROM ${relation}) AS counted WHERE ${count} > 1) AS several`;
