/**
 * Regressions among the columns of a fit by its triangle alone: with X = QR and what is left of the outcome beneath, every sum of
 * squares of one column beside others is that of a small triangle, and no row is read. By Householder's reflections, so that a partial
 * R2 of 1e-6 has its digits: it is a component of a rotated column and no difference of two sums.
 */
import type { Fit } from "../../../regression/least-squares/fit.js";

/** Columns of equal length, the outcome last, whose products are those of the columns of a regression. */
export type Triangle = readonly Float64Array[];

/** The triangle of `fit`: its regressors in their order, then the outcome, all net of the effects. */
export function triangleOf({ k, R, beta, ssr }: Pick<Fit, "k" | "R" | "beta" | "ssr">): Triangle {
  const outcome = new Float64Array(k + 1);
  const columns = Array.from({ length: k }, (_, j) => {
    const column = new Float64Array(k + 1);
    for (let i = 0; i <= j; i++) {
      column[i] = R[j * k + i]!;
      outcome[i]! += column[i]! * beta[j]!;
    }
    return column;
  });
  outcome[k] = Math.sqrt(ssr);
  return [...columns, outcome];
}

/** A column regressed on others. */
export interface Projection {
  /** Sum of squares that the last regressors, those added, explain beyond the first. */
  readonly gained: number;
  /** Sum of squares that all of them leave. */
  readonly left: number;
  /** Coefficient of the last regressor; NaN without one. */
  readonly last: number;
}

/** Column `target` on `base`, then on `added` too; positions in `columns`. */
export function project(
  columns: Triangle,
  target: number,
  base: readonly number[],
  added: readonly number[] = [],
): Projection {
  const work = [...base, ...added].map((at) => columns[at]!.slice());
  const rest = columns[target]!.slice();
  const diagonal = work.map((column, step) => reflect(column, step, [...work.slice(step + 1), rest]));
  const squares = (from: number, to: number) => rest.subarray(from, to).reduce((sum, value) => sum + value * value, 0);
  const q = work.length;
  return {
    gained: squares(base.length, q),
    left: squares(q, rest.length),
    last: q === 0 ? Number.NaN : rest[q - 1]! / diagonal[q - 1]!,
  };
}

/** Turns what `column` has from `step` on into one number, which is returned, and `others` along with it. */
function reflect(column: Float64Array, step: number, others: readonly Float64Array[]): number {
  let square = 0;
  for (let i = step; i < column.length; i++) square += column[i]! * column[i]!;
  const first = column[step] ?? 0;
  if (square === first * first) return first;
  const diagonal = first > 0 ? -Math.sqrt(square) : Math.sqrt(square);
  const head = first - diagonal;
  for (const other of others) {
    let product = head * other[step]!;
    for (let i = step + 1; i < column.length; i++) product += column[i]! * other[i]!;
    const times = product / (diagonal * head);
    other[step]! += times * head;
    for (let i = step + 1; i < column.length; i++) other[i]! += times * column[i]!;
  }
  return diagonal;
}

/** Share of what is left of `target` beside `base` that `added` explain. */
export function partialR2(
  columns: Triangle,
  target: number,
  base: readonly number[],
  added: readonly number[],
): number {
  const { gained, left } = project(columns, target, base, added);
  return gained / (gained + left);
}
