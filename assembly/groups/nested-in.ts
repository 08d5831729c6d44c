import { InU32, setU32, u32At, WorkU32 } from "../abi";

/** In `owner`: no row of this level met yet. */
// @ts-ignore: decorator
@inline const NONE: usize = 0xffff_ffff;
/** Rows between two looks at the answer: a row then takes no branch that depends on its level. */
const BLOCK: usize = 1024;

/**
 * Whether every level of a lies inside one level of b (firms in countries, say): the dummies of b are then sums of
 * those of a. Stops soon after the first row that says no.
 *
 * In    a u32[n] in 0..nA-1; b u32[n]
 * Work  u32[nA]: the level of b each level of a was met in last
 * Info  1 nested; 0 not; -3 if a code of a is >= nA, among the rows looked at
 * Cost  O(n + nA)
 */
export function nestedIn(n: usize, nA: usize, a: InU32, b: InU32, owner: WorkU32): i32 {
  memory.fill(owner, 0xff, nA << 2);
  for (let start: usize = 0; start < n; start += BLOCK) {
    const end = min(start + BLOCK, n);
    let apart: i32 = 0;
    for (let i = start; i < end; i++) {
      const level = u32At(a, i);
      if (level >= nA) return -3;
      const met = u32At(owner, level), here = u32At(b, i);
      apart |= i32(met != here) & i32(met != NONE);
      setU32(owner, level, here);
    }
    if (apart) return 0;
  }
  return 1;
}
