import { f64At, InF64, InU32, OutF64, setF64, setU32, u32At, WorkF64, WorkU32 } from "../abi";

/**
 * Adds the level pairs of every group to S. A group's weights by level come first, without repeats, so that a group of
 * many rows costs the square of its levels, not of its rows. A pair is met once, in either triangle.
 */
// @ts-ignore: decorator
@inline function addGroups(
  weighted: bool, nGroups: usize, offsets: usize, codes: usize, w: usize, S: usize,
  byLevel: usize, dense: usize, rowStart: usize, met: usize,
): void {
  let start = u32At(offsets, 0);
  for (let g: usize = 0; g < nGroups; g++) {
    const end = u32At(offsets, g + 1);
    let nMet: usize = 0;
    let W: f64 = 0;
    for (let i = start; i < end; i++) {
      const level = u32At(codes, i);
      const before = f64At(byLevel, level);
      const wi = weighted ? f64At(w, i) : 1;
      setU32(met, nMet, level);
      nMet += before == 0 ? 1 : 0;
      setF64(byLevel, level, before + wi);
      W += wi;
    }
    const inverse = 1 / W;
    for (let s: usize = 0; s < nMet; s++) {
      const level = u32At(met, s);
      const weight = f64At(byLevel, level);
      setF64(byLevel, level, 0);
      setF64(dense, s, weight);
      const row = S + (u32At(rowStart, level) << 3);
      const share = weight * inverse;
      for (let t: usize = 0; t < s; t++) {
        const at = row + (u32At(met, t) << 3);
        store<f64>(at, load<f64>(at) + share * f64At(dense, t));
      }
    }
    start = end;
  }
}

/** Folds both triangles of one block into the lower one, and sets the diagonal so that rows sum to zero. */
// @ts-ignore: decorator
@inline function fold(m: usize, block: usize, diagonal: usize): void {
  memory.fill(diagonal, 0, m << 3);
  for (let i: usize = 0; i < m; i++) {
    const row = block + ((i * m) << 3);
    let sum: f64 = 0;
    for (let j: usize = 0; j < i; j++) {
      const both = f64At(row, j) + f64At(block, j * m + i);
      setF64(row, j, -both);
      setF64(block, j * m + i, 0);
      sum += both;
      setF64(diagonal, j, f64At(diagonal, j) + both);
    }
    setF64(diagonal, i, sum);
  }
  for (let i: usize = 0; i < m; i++) setF64(block, i * m + i, f64At(diagonal, i));
}

/**
 * The equations of the smaller of two effects once the larger, ordered one is eliminated: D2 - D2'D1 (D1'D1)^-1 D1'D2,
 * a graph Laplacian, one dense block a connected component. Off-diagonal sums are exact in sign and rows sum to zero by
 * construction, so no digit is lost to cancellation on the diagonal.
 *
 * In    offsets u32[nGroups+1], rows ordered by group; codes u32[n], levels numbered component by component;
 *       blocks u32[nBlocks+1]: first level of each component; w f64[n] > 0, read only when `weighted` is not 0
 * Out   S f64[sum of m^2], block by block, row-major m by m: the lower triangle with its diagonal; 0 above
 * Work  f64[2*nLevels]; u32[2*nLevels + 1]
 * Info  0
 * Cost  O(n + sum over groups of (levels met)^2 + sum of m^2); groups in order
 */
export function schurComplement(
  nGroups: usize, nLevels: usize, nBlocks: usize, weighted: i32,
  offsets: InU32, codes: InU32, blocks: InU32, w: InF64, S: OutF64, work: WorkF64, index: WorkU32,
): i32 {
  const byLevel = work, dense = work + (nLevels << 3);
  const rowStart = index, met = index + (nLevels << 2);
  let size: usize = 0;
  for (let b: usize = 0; b < nBlocks; b++) {
    const low = u32At(blocks, b), m = u32At(blocks, b + 1) - low;
    // Less `low`, so that the level itself is the column; never negative, for earlier blocks hold at least `low` cells.
    for (let i: usize = 0; i < m; i++) setU32(rowStart, low + i, size + i * m - low);
    size += m * m;
  }
  memory.fill(S, 0, size << 3);
  memory.fill(byLevel, 0, nLevels << 3);
  if (weighted) addGroups(true, nGroups, offsets, codes, w, S, byLevel, dense, rowStart, met);
  else addGroups(false, nGroups, offsets, codes, w, S, byLevel, dense, rowStart, met);
  for (let b: usize = 0; b < nBlocks; b++) {
    const m = u32At(blocks, b + 1) - u32At(blocks, b);
    fold(m, S, dense);
    S += (m * m) << 3;
  }
  return 0;
}
