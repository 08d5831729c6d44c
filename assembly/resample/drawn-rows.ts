import { f64At, InF64, InU32, OutF64, OutU32, setF64, setU32, u32At, WorkU32 } from "../abi";

/**
 * How often each row counts in a draw of clusters: as often as its cluster was drawn, and, where `recursive`, not at all
 * if it is alone in a level of an effect, until no level has a single row. A row drawn twice is two rows of its levels.
 * Each level keeps the number of its rows and the exclusive or of the indices of those that count, which for a single
 * row is that row.
 *
 * In    levels u32[q]: levels of each effect; codes u32[q*n]: effect e owns codes[e*n ..]; clusters u32[n] below
 *       nClusters; counts f64[nClusters]: times drawn, whole
 * Out   weights f64[n]; levelCounts u32[sum of levels]: rows left in each level of each effect
 * Work  u32[2 * sum of levels]: exclusive ors, stack
 * Info  number of rows dropped as single; -6 if a code is out of range, -7 if a cluster is
 * Cost  O(q n + sum of levels)
 * Source  the problem: Correia (2015), "Singletons, cluster-robust standard errors and fixed effects: a bad mix"
 */
export function drawnRows(
  n: usize, q: usize, nClusters: usize, recursive: u32, levels: InU32, codes: InU32, clusters: InU32, counts: InF64,
  weights: OutF64, levelCounts: OutU32, work: WorkU32,
): i32 {
  let total: usize = 0;
  for (let e: usize = 0; e < q; e++) total += u32At(levels, e);
  const rows = work, stack = work + (total << 2);
  memory.fill(levelCounts, 0, total << 2);
  memory.fill(rows, 0, total << 2);
  for (let i: usize = 0; i < n; i++) {
    const cluster = u32At(clusters, i);
    if (cluster >= nClusters) return -7;
    setF64(weights, i, f64At(counts, cluster));
  }
  let base: usize = 0;
  for (let e: usize = 0; e < q; e++) {
    const nLevels = u32At(levels, e);
    const own = codes + ((e * n) << 2);
    for (let i: usize = 0; i < n; i++) {
      const level = u32At(own, i);
      if (level >= nLevels) return -6;
      const times = <u32>f64At(weights, i);
      if (times == 0) continue;
      setU32(levelCounts, base + level, u32At(levelCounts, base + level) + times);
      setU32(rows, base + level, u32At(rows, base + level) ^ i);
    }
    base += nLevels;
  }
  if (recursive == 0) return 0;

  // a level has exactly one row at most once in its life, so the stack never outgrows the number of levels
  let height: usize = 0;
  for (let l: usize = 0; l < total; l++) if (u32At(levelCounts, l) == 1) setU32(stack, height++, l);
  let dropped: i32 = 0;
  while (height > 0) {
    const single = u32At(stack, --height);
    if (u32At(levelCounts, single) != 1) continue; // its row went with a level of another effect
    const row = u32At(rows, single);
    setF64(weights, row, 0);
    dropped++;
    base = 0;
    for (let e: usize = 0; e < q; e++) {
      const level = base + u32At(codes, e * n + row);
      const left = u32At(levelCounts, level) - 1;
      setU32(levelCounts, level, left);
      setU32(rows, level, u32At(rows, level) ^ row);
      if (left == 1) setU32(stack, height++, level);
      base += u32At(levels, e);
    }
  }
  return dropped;
}
