import { InU32, setU32, u32At, WorkU32 } from "../abi";

/** In `owner`: no row of this level met yet. */
// @ts-ignore: decorator
@inline const NONE: usize = 0xffff_ffff;

/**
 * Whether every level of a lies inside one level of b (firms in countries, say): the dummies of b are then sums of
 * those of a. Stops at the first row that says no; rows that repeat the one before are passed over four at a time.
 *
 * In    a u32[n] in 0..nA-1; b u32[n]
 * Work  u32[nA]: the level of b each level of a was met in
 * Info  1 nested; 0 not; -3 if a code of a is >= nA
 * Cost  O(n + nA)
 */
export function nestedIn(n: usize, nA: usize, a: InU32, b: InU32, owner: WorkU32): i32 {
  memory.fill(owner, 0xff, nA << 2);
  for (let i: usize = 0; i < n; i++) {
    if (ASC_FEATURE_SIMD) while (i > 0 && i + 4 <= n && fourRepeat(a + (i << 2)) && fourRepeat(b + (i << 2))) i += 4;
    if (i == n) break;
    const level = u32At(a, i);
    if (level >= nA) return -3;
    const met = u32At(owner, level);
    const here = u32At(b, i);
    if (met == here) continue;
    if (met != NONE) return 0;
    setU32(owner, level, here);
  }
  return 1;
}

/** Whether each of the four codes at `codes` is the one before it. */
// @ts-ignore: decorator
@inline function fourRepeat(codes: usize): bool {
  return i32x4.all_true(i32x4.eq(v128.load(codes), v128.load(codes - 4)));
}
