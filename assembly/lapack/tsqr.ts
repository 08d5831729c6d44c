import { CHUNK, f64At, InF64, OutF64, setF64, WorkF64 } from "../abi";
import { subtractScaled, subtractScaled3 } from "../blas/axpy";
import { dotChunk } from "../blas/ddot";
import { dotChunk3 } from "../blas/lanes";

/** Rows of a block: with a dozen columns it fits the first cache. */
const BLOCK: usize = 512;

/**
 * R of the n x k matrix X (X = QR, Q not formed): Householder reflections take blocks of 512 rows into the R of their
 * chunk of 4,096 rows; the R's of the chunks merge by the binary tree over chunks.
 *
 * In    X f64[n*k] column-major
 * Out   R f64[k*k] column-major, upper triangular with zeros below and a diagonal >= 0; with n < k the rows from n on
 *       are zero
 * Work  f64[512*k + 24 + slots*k*k], slots as the tree over ceil(n/4096) chunks needs
 * Info  0
 * Cost  O(n k^2)
 * Source  Demmel, Grigori, Hoemmen & Langou (2012), SIAM J. Sci. Comput. 34(1), doi:10.1137/080731992
 */
export function tsqr(n: usize, k: usize, X: InF64, R: OutF64, work: WorkF64): i32 {
  const sums = work + ((BLOCK * k) << 3);
  const slots = sums + 192;
  const size = k * k;
  const rank = min(n, k);
  let chunks: usize = 0;
  let depth: usize = 0;
  for (let start: usize = 0; start < n; start += CHUNK) {
    const rows = min(CHUNK, n - start);
    const top = slots + ((depth * size) << 3);
    factorChunk(rows, k, X + (start << 3), n << 3, top, work, sums);
    for (let carry = ++chunks; (carry & 1) == 0; carry >>= 1) {
      depth--;
      merge(k, slots + ((depth * size) << 3), rank, sums);
    }
    depth++;
  }
  if (depth == 0) memory.fill(slots, 0, size << 3);
  for (; depth > 1; depth--) merge(k, slots + (((depth - 2) * size) << 3), rank, sums);
  copyWithPositiveDiagonal(k, slots, R);
  return 0;
}

/** R of one chunk, whose columns start `stride` bytes apart. */
// @ts-ignore: decorator
@inline function factorChunk(
  n: usize, k: usize, X: usize, stride: usize, R: usize, block: usize, sums: usize,
): void {
  memory.fill(R, 0, (k * k) << 3);
  for (let start: usize = 0; start < n; start += BLOCK) {
    const rows = min(BLOCK, n - start);
    for (let j: usize = 0; j < k; j++) {
      memory.copy(block + ((j * rows) << 3), X + j * stride + (start << 3), rows << 3);
    }
    absorb(k, R, rows, block, rows << 3, min(start + rows, k), false, sums);
  }
}

/** The R in the slot after `R` is taken into `R`; what is left there means nothing. */
// @ts-ignore: decorator
@inline function merge(k: usize, R: usize, rank: usize, sums: usize): void {
  absorb(k, R, k, R + ((k * k) << 3), k << 3, rank, true, sums);
}

/**
 * R becomes the R of the rows it stands for and the m rows of `block`, whose columns start `stride` bytes apart;
 * with `triangular` the block is itself upper triangular. Only the first `rank` rows of R are made: with fewer rows
 * than columns, what reflections leave in the block after that is rounding.
 */
function absorb(
  k: usize, R: usize, m: usize, block: usize, stride: usize, rank: usize, triangular: bool, sums: usize,
): void {
  for (let j: usize = 0; j < rank; j++) {
    const p = block + j * stride;
    const rows = triangular ? min(j + 1, m) : m;
    const below = dotChunk(rows, p, p);
    if (below == 0) continue;
    // The reflection I - tau v v' with v = (v0, p) sends (alpha, p) to (beta, 0).
    const pivot = R + ((j + j * k) << 3);
    const alpha = f64At(pivot, 0);
    const norm = sqrt(alpha * alpha + below);
    const beta = alpha > 0 ? -norm : norm;
    const v0 = alpha - beta;
    const tau = -1 / (beta * v0);
    setF64(pivot, 0, beta);
    let l = j + 1;
    for (; l + 3 <= k; l += 3) {
      const y = block + l * stride;
      dotChunk3(rows, p, y, y + stride, y + 2 * stride, sums);
      const a0 = reflectTop(R + ((j + l * k) << 3), v0, tau, f64At(sums, 0));
      const a1 = reflectTop(R + ((j + (l + 1) * k) << 3), v0, tau, f64At(sums, 1));
      const a2 = reflectTop(R + ((j + (l + 2) * k) << 3), v0, tau, f64At(sums, 2));
      subtractScaled3(rows, a0, a1, a2, p, y, y + stride, y + 2 * stride);
    }
    for (; l < k; l++) {
      const y = block + l * stride;
      subtractScaled(rows, reflectTop(R + ((j + l * k) << 3), v0, tau, dotChunk(rows, p, y)), p, y);
    }
  }
}

/** Reflects the entry of R above a column whose product with p is `dot`; returns the multiple of p to take off. */
// @ts-ignore: decorator
@inline function reflectTop(entry: usize, v0: f64, tau: f64, dot: f64): f64 {
  const top = f64At(entry, 0);
  const factor = (v0 * top + dot) * tau;
  setF64(entry, 0, top - factor * v0);
  return factor;
}

/** Copies R, turning the sign of rows whose diagonal is negative and writing zeros below the diagonal. */
// @ts-ignore: decorator
@inline function copyWithPositiveDiagonal(k: usize, from: usize, to: usize): void {
  for (let i: usize = 0; i < k; i++) {
    const negative = f64At(from, i + i * k) < 0;
    for (let j: usize = 0; j < k; j++) {
      const value = f64At(from, i + j * k);
      setF64(to, i + j * k, j < i ? 0 : negative ? -value : value);
    }
  }
}
