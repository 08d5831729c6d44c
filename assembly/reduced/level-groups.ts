import { InU32, OutU32, setU32, u32At } from "../abi";

/**
 * Groups by level: the cells of an effect counted into levels, each remembered by its group.
 *
 * In    offsets u32[nGroups+1]: cells of each group; codes u32[cells] < nA: level of each cell
 * Out   levelOffsets u32[nA+1]; levelGroups u32[cells]: groups of the cells of each level, ascending
 * Info  0
 * Cost  O(cells + nA)
 */
export function levelGroups(
  nGroups: usize, nA: usize, offsets: InU32, codes: InU32, levelOffsets: OutU32, groups: OutU32,
): i32 {
  memory.fill(levelOffsets, 0, (nA + 1) << 2);
  const nCells = u32At(offsets, nGroups);
  for (let i: usize = 0; i < nCells; i++) {
    const level = u32At(codes, i);
    setU32(levelOffsets, level, u32At(levelOffsets, level) + 1);
  }
  let sum: usize = 0;
  for (let level: usize = 0; level <= nA; level++) {
    sum += u32At(levelOffsets, level);
    setU32(levelOffsets, level, sum);
  }
  // From the last cell back each entry is the end of what is still to be filled, and so becomes the start.
  let i = nCells;
  for (let g = nGroups; g-- > 0;) {
    for (const start = u32At(offsets, g); i > start;) {
      const level = u32At(codes, --i);
      const at = u32At(levelOffsets, level) - 1;
      setU32(levelOffsets, level, at);
      setU32(groups, at, g);
    }
  }
  return 0;
}
