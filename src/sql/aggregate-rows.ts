/**
 * Finer rows of a source to one row a unit and period, by one statement: sums, counts, distinct values, weighted means, by the rules
 * of rows in memory. The cells come home, the rows do not.
 */
import { DataError, NumericalError } from "../base/errors.js";
import { note } from "../base/messages.js";
import { makeTable, type Table } from "../data/table/table.js";
import { columnOf } from "./answer-column.js";
import { cellOf } from "./bring-home.js";
import type { AnswerColumn } from "./engine.js";
import type { SqlSource } from "./frame.js";
import { SQL_NOTES } from "./messages.js";
import { NUMBER_BYTES, type Queries } from "./queries.js";

/** What a column of the cells is made of. */
export type CellRule =
  | { readonly sum: string }
  | { readonly distinct: string }
  | { readonly count: string }
  | { readonly mean: string; readonly weight?: string | undefined };

/** Cells that come home at most, each a number a column. */
const MOST_CELLS = 20_000_000;

interface Cells {
  readonly table: Table;
  /** Rows they were made from. */
  readonly nRows: number;
}

/**
 * The pairs of `unit` and `time` in `source` with a column an entry of `rules`. Throws DataError `not_numeric`, `engine_too_large`,
 * NumericalError `weights_not_one`, and as the engine.
 */
export async function aggregateOnEngine(
  queries: Queries,
  source: SqlSource,
  { unit, time }: { readonly unit: string; readonly time: string },
  rules: Readonly<Record<string, CellRule>>,
): Promise<Cells> {
  const { dialect } = source.engine;
  const { double } = dialect;
  const columns = [...new Set([unit, time, ...Object.values(rules).flatMap(columnsOf)])];
  const named = new Map(columns.map((name, j) => [name, `c${j}`]));
  const own = columns.map((name, j) => `${valueFrom(source, name)} AS c${j}`);
  const [u, t] = [named.get(unit)!, named.get(time)!];
  const seen = (name: string): string =>
    isNumber(source, name) ? dialect.withoutNaN(named.get(name)!) : named.get(name)!;
  const rows = `(SELECT ${own.join(", ")} FROM ${source.relation}) AS cell_rows`;
  const keyed = `FROM ${rows} WHERE ${[unit, time].map((name) => `${seen(name)} IS NOT NULL`).join(" AND ")} GROUP BY ${u}, ${t}`;
  const nRows = await queries.number(`SELECT ${double("count(*)")} FROM ${source.relation}`);
  const nCells = await queries.number(`SELECT ${double("count(*)")} FROM (SELECT ${u}, ${t} ${keyed}) AS cells`);
  if (nCells > MOST_CELLS) {
    throw new DataError(
      "engine_too_large",
      `${source.name} has ${nCells} pairs of ${unit} and ${time}; at most ${MOST_CELLS} come home. Name a coarser unit, or fewer rows in a query.`,
      { got: nCells, expected: `<= ${MOST_CELLS}` },
    );
  }
  const items = Object.values(rules).map((rule) => madeOf(source, rule, seen));
  const out = [u, t, ...items.flat()];
  const answer = await queries.ask(`SELECT ${out.join(", ")} ${keyed}`, NUMBER_BYTES * nCells * out.length);
  if (answer.rows !== nCells) {
    throw new DataError(
      "engine_changed",
      `${source.name} had ${nCells} pairs of ${unit} and ${time}, then ${answer.rows}: it changed while it was asked. Ask again when the table rests, or name a snapshot of it.`,
      { got: answer.rows, expected: nCells },
    );
  }
  let place = 2;
  const made = Object.entries(rules).map(([name, rule], j) => {
    const values = answer.columns.slice(place, place + items[j]!.length) as Float64Array[];
    place += items[j]!.length;
    if ("mean" in rule && rule.weight !== undefined)
      requireWeights(name, values, [answer.columns[0]!, answer.columns[1]!]);
    return columnOf(name, values[0]!);
  });
  const keys = [unit, time].map((name, j) => columnOf(name, answer.columns[j]!));
  const came = { rows: answer.rows, bytes: answer.bytes, engine: source.engine.shown };
  const table = makeTable([...keys, ...made], { name: source.name, bytes: answer.bytes, sha256: null }, [
    note(SQL_NOTES, "cells_came_home", { ...came, of: nRows, version: source.engine.version }),
  ]);
  return { table, nRows };
}

const columnsOf = (rule: CellRule): string[] =>
  Object.values(rule).filter((name): name is string => name !== undefined);

/** Throws DataError `unknown_column`, `column_kind`. */
function valueFrom(source: SqlSource, name: string): string {
  const column = source.columns.find((one) => one.name === name);
  if (column === undefined || column.kind === "other") {
    throw new DataError(
      column === undefined ? "unknown_column" : "column_kind",
      `${source.name} has no column '${name}' of numbers or text.`,
      { got: column?.type ?? name, expected: "numbers or text", column: name },
    );
  }
  return cellOf(source, column);
}

const isNumber = ({ columns }: SqlSource, name: string): boolean => {
  const kind = columns.find((one) => one.name === name)?.kind;
  return kind === "number" || kind === "boolean";
};

/** The value of a rule, and of a weighted mean the sums that say whether its weights are weights. */
function madeOf(source: SqlSource, rule: CellRule, seen: (name: string) => string): string[] {
  const { double, number } = source.engine.dialect;
  const numeric = (name: string): string => {
    if (isNumber(source, name)) return seen(name);
    throw new DataError(
      "not_numeric",
      `Column '${name}' of ${source.name} is not numeric; make a number of it in a query.`,
      {
        got: "text",
        expected: "numbers",
        column: name,
      },
    );
  };
  if ("sum" in rule) return [`coalesce(sum(${numeric(rule.sum)}), ${number(0)})`];
  if ("distinct" in rule) return [double(`count(DISTINCT ${seen(rule.distinct)})`)];
  if ("count" in rule) return [double(`count(${seen(rule.count)})`)];
  const x = numeric(rule.mean);
  if (rule.weight === undefined) return [`CASE WHEN min(${x}) = max(${x}) THEN min(${x}) ELSE avg(${x}) END`];
  const w = numeric(rule.weight);
  const both = (value: string): string => `CASE WHEN ${x} IS NOT NULL AND ${w} IS NOT NULL THEN ${value} END`;
  const total = `sum(${both(w)})`;
  const mean = `CASE WHEN ${total} <> ${number(0)} THEN sum(${both(`${x} * ${w}`)}) / ${total} END`;
  return [
    `CASE WHEN min(${both(x)}) = max(${both(x)}) THEN min(${both(x)}) ELSE ${mean} END`,
    `coalesce(${total}, ${number(1)})`,
  ];
}

/** Throws NumericalError `weights_not_one` where weights sum to nothing: no mean is one of them. */
function requireWeights(
  name: string,
  [, totals]: readonly Float64Array[],
  [units, times]: readonly AnswerColumn[],
): void {
  const at = totals!.findIndex((total) => !(Math.abs(total) > 0 && Number.isFinite(total)));
  if (at < 0) return;
  throw new NumericalError(
    "weights_not_one",
    `Aggregate ${name}: the weights of '${units![at]}' in ${times![at]} sum to ${totals![at]}, of which there are no shares.`,
    { got: totals![at], expected: "a sum above 0", by: name },
  );
}
