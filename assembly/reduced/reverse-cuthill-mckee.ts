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

/** The last place in queue of a level of group g, all of whose levels have one. */
// @ts-ignore: decorator
@inline function lastPlace(g: usize, cellOffsets: usize, cellCodes: usize, place: usize): usize {
  let end: usize = 0;
  for (let i = u32At(cellOffsets, g), stop = u32At(cellOffsets, g + 1); i < stop; i++) {
    end = max(end, u32At(place, u32At(cellCodes, i)));
  }
  return end;
}

/**
 * Breadth first from `root` through the groups of each level: writes the component to queue, the place of each level there to
 * `place`, and marks what it met with `stamp`. The levels a level finds stand in ascending order. Once the queue is turned
 * round, a level's row of the factor starts at the last place that shares a group with it, which goes to `first`. Returns the
 * sum of squared lengths of rows; it stops where that is above `most`. Out: levels, depth, where the last generation starts.
 */
// @ts-ignore: decorator
@inline function search(
  root: usize, stamp: usize, most: f64, cellOffsets: usize, cellCodes: usize, levelOffsets: usize, levelGroups: usize,
  queue: usize, place: usize, first: usize, seenLevel: usize, seenGroup: usize, reach: usize, out: usize,
): f64 {
  setU32(queue, 0, root);
  setU32(place, root, 0);
  setU32(seenLevel, root, stamp);
  let head: usize = 0, tail: usize = 1, generation: usize = 0, end: usize = 1, depth: usize = 0, work: f64 = 0;
  for (; head < tail && work <= most; head++) {
    if (head == end) {
      generation = end;
      end = tail;
      depth++;
    }
    const level = u32At(queue, head), found = tail;
    const from = u32At(levelOffsets, level), to = u32At(levelOffsets, level + 1);
    for (let e = from; e < to; e++) {
      const g = u32At(levelGroups, e);
      if (u32At(seenGroup, g) == stamp) continue;
      setU32(seenGroup, g, stamp);
      setU32(reach, g, 0);
      for (let i = u32At(cellOffsets, g), stop = u32At(cellOffsets, g + 1); i < stop; i++) {
        const next = u32At(cellCodes, i);
        if (u32At(seenLevel, next) == stamp) continue;
        setU32(seenLevel, next, stamp);
        setU32(queue, tail++, next);
      }
    }
    sortU32(tail - found, queue + (found << 2));
    for (let t = found; t < tail; t++) setU32(place, u32At(queue, t), t);
    let remotest = head;
    for (let e = from; e < to; e++) {
      const g = u32At(levelGroups, e);
      if (u32At(reach, g) == 0) setU32(reach, g, lastPlace(g, cellOffsets, cellCodes, place));
      remotest = max(remotest, u32At(reach, g));
    }
    setU32(first, head, remotest);
    const length = <f64>(remotest - head);
    work += length * length;
  }
  setU32(out, 0, tail);
  setU32(out, 1, depth);
  setU32(out, 2, generation);
  return work;
}

/** An order from a remote level takes hardly less than this share of the work of one from any level. */
// @ts-ignore: decorator
@inline const REMOTE_SHARE: f64 = 0.25;

/**
 * Orders the levels of an effect so that levels that share a group stand close: reverse Cuthill-McKee, component by
 * component, from a level of as great eccentricity as repeated searches find. Weights play no part. Gives up once it shows that
 * a factor in this order takes more than `most` multiplications.
 *
 * In    cellOffsets u32[nGroups+1], cellCodes u32[cells] < nA: levels of the cells of each group; levelOffsets u32[nA+1],
 *       levelGroups u32[cells]: groups of each level
 * Out   order u32[nA]: level at each position; position u32[nA]: its inverse; first u32[nA]: the smallest position that each
 *       is joined to, itself at most: where its row of the envelope starts; last u32[nA]: 1 at the last position of each
 *       component, else 0. All 0 where it gave up
 * Work  u32[nA + 2*nGroups + 3]
 * Info  components, a level without cells being one of its own; 0 where it gave up
 * Cost  O(cells) a search, two to eight of them; less where it gives up
 * Source  George & Liu (1981), Computer Solution of Large Sparse Positive Definite Systems, sections 4.3 and 4.4
 */
export function reverseCuthillMcKee(
  nGroups: usize, nA: usize, most: f64, cellOffsets: InU32, cellCodes: InU32, levelOffsets: InU32, levelGroups: InU32,
  order: OutU32, position: OutU32, first: OutU32, last: OutU32, work: WorkU32,
): i32 {
  const seenGroup = work + (nA << 2), reach = seenGroup + (nGroups << 2), out = reach + (nGroups << 2);
  memory.fill(work, 0, (nA + nGroups) << 2);
  memory.fill(last, 0, nA << 2);
  let stamp: usize = 0, base: usize = 0, components: i32 = 0, taken: f64 = 0;
  for (let some: usize = 0; some < nA; some++) {
    if (u32At(work, some) != 0) continue;
    const queue = order + (base << 2), firsts = first + (base << 2);
    const left = most - taken;
    let root = some, size: usize = 1, deepest: usize = 0, own: f64 = 0;
    for (let s: usize = 0; s < MOST_SEARCHES; s++) {
      own = search(
        root, ++stamp, left / REMOTE_SHARE, cellOffsets, cellCodes, levelOffsets, levelGroups,
        queue, position, firsts, work, seenGroup, reach, out,
      );
      if (own * REMOTE_SHARE > left) return giveUp(nA, order, position, first, last);
      size = u32At(out, 0);
      const depth = u32At(out, 1), generation = u32At(out, 2);
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
    taken += own;
    if (taken > most) return giveUp(nA, order, position, first, last);
    turn(size, base, queue, firsts);
    base += size;
    setU32(last, base - 1, 1);
    components++;
  }
  for (let i: usize = 0; i < nA; i++) setU32(position, u32At(order, i), i);
  return components;
}

/** Reverses a component's queue, and with it what `measure` has written. */
// @ts-ignore: decorator
@inline function turn(size: usize, base: usize, queue: usize, firsts: usize): void {
  const end = base + size - 1;
  for (let low: usize = 0; low < (size + 1) >> 1; low++) {
    const high = end - base - low;
    const level = u32At(queue, low), reached = u32At(firsts, low);
    setU32(queue, low, u32At(queue, high));
    setU32(queue, high, level);
    setU32(firsts, low, end - u32At(firsts, high));
    setU32(firsts, high, end - reached);
  }
}

// @ts-ignore: decorator
@inline function giveUp(nA: usize, order: usize, position: usize, first: usize, last: usize): i32 {
  memory.fill(order, 0, nA << 2);
  memory.fill(position, 0, nA << 2);
  memory.fill(first, 0, nA << 2);
  memory.fill(last, 0, nA << 2);
  return 0;
}
