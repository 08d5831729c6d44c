/**
 * References of the lapack kernels, in plain TypeScript. `tsqr` takes blocks of rows into R by Householder reflections, one
 * after the other without a tree; `qrDrop` solves the least-squares problem of each column on the kept ones by Gram-Schmidt.
 */
import type { Arrays } from "../cases/row.js";

/** Rows that `tsqr` takes at a time. */
const BLOCK = 512;

export function dgeqr2({ m, n, A, tau }: Arrays<"dgeqr2">): number {
  const at = (i: number, j: number) => i + j * m;
  for (let j = 0; j < Math.min(m, n); j++) {
    let squares = 0;
    for (let i = j + 1; i < m; i++) squares += A[at(i, j)]! ** 2;
    tau[j] = 0;
    if (squares === 0) continue;
    const alpha = A[at(j, j)]!;
    const beta = (alpha > 0 ? -1 : 1) * Math.sqrt(alpha * alpha + squares);
    tau[j] = (beta - alpha) / beta;
    for (let i = j + 1; i < m; i++) A[at(i, j)] = A[at(i, j)]! / (alpha - beta);
    A[at(j, j)] = beta;
    for (let l = j + 1; l < n; l++) {
      let dot = A[at(j, l)]!;
      for (let i = j + 1; i < m; i++) dot += A[at(i, j)]! * A[at(i, l)]!;
      A[at(j, l)] = A[at(j, l)]! - tau[j]! * dot;
      for (let i = j + 1; i < m; i++) A[at(i, l)] = A[at(i, l)]! - tau[j]! * dot * A[at(i, j)]!;
    }
  }
  return 0;
}

/** R with a diagonal >= 0; `work` is not used, a block of its own is. */
export function tsqr({ n, stride, k, X, R }: Arrays<"tsqr">): number {
  const block = new Float64Array(BLOCK * k);
  R.fill(0, 0, k * k);
  for (let start = 0; start < n; start += BLOCK) {
    const rows = Math.min(BLOCK, n - start);
    for (let j = 0; j < k; j++) block.set(X.subarray(j * stride + start, j * stride + start + rows), j * rows);
    absorb(rows, k, block, R, Math.min(start + rows, k));
  }
  for (let i = 0; i < k; i++) {
    if (R[i + i * k]! >= 0) continue;
    for (let j = i; j < k; j++) R[i + j * k] = -R[i + j * k]!;
  }
  return 0;
}

/** R becomes the R of the rows it stands for and the m rows of `block`; only its first `rank` rows are made. */
function absorb(m: number, k: number, block: Float64Array, R: Float64Array, rank: number): void {
  for (let j = 0; j < rank; j++) {
    const p = j * m;
    let below = 0;
    for (let i = 0; i < m; i++) below += block[p + i]! * block[p + i]!;
    if (below === 0) continue;
    const alpha = R[j + j * k]!;
    const norm = Math.sqrt(alpha * alpha + below);
    const beta = alpha > 0 ? -norm : norm;
    const v0 = alpha - beta;
    const tau = -1 / (beta * v0);
    R[j + j * k] = beta;
    for (let l = j + 1; l < k; l++) {
      const y = l * m;
      let dot = v0 * R[j + l * k]!;
      for (let i = 0; i < m; i++) dot += block[p + i]! * block[y + i]!;
      const scale = tau * dot;
      R[j + l * k] = R[j + l * k]! - scale * v0;
      for (let i = 0; i < m; i++) block[y + i] = block[y + i]! - scale * block[p + i]!;
    }
  }
}

export function tsqrMerge({ count, k, parts, R, work }: Arrays<"tsqrMerge">): number {
  const stacked = new Float64Array(count * k * k);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < k; j++) {
      const column = parts.subarray((i * k + j) * k, (i * k + j + 1) * k);
      stacked.set(column, (j * count + i) * k);
    }
  }
  return tsqr({ n: count * k, stride: count * k, k, X: stacked, R, work });
}

export function dtrsv({ upper, transposed, n, A, x }: Arrays<"dtrsv">): number {
  for (let j = 0; j < n; j++) if (A[j + j * n] === 0) return j + 1;
  const entry = (i: number, j: number) => {
    const [row, column] = transposed ? [j, i] : [i, j];
    return (upper ? row <= column : row >= column) ? A[row + column * n]! : 0;
  };
  const order = Array.from({ length: n }, (_, i) => i);
  if (Boolean(upper) !== Boolean(transposed)) order.reverse();
  for (const [step, i] of order.entries()) {
    let value = x[i]!;
    for (const j of order.slice(0, step)) value -= entry(i, j) * x[j]!;
    x[i] = value / entry(i, i);
  }
  return 0;
}

export function dtrtri({ n, A }: Arrays<"dtrtri">): number {
  for (let j = 0; j < n; j++) if (A[j + j * n] === 0) return j + 1;
  const upper = A.slice();
  for (let j = 0; j < n; j++) {
    const unit = new Float64Array(n);
    unit[j] = 1;
    dtrsv({ upper: 1, transposed: 0, n, A: upper, x: unit });
    for (let i = 0; i <= j; i++) A[i + j * n] = unit[i]!;
  }
  return 0;
}

export function dpotrf({ n, A }: Arrays<"dpotrf">): number {
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let value = A[i + j * n]!;
      for (let l = 0; l < j; l++) value -= A[i + l * n]! * A[j + l * n]!;
      A[i + j * n] = value;
    }
    const pivot = A[j + j * n]!;
    if (!(pivot > 0)) return j + 1;
    for (let i = j; i < n; i++) A[i + j * n] = A[i + j * n]! / Math.sqrt(pivot);
  }
  return 0;
}

export function qrDrop({ k, carried, tolerance, norms, R, kept, combination }: Arrays<"qrDrop">): number {
  const order = k + carried;
  const columns = Array.from({ length: order }, (_, j) => R.slice(j * order, (j + 1) * order));
  const basis: Float64Array[] = [];
  const packed: Float64Array[] = [];
  const places: number[] = [];
  for (let j = 0; j < order; j++) {
    const { left, upper } = project(columns[j]!, basis);
    const remainder = Math.sqrt(product(left, left));
    const dropped = j < k && (remainder <= tolerance * norms[j]! || remainder === 0);
    if (j < k) kept[j] = dropped ? 0 : 1;
    if (!dropped) {
      basis.push(left.map((value) => (remainder === 0 ? 0 : value / remainder)));
      packed.push(Float64Array.from([...upper, remainder]));
      places.push(j);
      continue;
    }
    for (let i = upper.length - 1; i >= 0; i--) {
      let value = upper[i]!;
      for (let l = i + 1; l < upper.length; l++) value -= packed[l]![i]! * combination[places[l]! + j * k]!;
      combination[places[i]! + j * k] = value / packed[i]![i]!;
    }
  }
  R.fill(0);
  packed.forEach((column, j) => {
    R.set(column, j * order);
  });
  return order - basis.length;
}

/** Coefficients of `column` on an orthonormal basis and what is left of it; twice, for full orthogonality. */
function project(column: Float64Array, basis: readonly Float64Array[]) {
  const left = column.slice();
  const upper = new Array<number>(basis.length).fill(0);
  for (const _pass of [1, 2]) {
    basis.forEach((direction, b) => {
      const dot = product(direction, left);
      upper[b] = upper[b]! + dot;
      direction.forEach((value, i) => {
        left[i] = left[i]! - dot * value;
      });
    });
  }
  return { left, upper };
}

const product = (x: Float64Array, y: Float64Array): number => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
