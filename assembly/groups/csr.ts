import { CHUNK, InU32, OutU32, setU32, u32At, WorkU32 } from "../abi";

/** Whether each code from `at` to `end` is at least the one before it. */
// @ts-ignore: decorator
@inline function ascends(at: usize, end: usize): bool {
  let descents: u32 = 0;
  if (ASC_FEATURE_SIMD) {
    let less = i32x4.splat(0);
    for (; at + 16 <= end; at += 16) less = v128.or(less, i32x4.lt_u(v128.load(at), v128.load(at - 4)));
    descents = v128.any_true(less) ? 1 : 0;
  }
  for (; at < end; at += 4) descents |= load<u32>(at) < load<u32>(at - 4) ? 1 : 0;
  return descents == 0;
}

/**
 * Offsets of each level's rows when rows are ordered by level: level g owns offsets[g] .. offsets[g+1]-1. Codes that
 * are in order already are recognised in the same pass, without counting.
 *
 * In    codes u32[n] in 0..nLevels-1
 * Out   offsets u32[nLevels+1]
 * Info  1 the codes never descend (rows are ordered); 0 they do; -3 if a code is >= nLevels
 * Cost  O(n + nLevels)
 */
export function csrOffsets(n: usize, nLevels: usize, codes: InU32, offsets: OutU32): i32 {
  memory.fill(offsets, 0, (nLevels + 1) << 2);
  // While codes ascend, each row moves the end of its level: a store, no branch on where levels begin.
  let ascending = true;
  let i: usize = 0;
  while (i < n && ascending) {
    const end = min(i + CHUNK, n);
    ascending = ascends(codes + (max(i, 1) << 2), codes + (end << 2));
    if (ascending && u32At(codes, end - 1) >= nLevels) return -3;
    if (ascending) for (; i < end; i++) setU32(offsets, u32At(codes, i) + 1, i + 1);
  }
  if (ascending) {
    for (let level: usize = 0; level < nLevels; level++) {
      setU32(offsets, level + 1, max(u32At(offsets, level + 1), u32At(offsets, level)));
    }
    return 1;
  }
  memory.fill(offsets, 0, (nLevels + 1) << 2);
  for (i = 0; i < n; i++) {
    const level = u32At(codes, i);
    if (level >= nLevels) return -3;
    setU32(offsets, level + 1, u32At(offsets, level + 1) + 1);
  }
  for (let level: usize = 0; level < nLevels; level++) {
    setU32(offsets, level + 1, u32At(offsets, level + 1) + u32At(offsets, level));
  }
  return 0;
}

/**
 * The stable order of rows by level: a counting sort. Row order[i] comes at place i.
 *
 * In    codes u32[n] in 0..nLevels-1; offsets u32[nLevels+1] from csrOffsets
 * Out   order u32[n]
 * Work  u32[nLevels]: next free place of each level
 * Info  0
 * Cost  O(n + nLevels)
 * Source  Seward (1954), MIT Digital Computer Laboratory report R-232 (counting sort)
 */
export function csrOrder(
  n: usize, nLevels: usize, codes: InU32, offsets: InU32, order: OutU32, cursor: WorkU32,
): i32 {
  memory.copy(cursor, offsets, nLevels << 2);
  for (let i: usize = 0; i < n; i++) {
    const level = u32At(codes, i);
    const place = u32At(cursor, level);
    setU32(cursor, level, place + 1);
    setU32(order, place, i);
  }
  return 0;
}
