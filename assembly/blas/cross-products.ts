import { CHUNK, f64At, InF64, OutF64, setF64, WorkF64 } from "../abi";
import { addToLanes, addToLanes3, combineLanes, dotTail } from "./lanes";
import { fileSum, foldSums } from "./tree";

/** Rows of a block, a multiple of eight: a dozen columns of a block fit the first cache. */
// @ts-ignore: decorator
@inline export const BLOCK: usize = 256;
/** Bytes between the columns of a block in scratch: not a power of two, which would put all of them in one cache set. */
// @ts-ignore: decorator
@inline export const BLOCK_STRIDE: usize = 264 * 8;

/** Numbers in the upper triangle of a k x k matrix, packed by rows: entry (i, j) is followed by (i, j + 1). */
// @ts-ignore: decorator
@inline export function packedSize(k: usize): usize { return (k * (k + 1)) >> 1; }

/**
 * Adds n rows (a multiple of eight) of X to the lanes of X'X, eight a packed entry; column j starts at X + j * stride
 * bytes. Column i meets three columns at a time, so that it is loaded once for three sums held in registers.
 */
export function addRows(n: usize, k: usize, X: usize, stride: usize, lanes: usize): void {
  for (let i: usize = 0; i < k; i++) {
    const x = X + i * stride;
    let j = i;
    for (; j + 3 <= k; j += 3, lanes += 192) {
      const y = X + j * stride;
      addToLanes3(n, x, y, y + stride, y + 2 * stride, lanes);
    }
    for (; j < k; j++, lanes += 64) addToLanes(n, x, X + j * stride, lanes);
  }
}

/** Ends a chunk: packed X'X from its lanes and its last n < 8 rows, which start at X. Clears the lanes for the next. */
export function closeChunk(n: usize, k: usize, X: usize, stride: usize, lanes: usize, packed: usize): void {
  for (let i: usize = 0; i < k; i++) {
    const x = X + i * stride;
    for (let j = i; j < k; j++, packed += 8, lanes += 64) {
      setF64(packed, 0, combineLanes(lanes) + dotTail(n, x, X + j * stride));
      memory.fill(lanes, 0, 64);
    }
  }
}

/** The full symmetric matrix of a packed upper triangle. */
export function unpackSymmetric(k: usize, packed: usize, full: usize): void {
  for (let i: usize = 0; i < k; i++) {
    for (let j = i; j < k; j++, packed += 8) {
      const value = f64At(packed, 0);
      setF64(full, i + j * k, value);
      setF64(full, j + i * k, value);
    }
  }
}

/**
 * X'X of an n x k column-major matrix: chunks of 4,096 rows, merged by the binary tree over chunks.
 *
 * In    X f64[n*k] column-major
 * Out   XtX f64[k*k], symmetric
 * Work  f64[(8 + slots) k(k+1)/2], slots as the tree over ceil(n/4096) chunks needs
 * Info  0
 * Cost  O(n k^2)
 * Source  BLAS level 3 xSYRK (Dongarra, Du Croz, Hammarling & Duff 1990, ACM TOMS 16(1), doi:10.1145/77626.79170)
 */
export function crossProducts(n: usize, k: usize, X: InF64, XtX: OutF64, work: WorkF64): i32 {
  const size = packedSize(k);
  const lanes = work;
  const slots = lanes + (size << 6);
  memory.fill(lanes, 0, size << 6);
  let depth: usize = 0;
  let chunks: usize = 0;
  for (let start: usize = 0; start < n; start += CHUNK) {
    const chunk = X + (start << 3);
    const rows = min(CHUNK, n - start);
    const body = rows & ~7;
    for (let row: usize = 0; row < body; row += BLOCK) {
      addRows(min(BLOCK, body - row), k, chunk + (row << 3), n << 3, lanes);
    }
    closeChunk(rows - body, k, chunk + (body << 3), n << 3, lanes, slots + ((depth * size) << 3));
    depth = fileSum(++chunks, depth, slots, size);
  }
  foldSums(depth, slots, size);
  unpackSymmetric(k, slots, XtX);
  return 0;
}
