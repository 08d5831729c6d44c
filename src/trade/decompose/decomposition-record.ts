/**
 * The record of a decomposition: frozen, JSON-serialisable, with everything chosen, dropped or assumed. Key
 * names are the published JSON format, hence the underscores. Types only.
 */

import { type Column, MISSING_CODE } from "../../base/columns.js";
import { compensatedSum } from "../../base/compensated-sum.js";
import { DataError } from "../../base/errors.js";
import type { Note } from "../../base/messages.js";
import type { Table } from "../../data/table/table.js";
import type { DecompositionMethod, Terms } from "./decompose-plan.js";
import { type ExcludedWhy, excludedWords } from "./messages.js";

// Rows that have all of some columns, and the count of the others by the first column they lack, with the weight they
// carry. Numbers that are there but can't serve are an error, not a loss.

/** Rows left out, why, and their weight where it is known. */
export interface Excluded {
  readonly reason: string;
  readonly why: ExcludedWhy;
  readonly rows: number;
  readonly weight: number;
}

/** Rows (0-based, ascending) that have a value in each of `names`. Throws DataError `no_complete_rows`. */
export function completeRows(
  table: Table,
  names: readonly string[],
  weights: Float64Array,
): { readonly rows: Uint32Array; readonly excluded: readonly Excluded[] } {
  // 0 where nothing is missing, else 1 + the place of the first column that is
  const lacks = new Uint8Array(table.nRows);
  names.forEach((name, c) => {
    markMissing(table.column(name), lacks, c + 1);
  });
  const rows = rowsWhere(lacks, 0);
  const excluded = names.map((name, c) => excludedRows({ missing: name }, rowsWhere(lacks, c + 1), weights));
  if (rows.length > 0) return { rows, excluded };
  const why = excluded.filter((entry) => entry.rows > 0).map((entry) => `${entry.reason} ${entry.rows}`);
  throw new DataError(
    "no_complete_rows",
    `${table.source.name}: none of ${table.nRows} rows has all of ${names.join(", ")}: ${why.join(", ")}.`,
    { got: 0, expected: "rows with all of these" },
  );
}

/** The places at which `marks` is `mark`, ascending. */
export function rowsWhere(marks: Uint8Array, mark: number): Uint32Array {
  let count = 0;
  for (const each of marks) if (each === mark) count++;
  const rows = new Uint32Array(count);
  for (let i = 0, to = 0; to < count; i++) if (marks[i] === mark) rows[to++] = i;
  return rows;
}

/** The count and weight of `rows`, excluded because of `why`. */
export function excludedRows(why: ExcludedWhy, rows: Uint32Array, weights: Float64Array): Excluded {
  const known = Float64Array.from(rows, (i) => (Number.isNaN(weights[i]!) ? 0 : weights[i]!));
  return { reason: excludedWords.reason.en(why), why, rows: rows.length, weight: compensatedSum(known) };
}

/** Throws DataError `code` where a number of column `name` that is there is not `expected`, as `isGood` tells. */
export function requireNumbers(
  name: string,
  values: Float64Array,
  isGood: (value: number) => boolean,
  { code, expected }: { readonly code: string; readonly expected: string },
): void {
  const isBad = (value: number) => !Number.isNaN(value) && !isGood(value);
  const first = values.findIndex(isBad);
  if (first < 0) return;
  const count = values.reduce((sum, value) => sum + (isBad(value) ? 1 : 0), 0);
  throw new DataError(
    code,
    `Column '${name}': ${count} of ${values.length} rows, the first of them row ${first + 1} with ${values[first]}, are not ${expected}.`,
    { got: values[first], expected, column: name, row: first + 1, count },
  );
}

function markMissing(column: Column, marks: Uint8Array, mark: number): void {
  if (column.kind === "text") {
    for (let i = 0; i < marks.length; i++) if (column.codes[i] === MISSING_CODE && marks[i] === 0) marks[i] = mark;
  } else {
    for (let i = 0; i < marks.length; i++) if (Number.isNaN(column.values[i]!) && marks[i] === 0) marks[i] = mark;
  }
}

/** A period as the data has it. */
export type Period = number | string;

/** The change of one group's weighted mean between two periods. */
export interface DecompositionEffect {
  /** null where the whole is one group. */
  readonly group: string | null;
  readonly from: Period;
  readonly to: Period;
  readonly mean_from: number;
  readonly mean_to: number;
  readonly change: number;
  /** Terms of the method, which add up to the change. */
  readonly terms: Terms;
  readonly units: { readonly survivors: number; readonly entrants: number; readonly exiters: number };
  /** Shares of entrants in the weight of the second period, of those that leave in that of the first. */
  readonly shares: { readonly entrants: number; readonly exiters: number };
}

/** Unweighted means over the groups decomposed between two periods. */
export interface DecompositionTotal {
  readonly from: Period;
  readonly to: Period;
  readonly groups: number;
  readonly mean_from: number;
  readonly mean_to: number;
  readonly change: number;
  readonly terms: Terms;
}

export interface DecompositionRecord {
  readonly kind: "decomposition";
  readonly call: string;
  /** Rows used: complete, and in one of the periods compared. */
  readonly nobs: number;
  readonly rows: {
    readonly read: number;
    /** Rows left out, by the first reason that applies, with the weight they carry where it is known. */
    readonly excluded: readonly Excluded[];
  };
  readonly method: DecompositionMethod;
  readonly outcome: string;
  readonly unit: string;
  /** null where the whole is one group. */
  readonly by: string | null;
  readonly time: string;
  readonly weight: string;
  /** Periods compared. */
  readonly periods: readonly Period[];
  readonly pairs: readonly { readonly from: Period; readonly to: Period }[];
  readonly groups: number;
  /** Units within groups: a unit in two groups counts in both. */
  readonly units: number;
  readonly units_in_several_groups: number;
  readonly effects: readonly DecompositionEffect[];
  /** Groups and pairs without terms: the group lacks a period, or has no unit in both. */
  readonly not_decomposed: readonly {
    readonly group: string | null;
    readonly from: Period;
    readonly to: Period;
    readonly reason: "absent_before" | "absent_after" | "no_survivors";
  }[];
  readonly total: readonly DecompositionTotal[];
  /** Largest |sum of terms - change|; above rounding it is an error. */
  readonly max_error: number;
  readonly notes: readonly Note[];
  readonly provenance: {
    readonly version: string;
    readonly data: string;
    readonly data_sha256: string | null;
    readonly kernels_sha256: string;
  };
}
