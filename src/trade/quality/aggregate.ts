/**
 * Equations (6) and (7): value-weighted mean quality of a firm, a city or any other key in a year. The
 * weights of a group sum to one, which is asserted. Dividing the weighted mean once more by the number of rows, as (6) is
 * sometimes printed, is a column of its own that has to be asked for.
 */

import { type Column, MISSING_CODE } from "../../base/columns.js";
import { NumericalError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { quantile } from "../../base/numbers.js";
import { makeTable, selectRows, type Table, withColumns } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { type AggregateMeans, aggregateMeans, type GroupMeans } from "../../engine/kernels/quality.js";
import { groupQuantiles } from "../../engine/kernels/ranks.js";
import { QUALITY_NOTES } from "./messages.js";
import type { Keys } from "./options.js";
import { NORMALISED, RAW } from "./options.js";
import { type AggregateOptions, LARGEST_SHARE, quantileNames, refuseTakenNames } from "./plan-names.js";
import type { AggregateRecord } from "./record.js";
import type { Groups } from "./sample.js";

/**
 * One aggregate: a row a group in `table`, with the key's columns, n, value_sum, largest_share, r_quality,
 * r_quality_unweighted, n_raw and quality, and those asked for.
 */
export interface Aggregate {
  readonly by: string;
  readonly table: Table;
  /** Rows that are in no group, by reason. */
  readonly excluded: { readonly missingKey: number; readonly noQuality: number };
  readonly options: AggregateOptions;
}

/** What is aggregated: rows of the table with their weight and normalised quality (NaN where there is none). */
export interface AggregateInput {
  readonly groups: Groups;
  readonly value: Float64Array;
  readonly quality: Float64Array;
  /** Quality before it was normalised, equation (4): gives n_raw and quality. */
  readonly raw?: Float64Array;
}

/**
 * Means of `input.quality` weighted by value, by `keys`, over rows that have a quality and all keys; of `input.raw` over rows
 * that have that and all keys. Groups have at least one row in either mean and come in the order of their sorted labels. A
 * mean of no rows is NaN. Throws NumericalError when the weights of a group do not sum to one (values so large that their
 * sum is not finite), UsageError for shares of quantiles, DataError when a key bears the name of an added column.
 */
export function aggregate(
  engine: Engine,
  table: Table,
  { groups, value, quality, raw }: AggregateInput,
  keys: Keys,
  options: AggregateOptions = {},
): Aggregate {
  const category = groups.by(keys);
  const { codes, nLevels } = category;
  const quantiles = options.quantiles ?? [];
  const names = quantileNames(quantiles);
  const of = raw === undefined ? [quality] : [quality, raw];
  const [means, rawMeans] = aggregateMeans(engine, of, value, codes, nLevels);
  const weights = options.weightedQuantiles === true ? value : null;
  const rows = firstRows(groups.rows, codes, nLevels);
  const keysAt = (filled: Uint32Array): Table =>
    selectRows(
      keyTable(table, keys),
      filled.map((g) => rows[g]!),
    );
  const made: MeansByGroup = {
    ...{ means: means!, raw: rawMeans, keysAt, label: category.label },
    largest: largestShares(means!, { quality, value, codes }),
  };
  const added = quantileColumns(engine, { quality, codes, nLevels }, quantiles, weights, names);
  return aggregateOf(keys, made, options, added);
}

/** Means of groups, in the order of their sorted labels, however they were made. */
export interface MeansByGroup {
  readonly means: AggregateMeans;
  /** Of quality before it was normalised. */
  readonly raw: AggregateMeans | undefined;
  /** The share of the row of most value in the value of its group. */
  readonly largest: Float64Array;
  label(group: number): string;
  /** The key's columns at some groups. */
  keysAt(groups: Uint32Array): Table;
}

/** The aggregate that `made` gives, `quantiles` beside the means. Throws as `aggregate`. */
export function aggregateOf(
  keys: Keys,
  { means, raw, largest, label, keysAt }: MeansByGroup,
  options: AggregateOptions,
  quantiles: readonly Named[] = [],
): Aggregate {
  const both = raw === undefined ? [means] : [means, raw];
  for (const each of both) assertSharesSumToOne(each, keys.written, label);
  const added: readonly Named[] = [
    ...meanColumns(means, largest, raw),
    ...(options.meanOfWeightedTerms === true ? [["mean_of_weighted_terms", weightedTerms(means)] as const] : []),
    ...quantiles,
  ];
  const filled = filledGroups(both);
  const keyColumns = keysAt(filled);
  refuseTakenNames(
    keyColumns.names,
    added.map(([name]) => name),
  );
  const columns = added.map(([name, column]): Column => {
    const values = new Float64Array(filled.length);
    for (let j = 0; j < values.length; j++) values[j] = column[filled[j]!]!;
    return { kind: "numeric", name, values };
  });
  const { noValue, noGroup } = means.excluded;
  const excluded = { missingKey: noGroup, noQuality: noValue };
  return { by: keys.written, table: withColumns(keyColumns, columns), excluded, options };
}

/** A column of one number a group, and its name. */
type Named = readonly [string, ArrayLike<number>];

/** The share of the row of most value in the value of its group, over rows that have a quality; NaN in a group without. */
function largestShares(
  { weightSum, count }: AggregateMeans,
  { quality, value, codes }: { quality: Float64Array; value: Float64Array; codes: Uint32Array },
): Float64Array {
  const shares = new Float64Array(weightSum.length);
  for (let i = 0; i < codes.length; i++) {
    const g = codes[i]!;
    if (g !== MISSING_CODE && value[i]! > shares[g]! && !Number.isNaN(quality[i]!)) shares[g] = value[i]!;
  }
  for (let g = 0; g < shares.length; g++) shares[g] = count[g] === 0 ? Number.NaN : shares[g]! / weightSum[g]!;
  return shares;
}

/** Columns of means: of normalised quality, and of quality before, where it is given. */
export const MEANS = [
  ...["n", "value_sum", LARGEST_SHARE, NORMALISED, `${NORMALISED}_unweighted`],
  ...["n_raw", RAW],
] as const;

function meanColumns(means: AggregateMeans, largest: Float64Array, raw: AggregateMeans | undefined): Named[] {
  const { count, weightSum, mean, plainMean } = means;
  const columns = [count, weightSum, largest, mean, plainMean, ...(raw === undefined ? [] : [raw.count, raw.mean])];
  return columns.map((column, j): Named => [MEANS[j]!, column]);
}

/** The mean of the terms share times quality, as equation (6) is printed: smaller the more rows a group has. */
const weightedTerms = ({ mean, count }: AggregateMeans): Float64Array => mean.map((value, g) => value / count[g]!);

/** Quantiles of rows that have a quality and a key, by name. */
function quantileColumns(
  engine: Engine,
  { quality, codes, nLevels }: { quality: Float64Array; codes: Uint32Array; nLevels: number },
  shares: readonly number[],
  weights: Float64Array | null,
  names: readonly string[],
): Named[] {
  if (shares.length === 0) return [];
  const rows = codes.includes(MISSING_CODE) ? withoutMissing(quality, codes) : { quality, codes };
  const all = groupQuantiles(engine, rows.quality, rows.codes, nLevels, shares, weights);
  return names.map((name, j) => [name, all.subarray(j * nLevels, (j + 1) * nLevels)]);
}

/** Rows whose key is missing as rows without a quality, in a group all the same, as the kernel wants them. */
function withoutMissing(quality: Float64Array, codes: Uint32Array) {
  return {
    quality: quality.map((value, i) => (codes[i] === MISSING_CODE ? Number.NaN : value)),
    codes: codes.map((g) => (g === MISSING_CODE ? 0 : g)),
  };
}

/** What the record says of an aggregate. */
export function aggregateRecord({ by, table, excluded }: Aggregate): AggregateRecord {
  return {
    by,
    columns: table.names,
    groups: table.nRows,
    largest_share: spreadOfShares(table.numeric(LARGEST_SHARE)),
    excluded: { no_quality: excluded.noQuality, missing_key: excluded.missingKey },
  };
}

function spreadOfShares(shares: Float64Array): AggregateRecord["largest_share"] {
  const sorted = shares.filter((share) => !Number.isNaN(share)).sort();
  if (sorted.length === 0) return null;
  return { median: quantile(sorted, 0.5), p90: quantile(sorted, 0.9) };
}

/** Notes on rows an aggregate leaves out. */
export function aggregateNotes({ by, excluded, options }: Aggregate): Note[] {
  const notes: Note[] = [];
  if (excluded.missingKey > 0) {
    notes.push(note(QUALITY_NOTES, "aggregate_missing_key", { by, rows: excluded.missingKey }));
  }
  if (options.meanOfWeightedTerms === true) {
    notes.push(note(QUALITY_NOTES, "mean_of_weighted_terms", { by }));
  }
  if (options.quantiles !== undefined && options.quantiles.length > 0) {
    const weighted = options.weightedQuantiles === true;
    const names = quantileNames(options.quantiles);
    notes.push(note(QUALITY_NOTES, "aggregate_quantiles", { by, shares: options.quantiles, weighted, names }));
  }
  return notes;
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

/** The key's columns alone. */
function keyTable(table: Table, keys: Keys): Table {
  return makeTable(
    [...new Set(keys.columns)].map((name) => table.column(name)),
    table.source,
  );
}

/** Groups with at least one row in one of the means, ascending. */
function filledGroups(means: readonly AggregateMeans[]): Uint32Array {
  const nGroups = means[0]!.count.length;
  const filled = new Uint32Array(nGroups);
  let n = 0;
  for (let g = 0; g < nGroups; g++) if (means.some(({ count }) => count[g]! > 0)) filled[n++] = g;
  return filled.subarray(0, n);
}

/** The first row of the table in each group. */
function firstRows(rows: Uint32Array, codes: Uint32Array, nLevels: number): Uint32Array {
  const first = new Uint32Array(nLevels);
  for (let i = rows.length - 1; i >= 0; i--) if (codes[i] !== MISSING_CODE) first[codes[i]!] = rows[i]!;
  return first;
}
