import { CHUNK, f64At, InF64, InU32, setF64, u32At, WorkF64 } from "../abi";
import { multiply } from "../blas/axpy";
import { dotChunk } from "../blas/ddot";
import { fileSum, foldSums } from "../blas/tree";

/** Bytes of the merge tree: 32 slots. */
const TREE: usize = 256;

/**
 * Sum over pairs of share (y of the treated - y of the control - centre)^2.
 *
 * In    treated, control u32[nPairs]: positions in y; share f64[nPairs]; y f64[n]
 * Work  f64[8224]: the merge tree, differences and weighted differences of a chunk
 * Returns the sum; NaN if a position is not below n
 * Cost  O(nPairs)
 */
export function pairSquares(
  n: usize, nPairs: usize, centre: f64, treated: InU32, control: InU32, share: InF64, y: InF64, work: WorkF64,
): f64 {
  const differences = work + TREE;
  const weighted = differences + (CHUNK << 3);
  let chunks: usize = 0;
  let depth: usize = 0;
  for (let start: usize = 0; start < nPairs; start += CHUNK) {
    const pairs = min(CHUNK, nPairs - start);
    for (let i: usize = 0; i < pairs; i++) {
      const t = u32At(treated, start + i), c = u32At(control, start + i);
      if (t >= n || c >= n) return NaN;
      setF64(differences, i, f64At(y, t) - f64At(y, c) - centre);
    }
    multiply(pairs, share + (start << 3), differences, weighted);
    setF64(work, depth, dotChunk(pairs, weighted, differences));
    depth = fileSum(++chunks, depth, work, 1);
  }
  foldSums(depth, work, 1);
  return f64At(work, 0);
}
