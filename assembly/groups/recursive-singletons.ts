import { InU32, OutU32, setU32, u32At, WorkU32 } from "../abi";

/**
 * Rows that carry no information on slopes: marks a row alone in a level of any effect, takes it out, and goes on until
 * no level has exactly one row. Each level keeps the number of its rows and the exclusive or of their indices, which
 * for a single row is that row, so the work is linear. The marks do not depend on the order of rows or effects.
 *
 * In    levels u32[q]: levels of each effect; codes u32[q*n]: effect e owns codes[e*n ..]
 * Out   drop u32[n]: 1 for a row to drop, 0 else
 * Work  u32[3 * sum of levels]: counts, exclusive ors, stack
 * Info  number of rows marked; -4 if a code is out of range
 * Cost  O(q n + sum of levels)
 * Source  the problem: Correia (2015), "Singletons, cluster-robust standard errors and fixed effects: a bad mix"
 */
export function recursiveSingletons(
  n: usize, q: usize, levels: InU32, codes: InU32, drop: OutU32, work: WorkU32,
): i32 {
  let total: usize = 0;
  for (let e: usize = 0; e < q; e++) total += u32At(levels, e);
  const counts = work, rows = work + (total << 2), stack = work + (total << 3);
  memory.fill(counts, 0, total << 3);
  memory.fill(drop, 0, n << 2);

  let base: usize = 0;
  for (let e: usize = 0; e < q; e++) {
    const nLevels = u32At(levels, e);
    const own = codes + ((e * n) << 2);
    for (let i: usize = 0; i < n; i++) {
      const level = u32At(own, i);
      if (level >= nLevels) return -4;
      setU32(counts, base + level, u32At(counts, base + level) + 1);
      setU32(rows, base + level, u32At(rows, base + level) ^ i);
    }
    base += nLevels;
  }

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
    base = 0;
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
