/**
 * Layer quality. First stage: keeps rows on which the demand equation is defined, value and quantity above 0 and every
 * key present, and counts the others by the first reason that applies.
 */

import { type Column, MISSING_CODE } from "../base/columns.js";
import { compensatedSum } from "../base/compensated-sum.js";
import type { Table } from "../table/table.js";
import { keepRows, type Sample } from "./sample.js";
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
  const { nRows } = table;
  const v = table.numeric(value);
  const q = table.numeric(quantity);
  const unitValue = new Float64Array(nRows);
  const rows = new Uint32Array(nRows);
  for (let i = 0; i < nRows; i++) {
    unitValue[i] = v[i]! / q[i]!;
    rows[i] = i;
  }
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

  const keep = new Uint8Array(nRows);
  const lost = reasons.map((): number[] => []);
  let nKept = 0;
  for (let i = 0; i < nRows; i++) {
    let r = 0;
    while (r < reasons.length && !reasons[r]!.applies(i)) r++;
    if (r === reasons.length) {
      keep[i] = 1;
      nKept++;
    } else lost[r]!.push(v[i]!);
  }
  const waterfall = new Waterfall(nRows, finiteSum(v));
  reasons.forEach(({ step }, r) => {
    waterfall.drop(step, lost[r]!.length, finiteSum(Float64Array.from(lost[r]!)));
  });
  return { sample: keepRows({ rows, value: v, quantity: q, unitValue }, keep, nKept), waterfall };
}

/** Missing and infinite values count as none, so that one of them does not hide what the others are worth. */
const finiteSum = (values: Float64Array): number => compensatedSum(values.filter(Number.isFinite));

function missingIn(column: Column): (row: number) => boolean {
  if (column.kind === "text") return (row) => column.codes[row] === MISSING_CODE;
  return (row) => Number.isNaN(column.values[row]!);
}
