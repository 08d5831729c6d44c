import { CHUNK, InF64, OutF64, WorkF64 } from "../abi";
import {
  addRows, BLOCK, BLOCK_STRIDE as STRIDE, closeChunk, lanesBytes, packedSize, unpackSymmetric,
} from "../blas/cross-products";
import { fileSum, foldSums } from "../blas/tree";
import { whiten } from "./whiten";

/**
 * Cluster-robust meat: sum over clusters g of s_g s_g', from the score sums of `clusterScores`; of s_g R^-1 when `over` is
 * not 0. Blocks of clusters are turned column-major in scratch, then treated as the rows of `crossProducts`.
 *
 * In    scores f64[nClusters*k] row-major: the k sums of a cluster are contiguous; R f64[k*k] upper, column-major, not
 *       read when `over` is 0
 * Out   meat f64[k*k], symmetric
 * Work  f64[264*k + 8*k*(k+2) + slots*k*(k+1)/2], slots as in `crossProducts` with nClusters rows
 * Info  0
 * Cost  O(nClusters k^2)
 * Source  Liang & Zeger (1986), Biometrika 73(1), doi:10.1093/biomet/73.1.13
 */
export function clusterMeat(
  nClusters: usize, k: usize, over: i32, scores: InF64, R: InF64, meat: OutF64, work: WorkF64,
): i32 {
  const size = packedSize(k);
  const block = work;
  const lanes = block + k * STRIDE;
  const slots = lanes + lanesBytes(k);
  memory.fill(lanes, 0, lanesBytes(k));
  let depth: usize = 0;
  let chunks: usize = 0;
  for (let start: usize = 0; start < nClusters; start += CHUNK) {
    const end = min(start + CHUNK, nClusters);
    let tail: usize = 0;
    let tailAt = block;
    for (let row = start; row < end; row += BLOCK) {
      const rows = min(BLOCK, end - row);
      let from = scores + ((row * k) << 3);
      for (let g: usize = 0; g < rows; g++) {
        for (let j: usize = 0; j < k; j++, from += 8) store<f64>(block + j * STRIDE + (g << 3), load<f64>(from));
      }
      if (over) whiten(rows, k, block, STRIDE, R);
      tail = rows & 7;
      tailAt = block + ((rows - tail) << 3);
      addRows(rows - tail, k, block, STRIDE, lanes);
    }
    closeChunk(tail, k, tailAt, STRIDE, lanes, slots + ((depth * size) << 3));
    depth = fileSum(++chunks, depth, slots, size);
  }
  foldSums(depth, slots, size);
  unpackSymmetric(k, slots, meat);
  return 0;
}
