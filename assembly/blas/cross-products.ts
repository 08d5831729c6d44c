import { CHUNK, f64At, InF64, OutF64, setF64, WorkF64 } from "../abi";
import { addToLanes, addToLanes2x4, combineLanes, dotTail } from "./lanes";
import { fileSum, foldSums } from "./tree";

/** Rows of a block, a multiple of eight: a dozen columns of a block fit the first cache. */
// @ts-ignore: decorator
@inline export const BLOCK: usize = 256;
/** Bytes between the columns of a block in scratch: a power of two would put all of them in one cache set. */
// @ts-ignore: decorator
@inline export const BLOCK_STRIDE: usize = 264 * 8;

/** Numbers in the upper triangle of a k x k matrix, packed by rows: entry (i, j) is followed by (i, j + 1). */
// @ts-ignore: decorator
@inline export function packedSize(k: usize): usize { return (k * (k + 1)) >> 1; }

/** Bytes of the lanes of X'X: entry (i, j >= i) has eight f64 at number i * (k + 2) + j; tiles may end two beyond k. */
// @ts-ignore: decorator
@inline export function lanesBytes(k: usize): usize { return (k * (k + 2)) << 6; }

/**
 * Adds n rows (a multiple of eight) of X to the lanes of X'X; column j starts at X + j * stride bytes. Two columns meet
 * four at a time; where two or three are left the last is repeated, into lanes that nobody reads.
 */
export function addRows(n: usize, k: usize, X: usize, stride: usize, lanes: usize): void {
  const row = (k + 2) << 6;
  for (let i: usize = 0; i < k; i += 2) {
    const x = X + i * stride;
    let j = i;
    for (; j + 2 <= k; j += 4) {
      const at = lanes + i * row + (j << 6);
      const y = X + j * stride;
      const last = X + (k - 1) * stride;
      const y2 = min(y + 2 * stride, last), y3 = min(y + 3 * stride, last);
      addToLanes2x4(n, x, x + stride, y, y + stride, y2, y3, at, at + row);
    }
    if (j < k) {
      const y = X + j * stride;
      addToLanes(n, x, y, lanes + i * row + (j << 6));
      if (i < j) addToLanes(n, x + stride, y, lanes + (i + 1) * row + (j << 6));
    }
  }
}

/** Ends a chunk: packed X'X from its lanes and its last n < 8 rows, which start at X. Clears the lanes for the next. */
export function closeChunk(n: usize, k: usize, X: usize, stride: usize, lanes: usize, packed: usize): void {
  for (let i: usize = 0; i < k; i++) {
    const x = X + i * stride;
    for (let j = i; j < k; j++, packed += 8) {
      setF64(packed, 0, combineLanes(lanes + ((i * (k + 2) + j) << 6)) + dotTail(n, x, X + j * stride));
    }
  }
  memory.fill(lanes, 0, lanesBytes(k));
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
 * X'X of n rows of a column-major matrix: chunks of 4,096 rows, merged by the binary tree over chunks.
 *
 * In    X f64[stride*(k-1)+n]: column j from X[j*stride] on
 * Out   XtX f64[k*k], symmetric
 * Work  f64[8*k*(k+2) + slots*k*(k+1)/2], slots as the tree over ceil(n/4096) chunks needs
 * Info  0
 * Cost  O(n k^2)
 * Source  BLAS level 3 xSYRK (Dongarra, Du Croz, Hammarling & Duff 1990, ACM TOMS 16(1), doi:10.1145/77626.79170)
 */
export function crossProducts(n: usize, stride: usize, k: usize, X: InF64, XtX: OutF64, work: WorkF64): i32 {
  const size = packedSize(k);
  const lanes = work;
  const slots = lanes + lanesBytes(k);
  memory.fill(lanes, 0, lanesBytes(k));
  let depth: usize = 0;
  let chunks: usize = 0;
  for (let start: usize = 0; start < n; start += CHUNK) {
    const chunk = X + (start << 3);
    const rows = min(CHUNK, n - start);
    const body = rows & ~7;
    for (let row: usize = 0; row < body; row += BLOCK) {
      addRows(min(BLOCK, body - row), k, chunk + (row << 3), stride << 3, lanes);
    }
    closeChunk(rows - body, k, chunk + (body << 3), stride << 3, lanes, slots + ((depth * size) << 3));
    depth = fileSum(++chunks, depth, slots, size);
  }
  foldSums(depth, slots, size);
  unpackSymmetric(k, slots, XtX);
  return 0;
}
