/**
 * First step: keeps rows on which the demand equation is defined, value and quantity above 0 and every key
 * present, and of firms that make what they sell, where trading companies are recognised by name; the others are counted by the
 * first reason that applies.
 * Source of the last reason: Ahn, Khandelwal & Wei (2011), Journal of International Economics 84(1),
 * doi:10.1016/j.jinteco.2011.02.001.
 */

import { type Category, type Column, MISSING_CODE } from "../../../base/columns.js";
import { UsageError } from "../../../base/errors.js";
import type { NamePattern } from "../../../base/name-pattern.js";
import { firstAlike } from "../../../data/panel/codes.js";
import type { Table } from "../../../data/table/table.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { groupCounts, groupSums } from "../../../engine/kernels/groups.js";
import { groupQuantiles } from "../../../engine/kernels/ranks.js";
import type { Keys } from "../options.js";
import type { Reason } from "../rows.js";
import { at, dropMarked, finiteSum, Groups, keepRows, type Sample } from "../sample.js";
import { markWithin } from "./plan-cleaning.js";

// Rows of the same firm, product, destination and year are one observation: monthly rows, or rows of several customs
// regimes. Value and quantity are summed into the first; unit value follows.

/** The row each row of the sample is like by `keys`, itself where none before it is; rows that lack a key are like none. */
const firstOfKind = ({ groups }: Sample, { columns }: Keys): Uint32Array =>
  firstAlike(columns.map((name) => groups.by({ written: name, columns: [name] })));

/** The sample with one row a combination of the keys, value and quantity summed into the first; rows that lack one stay as they are. */
export function sumDuplicates(engine: Engine, sample: Sample, keys: Keys): Sample {
  const first = firstOfKind(sample, keys);
  const n = first.length;
  const positions = new Uint32Array(n);
  /** The kept row each row goes into, by its number. */
  const into = new Uint32Array(n);
  let nKept = 0;
  for (let i = 0; i < n; i++) {
    const alike = first[i]!;
    if (alike < i) {
      into[i] = into[alike]!;
      continue;
    }
    into[i] = nKept;
    positions[nKept++] = i;
  }
  if (nKept === n) return sample;
  const kept = at(sample, positions.slice(0, nKept));
  const value = groupSums(engine, sample.value, into, nKept);
  const quantity = groupSums(engine, sample.quantity, into, nKept);
  const unitValue = value.map((v, j) => v / quantity[j]!);
  return { ...kept, value, quantity, unitValue };
}

/** The first row that is of the kind of one before it, with that one, counted from 1 in the table; null where there is none. */
export function repeatedRows(sample: Sample, keys: Keys): readonly [number, number] | null {
  const first = firstOfKind(sample, keys);
  const again = first.findIndex((alike, i) => alike < i);
  return again < 0 ? null : [sample.rows[first[again]!]! + 1, sample.rows[again]! + 1];
}

// Products that trade too little to distinguish quality from demand are left out, and products in several units of quantity
// are held to one.

/** The sample without groups of fewer than `least` rows. */
export function requireRows(engine: Engine, sample: Sample, keys: Keys, least: number) {
  const { codes, nLevels } = sample.groups.by(keys);
  const counts = groupCounts(engine, codes, nLevels);
  const keep = new Uint8Array(codes.length);
  for (let i = 0; i < keep.length; i++) if (counts[codes[i]!]! >= least) keep[i] = 1;
  return keepRows(sample, keep);
}

/**
 * The sample with, of each product, the unit of most value alone (ties: the first by its text). Rows without a unit count
 * as a unit of their own, the last; rows without a product stay.
 */
export function keepMainUnit(engine: Engine, sample: Sample, product: Keys, unit: string) {
  const products = sample.groups.by(product);
  const pairs = sample.groups.by({ written: `${product.written}^${unit}`, columns: [...product.columns, unit] });
  const noProduct = pairs.nLevels + products.nLevels;
  const units = pairs.codes.map((pair, i) => {
    const at = products.codes[i]!;
    return at === MISSING_CODE ? noProduct : pair === MISSING_CODE ? pairs.nLevels + at : pair;
  });
  const value = groupSums(engine, sample.value, units, noProduct + 1);
  const main = new Uint32Array(products.nLevels).fill(noProduct);
  const most = new Float64Array(products.nLevels);
  for (let i = 0; i < units.length; i++) {
    const [at, own] = [products.codes[i]!, units[i]!];
    if (own === noProduct) continue;
    const better = value[own]! > most[at]! || (value[own] === most[at] && own < main[at]!);
    if (better) [main[at], most[at]] = [own, value[own]!];
  }
  const keep = new Uint8Array(units.length);
  for (let i = 0; i < keep.length; i++)
    if (units[i] === noProduct || main[products.codes[i]!] === units[i]) keep[i] = 1;
  return keepRows(sample, keep);
}

// Unit values that can't be right: many times the median of their cell, or a small part of it, as when kilograms were
// recorded as tons. The median is moved by such rows only when they are half of the cell, which percentiles of small
// cells and standard deviations are not safe from.

/**
 * Marks with 0 rows whose unit value is more than `factor` times above or below the median of their cell, others with 1. A cell of
 * one row keeps it; one of two keeps both unless one is more than 2 `factor` - 1 times the other. Throws UsageError
 * `unit_error_factor` unless `factor` is a number above 1.
 */
export function unitValueOutliers(
  engine: Engine,
  unitValue: Float64Array,
  cells: Category,
  factor: number,
): Uint8Array {
  if (!(factor > 1 && Number.isFinite(factor))) {
    throw new UsageError(
      "unit_error_factor",
      `The factor of unit errors must be a number above 1, got ${factor}; 100 marks unit values a hundred times the median.`,
      { got: factor, expected: "a number above 1" },
    );
  }
  const median = groupQuantiles(engine, unitValue, cells.codes, cells.nLevels, [0.5]);
  const bounds = { low: median.map((value) => value / factor), high: median.map((value) => value * factor) };
  return markWithin(unitValue, cells.codes, bounds);
}

/** Marks rows with the number of the reason, unless they bear one. */
type Marker = (marks: Uint8Array, reason: number) => void;

/** Rows of `table` to which none of `reasons` applies. Throws DataError when value or quantity is not numeric. */
export function clean(engine: Engine, table: Table, value: string, quantity: string, reasons: readonly Reason[]) {
  const { nRows } = table;
  const v = table.numeric(value);
  const q = table.numeric(quantity);
  const unitValue = new Float64Array(nRows);
  for (let i = 0; i < nRows; i++) unitValue[i] = v[i]! / q[i]!;
  const marks = new Uint8Array(nRows);
  reasons.forEach((reason, r) => {
    markerOf(reason, table, unitValue)(marks, r + 1);
  });
  const rows = new Uint32Array(nRows);
  for (let i = 0; i < nRows; i++) rows[i] = i;
  const groups = new Groups(table, rows, engine);
  const all: Sample = { rows, value: v, quantity: q, unitValue, instrument: null, sigma: null, groups };
  return { ...dropMarked(all, marks, reasons.length), value: finiteSum(v) };
}

function markerOf(reason: Reason, table: Table, unitValue: Float64Array): Marker {
  if (reason.kind === "missing") return missingCells(table.column(reason.column));
  if (reason.kind === "not_positive") return notAboveZero(table.numeric(reason.column));
  if (reason.kind === "unit_value") return notPositiveFinite(unitValue);
  return matchingTexts(table.text(reason.column), reason.pattern);
}

const missingNumbers =
  (values: Float64Array): Marker =>
  (marks, reason) => {
    for (let i = 0; i < marks.length; i++) if (marks[i] === 0 && Number.isNaN(values[i]!)) marks[i] = reason;
  };

const notAboveZero =
  (values: Float64Array): Marker =>
  (marks, reason) => {
    for (let i = 0; i < marks.length; i++) if (marks[i] === 0 && values[i]! <= 0) marks[i] = reason;
  };

const notPositiveFinite =
  (values: Float64Array): Marker =>
  (marks, reason) => {
    for (let i = 0; i < marks.length; i++) {
      if (marks[i] === 0 && !(values[i]! > 0 && values[i]! < Number.POSITIVE_INFINITY)) marks[i] = reason;
    }
  };

function missingCells(column: Column): Marker {
  if (column.kind === "numeric") return missingNumbers(column.values);
  const { codes } = column;
  return (marks, reason) => {
    for (let i = 0; i < marks.length; i++) if (marks[i] === 0 && codes[i] === MISSING_CODE) marks[i] = reason;
  };
}

function matchingTexts(
  { codes, levels }: { codes: Uint32Array; levels: readonly string[] },
  pattern: NamePattern,
): Marker {
  const matches = Uint8Array.from(levels, (level) => (pattern.test(level) ? 1 : 0));
  return (marks, reason) => {
    for (let i = 0; i < marks.length; i++) {
      if (marks[i] === 0 && codes[i] !== MISSING_CODE && matches[codes[i]!] === 1) marks[i] = reason;
    }
  };
}
