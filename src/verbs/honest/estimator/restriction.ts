/**
 * Restrictions on how trends may differ: sets of differences delta of trends before and after the reference, each a polyhedron A delta <= d
 * or a union of polyhedra. Only inequalities with a period after the reference are kept, so that a set is not empty because of what was
 * estimated before it.
 * Source: Rambachan & Roth (2023), Review of Economic Studies 90(5), doi:10.1093/restud/rdad018, section 2.4.
 */

import type { Restriction } from "./names.js";

/** A delta <= d, delta in the order of event times without the reference. */
export interface Polyhedron {
  readonly rows: readonly Float64Array[];
  readonly bounds: Float64Array;
}

/** How many periods there are before and after the reference. */
export interface Periods {
  readonly nPre: number;
  readonly nPost: number;
}

/** The polyhedra whose union is the restriction at `M`. */
export function polyhedra({ base, sign, monotone }: Restriction, periods: Periods, M: number): Polyhedron[] {
  const { nPre, nPost } = periods;
  const after = Array.from({ length: nPost }, (_, t) => t);
  const shape = [...signRows(sign, periods, after), ...monotoneRows(monotone, periods, after)];
  const bounded = (rows: readonly Float64Array[], bound: number): Polyhedron => ({
    rows: [...rows, ...shape],
    bounds: Float64Array.from({ length: rows.length + shape.length }, (_, i) => (i < rows.length ? bound : 0)),
  });
  if (base === "sd") {
    const curvature = after.map((t) => curvatureRow(periods, t));
    return [bounded([...curvature, ...curvature.map((row) => times(row, -1))], M)];
  }
  const of = base === "rm" ? changeRow : curvatureRow;
  const before = Array.from({ length: base === "rm" ? nPre : nPre - 1 }, (_, i) => -1 - i).reverse();
  const own = after.map((t) => of(periods, t));
  return before.flatMap((s) =>
    [1, -1].map((direction) => {
      const largest = times(of(periods, s), direction * M);
      return bounded(
        [...own, ...own.map((row) => times(row, -1))].map((row) => row.map((value, i) => value - largest[i]!)),
        0,
      );
    }),
  );
}

/** The name that programs give it: DeltaSDPB, DeltaRM, DeltaSDRMI. */
export const nameOf = ({ base, sign, monotone }: Restriction): string =>
  `Delta${base.toUpperCase()}${sign === null ? "" : sign === "positive" ? "PB" : "NB"}${monotone === null ? "" : monotone === "increasing" ? "I" : "D"}`;

function signRows(sign: Restriction["sign"], periods: Periods, after: readonly number[]): Float64Array[] {
  if (sign === null) return [];
  return after.map((t) => rowOf(periods, [[t + 1, sign === "positive" ? -1 : 1]]));
}

function monotoneRows(monotone: Restriction["monotone"], periods: Periods, after: readonly number[]): Float64Array[] {
  if (monotone === null) return [];
  return after.map((t) => times(changeRow(periods, t), monotone === "increasing" ? -1 : 1));
}

/** delta(t + 1) - delta(t). */
const changeRow = (periods: Periods, t: number): Float64Array =>
  rowOf(periods, [
    [t + 1, 1],
    [t, -1],
  ]);

/** delta(t + 1) - 2 delta(t) + delta(t - 1). */
const curvatureRow = (periods: Periods, t: number): Float64Array =>
  rowOf(periods, [
    [t + 1, 1],
    [t, -2],
    [t - 1, 1],
  ]);

/** A row by periods from the reference, which is 0 itself. */
function rowOf({ nPre, nPost }: Periods, terms: readonly (readonly [number, number])[]): Float64Array {
  const row = new Float64Array(nPre + nPost);
  for (const [t, value] of terms) {
    if (t !== 0) row[t < 0 ? t + nPre : nPre + t - 1]! += value;
  }
  return row;
}

const times = (row: Float64Array, factor: number): Float64Array => row.map((value) => value * factor);
