/**
 * Wrappers of the blas kernels, each at two levels: on arrays (copied in and out), and, named ...Block,
 * on columns that already lie in linear memory, with results and scratch in the scope given. Matrices are column-major.
 * Knows nothing of designs or models.
 */
import { add } from "../../base/double-double.js";
import { checkLength, invoke, RANGE, rangesOf, rangesOfSize, slotsFor, sumOverRanges } from "./call.js";
import type { Engine, F64Block, Scope } from "./engine.js";

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
  return scope.scope((inner) => invoke(engine, "ddot", { n: x.length, x, y, work: inner.f64(ddotWork()) }));
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
    return { n: rows, stride: n, k, X: X.at(first), XtX: out, work };
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
    rangesOf(n, 0).map(({ first, rows }) => ({
      n: rows,
      ...{ stride: n, outStride: n, p, q, A: A.at(first), C, out: out.at(first) },
    })),
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
  invoke(engine, "residuals", { n, k, X, y, beta, out });
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
  invoke(engine, "scaleRows", { n, k, s, X });
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
    invoke(engine, "columnNorms", { n, k, X, out: norms, work: inner.f64(ddotWork()) });
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
    return invoke(engine, "centredSumOfSquares", { n: x.length, weighted: w ? 1 : 0, x, w, work });
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
      count += invoke(engine, "countNotFinite", { n: part.length, x: block });
    }
    return count;
  });
}

/** The block as an array of its own, for callers outside linear memory. */
export const copyOut = (block: F64Block): Float64Array => Float64Array.from(block.view());

// Cross-products and residuals with about twice the digits of a double, a task for each range of rows. A number of
// that precision is two: `high`, and `low` below its rounding.

/** Scratch of `compensatedProducts`, in f64. */
export const compensatedProductsWork = (n: number, k: number): number => (8 + treeSlots(n)) * k * (k + 1);

/** Numbers of about 31 digits: entry i is high[i] + low[i]. */
export interface TwofoldArray {
  readonly high: Float64Array;
  readonly low: Float64Array;
}

/** X'X, k x k, of an n x k matrix in linear memory: of X + low where low parts are given. */
export function compensatedProductsBlock(
  engine: Engine,
  n: number,
  k: number,
  X: F64Block,
  low: F64Block | null,
): TwofoldArray {
  checkLength("compensatedProducts", "X", X.length, n * k);
  if (low !== null) checkLength("compensatedProducts", "low", low.length, n * k);
  const size = 2 * k * k;
  const ranges = rangesOf(n, size + compensatedProductsWork(n, k));
  const scratch = compensatedProductsWork(ranges[0]!.rows, k);
  return engine.scope((scope) => {
    const parts = scope.f64(ranges.length * size);
    const work = scope.f64(ranges.length * scratch);
    engine.run(
      "compensatedProducts",
      ranges.map(({ first, rows }, i) => {
        const withLow = low === null ? 0 : 1;
        return {
          work: work.at(i * scratch),
          ...{ n: rows, stride: n, k, withLow, X: X.at(first), low: low?.at(first), XtX: parts.at(i * size) },
        };
      }),
    );
    return sumOfParts(ranges.length, size, parts.view());
  });
}

/** The sum of parts of pairs of numbers, neighbours first. */
function sumOfParts(nParts: number, size: number, parts: Float64Array<ArrayBufferLike>): TwofoldArray {
  const pairAt = (at: number) => ({ high: parts[at]!, low: parts[at + 1]! });
  for (let step = 1; step < nParts; step *= 2) {
    for (let part = 0; part + step < nParts; part += 2 * step) {
      for (let i = 0; i < size; i += 2) {
        const sum = add(pairAt(part * size + i), pairAt((part + step) * size + i));
        parts[part * size + i] = sum.high;
        parts[part * size + i + 1] = sum.low;
      }
    }
  }
  const of = (offset: number) => Float64Array.from({ length: size / 2 }, (_, i) => parts[2 * i + offset]!);
  return { high: of(0), low: of(1) };
}

/**
 * Residuals y - X beta, rounded once, of n rows and k regressors: the columns are X and then y, with their low parts where
 * given.
 */
export function compensatedResidualsBlock(
  engine: Engine,
  scope: Scope,
  n: number,
  k: number,
  columns: F64Block,
  low: F64Block | null,
  beta: TwofoldArray,
): F64Block {
  checkLength("compensatedResiduals", "columns", columns.length, n * (k + 1));
  if (low !== null) checkLength("compensatedResiduals", "low", low.length, n * (k + 1));
  checkLength("compensatedResiduals", "beta", beta.high.length, k);
  const out = scope.f64(n);
  scope.scope((inner) => {
    const [b, bLow] = [inner.copyF64(beta.high), inner.copyF64(beta.low)];
    engine.run(
      "compensatedResiduals",
      rangesOfSize(n, RANGE).map(({ first, rows }) => {
        const second = n * k + first;
        return {
          n: rows,
          ...{ stride: n, k, withLow: low === null ? 0 : 1, X: columns.at(first), low: low?.at(first) },
          ...{ y: columns.at(second), yLow: low?.at(second), beta: b, betaLow: bLow, out: out.at(first) },
        };
      }),
    );
  });
  return out;
}
