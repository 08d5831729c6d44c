/**
 * Units by their history, as SQL: in which periods they are seen, how they are treated, which cluster they lie in, and the sums of the
 * outcome by period over the units of one history. Whatever is linear in the outcome given the design is a function of these.
 */
import { type Dialect, flag } from "../dialect.js";
import { type DummyKeys, type Key, maskOf, type SumsSpec } from "./rows.js";

/** What histories are of. */
export interface HistorySpec {
  readonly dialect: Dialect;
  /** SQL that can follow FROM, with y and the keys. */
  readonly relation: string;
  readonly unit: Key;
  readonly cluster: readonly Key[];
  readonly periods: DummyKeys;
  /** A column of numbers: the unit's cohort, or the 0/1 treatment of each row. */
  readonly treatment: { readonly column: string; readonly as: "cohort" | "dummy" };
  /** The literal the outcome is centred by. */
  readonly mean: number;
}

/**
 * By cluster and history: the keys of the cluster; the cohort, or the periods of treatment as a sum of powers of two; the periods seen,
 * likewise; units; the least and the most rows of one; the sum of the outcome by period; units of several cohorts or treatments that
 * are neither 0 nor 1; the least label of a unit.
 */
export function historiesStatement(spec: HistorySpec): string {
  const { dialect, relation, unit, cluster, periods, treatment, mean } = spec;
  const { double, number, varchar } = dialect;
  const as = { dialect, relation } as SumsSpec;
  const at = (level: number): string => `${double(periods.keys[0]!.column)} = ${number(level)}`;
  const levels = periods.levels.map(([level]) => level as number);
  const value = double(treatment.column);
  const path =
    treatment.as === "cohort"
      ? `min(${value})`
      : `sum(CASE ${levels.map((level, t) => `WHEN ${at(level)} AND ${value} = ${number(1)} THEN ${number(2 ** t)}`).join(" ")} ELSE ${number(0)} END)`;
  const odd =
    treatment.as === "cohort"
      ? flag(dialect, `min(${value}) <> max(${value})`)
      : `sum(CASE WHEN ${value} = ${number(0)} OR ${value} = ${number(1)} THEN ${number(0)} ELSE ${number(1)} END)`;
  const sums = levels.map(
    (level, t) => `sum(CASE WHEN ${at(level)} THEN y - ${number(mean)} ELSE ${number(0)} END) AS s${t}`,
  );
  const keys = cluster.map(({ column }) => column);
  const grouped = [...new Set([unit.column, ...keys])].join(", ");
  const inner = `(SELECT ${grouped}, ${path} AS path, ${maskOf(as, periods)} AS mask, count(*) AS n, ${odd} AS odd, ${sums.join(", ")} FROM ${relation} GROUP BY ${grouped}) AS units`;
  const out = [
    ...cluster.map((key) => (key.isNumeric ? double(key.column) : varchar(key.column))),
    "path",
    "mask",
    double("count(*)"),
    double("min(n)"),
    double("max(n)"),
    ...levels.map((_, t) => `sum(s${t})`),
    double("sum(odd)"),
    unit.isNumeric ? double(`min(${unit.column})`) : varchar(`min(${unit.column})`),
  ];
  return `SELECT ${out.join(", ")} FROM ${inner} GROUP BY ${[...keys, "path", "mask"].join(", ")}`;
}
