import { f64At, InF64, InU32, OutF64, OutU32, setF64, setU32, u32At, WorkF64, WorkU32 } from "../abi";
import { sortHeap } from "./nearest-heap";
import { searchWithin } from "./search-tree";

/**
 * All controls whose squared Mahalanobis distance from a treated unit is at most `reach`, from the nearest on, every one with
 * the same share: matches whose ties are averaged. A first call with no room for pairs counts them.
 *
 * In    as treeNearest; reach f64[nTreated], negative for nothing; starts u32[nTreated+1]: where the pairs of each treated unit begin, not from 0 in
 *       a task; who u32[nTreated]: rows of the treated
 * Out   counts u32[nTreated]: controls found, also where there was no room; treated, control u32 and share f64, by pair; those of
 *       the task alone
 * Work  keys f64[most+64], places u32[most+256], `most` pairs of one unit
 * Info  0
 * Cost  as treeNearest, and O(pairs k^2)
 */
export function treeWithin(
  nTreated: usize, k: usize, width: usize, most: usize, limit: f64, window: f64, slack: f64,
  cells: InU32, rows: InF64, ends: InF64, offsets: InU32, roots: InU32, levels: InU32, bounds: InF64,
  raw: InF64, points: InF64, units: InU32, inverse: InF64, reach: InF64, starts: InU32, who: InU32,
  counts: OutU32, treated: OutU32, control: OutU32, share: OutF64, keys: WorkF64, places: WorkU32,
): i32 {
  const gaps = keys + (most << 3), stack = places + (most << 2);
  for (let i: usize = 0; i < nTreated; i++) {
    const cell = u32At(cells, i), start = u32At(starts, i), room = u32At(starts, i + 1) - start;
    const count = searchWithin(
      k, width, room, f64At(reach, i), limit, window, slack, rows + ((i * k) << 3), ends + ((i * width) << 3),
      u32At(offsets, cell), u32At(offsets, cell + 1), u32At(levels, cell),
      bounds + ((u32At(roots, cell) * 2 * width) << 3), raw, points, units, inverse, keys, places, gaps, stack,
    );
    setU32(counts, i, count);
    const kept = min(count, room);
    sortHeap(kept, keys, places, units);
    for (let r: usize = 0; r < kept; r++) {
      setU32(treated, start + r, u32At(who, i));
      setU32(control, start + r, u32At(units, u32At(places, r)));
      setF64(share, start + r, 1 / <f64>kept);
    }
  }
  return 0;
}
