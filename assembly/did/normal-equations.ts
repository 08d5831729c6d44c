import { CHUNK, f64At, setF64, u32At } from "../abi";
import { multiply } from "../blas/axpy";
import { addRows, BLOCK, BLOCK_STRIDE as STRIDE, closeChunk, lanesBytes, packedSize } from "../blas/cross-products";
import { fileSum, foldSums } from "../blas/tree";
import { packedFactor, packedRow } from "../moments/packed-factor";
import { solveFactored } from "../moments/packed-solve";

/** Share of a column's sum of squares that those before it must leave; regressors have mean 0 and deviation 1. */
// @ts-ignore: decorator
@inline const COLLINEAR: f64 = 1e-12;

/** The lower triangle by rows of a symmetric matrix whose upper triangle by rows is `upper`. */
export function lowerOf(k: usize, upper: usize, lower: usize): void {
  for (let i: usize = 0; i < k; i++) {
    for (let j = i; j < k; j++, upper += 8) setF64(lower, packedRow(j) + i, load<f64>(upper));
  }
}

/**
 * Products of k regressors and an outcome, each row times its weight: the lower triangle by rows of order k + 1. `work`
 * f64[264*(k+2) + 8*(k+1)*(k+3) + slots*(k+1)*(k+2)/2], slots as in `crossProducts`.
 */
export function weightedProducts(
  n: usize, stride: usize, k: usize, X: usize, y: usize, w: usize, products: usize, work: usize,
): void {
  const m = k + 1, size = packedSize(m);
  const root = work + m * STRIDE, lanes = root + STRIDE, slots = lanes + lanesBytes(m);
  memory.fill(lanes, 0, lanesBytes(m));
  let depth: usize = 0, chunks: usize = 0;
  for (let start: usize = 0; start < n; start += CHUNK) {
    const end = min(start + CHUNK, n);
    let tail: usize = 0, body: usize = 0;
    for (let row = start; row < end; row += BLOCK) {
      const rows = min(BLOCK, end - row), at = row << 3;
      for (let i: usize = 0; i < rows; i++) setF64(root, i, sqrt(f64At(w + at, i)));
      for (let j: usize = 0; j < k; j++) multiply(rows, X + ((j * stride) << 3) + at, root, work + j * STRIDE);
      multiply(rows, y + at, root, work + k * STRIDE);
      tail = rows & 7;
      body = rows - tail;
      addRows(body, m, work, STRIDE, lanes);
    }
    closeChunk(tail, m, work + (body << 3), STRIDE, lanes, slots + ((depth * size) << 3));
    depth = fileSum(++chunks, depth, slots, size);
  }
  foldSums(depth, slots, size);
  lowerOf(m, slots, products);
}

/**
 * Factors the leading k rows of a lower triangle by rows, in place. `scale` f64[2k]. Returns the number of the first column that
 * those before it determine, from 1 on, or 0.
 */
export function factorLeading(k: usize, A: usize, kept: usize, scale: usize): usize {
  for (let j: usize = 0; j < k; j++) setF64(scale, j, f64At(A, packedRow(j) + j));
  if (packedFactor(k, COLLINEAR, scale, A, kept, scale + (k << 3)) == 0) return 0;
  for (let j: usize = 0; j < k; j++) if (u32At(kept, j) == 0) return j + 1;
  return 0;
}

/** Coefficients of least squares by `weightedProducts`, which become its factor; returns as `factorLeading`. */
export function leastSquares(k: usize, products: usize, b: usize, kept: usize, scale: usize): usize {
  memory.copy(b, products + (packedRow(k) << 3), k << 3);
  const dropped = factorLeading(k, products, kept, scale);
  if (dropped == 0) solveFactored(k, products, b);
  return dropped;
}
