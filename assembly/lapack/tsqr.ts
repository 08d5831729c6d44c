import { CHUNK, f64At, InF64, OutF64, setF64, WorkF64 } from "../abi";
import { subtractScaled, subtractScaledPair } from "../blas/axpy";
import { dotChunk } from "../blas/ddot";
import { dotChunk2x4 } from "../blas/lanes";

/** Rows of a block: with a dozen columns it fits the first cache. */
const BLOCK: usize = 512;
/** Bytes between the columns of a block: not a power of two, which would put all of them in one cache set. */
const STRIDE: usize = 520 * 8;

/**
 * R of n rows of a column-major matrix X (X = QR, Q not formed): Householder reflections take blocks of 512 rows into
 * the R of their chunk of 4,096 rows; the R's of the chunks merge by the binary tree over chunks.
 *
 * In    X f64[stride*(k-1)+n]: column j from X[j*stride] on; entries within 1e-150 and 1e150: squares are not scaled
 * Out   R f64[k*k] column-major, upper triangular with zeros below and a diagonal >= 0; with n < k the rows from n on
 *       are zero
 * Work  f64[520*k + 68 + slots*k*k], slots as the tree over ceil(n/4096) chunks needs
 * Info  0
 * Cost  O(n k^2)
 * Source  Demmel, Grigori, Hoemmen & Langou (2012), SIAM J. Sci. Comput. 34(1), doi:10.1137/080731992
 */
export function tsqr(n: usize, stride: usize, k: usize, X: InF64, R: OutF64, work: WorkF64): i32 {
  const scratch = work + k * STRIDE;
  const slots = scratch + 544;
  const size = k * k;
  const rank = min(n, k);
  let chunks: usize = 0;
  let depth: usize = 0;
  for (let start: usize = 0; start < n; start += CHUNK) {
    const rows = min(CHUNK, n - start);
    const top = slots + ((depth * size) << 3);
    factorChunk(rows, k, X + (start << 3), stride << 3, top, work, scratch);
    for (let carry = ++chunks; (carry & 1) == 0; carry >>= 1) {
      depth--;
      merge(k, slots + ((depth * size) << 3), rank, scratch);
    }
    depth++;
  }
  if (depth == 0) memory.fill(slots, 0, size << 3);
  for (; depth > 1; depth--) merge(k, slots + (((depth - 2) * size) << 3), rank, scratch);
  copyWithPositiveDiagonal(k, slots, R);
  return 0;
}

/**
 * R of all rows from the R's of ranges of 2^p chunks (the last may be less) as `tsqr` gives them, by the binary tree over
 * the ranges: the bits of `tsqr` on all rows at once. A row of an R with its sign turned is reflected to the same
 * numbers with their sign turned, so that the sign of the diagonals means nothing on the way.
 *
 * In    parts f64[count*k*k]
 * Out   R f64[k*k], as `tsqr`
 * Work  f64[68 + slots*k*k], slots as the tree over `count` chunks needs
 * Info  0
 * Cost  O(count k^3)
 * Source  as `tsqr`
 */
export function tsqrMerge(count: usize, k: usize, parts: InF64, R: OutF64, work: WorkF64): i32 {
  const slots = work + 544;
  const size = k * k;
  let depth: usize = 0;
  for (let i: usize = 0; i < count; i++) {
    memory.copy(slots + ((depth * size) << 3), parts + ((i * size) << 3), size << 3);
    for (let carry = i + 1; (carry & 1) == 0; carry >>= 1) {
      depth--;
      merge(k, slots + ((depth * size) << 3), k, work);
    }
    depth++;
  }
  if (depth == 0) memory.fill(slots, 0, size << 3);
  for (; depth > 1; depth--) merge(k, slots + (((depth - 2) * size) << 3), k, work);
  copyWithPositiveDiagonal(k, slots, R);
  return 0;
}

/** R of one chunk, whose columns start `stride` bytes apart. */
// @ts-ignore: decorator
@inline function factorChunk(
  n: usize, k: usize, X: usize, stride: usize, R: usize, block: usize, scratch: usize,
): void {
  memory.fill(R, 0, (k * k) << 3);
  for (let start: usize = 0; start < n; start += BLOCK) {
    const rows = min(BLOCK, n - start);
    for (let j: usize = 0; j < k; j++) {
      memory.copy(block + j * STRIDE, X + j * stride + (start << 3), rows << 3);
    }
    absorb(k, R, rows, block, STRIDE, min(start + rows, k), false, scratch);
  }
}

/** The R in the slot after `R` is taken into `R`; what is left there means nothing. */
// @ts-ignore: decorator
@inline function merge(k: usize, R: usize, rank: usize, scratch: usize): void {
  absorb(k, R, k, R + ((k * k) << 3), k << 3, rank, true, scratch);
}

/**
 * R becomes the R of the rows it stands for and the m rows of `block`, whose columns start `stride` bytes apart;
 * with `triangular` the block is itself upper triangular. Only the first `rank` rows of R are made: with fewer rows
 * than columns, what reflections leave in the block after that is rounding. Reflections go in pairs, so that a later
 * column is read and written once for two.
 */
function absorb(
  k: usize, R: usize, m: usize, block: usize, stride: usize, rank: usize, triangular: bool, scratch: usize,
): void {
  for (let j: usize = 0; j < rank;) {
    const p = block + j * stride;
    const rows = triangular ? min(j + 2, m) : m;
    const row = R + (j << 3);
    if (!makeReflection(k, j, rows, row, p, scratch)) {
      j++;
      continue;
    }
    if (j + 1 < k) reflectColumn(k, j + 1, rows, row, p, p + stride, scratch);
    if (j + 1 < rank && makeReflection(k, j + 1, rows, row + 8, p + stride, scratch + 16)) {
      reflectByPair(k, j, rows, row, block, stride, scratch);
      j += 2;
    } else {
      for (let l = j + 2; l < k; l++) reflectColumn(k, l, rows, row, p, block + l * stride, scratch);
      j++;
    }
  }
}

/**
 * The reflection I - tau v v' with v = (v0, p) that sends (alpha, p) to (beta, 0), alpha being entry j of the row of R
 * at `row`: beta takes its place, `to` receives v0 and tau. False when p is zero: there is nothing to reflect.
 */
// @ts-ignore: decorator
@inline function makeReflection(k: usize, j: usize, rows: usize, row: usize, p: usize, to: usize): bool {
  const below = dotChunk(rows, p, p);
  if (below == 0) return false;
  const alpha = f64At(row, j * k);
  const norm = sqrt(alpha * alpha + below);
  const beta = alpha > 0 ? -norm : norm;
  const v0 = alpha - beta;
  setF64(row, j * k, beta);
  setF64(to, 0, v0);
  setF64(to, 1, -1 / (beta * v0));
  return true;
}

/** Applies one reflection to column l: its entry in the row of R and its block column y. */
// @ts-ignore: decorator
@inline function reflectColumn(
  k: usize, l: usize, rows: usize, row: usize, p: usize, y: usize, reflection: usize,
): void {
  subtractScaled(rows, reflectTop(row + ((l * k) << 3), dotChunk(rows, p, y), reflection), p, y);
}

/** Reflects an entry of R above a block column whose product with p is `dot`; returns the multiple of p to subtract. */
// @ts-ignore: decorator
@inline function reflectTop(entry: usize, dot: f64, reflection: usize): f64 {
  const top = f64At(entry, 0);
  const v0 = f64At(reflection, 0);
  const factor = (v0 * top + dot) * f64At(reflection, 1);
  setF64(entry, 0, top - factor * v0);
  return factor;
}

/**
 * Applies the reflections of columns j and j + 1, in this order, to all later columns: both products of a column are
 * taken before either is applied, and the second is put right by the product of the two reflections' vectors.
 */
// @ts-ignore: decorator
@inline function reflectByPair(
  k: usize, j: usize, rows: usize, row: usize, block: usize, stride: usize, scratch: usize,
): void {
  const p = block + j * stride;
  const q = p + stride;
  const last = block + (k - 1) * stride;
  const cross = dotChunk(rows, p, q);
  const dots = scratch + 32;
  for (let l = j + 2; l < k; l += 4) {
    const y = block + l * stride;
    dotChunk2x4(rows, p, q, y, min(y + stride, last), min(y + 2 * stride, last), min(y + 3 * stride, last), dots);
    for (let c: usize = 0, columns = min(4, k - l); c < columns; c++) {
      const entry = row + (((l + c) * k) << 3);
      const first = reflectTop(entry, f64At(dots, c), scratch);
      const second = reflectTop(entry + 8, f64At(dots, 4 + c) - first * cross, scratch + 16);
      subtractScaledPair(rows, first, p, second, q, y + c * stride);
    }
  }
}

/** Copies R, turning the sign of rows whose diagonal is negative and writing zeros below the diagonal; no -0. */
// @ts-ignore: decorator
@inline function copyWithPositiveDiagonal(k: usize, from: usize, to: usize): void {
  for (let i: usize = 0; i < k; i++) {
    const negative = f64At(from, i + i * k) < 0;
    for (let j: usize = 0; j < k; j++) {
      const value = f64At(from, i + j * k);
      setF64(to, i + j * k, j < i ? 0 : negative ? 0 - value : 0 + value);
    }
  }
}
