import { InOutU32, InU32, OutU32, setU32, u32At, WorkU32 } from "../abi";

/**
 * For each level the number of its rows and the exclusive or of their indices, which for a single row is that row.
 *
 * In    codes u32[n] in 0..nLevels-1
 * Out   counts u32[nLevels]; rows u32[nLevels]
 * Info  0; -3 if a code is >= nLevels (counts and rows then mean nothing)
 * Cost  O(n + nLevels)
 */
export function levelRows(n: usize, nLevels: usize, codes: InU32, counts: OutU32, rows: OutU32): i32 {
  memory.fill(counts, 0, nLevels << 2);
  memory.fill(rows, 0, nLevels << 2);
  for (let i: usize = 0; i < n; i++) {
    const level = u32At(codes, i);
    if (level >= nLevels) return -3;
    setU32(counts, level, u32At(counts, level) + 1);
    setU32(rows, level, u32At(rows, level) ^ i);
  }
  return 0;
}

/**
 * Rows that carry no information on slopes: marks a row alone in a level of any effect, takes it out, and goes on until
 * no level has exactly one row. The work is linear, and the marks do not depend on the order of rows or effects.
 *
 * In     levels u32[q]: levels of each effect; codes u32[q*n]: effect e owns codes[e*n ..]
 * InOut  counts, rows u32[sum of levels]: those of `levelRows`, effect by effect, afterwards of the rows without a mark
 * Out    drop u32[n]: 1 for a row to drop, 0 else
 * Work   stack u32[sum of levels]
 * Info   number of rows marked
 * Cost   O(n + sum of levels + q times the rows marked)
 * Source  the problem: Correia (2015), "Singletons, cluster-robust standard errors and fixed effects: a bad mix"
 */
export function recursiveSingletons(
  n: usize, q: usize, levels: InU32, codes: InU32, counts: InOutU32, rows: InOutU32, drop: OutU32, stack: WorkU32,
): i32 {
  let total: usize = 0;
  for (let e: usize = 0; e < q; e++) total += u32At(levels, e);
  memory.fill(drop, 0, n << 2);

  // A level has exactly one row at most once in its life, so the stack never outgrows the number of levels.
  let height: usize = 0;
  for (let l: usize = 0; l < total; l++) if (u32At(counts, l) == 1) setU32(stack, height++, l);
  let dropped: i32 = 0;
  while (height > 0) {
    const single = u32At(stack, --height);
    if (u32At(counts, single) != 1) continue; // its row went with a level of another effect
    const row = u32At(rows, single);
    setU32(drop, row, 1);
    dropped++;
    let base: usize = 0;
    for (let e: usize = 0; e < q; e++) {
      const level = base + u32At(codes, e * n + row);
      const left = u32At(counts, level) - 1;
      setU32(counts, level, left);
      setU32(rows, level, u32At(rows, level) ^ row);
      if (left == 1) setU32(stack, height++, level);
      base += u32At(levels, e);
    }
  }
  return dropped;
}
