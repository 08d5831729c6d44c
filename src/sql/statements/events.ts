/**
 * Event time and what a panel's design comes to, as SQL: cohorts from a column or a 0/1 treatment, units by event time and cohort, the
 * paths of a treatment, how completely units are seen.
 */
import { countOf, type Dialect } from "../dialect.js";
import { type Key, outOf } from "./rows.js";

/** The cohort of units that are never treated: a number beyond every period, so that no row is missing one. */
export const NEVER = 2 ** 53 - 1;

const yes = ({ number }: Dialect): string => number(1);
const no = ({ number }: Dialect): string => number(0);

/** The first treated period in a column, whose empty cells, zeros, `never` and periods after the last are never. */
export function cohortByColumn(dialect: Dialect, column: string, last: number, never: number | undefined): string {
  const value = dialect.double(column);
  const isNever = [
    `${column} IS NULL`,
    `NOT (${value} <= ${dialect.number(last)})`,
    `${value} = ${no(dialect)}`,
    ...(never === undefined ? [] : [`${value} = ${dialect.number(never)}`]),
  ];
  return `CASE WHEN ${isNever.join(" OR ")} THEN ${dialect.number(NEVER)} ELSE ${value} END`;
}

/** The first period in which a 0/1 treatment is 1, by unit. */
export function cohortByDummy(dialect: Dialect, unit: string, time: string, treat: string): string {
  const first = `min(CASE WHEN ${dialect.double(treat)} = ${yes(dialect)} THEN ${dialect.double(time)} END) OVER (PARTITION BY ${unit})`;
  return `coalesce(${first}, ${dialect.number(NEVER)})`;
}

/** Periods since the cohort's first, binned at the ends of a window; units never treated carry the reference. */
export function eventTime(
  dialect: Dialect,
  cohort: string,
  time: string,
  reference: number,
  window: readonly [number, number] | null,
): string {
  const event = `(${dialect.double(time)} - ${cohort})`;
  const ends =
    window === null
      ? []
      : [
          `WHEN ${event} < ${dialect.number(window[0])} THEN ${dialect.number(window[0])}`,
          `WHEN ${event} > ${dialect.number(window[1])} THEN ${dialect.number(window[1])}`,
        ];
  const never = `WHEN ${cohort} = ${dialect.number(NEVER)} THEN ${dialect.number(reference)}`;
  return `CASE ${[never, ...ends].join(" ")} ELSE ${event} END`;
}

/** The periods of a relation, and the rows of each. */
export const periodsStatement = ({ double }: Dialect, relation: string, time: string): string =>
  `SELECT ${double(time)}, ${double("count(*)")} FROM ${relation} GROUP BY ${time}`;

/**
 * Units, the fewest and the most periods of one, units with a gap between their first period and their last, units with two rows of one
 * period, rows.
 */
export function panelStatement(
  dialect: Dialect,
  relation: string,
  [unit, time]: readonly [string, string],
  periods: readonly number[],
): string {
  const { double, number } = dialect;
  const places = periods.map((period, place) => `WHEN ${double(time)} = ${number(period)} THEN ${number(place)}`);
  const place = `CASE ${places.join(" ")} END`;
  const units = `(SELECT count(*) AS n, count(DISTINCT ${time}) AS d, min(place) AS lo, max(place) AS hi FROM (SELECT ${unit}, ${time}, ${place} AS place FROM ${relation}) AS placed GROUP BY ${unit}) AS units`;
  const out = [
    double("count(*)"),
    double("min(n)"),
    double("max(n)"),
    countOf(dialect, `hi - lo + ${yes(dialect)} > ${double("n")}`),
    countOf(dialect, "n > d"),
    `sum(${double("n")})`,
  ];
  return `SELECT ${out.join(", ")} FROM ${units}`;
}

/** Units whose treatment is neither 0 nor 1 in some row, switches off, or is 1 in every row. */
export function dummyPathsStatement(
  dialect: Dialect,
  relation: string,
  unit: string,
  time: string,
  treat: string,
): string {
  const { double } = dialect;
  const [d, t] = [double(treat), double(time)];
  const rows = `(SELECT ${unit} AS u, ${d} AS d, ${t} AS t FROM ${relation} WHERE ${treat} IS NOT NULL) AS rows_seen`;
  const when = (value: string) => `CASE WHEN d = ${value} THEN t END`;
  const units = `(SELECT ${countOf(dialect, `d = ${no(dialect)} OR d = ${yes(dialect)}`)} AS known, ${double("count(*)")} AS n, min(${when(yes(dialect))}) AS first_on, max(${when(no(dialect))}) AS last_off FROM ${rows} GROUP BY u) AS units`;
  const out = [
    countOf(dialect, "known < n"),
    countOf(dialect, "first_on < last_off"),
    countOf(dialect, "first_on IS NOT NULL AND last_off IS NULL"),
  ];
  return `SELECT ${out.join(", ")} FROM ${units}`;
}

/** Columns of a frame that say what a row is of. */
export interface EventKeys {
  readonly unit: string;
  readonly cohort: string;
  readonly event: string;
  readonly time: string;
}

/** By cohort and event time: units. */
export const eventCountsStatement = (
  { double }: Dialect,
  relation: string,
  { unit, cohort, event }: EventKeys,
): string =>
  `SELECT ${double(cohort)}, ${double(event)}, ${double(`count(DISTINCT ${unit})`)} FROM ${relation} GROUP BY ${cohort}, ${event}`;

/** By cohort: units, those seen before treatment, the first and the last event time, and units that are of several cohorts. */
export function cohortCountsStatement(dialect: Dialect, relation: string, { unit, cohort, time }: EventKeys): string {
  const { double } = dialect;
  const units = `(SELECT min(${double(cohort)}) AS c, max(${double(cohort)}) AS other, min(${double(time)}) AS lo, max(${double(time)}) AS hi FROM ${relation} GROUP BY ${unit}) AS units`;
  const out = [
    "c",
    double("count(*)"),
    countOf(dialect, "lo < c"),
    "min(lo) - c",
    "max(hi) - c",
    countOf(dialect, "c <> other"),
  ];
  return `SELECT ${out.join(", ")} FROM ${units} GROUP BY c`;
}

/** In which of `periods` a condition holds, as a sum of powers of two; `time` is a double. */
export function presence(dialect: Dialect, time: string, periods: Iterable<number>, condition?: string): string {
  const and = condition === undefined ? "" : ` AND ${condition}`;
  const cases = Array.from(
    periods,
    (period, t) => `WHEN ${time} = ${dialect.number(period)}${and} THEN ${dialect.number(2 ** t)}`,
  );
  return `sum(CASE ${cases.join(" ")} ELSE ${no(dialect)} END)`;
}

/** By unit: the periods it is seen in. */
export const presenceStatement = (
  dialect: Dialect,
  relation: string,
  unit: Key,
  time: Key,
  periods: Iterable<number>,
): string =>
  `SELECT ${outOf({ dialect }, unit)}, ${presence(dialect, dialect.double(time.column), periods)} FROM ${relation} GROUP BY ${unit.column}`;
