/**
 * Columns in coordinates of an orthonormal basis of what they span: X = Q C with Q = X W. Sums over rows of products of columns lose
 * no digits in these coordinates, however alike the columns are. Small matrices alone, column-major; knows no rows.
 * Source: Higham (2002), Accuracy and Stability of Numerical Algorithms, section 19.8, doi:10.1137/1.9780898718027.
 */
import { COLLINEARITY_TOLERANCE } from "../../regression/least-squares/ols.js";

/** Rounding of a column, of its demeaning and of a triangle, as a share of the column's norm before. */
const ROUNDING = 16 * Number.EPSILON;

export interface Basis {
  /** Columns of X, and directions among them. */
  readonly p: number;
  readonly r: number;
  /** r by p. */
  readonly C: Float64Array;
  /** p by r. */
  readonly W: Float64Array;
  /** What a column must leave beside others not to be collinear. */
  readonly least: Float64Array;
}

/**
 * The basis of X whose triangle is R, p by p and upper; columns before others in their order.
 *
 * @param shrunk how many times larger each column was before demeaning
 */
export function basisOf(p: number, R: Float64Array, shrunk: (column: number) => number): Basis {
  const norms = Float64Array.from({ length: p }, (_, j) => norm(R.subarray(j * p, j * p + p)));
  const least = norms.map((size, j) => leastOf(size, shrunk(j)));
  const directions: Float64Array[] = [];
  const kept: number[] = [];
  const T: Float64Array[] = [];
  for (let j = 0; j < p; j++) {
    const v = R.slice(j * p, j * p + p);
    const parts = orthogonalise(v, directions);
    const left = norm(v);
    if (left <= least[j]!) continue;
    directions.push(v.map((value) => value / left));
    kept.push(j);
    T.push(Float64Array.from([...parts, left]));
  }
  const r = kept.length;
  const C = new Float64Array(r * p);
  for (let j = 0; j < p; j++) {
    for (let i = 0; i < r; i++) C[j * r + i] = dot(directions[i]!, R.subarray(j * p, j * p + p));
  }
  // kept columns are directions times T, upper: W has the inverse of T in their rows
  const W = new Float64Array(p * r);
  for (let j = 0; j < r; j++) {
    W[j * p + kept[j]!] = 1 / T[j]![j]!;
    for (let i = j - 1; i >= 0; i--) {
      let sum = 0;
      for (let l = i + 1; l <= j; l++) sum += T[l]![i]! * W[j * p + kept[l]!]!;
      W[j * p + kept[i]!] = -sum / T[i]![i]!;
    }
  }
  return { p, r, C, W, least };
}

/** What must be left of a column of this norm, `shrunk` times as large before demeaning. */
const leastOf = (size: number, shrunk: number): number =>
  Math.max(COLLINEARITY_TOLERANCE * size, Number.isFinite(shrunk) ? ROUNDING * size * shrunk : 0);

/** Takes the parts along `directions` out of v, twice, and says what they were. */
export function orthogonalise(v: Float64Array, directions: readonly Float64Array[]): Float64Array {
  const parts = new Float64Array(directions.length);
  for (let pass = 0; pass < 2; pass++) {
    for (let i = 0; i < directions.length; i++) {
      const q = directions[i]!;
      const part = dot(q, v);
      parts[i]! += part;
      for (let l = 0; l < v.length; l++) v[l]! -= part * q[l]!;
    }
  }
  return parts;
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

export const norm = (v: Float64Array): number => Math.sqrt(dot(v, v));
