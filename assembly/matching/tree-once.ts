import { InF64, InU32, OutU32, setU32, u32At, WorkF64, WorkU32 } from "../abi";
import { searchTree } from "./search-tree";

/**
 * Treated units choose in turn, one control each a round, the nearest in Mahalanobis' distance that is still free; a control
 * serves once. Nodes of the trees know how many of their controls are free. Equal distances go by row.
 *
 * In    as treeNearest; m controls, nNodes nodes of all trees; turns u32[nTreated]: who chooses at each turn
 * Out   chosen u32[nTreated*ratio]: rows of the controls, from the nearest on, 0xffffffff where fewer were to be had; counts
 *       u32[nTreated]
 * Work  free u32[nNodes], taken u32[m], keys f64[1+64], places u32[1+256]
 * Info  0
 * Cost  as treeNearest a round, more where controls near are taken
 */
export function treeOnce(
  nTreated: usize, m: usize, nCells: usize, nNodes: usize, k: usize, width: usize, ratio: usize,
  limit: f64, window: f64, slack: f64, turns: InU32,
  cells: InU32, rows: InF64, ends: InF64, offsets: InU32, roots: InU32, levels: InU32, bounds: InF64,
  raw: InF64, points: InF64, units: InU32, inverse: InF64,
  chosen: OutU32, counts: OutU32, free: WorkU32, taken: WorkU32, keys: WorkF64, places: WorkU32,
): i32 {
  const gaps = keys + 8, stack = places + 4;
  memory.fill(taken, 0, m << 2);
  memory.fill(free, 0, nNodes << 2);
  memory.fill(counts, 0, nTreated << 2);
  memory.fill(chosen, 0xff, (nTreated * ratio) << 2);
  for (let c: usize = 0; c < nCells; c++) {
    countFree(0, u32At(levels, c), u32At(offsets, c), u32At(offsets, c + 1), free + (u32At(roots, c) << 2));
  }
  for (let round: usize = 0; round < ratio; round++) {
    for (let turn: usize = 0; turn < nTreated; turn++) {
      const i = u32At(turns, turn), count = u32At(counts, i);
      if (count < round) continue; // nothing was within reach, and nothing is set free
      const cell = u32At(cells, i), root = u32At(roots, cell);
      const low = u32At(offsets, cell), high = u32At(offsets, cell + 1);
      const found = searchTree(
        k, width, 1, limit, window, slack, rows + ((i * k) << 3), ends + ((i * width) << 3), low, high,
        u32At(levels, cell), bounds + ((root * 2 * width) << 3), raw, points, units, inverse,
        free + (root << 2), taken, keys, places, gaps, stack,
      );
      if (found == 0) continue;
      const place = u32At(places, 0);
      setU32(chosen, i * ratio + count, u32At(units, place));
      setU32(counts, i, count + 1);
      setU32(taken, place, 1);
      take(place, low, high, u32At(levels, cell), free + (root << 2));
    }
  }
  return 0;
}

/** Sets how many places each node below `node` has. */
function countFree(node: usize, level: usize, low: usize, high: usize, free: usize): void {
  setU32(free, node, high - low);
  if (level == 0) return;
  const middle = low + ((high - low) >> 1);
  countFree(2 * node + 1, level - 1, low, middle, free);
  countFree(2 * node + 2, level - 1, middle, high, free);
}

/** Counts a place out of all nodes it is in. */
function take(place: usize, low: usize, high: usize, level: usize, free: usize): void {
  let node: usize = 0;
  while (true) {
    setU32(free, node, u32At(free, node) - 1);
    if (level == 0) return;
    level--;
    const middle = low + ((high - low) >> 1);
    node = 2 * node + 1;
    if (place < middle) high = middle;
    else {
      low = middle;
      node++;
    }
  }
}
