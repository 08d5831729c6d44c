/**
 * Finer rows to one row a unit and period: sums, counts, distinct values, weighted means. Knows nothing of
 * treatment or of what the columns mean.
 */
import { type Category, type Column, MISSING_CODE } from "../../base/columns.js";
import { categoryOf } from "../../data/panel/codes.js";
import { combine } from "../../data/panel/order.js";
import { makeTable, selectRows, type Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { weightedGroupMeans } from "../../engine/kernels/quality.js";
import { assertSharesSumToOne } from "../../trade/quality/aggregate.js";
import type { Aggregation } from "./panel-schema.js";

/**
 * The pairs of `unit` and `time` that occur in `rows`, sorted by both, with a column an entry of `columns`. A mean is
 * over rows that have the value, by weight where one is named, and missing where none has it; missing terms of a sum
 * count nothing. Throws DataError for columns that are not there or not numeric.
 */
export function aggregateRows(
  engine: Engine,
  rows: Table,
  unit: string,
  time: string,
  columns: Readonly<Record<string, Aggregation>>,
): Table {
  const cell = combine([categoryOf(rows.column(unit)), categoryOf(rows.column(time))]);
  const index = makeTable([rows.column(unit), rows.column(time)], rows.source, rows.notes);
  const made = Object.entries(columns).map(
    ([name, rule]): Column => ({ kind: "numeric", name, values: aggregated(engine, rows, cell, rule) }),
  );
  return makeTable([...selectRows(index, firstRows(cell)).columns, ...made], rows.source, rows.notes);
}

function aggregated(engine: Engine, rows: Table, cell: Category, rule: Aggregation): Float64Array {
  if ("sum" in rule) return sums(cell, rows.numeric(rule.sum));
  if ("distinct" in rule) return distinctWithin(cell, categoryOf(rows.column(rule.distinct)));
  if ("count" in rule) return counts(cell, rows.column(rule.count));
  const values = rows.numeric(rule.mean);
  const weights = rule.weight === undefined ? new Float64Array(rows.nRows).fill(1) : rows.numeric(rule.weight);
  const { codes, kept } = complete(cell, values, weights);
  const means = weightedGroupMeans(engine, kept.values, kept.weights, codes, cell.nLevels);
  assertSharesSumToOne(means, cell.name, cell.label);
  return sharedValues(means.mean, kept.values, codes);
}

/** `means` with the value itself where all rows of a cell share it, as a year or a 0/1: rounding must not make it another. */
function sharedValues(means: Float64Array, values: Float64Array, codes: Uint32Array): Float64Array {
  const least = new Float64Array(means.length).fill(Number.POSITIVE_INFINITY);
  const most = new Float64Array(means.length).fill(Number.NEGATIVE_INFINITY);
  for (let row = 0; row < values.length; row++) {
    const c = codes[row]!;
    least[c] = Math.min(least[c]!, values[row]!);
    most[c] = Math.max(most[c]!, values[row]!);
  }
  return means.map((mean, c) => (least[c] === most[c] ? least[c]! : mean));
}

/** Rows that have a cell, a value and a weight. */
function complete({ codes }: Category, values: Float64Array, weights: Float64Array) {
  const used: number[] = [];
  for (let row = 0; row < codes.length; row++) {
    if (codes[row] !== MISSING_CODE && !Number.isNaN(values[row]!) && !Number.isNaN(weights[row]!)) used.push(row);
  }
  return {
    codes: Uint32Array.from(used, (row) => codes[row]!),
    kept: {
      values: Float64Array.from(used, (row) => values[row]!),
      weights: Float64Array.from(used, (row) => weights[row]!),
    },
  };
}

/** A row of each level: the first. */
function firstRows({ codes, nLevels }: Category): Uint32Array {
  const rows = new Uint32Array(nLevels);
  for (let row = codes.length - 1; row >= 0; row--) if (codes[row] !== MISSING_CODE) rows[codes[row]!] = row;
  return rows;
}

function sums({ codes, nLevels }: Category, values: Float64Array): Float64Array {
  const total = new Float64Array(nLevels);
  for (let row = 0; row < codes.length; row++) {
    if (codes[row] !== MISSING_CODE && !Number.isNaN(values[row]!)) total[codes[row]!]! += values[row]!;
  }
  return total;
}

function counts({ codes, nLevels }: Category, column: Column): Float64Array {
  const count = new Float64Array(nLevels);
  for (let row = 0; row < codes.length; row++) {
    const missing = column.kind === "numeric" ? Number.isNaN(column.values[row]!) : column.codes[row] === MISSING_CODE;
    if (codes[row] !== MISSING_CODE && !missing) count[codes[row]!]!++;
  }
  return count;
}

/** How many levels of `what` occur in each level of `cell`. */
function distinctWithin(cell: Category, what: Category): Float64Array {
  const pairs = combine([cell, what]);
  const count = new Float64Array(cell.nLevels);
  for (const row of firstRows(pairs)) count[cell.codes[row]!]!++;
  return count;
}
