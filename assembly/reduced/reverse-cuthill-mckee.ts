import { InU32, OutU32, setU32, u32At, WorkU32 } from "../abi";

/** Searches from ever remoter levels before the last is taken as it is. */
// @ts-ignore: decorator
@inline const MOST_SEARCHES: usize = 8;

/** Sorts u32 in place, ascending: by insertion when few, else a heap. */
function sortU32(n: usize, x: usize): void {
  if (n <= 24) {
    for (let i: usize = 1; i < n; i++) {
      const value = u32At(x, i);
      let at = i;
      for (; at > 0 && u32At(x, at - 1) > value; at--) setU32(x, at, u32At(x, at - 1));
      setU32(x, at, value);
    }
    return;
  }
  for (let i = n >> 1; i-- > 0;) sift(i, n, x);
  for (let end = n - 1; end > 0; end--) {
    const largest = u32At(x, 0);
    setU32(x, 0, u32At(x, end));
    setU32(x, end, largest);
    sift(0, end, x);
  }
}

function sift(top: usize, n: usize, x: usize): void {
  const value = u32At(x, top);
  let child = (top << 1) + 1;
  while (child < n) {
    if (child + 1 < n && u32At(x, child + 1) > u32At(x, child)) child++;
    if (u32At(x, child) <= value) break;
    setU32(x, top, u32At(x, child));
    top = child;
    child = (top << 1) + 1;
  }
  setU32(x, top, value);
}

/**
 * Breadth first from `root` through the groups of each level: writes the component to queue and marks what it met with
 * `stamp`. The levels a level finds stand in ascending order. Returns where the last generation starts.
 */
// @ts-ignore: decorator
@inline function search(
  root: usize, stamp: usize, cellOffsets: usize, cellCodes: usize, levelOffsets: usize, levelGroups: usize,
  queue: usize, seenLevel: usize, seenGroup: usize, out: usize,
): usize {
  setU32(queue, 0, root);
  setU32(seenLevel, root, stamp);
  let head: usize = 0, tail: usize = 1, generation: usize = 0, end: usize = 1, depth: usize = 0;
  while (head < tail) {
    if (head == end) {
      generation = end;
      end = tail;
      depth++;
    }
    const level = u32At(queue, head++), found = tail;
    for (let e = u32At(levelOffsets, level), last = u32At(levelOffsets, level + 1); e < last; e++) {
      const g = u32At(levelGroups, e);
      if (u32At(seenGroup, g) == stamp) continue;
      setU32(seenGroup, g, stamp);
      for (let i = u32At(cellOffsets, g), stop = u32At(cellOffsets, g + 1); i < stop; i++) {
        const next = u32At(cellCodes, i);
        if (u32At(seenLevel, next) == stamp) continue;
        setU32(seenLevel, next, stamp);
        setU32(queue, tail++, next);
      }
    }
    sortU32(tail - found, queue + (found << 2));
  }
  setU32(out, 0, tail);
  setU32(out, 1, depth);
  return generation;
}

/**
 * Orders the levels of an effect so that levels that share a group stand close: reverse Cuthill-McKee, component by
 * component, from a level of as great eccentricity as repeated searches find. Weights play no part.
 *
 * In    cellOffsets u32[nGroups+1], cellCodes u32[cells] < nA: levels of the cells of each group; levelOffsets u32[nA+1],
 *       levelGroups u32[cells]: groups of each level
 * Out   order u32[nA]: level at each position; position u32[nA]: its inverse; last u32[nA]: 1 at the last position of
 *       each component, else 0
 * Work  u32[nA + nGroups + 2]
 * Info  components; a level without cells is one of its own
 * Cost  O(cells) a search, two to eight of them
 * Source  George & Liu (1981), Computer Solution of Large Sparse Positive Definite Systems, sections 4.3 and 4.4
 */
export function reverseCuthillMcKee(
  nGroups: usize, nA: usize, cellOffsets: InU32, cellCodes: InU32, levelOffsets: InU32, levelGroups: InU32,
  order: OutU32, position: OutU32, last: OutU32, work: WorkU32,
): i32 {
  const seenGroup = work + (nA << 2), out = seenGroup + (nGroups << 2);
  memory.fill(work, 0, (nA + nGroups) << 2);
  memory.fill(last, 0, nA << 2);
  let stamp: usize = 0, base: usize = 0, components: i32 = 0;
  for (let first: usize = 0; first < nA; first++) {
    if (u32At(work, first) != 0) continue;
    const queue = order + (base << 2);
    let root = first, size: usize = 1, deepest: usize = 0;
    for (let s: usize = 0; s < MOST_SEARCHES; s++) {
      const generation = search(
        root, ++stamp, cellOffsets, cellCodes, levelOffsets, levelGroups, queue, work, seenGroup, out,
      );
      size = u32At(out, 0);
      const depth = u32At(out, 1);
      if (depth == 0 || (s > 0 && depth <= deepest)) break;
      deepest = depth;
      // Of the last generation, the level of fewest cells.
      root = u32At(queue, generation);
      let fewest: usize = 0xffff_ffff;
      for (let t = generation; t < size; t++) {
        const level = u32At(queue, t), cells = u32At(levelOffsets, level + 1) - u32At(levelOffsets, level);
        if (cells < fewest) {
          fewest = cells;
          root = level;
        }
      }
    }
    for (let low: usize = 0, high = size - 1; low < high; low++, high--) {
      const level = u32At(queue, low);
      setU32(queue, low, u32At(queue, high));
      setU32(queue, high, level);
    }
    base += size;
    setU32(last, base - 1, 1);
    components++;
  }
  for (let i: usize = 0; i < nA; i++) setU32(position, u32At(order, i), i);
  return components;
}
