/**
 * Products and eigenvalues of small dense matrices, row-major, in plain numbers: those of a few coefficients, for which no memory of
 * the kernels is asked.
 */

import { unitOf } from "./exponent.js";

/** a'b, a sum from left to right. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** A B, where A has `inner` columns and B as many rows; every cell a sum from left to right. */
export function multiplied(A: Float64Array, B: Float64Array, inner: number): Float64Array {
  const [rows, columns] = inner === 0 ? [0, 0] : [A.length / inner, B.length / inner];
  const product = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let l = 0; l < inner; l++) sum += A[i * inner + l]! * B[l * columns + j]!;
      product[i * columns + j] = sum;
    }
  }
  return product;
}

/** A', of a matrix of `columns` columns. */
export function transposed(A: Float64Array, columns: number): Float64Array {
  const rows = columns === 0 ? 0 : A.length / columns;
  return Float64Array.from({ length: A.length }, (_, at) => A[(at % rows) * columns + Math.floor(at / rows)]!);
}

/** Share of a diagonal entry below which a pivot is rounding. */
const PIVOT = 1e-13;

/** x of M x = b, M symmetric, by Cholesky's factor; null where M is not positive definite. */
export function solvedPositive(M: Float64Array, b: Float64Array): Float64Array | null {
  const n = b.length;
  const L = new Float64Array(n * n);
  const x = b.slice();
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = M[i + j * n]!;
      for (let l = 0; l < j; l++) sum -= L[i + l * n]! * L[j + l * n]!;
      if (i === j && !(sum > PIVOT * M[j + j * n]!)) return null;
      L[i + j * n] = i === j ? Math.sqrt(sum) : sum / L[j + j * n]!;
    }
  }
  for (let i = 0; i < n; i++) {
    for (let l = 0; l < i; l++) x[i]! -= L[i + l * n]! * x[l]!;
    x[i]! /= L[i + i * n]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let l = i + 1; l < n; l++) x[i]! -= L[l + i * n]! * x[l]!;
    x[i]! /= L[i + i * n]!;
  }
  return x;
}

/**
 * Rows of length one that span what the rows span, by Gram and Schmidt, twice, which leaves zeros where all rows have them; `by` their
 * products.
 */
export function orthonormalRows(
  rows: readonly (readonly number[])[],
  by: (a: readonly number[], b: readonly number[]) => number = dot,
): number[][] {
  const basis: number[][] = [];
  for (const row of rows) {
    let next = Array.from(row);
    for (let pass = 0; pass < 2; pass++) {
      for (const direction of basis) next = lessMultiple(next, by(direction, next), direction);
      const norm = Math.sqrt(by(next, next));
      next = next.map((value) => value / norm);
    }
    basis.push(next);
  }
  return basis;
}

const lessMultiple = (a: readonly number[], factor: number, b: readonly number[]): number[] =>
  a.map((value, i) => value - factor * b[i]!);

/** Eigenvalues, ascending, and the vectors of length one that belong to them, as columns. */
export interface Eigen {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

/**
 * Of a symmetric n by n matrix of any size: Householder's reflections to three diagonals, then QL with implicit shifts, over a power of two
 * that keeps squares numbers.
 * Sources: Martin, Reinsch & Wilkinson (1968), Numerische Mathematik 11, doi:10.1007/BF02161998; Bowdler, Martin, Reinsch &
 * Wilkinson (1968), the same, doi:10.1007/BF02166681: procedures tred2 and tql2.
 */
export function symmetricEigen(matrix: Float64Array, n: number): Eigen {
  const unit = unitOf(matrix);
  const rows = transposed(unit === 1 ? matrix : matrix.map((value) => value / unit), n); // a vector a row, until the end
  const values = new Float64Array(n);
  if (n === 0) return { values, vectors: rows };
  const beside = new Float64Array(n);
  reduceToDiagonals(n, rows, values, beside);
  for (let i = 1; i < n; i++) beside[i - 1] = beside[i]!;
  beside[n - 1] = 0;
  diagonalise(n, rows, values, beside);
  sortAscending(n, rows, values);
  if (unit !== 1)
    values.forEach((value, i) => {
      values[i] = value * unit;
    });
  return { values, vectors: transposed(rows, n) };
}

/** V becomes the product of the reflections, d the diagonal, e what stands beside it, from 1. */
function reduceToDiagonals(n: number, V: Float64Array, d: Float64Array, e: Float64Array): void {
  for (let j = 0; j < n; j++) d[j] = V[j * n + n - 1]!;
  for (let i = n - 1; i > 0; i--) d[i] = reflect(n, i, V, d, e);
  for (let i = 0; i < n - 1; i++) {
    V[i * n + n - 1] = V[i * n + i]!;
    V[i * n + i] = 1;
    const h = d[i + 1]!;
    if (h !== 0) applyReflection(n, i, h, V, d);
    for (let l = 0; l <= i; l++) V[(i + 1) * n + l] = 0;
  }
  for (let j = 0; j < n; j++) {
    d[j] = V[j * n + n - 1]!;
    V[j * n + n - 1] = 0;
  }
  V[n * n - 1] = 1;
  e[0] = 0;
}

/** Takes row i's numbers but the last away from the matrix before it; half the square of the reflection's vector, 0 where there is none. */
function reflect(n: number, i: number, V: Float64Array, d: Float64Array, e: Float64Array): number {
  let [scale, h] = [0, 0];
  for (let l = 0; l < i; l++) scale += Math.abs(d[l]!);
  if (scale === 0) {
    e[i] = d[i - 1]!;
    for (let j = 0; j < i; j++) {
      d[j] = V[j * n + i - 1]!;
      V[j * n + i] = V[i * n + j] = 0;
    }
    return 0;
  }
  for (let l = 0; l < i; l++) {
    d[l]! /= scale;
    h += d[l]! * d[l]!;
  }
  const last = d[i - 1]!;
  const root = last > 0 ? -Math.sqrt(h) : Math.sqrt(h);
  e[i] = scale * root;
  h -= last * root;
  d[i - 1] = last - root;
  e.fill(0, 0, i);
  for (let j = 0; j < i; j++) {
    const f = d[j]!;
    V[i * n + j] = f;
    let g = e[j]! + V[j * n + j]! * f;
    for (let l = j + 1; l < i; l++) {
      g += V[j * n + l]! * d[l]!;
      e[l]! += V[j * n + l]! * f;
    }
    e[j] = g;
  }
  let f = 0;
  for (let j = 0; j < i; j++) {
    e[j]! /= h;
    f += e[j]! * d[j]!;
  }
  const half = f / (h + h);
  for (let j = 0; j < i; j++) e[j]! -= half * d[j]!;
  for (let j = 0; j < i; j++) {
    for (let l = j; l < i; l++) V[j * n + l]! -= d[j]! * e[l]! + e[j]! * d[l]!;
    d[j] = V[j * n + i - 1]!;
    V[j * n + i] = 0;
  }
  return h;
}

function applyReflection(n: number, i: number, h: number, V: Float64Array, d: Float64Array): void {
  const row = (i + 1) * n;
  for (let l = 0; l <= i; l++) d[l] = V[row + l]! / h;
  for (let j = 0; j <= i; j++) {
    let g = 0;
    for (let l = 0; l <= i; l++) g += V[row + l]! * V[j * n + l]!;
    for (let l = 0; l <= i; l++) V[j * n + l]! -= g * d[l]!;
  }
}

function diagonalise(n: number, V: Float64Array, d: Float64Array, e: Float64Array): void {
  let [shifted, largest] = [0, 0];
  for (let l = 0; l < n; l++) {
    largest = Math.max(largest, Math.abs(d[l]!) + Math.abs(e[l]!));
    const isSmall = (i: number) => Math.abs(e[i]!) <= Number.EPSILON * largest;
    let m = l;
    while (m < n && !isSmall(m)) m++;
    // where a matrix has numbers that are none, nothing is small and m is n: one step, as nothing comes of it
    if (m > l) {
      do shifted += step(n, l, m, V, d, e);
      while (Math.abs(e[l]!) > Number.EPSILON * largest);
    }
    d[l]! += shifted;
    e[l] = 0;
  }
}

/** One step of QL on rows l to m; the shift. */
function step(n: number, l: number, m: number, V: Float64Array, d: Float64Array, e: Float64Array): number {
  const first = d[l]!;
  let p = (d[l + 1]! - first) / (2 * e[l]!);
  const root = p < 0 ? -hypotenuse(p, 1) : hypotenuse(p, 1);
  d[l] = e[l]! / (p + root);
  const next = e[l]! * (p + root);
  d[l + 1] = next;
  const shift = first - d[l]!;
  for (let i = l + 2; i < n; i++) d[i]! -= shift;
  p = d[m]!;
  let [c, c2, c3, s, s2] = [1, 1, 1, 0, 0];
  const beside = e[l + 1]!;
  for (let i = m - 1; i >= l; i--) {
    [c3, c2, s2] = [c2, c, s];
    const [g, h, r] = [c * e[i]!, c * p, hypotenuse(p, e[i]!)];
    e[i + 1] = s * r;
    s = e[i]! / r;
    c = p / r;
    p = c * d[i]! - s * g;
    d[i + 1] = h + s * (c * g + s * d[i]!);
    for (let at = i * n; at < (i + 1) * n; at++) {
      const [one, other] = [V[at]!, V[at + n]!];
      V[at + n] = s * one + c * other;
      V[at] = c * one - s * other;
    }
  }
  p = (-s * s2 * c3 * beside * e[l]!) / next;
  e[l] = s * p;
  d[l] = c * p;
  return shift;
}

function hypotenuse(a: number, b: number): number {
  const [small, large] = Math.abs(a) > Math.abs(b) ? [b, a] : [a, b];
  if (large === 0) return 0;
  const ratio = small / large;
  return Math.abs(large) * Math.sqrt(1 + ratio * ratio);
}

function sortAscending(n: number, V: Float64Array, d: Float64Array): void {
  for (let i = 0; i < n - 1; i++) {
    let least = i;
    for (let j = i + 1; j < n; j++) if (d[j]! < d[least]!) least = j;
    if (least === i) continue;
    [d[least], d[i]] = [d[i]!, d[least]!];
    const moved = V.slice(i * n, (i + 1) * n);
    V.copyWithin(i * n, least * n, (least + 1) * n);
    V.set(moved, least * n);
  }
}
