/**
 * Rows of the same firm, product, destination and year are one observation: monthly rows, or rows of
 * several customs regimes. Value and quantity are summed into the first; unit value follows.
 */
import { DataError } from "../../../base/errors.js";
import { firstAlike } from "../../../data/panel/repeated-rows.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { groupSums } from "../../../engine/kernels/groups.js";
import { at, type Sample } from "../sample.js";
import type { Waterfall } from "../waterfall.js";
import type { CleaningPlan } from "./plan-cleaning.js";

/**
 * The sample with one row a combination of the plan's keys (rows that lack one stay as they are), and how many rows went
 * into others. With rule `error` repeated rows are a DataError `duplicate_rows` that names the first.
 */
export function sumDuplicates(
  engine: Engine,
  sample: Sample,
  { rule, keys }: NonNullable<CleaningPlan["duplicates"]>,
  waterfall: Waterfall,
): { readonly sample: Sample; readonly nSummed: number } {
  const first = firstAlike(keys.columns.map((name) => sample.groups.by({ written: name, columns: [name] })));
  const n = first.length;
  const positions = new Uint32Array(n);
  /** The kept row each row goes into, by its number. */
  const into = new Uint32Array(n);
  let nKept = 0;
  for (let i = 0; i < n; i++) {
    const alike = first[i]!;
    if (alike < i) {
      if (rule === "error") throw repeated(sample, keys.written, alike, i);
      into[i] = into[alike]!;
      continue;
    }
    into[i] = nKept;
    positions[nKept++] = i;
  }
  waterfall.drop(`rows of the same ${keys.written}, summed`, n - nKept, 0);
  if (nKept === n) return { sample, nSummed: 0 };
  const kept = at(sample, positions.slice(0, nKept));
  const value = groupSums(engine, sample.value, into, nKept);
  const quantity = groupSums(engine, sample.quantity, into, nKept);
  const unitValue = value.map((v, j) => v / quantity[j]!);
  return { sample: { ...kept, value, quantity, unitValue }, nSummed: n - nKept };
}

function repeated({ rows }: Sample, keys: string, first: number, second: number): DataError {
  return new DataError(
    "duplicate_rows",
    `Rows ${rows[first]! + 1} and ${rows[second]! + 1} have the same ${keys}; sum them (duplicates: sum) or remove one.`,
    { got: [rows[first]! + 1, rows[second]! + 1], expected: "one row a combination", row: rows[second]! + 1 },
  );
}
