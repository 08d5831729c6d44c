/**
 * Layer quality. Equations (6) and (7): value-weighted mean quality of a firm, a city or any other key in a year. The
 * weights of a group sum to one, which is asserted: dividing the weighted mean once more by the number of rows, as (6)
 * is sometimes printed, is not done.
 */
import { type Column, MISSING_CODE, type Note } from "../base/columns.js";
import { DataError, NumericalError } from "../base/errors.js";
import type { Engine } from "../kernels/engine.js";
import { type GroupMeans, weightedGroupMeans } from "../kernels/quality.js";
import { makeTable, selectRows, type Table, withColumns } from "../table/table.js";
import type { Groups } from "./groups.js";
import type { Keys } from "./plan-names.js";
import type { AggregateRecord } from "./quality-record.js";

/** One aggregate: a row a group in `table`, with the key's columns, n, value_sum, quality, quality_unweighted. */
export interface Aggregate {
  readonly by: string;
  readonly table: Table;
  /** Rows that are in no group, by reason. */
  readonly excluded: { readonly missingKey: number; readonly noQuality: number };
}

/** What is aggregated: rows of the table with their weight and normalised quality (NaN where there is none). */
export interface AggregateInput {
  readonly groups: Groups;
  readonly value: Float64Array;
  readonly quality: Float64Array;
}

/** Columns an aggregate adds to its key. */
const AGGREGATE_COLUMNS = ["n", "value_sum", "quality", "quality_unweighted"] as const;

/**
 * Means of `input.quality` weighted by value, by `keys`, over rows that have a quality and all keys. Groups come in the
 * order of their sorted labels. Throws NumericalError when the weights of a group do not sum to one (values so large
 * that their sum is not finite).
 */
export function aggregate(
  engine: Engine,
  table: Table,
  { groups, value, quality }: AggregateInput,
  keys: Keys,
): Aggregate {
  const category = groups.by(keys);
  const { nLevels } = category;
  const { codes, values, missingKey, noQuality } = usable(category.codes, quality);
  const weighted = weightedGroupMeans(engine, values, value, codes, nLevels);
  assertSharesSumToOne(weighted, keys.written, category.label);
  const ones = new Float64Array(values.length).fill(1);
  const unweighted = weightedGroupMeans(engine, values, ones, codes, nLevels);

  const filled = filledGroups(weighted.count);
  const rows = firstRows(groups.rows, category.codes, nLevels);
  const keyColumns = selectRows(
    keyTable(table, keys),
    filled.map((g) => rows[g]!),
  );
  refuseTakenNames(keyColumns);
  const columns = [weighted.count, weighted.weightSum, weighted.mean, unweighted.mean].map((column, c): Column => {
    const values = new Float64Array(filled.length);
    for (let j = 0; j < values.length; j++) values[j] = column[filled[j]!]!;
    return { kind: "numeric", name: AGGREGATE_COLUMNS[c]!, values };
  });
  return { by: keys.written, table: withColumns(keyColumns, columns), excluded: { missingKey, noQuality } };
}

/** What the record says of an aggregate. */
export function aggregateRecord({ by, table, excluded }: Aggregate): AggregateRecord {
  return {
    by,
    columns: table.names,
    groups: table.nRows,
    excluded: { no_quality: excluded.noQuality, missing_key: excluded.missingKey },
  };
}

/** Notes on rows an aggregate leaves out. */
export function aggregateNotes({ by, excluded }: Aggregate): Note[] {
  if (excluded.missingKey === 0) return [];
  const message = `Aggregate ${by}: ${excluded.missingKey} rows have a missing key and are in no group.`;
  return [{ code: "aggregate_missing_key", message, detail: { by, rows: excluded.missingKey } }];
}

/**
 * Throws unless the shares of every group sum to one. A sum of n shares, each rounded and each added with rounding, is
 * within 2 n units of rounding of 1.
 */
export function assertSharesSumToOne(means: GroupMeans, by: string, label: (g: number) => string): void {
  for (let g = 0; g < means.count.length; g++) {
    const n = means.count[g]!;
    const error = Math.abs(means.shareSum[g]! - 1);
    if (n === 0 || error <= 2 * n * Number.EPSILON) continue;
    throw new NumericalError(
      "weights_not_one",
      `Aggregate ${by}: the weights of '${label(g)}' sum to ${means.shareSum[g]}, not to 1 (sum of values ${means.weightSum[g]}).`,
      { got: means.shareSum[g], expected: 1, by, group: label(g) },
    );
  }
}

/** An aggregate's columns must not take the place of a key that bears their name. */
function refuseTakenNames(keys: Table): void {
  const taken = AGGREGATE_COLUMNS.find((name) => keys.has(name));
  if (taken === undefined) return;
  throw new DataError(
    "aggregate_name_taken",
    `An aggregate adds columns ${AGGREGATE_COLUMNS.join(", ")}, but the key has a column '${taken}'; rename it in the data.`,
    { got: taken, expected: "another name", column: taken },
  );
}

/** The key's columns alone. */
function keyTable(table: Table, keys: Keys): Table {
  return makeTable(
    [...new Set(keys.columns)].map((name) => table.column(name)),
    table.source,
  );
}

/** Values with NaN where the key is missing, and codes that are a group's on every row, as the kernel wants them. */
function usable(codes: Uint32Array, quality: Float64Array) {
  const counts = { missingKey: 0, noQuality: 0 };
  const dense = codes.slice();
  const values = quality.slice();
  for (let i = 0; i < dense.length; i++) {
    const missing = dense[i] === MISSING_CODE;
    if (Number.isNaN(values[i]!)) counts.noQuality++;
    else if (missing) counts.missingKey++;
    if (!missing) continue;
    dense[i] = 0;
    values[i] = Number.NaN;
  }
  return { codes: dense, values, ...counts };
}

/** Groups with at least one row, ascending. */
function filledGroups(count: Uint32Array): Uint32Array {
  const filled = new Uint32Array(count.length);
  let n = 0;
  for (let g = 0; g < count.length; g++) if (count[g]! > 0) filled[n++] = g;
  return filled.subarray(0, n);
}

/** The first row of the table in each group. */
function firstRows(rows: Uint32Array, codes: Uint32Array, nLevels: number): Uint32Array {
  const first = new Uint32Array(nLevels);
  for (let i = rows.length - 1; i >= 0; i--) if (codes[i] !== MISSING_CODE) first[codes[i]!] = rows[i]!;
  return first;
}
