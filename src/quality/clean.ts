/**
 * Layer quality. First stage: keeps rows on which the demand equation is defined, value and quantity above 0 and every
 * key present, and counts the others by the first reason that applies.
 */
import { type Column, MISSING_CODE } from "../base/columns.js";
import type { Table } from "../table/table.js";
import { keepRows, type Sample } from "./sample.js";
import { compensatedSum } from "./summary.js";
import { Waterfall } from "./waterfall.js";

/** The rows kept, and the count of the others. */
export interface Cleaned {
  readonly sample: Sample;
  readonly waterfall: Waterfall;
}

interface Reason {
  readonly step: string;
  readonly applies: (row: number) => boolean;
}

/**
 * Rows of `table` with numbers above 0 in columns `value` and `quantity`, a unit value a double can hold and no missing
 * cell in `keys`. Throws DataError when value or quantity is not numeric.
 */
export function clean(table: Table, value: string, quantity: string, keys: readonly string[]): Cleaned {
  const v = table.numeric(value);
  const q = table.numeric(quantity);
  const unitValue = new Float64Array(table.nRows);
  for (let i = 0; i < unitValue.length; i++) unitValue[i] = v[i]! / q[i]!;
  const reasons: readonly Reason[] = [
    { step: `${value} missing`, applies: (i) => Number.isNaN(v[i]!) },
    { step: `${quantity} missing`, applies: (i) => Number.isNaN(q[i]!) },
    { step: `${value} <= 0`, applies: (i) => v[i]! <= 0 },
    { step: `${quantity} <= 0`, applies: (i) => q[i]! <= 0 },
    {
      step: "unit value not finite or 0",
      applies: (i) => !(unitValue[i]! > 0 && unitValue[i]! < Number.POSITIVE_INFINITY),
    },
    ...keys.map((key) => ({ step: `${key} missing`, applies: missingIn(table.column(key)) })),
  ];

  const keep = new Uint8Array(table.nRows).fill(1);
  const waterfall = new Waterfall(table.nRows, compensatedSum(v));
  let nKept = table.nRows;
  for (const { step, applies } of reasons) {
    const lost: number[] = [];
    for (let i = 0; i < keep.length; i++) {
      if (keep[i] !== 1 || !applies(i)) continue;
      keep[i] = 0;
      lost.push(v[i]!);
    }
    nKept -= lost.length;
    waterfall.drop(step, lost.length, compensatedSum(lost));
  }
  const all = { rows: Uint32Array.from(keep.keys()), value: v, quantity: q, unitValue };
  return { sample: keepRows(all, keep, nKept), waterfall };
}

function missingIn(column: Column): (row: number) => boolean {
  if (column.kind === "text") return (row) => column.codes[row] === MISSING_CODE;
  return (row) => Number.isNaN(column.values[row]!);
}
