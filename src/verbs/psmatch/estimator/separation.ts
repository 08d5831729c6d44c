/**
 * Separation: a combination of the covariates that is never below zero for the treated and never above it
 * for the controls, and not zero everywhere. Then the likelihood has no maximum. It is distinguished from strong prediction by proof,
 * either way: a direction that separates is shown row by row, and that there is none follows from a solution of the score
 * equations whose rows with weight span all covariates.
 *
 * Why that suffices: a direction d that separates has m_i = (2y_i - 1) x_i'd >= 0 for all i, so with s_i > 0 the slope of
 * row i's log-likelihood the gradient along d is sum s_i m_i. At a point whose distance to the maximum is c standard errors
 * that sum is at most c sqrt(d'I d), which bounds m_i by about c^2 max(m) / s_i: rows whose slope is far above c^2 have
 * m_i = 0. If those rows span the covariates, d is zero.
 * Sources: Albert & Anderson (1984), Biometrika 71(1), doi:10.1093/biomet/71.1.1; Correia, Guimaraes & Zylkin (2019),
 * Verifying the existence of maximum likelihood estimates for generalized linear models, arXiv:1903.01633.
 */

import { copyOut } from "../../../engine/kernels/blas.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import type { BinaryLink, BinaryRows } from "../../../engine/kernels/irls.js";
import { dtrsv } from "../../../engine/kernels/lapack.js";
import { type Signed, separating, separatingIn, setApart, spans, ZERO } from "./separating-cone.js";

/** (2y - 1) x'beta from which a row's slope is below 1e-10, far above the square of any distance accepted. */
const SURE: Readonly<Record<BinaryLink, number>> = { logit: 23, probit: 6.3 };
/** Rows times squared columns up to which smaller combinations are looked for. */
const MOST_TRIED = 2e6;
/** A column belongs to a direction when its part of x'd is more than this share of the largest part. */
const BELONGS = 1e-6;

/** What separates, by positions of columns (the intercept is 0). */
export interface Separation {
  /** `complete` when every row is separated, `quasi` when some rows lie on the border. */
  readonly kind: "complete" | "quasi";
  /** Columns of the direction, the intercept not among them. */
  readonly columns: readonly number[];
  /** Whether each of the columns separates by itself. */
  readonly alone: boolean;
  /** Rows separated by it; by the best of columns that do so alone. */
  readonly rows: number;
}

/** What is known at the point where the climb ended or stands. */
export interface SeparationPoint {
  readonly rows: BinaryRows;
  readonly link: BinaryLink;
  /** Coefficients on the orthonormal columns of `rows`. */
  readonly beta: Float64Array;
  /** f64[n] = X beta. */
  readonly linear: Float64Array;
  /** The columns as they came, the intercept (null) first, and R with columns = X R. */
  readonly columns: readonly (Float64Array | null)[];
  readonly R: Float64Array;
}

/** Whether some row is so surely predicted that separation has to be looked into. */
export const mayBeSeparated = (link: BinaryLink, largestMargin: number): boolean => largestMargin > SURE[link];

/** Separation by one covariate, or by the combination at hand; cheap. Null says nothing. */
export function plainSeparation(point: SeparationPoint): Separation | null {
  const treated = point.rows.y.view();
  const weights = point.rows.weights?.view() ?? null;
  const counted = (i: number): boolean => weights === null || weights[i]! > 0;
  const single = point.columns.flatMap((values, column) => {
    const found = values === null ? null : separatedBy(values, treated, counted);
    return found === null ? [] : [{ column, ...found }];
  });
  if (single.length > 0) {
    const rows = Math.max(...single.map((one) => one.rows));
    const kind = single.some((one) => one.complete) ? "complete" : "quasi";
    return { kind, columns: single.map((one) => one.column), alone: true, rows };
  }
  const clear = ZERO * point.linear.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let rows = 0;
  for (let i = 0; i < point.rows.n; i++) {
    if (!counted(i)) continue;
    if (!((treated[i] === 1 ? point.linear[i]! : -point.linear[i]!) > clear)) return null;
    rows++;
  }
  return { kind: "complete", columns: point.columns.map((_, j) => j).slice(1), alone: false, rows };
}

/** Rows separated when a threshold on `values` never errs and is not met by all; null when there is none. */
function separatedBy(
  values: Float64Array,
  treated: Float64Array<ArrayBufferLike>,
  counted: (i: number) => boolean,
): { rows: number; complete: boolean } | null {
  const low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const high = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    if (!counted(i)) continue;
    const group = treated[i]!;
    low[group] = Math.min(low[group]!, values[i]!);
    high[group] = Math.max(high[group]!, values[i]!);
  }
  for (const [above, below] of [
    [1, 0],
    [0, 1],
  ] as const) {
    const [least, most] = [low[above]!, high[below]!];
    if (least < most) continue;
    let rows = 0;
    let all = 0;
    for (let i = 0; i < values.length; i++) {
      if (!counted(i)) continue;
      all++;
      if (least > most || values[i] !== most) rows++;
    }
    if (rows > 0) return { rows, complete: rows === all };
  }
  return null;
}

/**
 * A direction that separates, proved on every row; `none` where it is proved that there is none, which holds at a point that
 * solves the score equations; null when neither is.
 */
export function separatingDirection(engine: Engine, point: SeparationPoint): Separation | "none" | null {
  const { link, R } = point;
  const { k } = point.rows;
  const { rows, margins } = signedRows(point);
  const unsure = margins.map((margin) => (margin <= SURE[link] ? 1 : 0));
  if (spans(engine, rows, unsure)) return "none";
  const direction = separatingIn(engine, rows, margins);
  if (direction === null) return null;
  const nApart = setApart(engine, rows, direction)!;
  const coefficients = dtrsv(engine, k, R, direction);
  const parts = coefficients.map((value, j) => Math.abs(value) * columnNorm(R, k, j));
  const largest = parts.reduce((most, part, j) => (j === 0 ? most : Math.max(most, part)), 0);
  const columns = [...parts.keys()].filter((j) => j > 0 && parts[j]! > BELONGS * largest);
  return { kind: nApart === rows.n ? "complete" : "quasi", columns, alone: false, rows: nApart };
}

/**
 * The same separation without columns that it does not need: each is left out in turn, from the last on, while the others and
 * the intercept still separate. As found where there are too many rows to try.
 */
export function narrowed(engine: Engine, point: SeparationPoint, found: Separation): Separation {
  const { n, k } = point.rows;
  if (found.alone || n * k * k > MOST_TRIED) return found;
  let best = found;
  for (const column of [...found.columns].reverse()) {
    const columns = best.columns.filter((j) => j !== column);
    const rows = signedColumns(point, [0, ...columns]);
    const direction = columns.length === 0 ? null : separating(engine, rows);
    if (direction === null) continue;
    const nApart = setApart(engine, rows, direction)!;
    best = { kind: nApart === rows.n ? "complete" : "quasi", columns, alone: false, rows: nApart };
  }
  return best;
}

/** Some of the columns as they came, scaled to a norm of about one, signed as in `signedRows`. */
function signedColumns({ rows: { n, k, y, weights }, columns, R }: SeparationPoint, chosen: readonly number[]): Signed {
  const [treated, weight] = [y.view(), weights?.view() ?? null];
  const counted = Array.from({ length: n }, (_, i) => i).filter((i) => weight === null || weight[i]! > 0);
  const Z = new Float64Array(counted.length * chosen.length);
  chosen.forEach((j, at) => {
    const [values, norm] = [columns[j], columnNorm(R, k, j)];
    counted.forEach((i, row) => {
      const value = (values?.[i] ?? 1) / norm;
      Z[row + at * counted.length] = treated[i] === 1 ? value : -value;
    });
  });
  return { n: counted.length, k: chosen.length, Z };
}

/** Rows with weight, those of controls with their sign turned, and the margins (2y - 1) X beta. */
function signedRows({ rows: { n, k, X, y, weights }, linear }: SeparationPoint): {
  rows: Signed;
  margins: Float64Array;
} {
  const [all, treated, weight] = [copyOut(X), y.view(), weights?.view() ?? null];
  const counted = Array.from({ length: n }, (_, i) => i).filter((i) => weight === null || weight[i]! > 0);
  const signed = (values: (i: number) => number) =>
    Float64Array.from(counted, (i) => (treated[i] === 1 ? values(i) : -values(i)));
  const Z = new Float64Array(counted.length * k);
  for (let j = 0; j < k; j++)
    Z.set(
      signed((i) => all[i + j * n]!),
      j * counted.length,
    );
  return { rows: { n: counted.length, k, Z }, margins: signed((i) => linear[i]!) };
}

const columnNorm = (R: Float64Array, k: number, j: number): number =>
  Math.sqrt(R.subarray(j * k, j * k + j + 1).reduce((sum, value) => sum + value * value, 0));
