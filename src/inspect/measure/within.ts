/**
 * How much of a column's variance groupings leave: the share around the means of one, or around the sums of several, which
 * alternating projections approach. Knows no rule.
 */
import { type Category, MISSING_CODE } from "../../base/columns.js";

/** Projections on each of several groupings. */
const SWEEPS = 60;
/** A share that changes by less, relatively, has been reached. */
const SETTLED = 1e-2;
/** A share of variance at or below this is rounding. */
export const ROUNDING_SHARE = 1e-18;

/** Share of the variance of `values`, NaN left out, that remains around `groups`; NaN where they do not vary. */
export function shareLeft(values: Float64Array, groups: readonly Category[]): number {
  const all = new Uint32Array(values.length);
  let n = 0;
  for (let row = 0; row < values.length; row++) {
    if (Number.isFinite(values[row]!) && groups.every(({ codes }) => codes[row] !== MISSING_CODE)) all[n++] = row;
  }
  if (n === 0) return Number.NaN;
  const rows = all.subarray(0, n);
  const left = Float64Array.from(rows, (row) => values[row]!);
  centre(left);
  const total = squares(left);
  const size = rows.reduce((most, row) => Math.max(most, Math.abs(values[row]!)), 0);
  if (!(total > (size * 2 ** -50) ** 2 * rows.length)) return Number.NaN;
  const codesOf = groups.map(({ codes }) => Uint32Array.from(rows, (row) => codes[row]!));
  let before = 1;
  for (let sweep = 0; sweep < (groups.length === 1 ? 1 : SWEEPS); sweep++) {
    groups.forEach(({ nLevels }, g) => {
      takeMeans(left, codesOf[g]!, nLevels);
    });
    const share = squares(left) / total;
    if (share <= ROUNDING_SHARE || Math.abs(before - share) <= SETTLED * share) return share;
    before = share;
  }
  return before;
}

function centre(values: Float64Array): void {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  for (let i = 0; i < values.length; i++) values[i]! -= mean;
}

function squares(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}

function takeMeans(values: Float64Array, codes: Uint32Array, nLevels: number): void {
  const sums = new Float64Array(nLevels);
  const counts = new Uint32Array(nLevels);
  for (let i = 0; i < values.length; i++) {
    sums[codes[i]!]! += values[i]!;
    counts[codes[i]!]!++;
  }
  for (let g = 0; g < nLevels; g++) if (counts[g]! > 0) sums[g]! /= counts[g]!;
  for (let i = 0; i < values.length; i++) values[i]! -= sums[codes[i]!]!;
}

/** Whether `values`, NaN left out, are the same in all rows of each level; false where no level has two rows. */
export function isInvariant(values: Float64Array, { codes, nLevels }: Category): boolean {
  const first = new Float64Array(nLevels).fill(Number.NaN);
  let repeats = 0;
  for (let row = 0; row < values.length; row++) {
    const [value, level] = [values[row]!, codes[row]!];
    if (Number.isNaN(value) || level === MISSING_CODE) continue;
    if (Number.isNaN(first[level]!)) first[level] = value;
    else if (first[level] !== value) return false;
    else repeats++;
  }
  return repeats > 0;
}
