/**
 * First step: keeps rows on which the demand equation is defined, value and quantity above 0 and every key
 * present, and of firms that make what they sell, where trading companies are told by name; the others are counted by the
 * first reason that applies.
 * Source of the last reason: Ahn, Khandelwal & Wei (2011), Journal of International Economics 84(1),
 * doi:10.1016/j.jinteco.2011.02.001.
 */

import { type Column, MISSING_CODE } from "../../../base/columns.js";
import type { NamePattern } from "../../../base/name-pattern.js";
import type { Table } from "../../../data/table/table.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { Groups } from "../groups.js";
import { dropMarked, finiteSum, type Sample } from "../sample.js";
import { Waterfall } from "../waterfall.js";
import type { CleaningPlan } from "./plan-cleaning.js";

/** The rows kept, and the count of the others. */
export interface Cleaned {
  readonly sample: Sample;
  readonly waterfall: Waterfall;
}

/** What is needed of a row. */
export interface Needed {
  readonly value: string;
  readonly quantity: string;
  /** Columns that must not be missing besides. */
  readonly keys: readonly string[];
  readonly intermediaries: CleaningPlan["intermediaries"];
}

/** Marks rows with the number of the reason, unless they bear one. */
type Marker = (marks: Uint8Array, reason: number) => void;

interface Reason {
  readonly step: string;
  readonly mark: Marker;
}

/** Rows of `table` that have what is `needed`. Throws DataError when value or quantity is not numeric. */
export function clean(engine: Engine, table: Table, { value, quantity, keys, intermediaries }: Needed): Cleaned {
  const { nRows } = table;
  const v = table.numeric(value);
  const q = table.numeric(quantity);
  const unitValue = new Float64Array(nRows);
  for (let i = 0; i < nRows; i++) unitValue[i] = v[i]! / q[i]!;
  const reasons: readonly Reason[] = [
    { step: `${value} missing`, mark: missingNumbers(v) },
    { step: `${quantity} missing`, mark: missingNumbers(q) },
    { step: `${value} <= 0`, mark: notAboveZero(v) },
    { step: `${quantity} <= 0`, mark: notAboveZero(q) },
    { step: "unit value not finite or 0", mark: notPositiveFinite(unitValue) },
    ...keys.map((key) => ({ step: `${key} missing`, mark: missingCells(table.column(key)) })),
    ...(intermediaries === null
      ? []
      : [
          {
            step: "intermediaries by name",
            mark: matchingTexts(table.text(intermediaries.column), intermediaries.pattern),
          },
        ]),
  ];
  const marks = new Uint8Array(nRows);
  reasons.forEach(({ mark }, r) => {
    mark(marks, r + 1);
  });
  const rows = new Uint32Array(nRows);
  for (let i = 0; i < nRows; i++) rows[i] = i;
  const groups = new Groups(table, rows, engine);
  const all: Sample = { rows, value: v, quantity: q, unitValue, instrument: null, groups };
  const waterfall = new Waterfall(nRows, finiteSum(v));
  const steps = reasons.map(({ step }) => step);
  return { sample: dropMarked(all, marks, steps, waterfall), waterfall };
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
