import { f64At, InOutF64, InU32, setF64, u32At, WorkF64 } from "../abi";

/**
 * Folds the pairs schurComplement has met into the equations of each block, a graph Laplacian: off the diagonal the sum
 * of both triangles with its sign turned, on it what makes rows sum to zero, so that no digit is lost to cancellation.
 *
 * In    blocks u32[nBlocks+1]: first level of each component
 * InOut S f64[sum of m^2], row-major blocks: pairs in; the lower triangle with its diagonal out, 0 above
 * Work  f64[largest m]
 * Info  0
 * Cost  O(sum of m^2)
 */
export function schurFold(nBlocks: usize, blocks: InU32, S: InOutF64, diagonal: WorkF64): i32 {
  for (let b: usize = 0; b < nBlocks; b++) {
    const m = u32At(blocks, b + 1) - u32At(blocks, b);
    memory.fill(diagonal, 0, m << 3);
    for (let i: usize = 0; i < m; i++) {
      const row = S + ((i * m) << 3);
      let sum: f64 = 0;
      for (let j: usize = 0; j < i; j++) {
        const both = f64At(row, j) + f64At(S, j * m + i);
        setF64(row, j, -both);
        setF64(S, j * m + i, 0);
        sum += both;
        setF64(diagonal, j, f64At(diagonal, j) + both);
      }
      setF64(diagonal, i, sum);
    }
    for (let i: usize = 0; i < m; i++) setF64(S, i * m + i, f64At(diagonal, i));
    S += (m * m) << 3;
  }
  return 0;
}
