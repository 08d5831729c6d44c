import { InU32, OutU32, setU32, u32At } from "../abi";

/**
 * Rows of each level.
 *
 * In    codes u32[n] in 0..nLevels-1
 * Out   counts u32[nLevels]
 * Info  0; -3 if a code is >= nLevels (counts then mean nothing)
 * Cost  O(n + nLevels)
 */
export function groupCounts(n: usize, nLevels: usize, codes: InU32, counts: OutU32): i32 {
  memory.fill(counts, 0, nLevels << 2);
  for (let i: usize = 0; i < n; i++) {
    const level = u32At(codes, i);
    if (level >= nLevels) return -3;
    setU32(counts, level, u32At(counts, level) + 1);
  }
  return 0;
}
