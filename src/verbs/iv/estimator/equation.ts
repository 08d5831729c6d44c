/**
 * The columns of an equation with instruments brought to full rank: redundant instruments and collinear
 * exogenous regressors go, each with what it is a combination of, and the triangle of what is left is kept. In memory the
 * columns are [Z W X y], so that the regressors of the first stages and those of the equation lie side by side; rank is
 * judged in the order W, Z, X, so that an instrument never costs an exogenous regressor its place.
 * Source: as `ols`.
 */

import { keepColumns } from "../../../engine/kernels/columns.js";
import type { Engine, F64Block, Scope } from "../../../engine/kernels/engine.js";
import { dgeqr2 } from "../../../engine/kernels/lapack.js";
import type { Dropped } from "../../../regression/least-squares/ols.js";
import { rankOf } from "../../../regression/least-squares/ols.js";
import { LEAST_PIVOT_OF_SQUARES, type LeastSquares, triangleOf } from "../../../regression/least-squares/triangle.js";

/** Columns of each kind, in memory order: excluded instruments Z, exogenous regressors W, endogenous ones X. */
export interface Shape {
  readonly kz: number;
  readonly kw: number;
  readonly kx: number;
}

/** Kept columns are numbered 0 .. kz + kw + kx - 1 in the memory order they came in. */
export interface Equation extends Shape {
  readonly n: number;
  /** Kept columns and the outcome, n by kz + kw + kx + 1, column-major. */
  readonly columns: F64Block;
  /** Upper triangle of [W Z X y] = QR, of order kw + kz + kx + 1, column-major. */
  readonly R: Float64Array;
  /** Positions of the kept columns, ascending. */
  readonly kept: readonly number[];
  readonly dropped: readonly Dropped[];
  readonly least_squares: LeastSquares;
}

/**
 * Columns of full rank, moved to the front in place.
 *
 * @param columns n by kz + kw + kx + 1: Z, W, X, y, demeaned and multiplied by sqrt(w)
 * @param absorbed columns of which demeaning left nothing
 * @param shrunk how many times larger each column was before demeaning, as for `ols`
 */
export function equationOf(
  engine: Engine,
  scope: Scope,
  n: number,
  { kz, kw, kx }: Shape,
  columns: F64Block,
  absorbed: readonly boolean[],
  shrunk: ArrayLike<number>,
): Equation {
  const all = Array.from({ length: kz + kw + kx }, (_, j) => j);
  const present = all.filter((j) => !absorbed[j]);
  keepColumns(columns, n, [...present, kz + kw + kx]);
  const m = present.length;
  const triangle = triangleOf(engine, scope, n, m + 1, columns, "auto", LEAST_PIVOT_OF_SQUARES);
  const ranked = rankedEquation(engine, n, { kz, kw, kx }, present, triangle, shrunk);
  keepColumns(columns, n, [...ranked.kept.map((j) => present.indexOf(j)), m]);
  return { ...ranked, columns: columns.part(0, n * (ranked.kept.length + 1)) };
}

/**
 * What is kept, by a triangle of the columns `present`, in memory order, and the outcome; of the rows nothing is read or moved.
 *
 * @param shrunk as for `equationOf`, of all columns
 */
export function rankedEquation(
  engine: Engine,
  n: number,
  { kz, kw, kx }: Shape,
  present: readonly number[],
  { R, leastSquares }: { readonly R: Float64Array; readonly leastSquares: LeastSquares },
  shrunk: ArrayLike<number>,
): Omit<Equation, "columns"> {
  const all = Array.from({ length: kz + kw + kx }, (_, j) => j);
  const m = present.length;
  // in the order W, Z, X, y
  const isExogenous = (j: number): boolean => j >= kz && j < kz + kw;
  const judged = [
    ...present.filter(isExogenous),
    ...present.filter((j) => j < kz),
    ...present.filter((j) => j >= kz + kw),
  ];
  const places = [...judged.map((j) => present.indexOf(j)), m];
  const ordered = reordered(engine, m + 1, R, places);
  const ranked = rankOf(engine, ordered, m, (i) => shrunk[judged[i]!]!);
  const isKept = (i: number): boolean => ranked.kept.includes(i);
  const keptJudged = judged.filter((_, i) => isKept(i));
  const kept = [...keptJudged].sort((a, b) => a - b);
  const order = kept.length + 1;
  const triangle = new Float64Array(order * order);
  for (let j = 0; j < order; j++) {
    for (let i = 0; i <= j; i++) triangle[j * order + i] = ranked.packed[j * (m + 1) + i]!;
  }

  const combinationOf = (i: number): Dropped["combination"] =>
    keptJudged.map((index) => ({ index, coefficient: ranked.combination[i * m + judged.indexOf(index)]! }));
  const dropped = [
    ...all.filter((j) => !present.includes(j)).map((index) => ({ index, combination: [] })),
    ...judged.flatMap((index, i) => (isKept(i) ? [] : [{ index, combination: combinationOf(i) }])),
  ].sort((a, b) => a.index - b.index);
  return {
    n,
    kz: kept.filter((j) => j < kz).length,
    kw: kept.filter(isExogenous).length,
    kx: kept.filter((j) => j >= kz + kw).length,
    R: triangle,
    kept,
    dropped,
    least_squares: leastSquares,
  };
}

/** The triangle of the same columns in another order: that of R's columns at `places`, diagonal >= 0. */
export function reordered(engine: Engine, order: number, R: Float64Array, places: readonly number[]): Float64Array {
  const k = places.length;
  const permuted = new Float64Array(order * k);
  places.forEach((from, to) => {
    permuted.set(R.subarray(from * order, (from + 1) * order), to * order);
  });
  const { A } = dgeqr2(engine, order, k, permuted);
  const triangle = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    const sign = A[i * order + i]! < 0 ? -1 : 1;
    for (let j = i; j < k; j++) triangle[j * k + i] = sign * A[j * order + i]!;
  }
  return triangle;
}
