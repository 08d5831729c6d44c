/**
 * Wrappers of the blas kernels, each at two levels: on arrays (copied in and out), and, named ...Block,
 * on columns that already lie in linear memory, with results and scratch in the scope given. Matrices are column-major.
 * Knows nothing of designs or models.
 */
import { checkLength } from "./checks.js";
import type { Engine, F64Block, Scope } from "./engine.js";
import { rangesOf, slotsFor, sumOverRanges } from "./ranges.js";

/** Rows in a chunk of a reduction. */
const CHUNK = 4_096;
/** Rows of a block in scratch, with room against cache conflicts. */
const BLOCK_ROWS = 264;
/** Levels of the merge tree of single numbers: enough for 2^32 rows in chunks of 4,096. */
const TREE_DEPTH = 32;

/** Slots of the merge tree over chunks of n rows, for kernels whose partial results are matrices. */
export const treeSlots = (n: number): number => slotsFor(Math.ceil(n / CHUNK));

/** Scratch of `ddot` and `columnNorms`, in f64. */
export const ddotWork = (): number => TREE_DEPTH;

/** Scratch of `crossProducts`, in f64. */
export const crossProductsWork = (n: number, k: number): number => 8 * k * (k + 2) + (treeSlots(n) * k * (k + 1)) / 2;

/** Scratch of kernels that take cross-products of rows made in blocks (`hcMeat`, `clusterMeat`), in f64. */
export const blockedProductsWork = (n: number, k: number): number => BLOCK_ROWS * k + crossProductsWork(n, k);

/** Scratch of `centredSumOfSquares`, in f64. */
export const centredSumOfSquaresWork = (): number => 2 * TREE_DEPTH + 3 * CHUNK;

/** Dot product of two vectors of equal length. Throws KernelError when the lengths differ. */
export function ddot(engine: Engine, x: Float64Array, y: Float64Array): number {
  checkLength("ddot", "y", y.length, x.length);
  return engine.scope((scope) => ddotBlock(engine, scope, scope.copyF64(x), scope.copyF64(y)));
}

/** Dot product of two blocks of equal length. */
export function ddotBlock(engine: Engine, scope: Scope, x: F64Block, y: F64Block): number {
  checkLength("ddot", "y", y.length, x.length);
  return scope.scope((inner) => engine.kernels.ddot(x.length, x.address, y.address, inner.f64(ddotWork()).address));
}

/** X'X, k x k, of an n x k matrix. */
export function crossProducts(engine: Engine, n: number, k: number, X: Float64Array): Float64Array {
  return engine.scope((scope) => copyOut(crossProductsBlock(engine, scope, n, k, scope.copyF64(X))));
}

/** X'X, k x k, of an n x k matrix in linear memory, a task for each range of rows. */
export function crossProductsBlock(engine: Engine, scope: Scope, n: number, k: number, X: F64Block): F64Block {
  checkLength("crossProducts", "X", X.length, n * k);
  const scratch = crossProductsWork(n, k);
  return sumOverRanges(engine, scope, "crossProducts", n, k * k, scratch, ({ first, rows }, out, work) => {
    return [rows, n, k, X.at(first), out, work];
  });
}

/** A C, n x q, of an n x p and a p x q matrix: q linear combinations of the columns of A. */
export function linearCombinations(
  engine: Engine,
  n: number,
  p: number,
  q: number,
  A: Float64Array,
  C: Float64Array,
): Float64Array {
  return engine.scope((scope) =>
    copyOut(linearCombinationsBlock(engine, scope, n, p, q, scope.copyF64(A), scope.copyF64(C))),
  );
}

/** A C, n x q, in linear memory, a task for each range of rows; in `out` when given, which is another block than A. */
export function linearCombinationsBlock(
  engine: Engine,
  scope: Scope,
  n: number,
  p: number,
  q: number,
  A: F64Block,
  C: F64Block,
  out: F64Block = scope.f64(n * q),
): F64Block {
  checkLength("linearCombinations", "A", A.length, n * p);
  checkLength("linearCombinations", "C", C.length, p * q);
  checkLength("linearCombinations", "out", out.length, n * q);
  engine.run(
    "linearCombinations",
    rangesOf(n, 0).map(({ first, rows }) => [rows, n, n, p, q, A.at(first), C.address, out.at(first)]),
  );
  return out;
}

/** Residuals y - X beta, n numbers, of an n x k matrix, n outcomes and k coefficients. */
export function residuals(
  engine: Engine,
  n: number,
  k: number,
  X: Float64Array,
  y: Float64Array,
  beta: Float64Array,
): Float64Array {
  return engine.scope((scope) =>
    copyOut(residualsBlock(engine, scope, n, k, scope.copyF64(X), scope.copyF64(y), scope.copyF64(beta))),
  );
}

/** Residuals y - X beta, n numbers, in linear memory. */
export function residualsBlock(
  engine: Engine,
  scope: Scope,
  n: number,
  k: number,
  X: F64Block,
  y: F64Block,
  beta: F64Block,
): F64Block {
  checkLength("residuals", "X", X.length, n * k);
  checkLength("residuals", "y", y.length, n);
  checkLength("residuals", "beta", beta.length, k);
  const out = scope.f64(n);
  engine.kernels.residuals(n, k, X.address, y.address, beta.address, out.address);
  return out;
}

/** A copy of the n x k matrix X with row i multiplied by s[i]. */
export function scaleRows(engine: Engine, n: number, k: number, s: Float64Array, X: Float64Array): Float64Array {
  return engine.scope((scope) => {
    const scaled = scope.copyF64(X);
    scaleRowsBlock(engine, n, k, scope.copyF64(s), scaled);
    return copyOut(scaled);
  });
}

/** Multiplies row i of the n x k matrix X by s[i], in place. */
export function scaleRowsBlock(engine: Engine, n: number, k: number, s: F64Block, X: F64Block): void {
  checkLength("scaleRows", "s", s.length, n);
  checkLength("scaleRows", "X", X.length, n * k);
  engine.kernels.scaleRows(n, k, s.address, X.address);
}

/** 2-norms of the k columns of an n x k matrix. */
export function columnNorms(engine: Engine, n: number, k: number, X: Float64Array): Float64Array {
  return engine.scope((scope) => copyOut(columnNormsBlock(engine, scope, n, k, scope.copyF64(X))));
}

/** 2-norms of the k columns of an n x k matrix in linear memory. */
export function columnNormsBlock(engine: Engine, scope: Scope, n: number, k: number, X: F64Block): F64Block {
  checkLength("columnNorms", "X", X.length, n * k);
  const norms = scope.f64(k);
  scope.scope((inner) => {
    engine.kernels.columnNorms(n, k, X.address, norms.address, inner.f64(ddotWork()).address);
  });
  return norms;
}

/** Sum of w (x - mean)^2 about the weighted mean; about the plain mean without weights. 0 for no rows or no weight. */
export function centredSumOfSquares(engine: Engine, x: Float64Array, w?: Float64Array): number {
  return engine.scope((scope) =>
    centredSumOfSquaresBlock(engine, scope, scope.copyF64(x), w === undefined ? undefined : scope.copyF64(w)),
  );
}

/** As `centredSumOfSquares`, of columns in linear memory. */
export function centredSumOfSquaresBlock(engine: Engine, scope: Scope, x: F64Block, w: F64Block | undefined): number {
  if (w !== undefined) checkLength("centredSumOfSquares", "w", w.length, x.length);
  return scope.scope((inner) => {
    const work = inner.f64(centredSumOfSquaresWork());
    const weights = w?.address ?? 0;
    return engine.kernels.centredSumOfSquares(x.length, w ? 1 : 0, x.address, weights, work.address);
  });
}

/** Numbers checked at a time: they are still in cache when the kernel reads them. */
const CHECKED = 16_384;

/** How many elements of `x` are NaN or infinite. */
export function countNotFinite(engine: Engine, x: Float64Array): number {
  return engine.scope((scope) => {
    const block = scope.f64(Math.min(x.length, CHECKED));
    const view = block.view();
    let count = 0;
    for (let start = 0; start < x.length; start += CHECKED) {
      const part = x.subarray(start, start + CHECKED);
      view.set(part);
      count += engine.kernels.countNotFinite(part.length, block.address);
    }
    return count;
  });
}

/** The block as an array of its own, for callers outside linear memory. */
export const copyOut = (block: F64Block): Float64Array => Float64Array.from(block.view());
