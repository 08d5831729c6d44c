import { InOutU32, InU32, setU32, u32At } from "../abi";

/**
 * Hands what rows bear to their levels: out[codes[i]] = labels[i]; where rows of a level differ, the last one's.
 *
 * In    codes u32[n] in 0..nLevels-1; labels u32[n]
 * InOut out u32[nLevels]: levels without rows keep what they have
 * Info  0; -3 if a code is >= nLevels
 * Cost  O(n)
 */
export function labelLevels(n: usize, nLevels: usize, codes: InU32, labels: InU32, out: InOutU32): i32 {
  for (let i: usize = 0; i < n; i++) {
    const level = u32At(codes, i);
    if (level >= nLevels) return -3;
    setU32(out, level, u32At(labels, i));
  }
  return 0;
}
