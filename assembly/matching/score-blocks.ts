import { f64At, InF64, InU32, OutU32, setU32, u32At } from "../abi";

/**
 * Cuts the controls of each cell, ascending by score, into blocks no wider than `width`: a block goes from its first control
 * as far as it may.
 *
 * In    offsets u32[nCells+1]: where the controls of a cell start in x; x f64[m]
 * Out   starts u32[m+1]: where blocks start, and behind the last one m; cellBlocks u32[nCells+1]: the first block of a cell
 * Info  the number of blocks
 * Cost  O(m + nCells)
 */
export function scoreBlocks(
  m: usize, nCells: usize, width: f64, offsets: InU32, x: InF64, starts: OutU32, cellBlocks: OutU32,
): i32 {
  let blocks: usize = 0;
  for (let cell: usize = 0; cell < nCells; cell++) {
    setU32(cellBlocks, cell, blocks);
    const end = u32At(offsets, cell + 1);
    for (let i = u32At(offsets, cell); i < end;) {
      setU32(starts, blocks++, i);
      const first = f64At(x, i);
      while (i < end && f64At(x, i) - first <= width) i++;
    }
  }
  setU32(cellBlocks, nCells, blocks);
  for (let i = blocks; i <= m; i++) setU32(starts, i, m);
  return <i32>blocks;
}
