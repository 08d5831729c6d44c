import { CHUNK, f64At, InF64, InU32, OutF64, setF64, u32At, WorkF64 } from "../abi";
import { addColumns } from "../blas/residuals";
import { dotChunk } from "../blas/ddot";
import { fileSum, foldSums } from "../blas/tree";
import { addScores } from "./cluster-scores";

/** Rows taken through all columns twice, for residuals and for scores: a dozen columns stay in the second cache. */
const BLOCK: usize = 512;

/**
 * Residuals u = y - X beta of n rows, their sum of squares, and, unless nCells is 0, the sums of x_i u_i by cluster of
 * the clusters low .. low + nCells - 1: one pass over X. Bits of u as `residuals`, of the sum as `ddot`, of the scores as
 * `clusterScores` on these rows.
 *
 * In       X f64[stride*(k-1)+n]: column j from X[j*stride] on; y f64[n]; beta f64[k]; codes u32[n] in
 *          low..low+nCells-1, not read when nCells is 0
 * Out      u f64[n]; scores f64[nCells*k] row-major
 * Work     f64[32]: the tree over chunks
 * Returns  the sum of squares; -9 when a code is out of range, outputs being then undefined
 * Cost     O(n k)
 * Source   as `clusterScores`
 */
export function residualScores(
  n: usize, stride: usize, k: usize, low: usize, nCells: usize, X: InF64, y: InF64, beta: InF64, codes: InU32,
  u: OutF64, scores: OutF64, work: WorkF64,
): f64 {
  if (nCells > 0) for (let i: usize = 0; i < n; i++) if (u32At(codes, i) - low >= nCells) return -9;
  memory.fill(scores, 0, (nCells * k) << 3);
  if (k == 0) memory.copy(u, y, n << 3);
  let chunks: usize = 0;
  let depth: usize = 0;
  for (let start: usize = 0; start < n; start += CHUNK) {
    const end = min(start + CHUNK, n);
    for (let row = start; row < end; row += BLOCK) {
      const rows = min(BLOCK, end - row);
      const at = row << 3;
      addColumns(rows, k, X + at, stride << 3, -1, beta, 1, y + at, u + at);
      if (nCells > 0) addScores(rows, k, low, X + at, stride << 3, u + at, codes + (row << 2), scores);
    }
    const residuals = u + (start << 3);
    setF64(work, depth, dotChunk(end - start, residuals, residuals));
    depth = fileSum(++chunks, depth, work, 1);
  }
  foldSums(depth, work, 1);
  return f64At(work, 0);
}
