/**
 * Lags of a source's columns by windows over the rows of a unit: of the row whose time is so many periods away and of no other, so
 * that a gap gives a missing value. What lags rest on is asked first, of all rows of the source: unit and time present, times whole,
 * every unit once a period. Knows no formulas.
 */
import { DataError } from "../../base/errors.js";
import { type PanelKeys, timeStep } from "../../data/panel/panel.js";
import type { Expression } from "../../formula/expression.js";
import { countOf, doubleLiteral } from "../dialect.js";
import type { Queries } from "../queries.js";
import type { SourceColumns } from "./columns.js";
import { type LayeredSql, type Layers, layerOf } from "./layers.js";

export type LagExpression = Expression & { kind: "lag" };

/** Periods a panel may have: they are all read. */
const MOST_PERIODS = 100_000;

/** The panel of a source. */
export interface SourcePanel {
  /** Time units between periods: the greatest that divides the distance of any two. */
  readonly step: number;
  /** Rows of the source when it was asked. */
  readonly rows: number;
  /** A column of numbers at another time, as `expression` says. */
  lagged(expression: LagExpression, now: LayeredSql): LayeredSql;
}

/**
 * Asks what a panel must be. Throws DataError `panel_missing`, `panel_time`, `panel_duplicate`, `not_numeric`, `panel_periods`, and as
 * the engine.
 */
export async function sourcePanel(
  queries: Queries,
  columns: SourceColumns,
  layers: Layers,
  keys: PanelKeys,
): Promise<SourcePanel> {
  columns.header.column(keys.unit);
  if (columns.kindOf(keys.time) === "text") throw timeIsText(keys.time);
  const [unit, time] = [columns.key(keys.unit), columns.value(keys.time)];
  const present = columns.present(keys.unit).sql;
  const rows = { queries, from: layers.from, keys, unit: unit.sql, present, time: time.sql };
  const nRows = await requireComplete(rows);
  await requireUnique(rows);
  const step = timeStep(await periodsOf(rows));
  const { whole, withoutNaN } = queries.engine.dialect;
  return {
    step,
    rows: nRows,
    lagged({ name, periods }, now) {
      const back = (name === "f" ? -periods : periods) * step;
      const bound = `${Math.abs(back)} ${back > 0 ? "PRECEDING" : "FOLLOWING"}`;
      const window = `PARTITION BY ${unit.sql} ORDER BY ${whole(time.sql)} RANGE BETWEEN ${bound} AND ${bound}`;
      // NULL, too, where there is no such row: a number that is never NULL would be 0 there in ClickHouse
      return { sql: `max(${withoutNaN(now.sql)}) OVER (${window})`, layer: layerOf(now, unit, time) };
    },
  };
}

interface Rows {
  readonly queries: Queries;
  readonly from: string;
  readonly keys: PanelKeys;
  readonly unit: string;
  /** A condition: the unit is there. */
  readonly present: string;
  readonly time: string;
}

/** How many rows there are. */
async function requireComplete({ queries, from, keys, present, time }: Rows): Promise<number> {
  const { dialect } = queries.engine;
  const { double, withoutNaN } = dialect;
  const count = (condition: string) => countOf(dialect, condition);
  const largest = doubleLiteral(dialect, Number.MAX_SAFE_INTEGER);
  const isWhole = `abs(${time}) <= ${largest} AND ${time} = floor(${time})`;
  const { columns } = await queries.ask(
    `SELECT ${double("count(*)")}, ${count(`NOT ${present}`)}, ${count(`${withoutNaN(time)} IS NULL`)}, ${count(`NOT (${isWhole})`)}, min(CASE WHEN NOT (${isWhole}) THEN ${time} END) FROM ${from}`,
  );
  const [n, noUnit, noTime, odd, example] = columns.map((column) => column[0] as number);
  if (noUnit! > 0) throw keyMissing(keys.unit, noUnit!, n!);
  if (noTime! > 0) throw keyMissing(keys.time, noTime!, n!);
  if (odd! > 0) {
    throw new DataError(
      "panel_time",
      `Time '${keys.time}' is no whole number in ${odd} rows, such as ${example}; number the periods 1, 2, 3, ...`,
      { got: example, expected: "a whole number", column: keys.time },
    );
  }
  return n!;
}

async function requireUnique({ queries, from, keys, unit, time }: Rows): Promise<void> {
  const { double, varchar } = queries.engine.dialect;
  const twice = `FROM ${from} GROUP BY ${unit}, ${time} HAVING count(*) > 1`;
  const { rows, columns } = await queries.ask(`SELECT ${varchar(unit)}, ${time} ${twice} LIMIT 1`);
  if (rows === 0) return;
  const [u, t] = columns.map((column) => String(column[0])) as [string, string];
  const count = await queries.number(`SELECT sum(${double("n")}) FROM (SELECT count(*) - 1 AS n ${twice}) AS twice`);
  throw new DataError(
    "panel_duplicate",
    `${keys.unit} '${u}' occurs twice at ${keys.time} ${t} (${count} such rows in all); a panel has one row per unit and time: aggregate first, or name a finer unit.`,
    { got: count, expected: 0, unit: u, time: t },
  );
}

async function periodsOf({ queries, from, keys, time }: Rows): Promise<Float64Array> {
  const { rows, columns } = await queries.ask(`SELECT ${time} FROM ${from} GROUP BY ${time} LIMIT ${MOST_PERIODS + 1}`);
  if (rows <= MOST_PERIODS) return (columns[0] as Float64Array) ?? new Float64Array(0);
  throw new DataError(
    "panel_periods",
    `Time '${keys.time}' has more than ${MOST_PERIODS} values; number the periods 1, 2, 3, ..., or name a coarser one.`,
    { got: `more than ${MOST_PERIODS}`, expected: `at most ${MOST_PERIODS} periods`, column: keys.time },
  );
}

const keyMissing = (column: string, count: number, of: number): DataError =>
  new DataError(
    "panel_missing",
    `Column '${column}' is missing in ${count} of ${of} rows; a panel needs unit and time in every row: leave these rows out in a query first.`,
    { got: count, expected: 0, column },
  );

const timeIsText = (column: string): DataError =>
  new DataError("not_numeric", `Time '${column}' is no number; number the periods 1, 2, 3, ... in a query first.`, {
    got: "text or a date",
    expected: "numbers",
    column,
  });
