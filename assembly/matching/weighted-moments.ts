import { CHUNK, f64At, InF64, OutF64, setF64, WorkF64 } from "../abi";
import { multiply } from "../blas/axpy";
import { dotChunk } from "../blas/ddot";
import { fileSum, foldSums } from "../blas/tree";

/**
 * First and second weighted moments of k columns about given centres, under each of q columns of weights at once. Weights
 * of a group are 0 outside it, so that groups are columns of weights. Means come from a pass about 0, variances from a
 * second pass about the means.
 *
 * In    X f64[stride*(k-1)+n]: column j from X[j*stride] on; W f64[stride*(q-1)+n] likewise; centres f64[k*q]: that of
 *       column j under weights g at j*q + g
 * Out   moments f64[2*q*(k+1)]: sum w and sum w^2 of weights g at 2*g; sum w (x - c) and sum w (x - c)^2 of column j
 *       under weights g at 2*q*(1+j) + 2*g
 * Work  f64[12288 + slots*2*q*(k+1)]: ones, deviations and weighted deviations of a chunk, then the merge tree
 * Info  0
 * Cost  O(n k q)
 * Source  Chan, Golub & LeVeque (1983), The American Statistician 37(3), doi:10.1080/00031305.1983.10483115 (two passes)
 */
export function weightedMoments(
  n: usize, stride: usize, k: usize, q: usize, X: InF64, W: InF64, centres: InF64, moments: OutF64, work: WorkF64,
): i32 {
  const width = q << 1;
  const size = width * (k + 1);
  const ones = work;
  const deviations = ones + (CHUNK << 3);
  const products = deviations + (CHUNK << 3);
  const slots = products + (CHUNK << 3);
  for (let i: usize = 0; i < CHUNK; i++) setF64(ones, i, 1);
  let chunks: usize = 0;
  let depth: usize = 0;
  for (let start: usize = 0; start < n; start += CHUNK) {
    const rows = min(CHUNK, n - start);
    const slot = slots + ((depth * size) << 3);
    for (let g: usize = 0; g < q; g++) {
      const w = W + ((g * stride + start) << 3);
      const total = g << 1;
      setF64(slot, total, dotChunk(rows, w, ones));
      setF64(slot, total + 1, dotChunk(rows, w, w));
      for (let j: usize = 0; j < k; j++) {
        const x = X + ((j * stride + start) << 3);
        const centre = f64At(centres, j * q + g);
        for (let i: usize = 0; i < rows; i++) setF64(deviations, i, f64At(x, i) - centre);
        multiply(rows, w, deviations, products);
        const at = width * (1 + j) + total;
        setF64(slot, at, dotChunk(rows, products, ones));
        setF64(slot, at + 1, dotChunk(rows, products, deviations));
      }
    }
    depth = fileSum(++chunks, depth, slots, size);
  }
  foldSums(depth, slots, size);
  memory.copy(moments, slots, size << 3);
  return 0;
}
