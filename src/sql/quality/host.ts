/**
 * Where the statements of a run on quality are asked, and where what they make may stand meanwhile: beside the rows in a database of
 * the run's own, or nowhere, each statement then having the steps before it written out within. Knows nothing of quality.
 */

import type { Dialect } from "../dialect.js";
import type { AnswerColumn } from "../engine.js";

/** An engine as a run uses it. */
export interface Host {
  readonly dialect: Dialect;
  /** Whether `keep` stores rows. */
  readonly keeps: boolean;
  /** Columns of the answer, in the statement's order: doubles and texts. */
  query(sql: string): Promise<readonly AnswerColumn[]>;
  /** SQL that can follow FROM for the rows of `select`; what was kept or placed before is asked for no more. */
  keep(select: string): Promise<string>;
  /** SQL that can follow FROM for columns of the run's own, by name. */
  place(columns: Readonly<Record<string, AnswerColumn>>): Promise<string>;
}

/** The one row of an answer of doubles; NaN where one is NULL. */
export async function rowOf(host: Host, expressions: readonly string[], from: string): Promise<number[]> {
  const columns = await host.query(`SELECT ${expressions.map(host.dialect.double).join(", ")} FROM ${from}`);
  return columns.map((column) => (column as Float64Array)[0]!);
}

/** `select` as SQL that can follow FROM. */
export const inline = (select: string): string => `(${select}) AS q`;

/** Columns, and where they are. */
export interface Relation {
  readonly from: string;
  readonly columns: readonly string[];
}

/** SELECT of the columns of `relation`, those of `made` added or in their place. */
export function selectWith({ from, columns }: Relation, made: Readonly<Record<string, string>>, rest = ""): string {
  const all = [...new Set([...columns, ...Object.keys(made)])];
  const written = all.map((name) => (made[name] === undefined ? name : `${made[name]} AS ${name}`));
  return `SELECT ${written.join(", ")} FROM ${from}${rest}`;
}

/** `relation` with columns added that `select` has. */
export const withColumns = ({ columns }: Relation, from: string, ...added: readonly string[]): Relation => ({
  from,
  columns: [...new Set([...columns, ...added])],
});

/** `relation` with the columns of `made` added or in their place. */
export const withMade = (relation: Relation, made: Readonly<Record<string, string>>): Relation =>
  withColumns(relation, inline(selectWith(relation, made)), ...Object.keys(made));

/** A condition: none of `columns` is missing. */
export const known = (columns: readonly string[]): string =>
  columns.map((column) => `${column} IS NOT NULL`).join(" AND ");

/** The rows of `relation` of which a condition holds. */
export const rowsWhere = (relation: Relation, condition: string): Relation => ({
  ...relation,
  from: inline(selectWith(relation, {}, ` WHERE ${condition}`)),
});

/** Numbers of groups to stand beside each of their rows: names and aggregates, by the columns that make a group, which are not NULL. */
export interface Beside {
  readonly keys: readonly string[];
  readonly added: Readonly<Record<string, string>>;
}

/**
 * The rows of `relation` with numbers of their groups beside them: where rows are kept, groups are joined; elsewhere windows, which
 * scan the rows once.
 */
export function besideRows(host: Host, relation: Relation, groups: readonly Beside[]): Relation {
  const { from, columns } = relation;
  if (!host.keeps) {
    const windows = groups.flatMap(({ keys, added }) =>
      Object.entries(added).map(([name, of]) => [name, `${of} OVER (PARTITION BY ${keys.join(", ")})`]),
    );
    return withMade(relation, Object.fromEntries(windows));
  }
  const names = groups.flatMap(({ added }) => Object.keys(added));
  const joins = groups.map(({ keys, added }, g) => {
    const made = Object.entries(added).map(([name, of]) => `${of} AS ${name}`);
    const grouped = `SELECT ${[...keys, ...made].join(", ")} FROM ${from} GROUP BY ${keys.join(", ")}`;
    return `JOIN (${grouped}) AS g${g} ON ${keys.map((key) => `r.${key} = g${g}.${key}`).join(" AND ")}`;
  });
  const selected = [...columns.map((name) => `r.${name} AS ${name}`), ...names];
  const rows = `(SELECT * FROM ${from}) AS r`;
  return withColumns(relation, inline(`SELECT ${selected.join(", ")} FROM ${rows} ${joins.join(" ")}`), ...names);
}

/** The rows of `relation` with columns of the run's own beside them; rows without are left out. */
export function joined(
  { from, columns }: Relation,
  placed: readonly Placed[],
  made: Readonly<Record<string, string>>,
): string {
  const own = columns.map((name) => `r.${name} AS ${name}`);
  const added = Object.entries(made).map(([name, of]) => `${of} AS ${name}`);
  const joins = placed.map(
    ({ from: other, keys }, e) =>
      `JOIN (SELECT * FROM ${other}) AS e${e} ON ${keys.map((key, k) => `r.${key} = e${e}.g${k}`).join(" AND ")}`,
  );
  return `SELECT ${[...own, ...added].join(", ")} FROM (SELECT * FROM ${from}) AS r ${joins.join(" ")}`;
}

/** Columns of the run's own: g0, g1, .. are to equal `keys` of the rows. */
export interface Placed {
  readonly from: string;
  readonly keys: readonly string[];
}

/** Sums with less rounding, where an engine has them; ClickHouse's sumKahan is wrong in windows. */
const SUMS: Partial<Record<Dialect["name"], string>> = { duckdb: "fsum" };

/** The sum of `expression`, where `condition` holds if there is one; NULL of no rows. */
export function sumOf({ name }: Dialect, expression: string, condition?: string): string {
  const term = condition === undefined ? expression : `CASE WHEN ${condition} THEN ${expression} END`;
  return `${SUMS[name] ?? "sum"}(${term})`;
}

/** A number of an answer in which NULL stands for none. */
export const orZero = (value: number): number => (Number.isNaN(value) ? 0 : value);
