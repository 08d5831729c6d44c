import { f64At, setF64, setU32, u32At } from "../abi";
import { precedesTop, pushPlace, replaceTop } from "./nearest-heap";

// The walk through a tree of boxes that all searches share. A point is near by its whitened coordinates, which have rounding;
// boxes and points are passed over only when they are farther than `slack` beyond reach. What is left is measured by the
// difference of the raw rows, so that rows alike, or as far in opposite directions, are exactly as far.

/** Scratch of a walk: f64 and u32 for nodes put off, more than there are levels. */
// @ts-ignore: decorator
@inline export const STACK: usize = 64;

/** Squared Mahalanobis distance of rows a and b. */
export function squaredDistance(k: usize, a: usize, b: usize, inverse: usize): f64 {
  let sum: f64 = 0;
  for (let i: usize = 0; i < k; i++) {
    let part: f64 = 0;
    for (let j: usize = 0; j <= i; j++) part += f64At(inverse, j * k + i) * (f64At(a, j) - f64At(b, j));
    sum += part * part;
  }
  return sum;
}

/** Squared distance of a point and a box; infinite where the box is off the score by more than `window`. */
function boxDistance(k: usize, width: usize, window: f64, point: usize, box: usize): f64 {
  const highest = box + (width << 3);
  let sum: f64 = 0;
  for (let d: usize = 0; d < k; d++) {
    const value = f64At(point, d);
    const gap = max(max(f64At(box, d) - value, value - f64At(highest, d)), 0);
    sum += gap * gap;
  }
  if (width > k) {
    const value = f64At(point, k);
    if (f64At(box, k) - value > window || value - f64At(highest, k) > window) return Infinity;
  }
  return sum;
}

/** Whether point and other may be within `bound`, squared, and are within `window` of each other's score. */
// @ts-ignore: decorator
@inline function mayBeNear(k: usize, width: usize, window: f64, bound: f64, point: usize, other: usize): bool {
  if (width > k && !(abs(f64At(point, k) - f64At(other, k)) <= window)) return false;
  let sum: f64 = 0;
  for (let d: usize = 0; d < k; d++) {
    const gap = f64At(point, d) - f64At(other, d);
    sum += gap * gap;
  }
  return sum <= bound;
}

/**
 * The nearest places of a tree, at most `ratio`, no farther than `limit`, as a heap of squared distances `keys` and `places`;
 * returns how many. With `free` not 0, nodes whose `free` is 0 and places that are `taken` are passed over.
 *
 * `bounds` and `free` begin at the root; places low .. high - 1 and `levels` are the tree's; `gaps` f64[64], `stack` u32[256].
 */
export function searchTree(
  k: usize, width: usize, ratio: usize, limit: f64, window: f64, slack: f64, row: usize, point: usize,
  low: usize, high: usize, levels: usize, bounds: usize, raw: usize, points: usize, units: usize, inverse: usize,
  free: usize, taken: usize, keys: usize, places: usize, gaps: usize, stack: usize,
): usize {
  if (low == high) return 0;
  let bound = (limit + slack) * (limit + slack);
  let count: usize = 0;
  let depth = push(0, 0, low, high, levels, gaps, stack, boxDistance(k, width, window, point, bounds));
  while (depth > 0) {
    depth--;
    if (f64At(gaps, depth) > bound) continue;
    const entry = stack + (depth << 4);
    const node = u32At(entry, 0), first = u32At(entry, 1), end = u32At(entry, 2), level = u32At(entry, 3);
    if (free != 0 && u32At(free, node) == 0) continue;
    if (level > 0) {
      const middle = first + ((end - first) >> 1);
      const child: usize = 2 * node + 1;
      const left = boxDistance(k, width, window, point, bounds + ((child * 2 * width) << 3));
      const right = boxDistance(k, width, window, point, bounds + (((child + 1) * 2 * width) << 3));
      // the nearer is looked at first, so it is put down last
      if (left <= right) {
        depth = push(depth, child + 1, middle, end, level - 1, gaps, stack, right);
        depth = push(depth, child, first, middle, level - 1, gaps, stack, left);
      } else {
        depth = push(depth, child, first, middle, level - 1, gaps, stack, left);
        depth = push(depth, child + 1, middle, end, level - 1, gaps, stack, right);
      }
      continue;
    }
    for (let at = first; at < end; at++) {
      if (free != 0 && u32At(taken, at) != 0) continue;
      if (!mayBeNear(k, width, window, bound, point, points + ((at * width) << 3))) continue;
      const key = squaredDistance(k, row, raw + ((at * k) << 3), inverse);
      if (sqrt(key) > limit) continue;
      if (count < ratio) pushPlace(count++, key, at, keys, places, units);
      else if (precedesTop(key, u32At(units, at), keys, places, units)) replaceTop(count, key, at, keys, places, units);
      else continue;
      if (count == ratio) {
        const reach = sqrt(f64At(keys, 0)) + slack;
        bound = reach * reach;
      }
    }
  }
  return count;
}

/**
 * How many places of a tree have a squared distance of at most `reach` and are no farther than `limit`; the first `room` met
 * are kept as a heap. Arguments as for `searchTree`.
 */
export function searchWithin(
  k: usize, width: usize, room: usize, reach: f64, limit: f64, window: f64, slack: f64, row: usize, point: usize,
  low: usize, high: usize, levels: usize, bounds: usize, raw: usize, points: usize, units: usize, inverse: usize,
  keys: usize, places: usize, gaps: usize, stack: usize,
): usize {
  if (low == high || reach < 0) return 0;
  const farthest = min(sqrt(reach), limit) + slack, bound = farthest * farthest;
  let count: usize = 0;
  let depth = push(0, 0, low, high, levels, gaps, stack, boxDistance(k, width, window, point, bounds));
  while (depth > 0) {
    depth--;
    if (f64At(gaps, depth) > bound) continue;
    const entry = stack + (depth << 4);
    const node = u32At(entry, 0), first = u32At(entry, 1), end = u32At(entry, 2), level = u32At(entry, 3);
    if (level > 0) {
      const middle = first + ((end - first) >> 1);
      const child: usize = 2 * node + 1;
      const left = boxDistance(k, width, window, point, bounds + ((child * 2 * width) << 3));
      const right = boxDistance(k, width, window, point, bounds + (((child + 1) * 2 * width) << 3));
      depth = push(depth, child, first, middle, level - 1, gaps, stack, left);
      depth = push(depth, child + 1, middle, end, level - 1, gaps, stack, right);
      continue;
    }
    for (let at = first; at < end; at++) {
      if (!mayBeNear(k, width, window, bound, point, points + ((at * width) << 3))) continue;
      const key = squaredDistance(k, row, raw + ((at * k) << 3), inverse);
      if (key > reach || sqrt(key) > limit) continue;
      if (count < room) pushPlace(count, key, at, keys, places, units);
      count++;
    }
  }
  return count;
}

/** Puts a node off; returns how many are. */
function push(
  depth: usize, node: usize, low: usize, high: usize, level: usize, gaps: usize, stack: usize, gap: f64,
): usize {
  const entry = stack + (depth << 4);
  setU32(entry, 0, node);
  setU32(entry, 1, low);
  setU32(entry, 2, high);
  setU32(entry, 3, level);
  setF64(gaps, depth, gap);
  return depth + 1;
}
