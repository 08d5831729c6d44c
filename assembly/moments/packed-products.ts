import { f64At, InF64, InU32, OutF64, setF64, u32At } from "../abi";
import { subtractScaled } from "../blas/axpy";
import { dotChunk } from "../blas/ddot";
import { packedRow } from "./packed-factor";

/**
 * Products of packed symmetric matrices, each with the vector its code names: y_b = B_b x_(codes[b]). With x the
 * coefficients of a residual, 1 at the outcome and the negative of a coefficient at each column, y_b is cluster b's scores.
 *
 * In    blocks f64[nBlocks*n(n+1)/2]; codes u32[nBlocks]; vectors f64[n*...] column-major
 * Out   products f64[n*nBlocks] column-major
 * Info  0
 * Cost  O(n^2 nBlocks)
 */
export function packedProducts(
  n: usize, nBlocks: usize, blocks: InF64, codes: InU32, vectors: InF64, products: OutF64,
): i32 {
  const size = packedRow(n) << 3;
  for (let b: usize = 0; b < nBlocks; b++) {
    const block = blocks + b * size;
    const x = vectors + ((u32At(codes, b) * n) << 3);
    const y = products + ((b * n) << 3);
    for (let i: usize = 0; i < n; i++) {
      const row = block + (packedRow(i) << 3);
      setF64(y, i, dotChunk(i + 1, row, x));
      subtractScaled(i, -f64At(x, i), row, y); // what is right of the diagonal in the rows above
    }
  }
  return 0;
}
