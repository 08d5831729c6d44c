import { CHUNK, f64At, InF64, OutF64, setF64, WorkF64 } from "../abi";
import { multiply } from "../blas/axpy";
import {
  addRows, BLOCK, BLOCK_STRIDE as STRIDE, closeChunk, lanesBytes, packedSize, unpackSymmetric,
} from "../blas/cross-products";
import { fileSum, foldSums } from "../blas/tree";
import { exp64 } from "../math/exp";

/**
 * Weights of entropy balancing and what a Newton step of its dual needs: w = base e^(eta - shift), and the weighted
 * cross-products of [1, c], c the row's columns, which are to average to 0: the sum of the weights, sum w c and sum w c c'.
 *
 * In    shift: the largest eta; C f64[stride*(k-1)+n]: column j from C[j*stride] on; eta f64[n]; base f64[n], not negative
 * Out   weights f64[n]; sums f64[(k+1)^2], symmetric, the sum of the weights first
 * Work  f64[264*(k+1) + 8*(k+1)*(k+3) + slots*(k+1)*(k+2)/2], slots as the tree over ceil(n/4096) chunks needs
 * Info  0
 * Cost  O(n k^2)
 * Source  Hainmueller (2012), Political Analysis 20(1), doi:10.1093/pan/mpr025
 */
export function entropyTilt(
  n: usize, stride: usize, k: usize, shift: f64, C: InF64, eta: InF64, base: InF64, weights: OutF64,
  sums: OutF64, work: WorkF64,
): i32 {
  const columns = k + 1;
  const size = packedSize(columns);
  const block = work;
  const lanes = block + columns * STRIDE;
  const slots = lanes + lanesBytes(columns);
  memory.fill(lanes, 0, lanesBytes(columns));
  let depth: usize = 0;
  let chunks: usize = 0;
  for (let start: usize = 0; start < n; start += CHUNK) {
    const end = min(start + CHUNK, n);
    let tail: usize = 0;
    let tailAt = block;
    for (let row = start; row < end; row += BLOCK) {
      const rows = min(BLOCK, end - row);
      for (let i: usize = 0; i < rows; i++) {
        const own = f64At(base, row + i);
        const w = own > 0 ? own * exp64(f64At(eta, row + i) - shift) : 0;
        setF64(weights, row + i, w);
        setF64(block, i, sqrt(w));
      }
      for (let j: usize = 0; j < k; j++) {
        const x = C + ((j * stride + row) << 3), out = block + (j + 1) * STRIDE;
        multiply(rows, block, x, out);
      }
      tail = rows & 7;
      tailAt = block + ((rows - tail) << 3);
      addRows(rows - tail, columns, block, STRIDE, lanes);
    }
    closeChunk(tail, columns, tailAt, STRIDE, lanes, slots + ((depth * size) << 3));
    depth = fileSum(++chunks, depth, slots, size);
  }
  foldSums(depth, slots, size);
  unpackSymmetric(columns, slots, sums);
  return 0;
}
