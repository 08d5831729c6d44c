/**
 * Layer quality. Rows of the same firm, product, destination and year are one observation: monthly rows, or rows of
 * several customs regimes. Value and quantity are summed into the first; unit value follows.
 */
import { MISSING_CODE } from "../base/columns.js";
import { DataError } from "../base/errors.js";
import type { Engine } from "../kernels/engine.js";
import { groupSums } from "../kernels/groups.js";
import type { CleaningPlan } from "./plan-cleaning.js";
import { at, type Sample } from "./sample.js";
import type { Waterfall } from "./waterfall.js";

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
  const { codes, nLevels } = sample.groups.by(keys);
  const n = codes.length;
  const first = new Uint32Array(nLevels).fill(MISSING_CODE);
  const positions = new Uint32Array(n);
  let nKept = 0;
  for (let i = 0; i < n; i++) {
    const code = codes[i]!;
    if (code !== MISSING_CODE && first[code] !== MISSING_CODE) {
      if (rule === "error") throw repeated(sample, keys.written, first[code]!, i);
      continue;
    }
    if (code !== MISSING_CODE) first[code] = i;
    positions[nKept++] = i;
  }
  waterfall.drop(`rows of the same ${keys.written}, summed`, n - nKept, 0);
  if (nKept === n) return { sample, nSummed: 0 };
  // rows without a key are summed nowhere: a group of their own keeps the kernel's codes in range
  const all = codes.map((code) => (code === MISSING_CODE ? nLevels : code));
  const kept = at(sample, positions.slice(0, nKept));
  const summed = (values: Float64Array, own: Float64Array): Float64Array => {
    const sums = groupSums(engine, values, all, nLevels + 1);
    return own.map((value, j) => (all[positions[j]!]! === nLevels ? value : sums[all[positions[j]!]!]!));
  };
  const value = summed(sample.value, kept.value);
  const quantity = summed(sample.quantity, kept.quantity);
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
