/**
 * Wrappers of the lapack kernels: QR, triangular solves and inverses, Cholesky, rank in column order;
 * on arrays, and, named ...Block, on blocks in linear memory. Square matrices are column-major of order n (or k).
 */
import { NumericalError } from "../../base/errors.js";
import { copyOut, ddotWork, treeSlots } from "./blas.js";
import { checkLength, invoke, rangesOf, rangesOfSize, slotsFor } from "./call.js";
import type { Engine, F64Block, Scope, U32Block } from "./engine.js";

/** Rows of a block of `tsqr`, with room against cache conflicts. */
const TSQR_BLOCK = 520;

/** Scratch of `tsqr`, in f64. */
export const tsqrWork = (n: number, k: number): number => TSQR_BLOCK * k + 68 + treeSlots(n) * k * k;
/** Scratch of `tsqrMerge`, in f64. */
export const tsqrMergeWork = (count: number, k: number): number => 68 + slotsFor(count) * k * k;
/** Columns up to which every range but the last has at least as many rows. */
const SPLIT_COLUMNS = 4_096;
/** Scratch of `dgeqr2`, in f64. */
export const dgeqr2Work = ddotWork;

/**
 * R of the QR of an n x k matrix: k x k, upper triangular, diagonal >= 0. When n < k rows from n on are zero, and the first
 * n columns must be independent: what they leave of the others is not looked at.
 */
export function tsqr(engine: Engine, n: number, k: number, X: Float64Array): Float64Array {
  return engine.scope((scope) => copyOut(tsqrBlock(engine, scope, n, k, scope.copyF64(X))));
}

/** As `tsqr`, in linear memory, a task for each range of rows; X is left as it is. */
export function tsqrBlock(engine: Engine, scope: Scope, n: number, k: number, X: F64Block): F64Block {
  checkLength("tsqr", "X", X.length, n * k);
  const R = scope.f64(k * k);
  const size = k * k;
  const ranges = k > SPLIT_COLUMNS ? rangesOfSize(n, Math.max(1, n)) : rangesOf(n, size + tsqrWork(n, k));
  const { length } = ranges;
  const scratch = tsqrWork(ranges[0]!.rows, k);
  scope.scope((inner) => {
    const parts = length === 1 ? R : inner.f64(length * size);
    const work = inner.f64(length * scratch);
    const task = ({ first, rows }: { first: number; rows: number }, i: number) => {
      return { n: rows, stride: n, k, X: X.at(first), R: parts.at(i * size), work: work.at(i * scratch) };
    };
    engine.run("tsqr", ranges.map(task));
    if (length === 1) return;
    const mergeWork = inner.f64(tsqrMergeWork(length, k));
    invoke(engine, "tsqrMerge", { count: length, k, parts, R, work: mergeWork });
  });
  return R;
}

/** Householder QR of an m x n matrix: `A` holds R and, below the diagonal, the reflectors; `tau` their factors. */
export function dgeqr2(
  engine: Engine,
  m: number,
  n: number,
  A: Float64Array,
): { readonly A: Float64Array; readonly tau: Float64Array } {
  return engine.scope((scope) => {
    const factored = scope.copyF64(A);
    const tau = dgeqr2Block(engine, scope, m, n, factored);
    return { A: copyOut(factored), tau: copyOut(tau) };
  });
}

/** As `dgeqr2`, in place; returns tau, min(m, n) numbers. */
export function dgeqr2Block(engine: Engine, scope: Scope, m: number, n: number, A: F64Block): F64Block {
  checkLength("dgeqr2", "A", A.length, m * n);
  const tau = scope.f64(Math.min(m, n));
  scope.scope((inner) => {
    invoke(engine, "dgeqr2", { m, n, A, tau, work: inner.f64(dgeqr2Work()) });
  });
  return tau;
}

/** Which triangle `dtrsv` reads, and whether it is transposed. Default: the upper one as it is. */
export interface Triangle {
  readonly upper?: boolean;
  readonly transposed?: boolean;
}

/** Solution of A x = b (A'x = b when transposed), A a triangle of order n. Throws NumericalError on a zero diagonal. */
export function dtrsv(
  engine: Engine,
  n: number,
  A: Float64Array,
  b: Float64Array,
  triangle: Triangle = {},
): Float64Array {
  return engine.scope((scope) => {
    const x = scope.copyF64(b);
    dtrsvBlock(engine, n, scope.copyF64(A), x, triangle);
    return copyOut(x);
  });
}

/** As `dtrsv`, with x in place of b. */
export function dtrsvBlock(engine: Engine, n: number, A: F64Block, x: F64Block, triangle: Triangle = {}): void {
  checkLength("dtrsv", "A", A.length, n * n);
  checkLength("dtrsv", "x", x.length, n);
  const { upper = true, transposed = false } = triangle;
  refuseSingular("dtrsv", invoke(engine, "dtrsv", { upper: upper ? 1 : 0, transposed: transposed ? 1 : 0, n, A, x }));
}

/** Inverse of an upper triangle of order n; zeros below. Throws NumericalError on a zero diagonal. */
export function dtrtri(engine: Engine, n: number, A: Float64Array): Float64Array {
  return engine.scope((scope) => {
    const inverse = scope.copyF64(A);
    dtrtriBlock(engine, n, inverse);
    return copyOut(inverse).map((value, at) => (at % n > Math.floor(at / n) ? 0 : value));
  });
}

/** As `dtrtri`, in place; what lies below the diagonal stays as it is. */
export function dtrtriBlock(engine: Engine, n: number, A: F64Block): void {
  checkLength("dtrtri", "A", A.length, n * n);
  refuseSingular("dtrtri", invoke(engine, "dtrtri", { n, A }));
}

/** Cholesky factor L, zeros above, of a symmetric matrix of order n. Throws NumericalError: not positive definite. */
export function dpotrf(engine: Engine, n: number, A: Float64Array): Float64Array {
  return engine.scope((scope) => {
    const L = scope.copyF64(A);
    dpotrfBlock(engine, n, L);
    return copyOut(L).map((value, at) => (at % n < Math.floor(at / n) ? 0 : value));
  });
}

/** As `dpotrf`, in place; what lies above the diagonal stays as it is. */
export function dpotrfBlock(engine: Engine, n: number, A: F64Block): void {
  checkLength("dpotrf", "A", A.length, n * n);
  const pivot = invoke(engine, "dpotrf", { n, A });
  if (pivot === 0) return;
  throw new NumericalError(
    "not_positive_definite",
    `dpotrf: the matrix is not positive definite: pivot ${pivot} of ${n} is not above 0.`,
    { got: pivot, expected: 0 },
  );
}

/** What `qrDrop` finds; arrays as in the kernel. */
export interface Kept<F64, U32> {
  /** Columns kept. */
  readonly rank: number;
  /** k flags: 1 kept, 0 dropped. */
  readonly kept: U32;
  /** k x k: column j has the coefficients of dropped column j on the kept ones before it; 0 elsewhere. */
  readonly combination: F64;
}

/**
 * Rank of an R of order k + carried, in column order: column j is dropped when what earlier kept columns leave of it
 * is at most tolerance * norms[j]. `R` in the result is that of the kept columns and, after them, the carried ones
 * (such as y), in the same storage of order k + carried; what is left of it is 0.
 */
export function qrDrop(
  engine: Engine,
  k: number,
  carried: number,
  tolerance: number,
  norms: Float64Array,
  R: Float64Array,
): Kept<Float64Array, Uint32Array> & { readonly R: Float64Array } {
  return engine.scope((scope) => {
    const packed = scope.copyF64(R);
    const found = qrDropBlock(engine, scope, k, carried, tolerance, scope.copyF64(norms), packed);
    const kept = Uint32Array.from(found.kept.view());
    return { rank: found.rank, kept, combination: copyOut(found.combination), R: copyOut(packed) };
  });
}

/** As `qrDrop`, packing R in place. */
export function qrDropBlock(
  engine: Engine,
  scope: Scope,
  k: number,
  carried: number,
  tolerance: number,
  norms: F64Block,
  R: F64Block,
): Kept<F64Block, U32Block> {
  checkLength("qrDrop", "norms", norms.length, k);
  checkLength("qrDrop", "R", R.length, (k + carried) ** 2);
  const kept = scope.u32(k);
  const combination = scope.f64(k * k);
  const { address } = combination;
  const dropped = invoke(engine, "qrDrop", { k, carried, tolerance, norms, R, kept, combination: address });
  return { rank: k - dropped, kept, combination };
}

function refuseSingular(kernel: string, info: number): void {
  if (info === 0) return;
  throw new NumericalError("singular", `${kernel}: the triangle is singular: diagonal entry ${info} is 0.`, {
    got: info,
    expected: 0,
  });
}
