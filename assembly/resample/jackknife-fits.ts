import { f64At, InF64, OutF64, setF64, u32At, WorkF64, WorkU32 } from "../abi";
import { dotChunk } from "../blas/ddot";
import { packedFactor, packedRow } from "../moments/packed-factor";
import { solveFactored } from "../moments/packed-solve";

/**
 * The regression without each cluster in turn, from per-cluster cross-products, and each cluster's leverage: the trace of
 * A^-1 A_c. Columns as in `reweightedFits`: m dummies, k regressors, the outcome; r = m + k.
 *
 * In    blocks f64[nClusters*stride], each packed by rows, of which the first (r+1)(r+2)/2 are read; total f64[(r+1)(r+2)/2]
 *       the sum of all clusters' blocks, not of these alone; scale f64[r] what pivots are measured by;
 *       inverse f64[r(r+1)/2] of the total, packed, elements off the diagonal doubled
 * Out   coefficients f64[nClusters*k], by cluster left out, NaN where the rest does not identify one;
 *       leverage f64[nClusters]
 * Work  f64[(r+1)(r+2)/2 + 2*r]; flags u32[r]
 * Info  0
 * Cost  O(nClusters r^3)
 * Source  MacKinnon, Nielsen & Webb (2023), Stata Journal 23(4), doi:10.1177/1536867X231212433
 */
export function jackknifeFits(
  stride: usize, nClusters: usize, m: usize, k: usize, tolerance: f64,
  blocks: InF64, total: InF64, scale: InF64, inverse: InF64,
  coefficients: OutF64, leverage: OutF64, work: WorkF64, flags: WorkU32,
): i32 {
  const r = m + k;
  const size = packedRow(r + 1);
  const A = work;
  const beta = A + (size << 3);
  const column = beta + (r << 3);
  for (let c: usize = 0; c < nClusters; c++) {
    const block = blocks + ((c * stride) << 3);
    for (let i: usize = 0; i < size; i++) setF64(A, i, f64At(total, i) - f64At(block, i));
    packedFactor(r, tolerance, scale, A, flags, column);
    memory.copy(beta, A + (packedRow(r) << 3), r << 3);
    solveFactored(r, A, beta);
    for (let j: usize = 0; j < k; j++) {
      setF64(coefficients, c * k + j, u32At(flags, m + j) == 1 ? f64At(beta, m + j) : NaN);
    }
    setF64(leverage, c, dotChunk(packedRow(r), inverse, block));
  }
  return 0;
}
