import { f64At, InF64, InU32, OutF64, OutU32, setF64, setU32, u32At, WorkF64, WorkU32 } from "../abi";
import { sortHeap } from "./nearest-heap";
import { searchTree } from "./search-tree";

/**
 * The `ratio` controls nearest to each treated unit in Mahalanobis' distance, of its cell, no farther than `limit` and, where
 * width is k + 1, with a score at most `window` from its own; or as many as there are. Equal distances go by row.
 *
 * In    cells u32[nTreated]; rows f64[nTreated*k] and ends f64[nTreated*width]: raw and points of mahalanobisPoints, of the
 *       treated; offsets, roots, levels u32 by cell: the places, first node and levels of its tree, offsets to nCells; bounds as
 *       boxTree made them; raw, points of mahalanobisPoints and units u32: the controls at the places; inverse f64[k*k]; slack:
 *       more than the rounding of a distance between points
 * Out   chosen u32[nTreated*ratio]: rows of the controls, from the nearest on, 0xffffffff where there were fewer; counts
 *       u32[nTreated]; last f64[nTreated]: the squared distance of the last, 0 where there is none
 * Work  keys f64[ratio+64], places u32[ratio+256]
 * Info  0
 * Cost  O(nTreated k^2 log m) where boxes keep points apart, O(nTreated m k^2) at worst
 * Source  Friedman, Bentley & Finkel (1977), ACM Transactions on Mathematical Software 3(3), doi:10.1145/355744.355745
 */
export function treeNearest(
  nTreated: usize, k: usize, width: usize, ratio: usize, limit: f64, window: f64, slack: f64,
  cells: InU32, rows: InF64, ends: InF64, offsets: InU32, roots: InU32, levels: InU32, bounds: InF64,
  raw: InF64, points: InF64, units: InU32, inverse: InF64,
  chosen: OutU32, counts: OutU32, last: OutF64, keys: WorkF64, places: WorkU32,
): i32 {
  const gaps = keys + (ratio << 3), stack = places + (ratio << 2);
  memory.fill(chosen, 0xff, (nTreated * ratio) << 2);
  for (let i: usize = 0; i < nTreated; i++) {
    const cell = u32At(cells, i);
    const count = searchTree(
      k, width, ratio, limit, window, slack, rows + ((i * k) << 3), ends + ((i * width) << 3),
      u32At(offsets, cell), u32At(offsets, cell + 1), u32At(levels, cell),
      bounds + ((u32At(roots, cell) * 2 * width) << 3), raw, points, units, inverse, 0, 0, keys, places, gaps, stack,
    );
    sortHeap(count, keys, places, units);
    for (let r: usize = 0; r < count; r++) setU32(chosen, i * ratio + r, u32At(units, u32At(places, r)));
    setU32(counts, i, count);
    setF64(last, i, count > 0 ? f64At(keys, count - 1) : 0);
  }
  return 0;
}
