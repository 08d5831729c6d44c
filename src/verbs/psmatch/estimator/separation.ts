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
import { hypot } from "../../../base/hypot.js";
import { copyOut, linearCombinations, scaleRows } from "../../../engine/kernels/blas.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import type { BinaryLink, BinaryRows } from "../../../engine/kernels/irls.js";
import { dtrsv, qrDrop, tsqr } from "../../../engine/kernels/lapack.js";
import { maximiseBinary } from "./binary-likelihood.js";

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

// A direction d with Z d >= 0 that is not zero on all rows, found by climbing the logistic likelihood of
// rows that all came out one way, and proved row by row. Where the climb leaves some rows behind, d must be zero on them:
// it is sought again among the directions that are, on the rows that ran away. Knows nothing of treatments or names.
// Source: Correia, Guimaraes & Zylkin (2019), arXiv:1903.01633, for what has to be shown; the search is our own.

/** Share of a column of norm one that must be left in some rows for them to span it. */
const SPANNED = 1e-9;
/** Share of the largest |z'd| that counts as zero: rounding. */
export const ZERO = 1e-8;
/** Cuts tried between rows that ran away and rows that did not: in large samples few, the likeliest come first. */
const MOST_CUTS = 20;
const FEWEST_CUTS = 3;
/** Rows times squared columns times cuts that are worth it. */
const WORTH = 2e8;
/** Steps of a climb: rows that can run away are then far above the others. */
const CLIMB = 60;

/** n rows of k columns, column-major, each with the sign that is to come out positive. */
export interface Signed {
  readonly n: number;
  readonly k: number;
  readonly Z: Float64Array;
}

/** Whether the rows with flag 1 span all columns; columns of Z have norm about one. */
export function spans(engine: Engine, rows: Signed, flags: Float64Array): boolean {
  return notSpanned(engine, rows, flags).length === 0;
}

/**
 * How many rows `direction` puts above zero; null when it puts one below, or none above.
 */
export function setApart(engine: Engine, { n, k, Z }: Signed, direction: Float64Array): number | null {
  const along = linearCombinations(engine, n, k, 1, Z, direction);
  const zero = ZERO * along.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let above = 0;
  for (const value of along) {
    if (value < -zero) return null;
    if (value > zero) above++;
  }
  return above === 0 ? null : above;
}

/** A direction with Z d >= 0, not zero on all rows, given the Z beta a climb came to; null when none is found. */
export function separatingIn(engine: Engine, rows: Signed, margins: Float64Array): Float64Array | null {
  const { n, k, Z } = rows;
  const most = Math.max(FEWEST_CUTS, Math.min(MOST_CUTS, Math.floor(WORTH / (n * k * k))));
  for (const cut of cuts(margins).slice(0, most)) {
    const behind = margins.map((margin) => (margin <= cut ? 1 : 0));
    const basis = notSpanned(engine, rows, behind);
    if (basis.length === 0) continue;
    const m = basis.length;
    const N = new Float64Array(k * m);
    basis.forEach((vector, j) => void N.set(vector, j * k));
    const ahead = [...margins.keys()].filter((i) => behind[i] === 0);
    const ZN = linearCombinations(engine, n, k, m, Z, N);
    const within = Float64Array.from({ length: m * ahead.length }, (_, at) => {
      return ZN[ahead[at % ahead.length]! + Math.floor(at / ahead.length) * n]!;
    });
    const inBasis = separating(engine, { n: ahead.length, k: m, Z: within });
    if (inBasis === null) continue;
    const direction = linearCombinations(engine, k, m, 1, N, inBasis);
    if (setApart(engine, rows, direction) !== null) return direction;
  }
  return null;
}

/** The same, from the start. */
export function separating(engine: Engine, rows: Signed): Float64Array | null {
  const { n, k, Z } = rows;
  for (const one of k === 1 ? [Float64Array.of(1), Float64Array.of(-1)] : []) {
    if (setApart(engine, rows, one) !== null) return one;
  }
  if (k === 1) return null;
  const { beta, margins } = engine.scope((scope) => {
    const y = scope.copyF64(new Float64Array(n).fill(1));
    const [linear, fitted] = [scope.f64(n), scope.f64(n)];
    const binary = { n, k, X: scope.copyF64(Z), y, weights: null };
    const stop = (iterations: number) => iterations === CLIMB || linear.view().every((value) => value > 0);
    const end = maximiseBinary(engine, scope, binary, "logit", new Float64Array(k), linear, fitted, stop);
    return { beta: end.beta, margins: copyOut(linear) };
  });
  return setApart(engine, rows, beta) === null ? separatingIn(engine, rows, margins) : beta;
}

/** Cuts between margins above 0, the likeliest first: by the ratio across the gap, margins below 1 counted as 1. */
function cuts(margins: Float64Array): number[] {
  const sorted = margins.filter((margin) => margin > 0).sort();
  const gaps = [...sorted.keys()].map((i) => ({ from: i === 0 ? 0 : sorted[i - 1]!, to: sorted[i]! }));
  const ratio = ({ from, to }: { from: number; to: number }) => Math.max(to, 1) / Math.max(from, 1);
  gaps.sort((a, b) => ratio(b) - ratio(a));
  return gaps.map(({ from, to }) => from + (to - from) / 2);
}

/** An orthonormal basis of the directions that are zero on the rows with flag 1. */
function notSpanned(engine: Engine, { n, k, Z }: Signed, flags: Float64Array): Float64Array[] {
  const inside = scaleRows(engine, n, k, flags, Z);
  const rows = Math.max(n, k);
  const tall = new Float64Array(rows * k);
  for (let j = 0; j < k; j++) tall.set(inside.subarray(j * n, (j + 1) * n), j * rows);
  const R = tsqr(engine, rows, k, tall);
  const { kept, combination } = qrDrop(engine, k, 0, SPANNED, norms(n, k, Z), R);
  const basis: Float64Array[] = [];
  for (let j = 0; j < k; j++) {
    if (kept[j] === 1) continue;
    let rest = Float64Array.from({ length: k }, (_, i) => (i === j ? 1 : -combination[j * k + i]!));
    for (let twice = 0; twice < 2; twice++) {
      for (const unit of basis) {
        const share = unit.reduce((sum, value, i) => sum + value * rest[i]!, 0);
        rest = rest.map((value, i) => value - share * unit[i]!);
      }
    }
    const norm = hypot(...rest);
    basis.push(rest.map((value) => value / norm));
  }
  return basis;
}

const norms = (n: number, k: number, Z: Float64Array): Float64Array =>
  Float64Array.from({ length: k }, (_, j) => {
    return Math.sqrt(Z.subarray(j * n, (j + 1) * n).reduce((sum, value) => sum + value * value, 0));
  });
