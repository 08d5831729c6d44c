import { f64At, InF64, InOutU32, OutF64, setF64, setU32, u32At } from "../abi";

/**
 * A tree of boxes over points: a node has the points at places low .. high - 1 of `order` and the smallest box round them, and
 * unless it is a leaf, two children with half of them each, split where the box is widest in the first k coordinates. Points are
 * apart by coordinate and then by number, and stand in a leaf by number, so the tree depends on nothing else. Node h of a tree has
 * children 2 h + 1 and 2 h + 2. A call makes the levels of a subtree below `node`: the rest may be made by further calls, as tasks.
 *
 * In    points f64 by row, `width` numbers each; `isBottom`: whether the last level made is that of leaves
 * InOut order u32[high], of which places low .. high - 1: numbers of points
 * Out   bounds f64 by node, the lowest of the `width` coordinates and then the highest; those of nodes made alone
 * Info  0
 * Cost  O((high - low) (levels + 1) width), high > low
 * Source  Bentley (1975), Communications of the ACM 18(9), doi:10.1145/361002.361007
 */
export function boxTree(
  k: usize, width: usize, levels: usize, isBottom: i32, low: usize, high: usize, node: usize,
  points: InF64, order: InOutU32, bounds: OutF64,
): i32 {
  const lowest = bounds + ((node * 2 * width) << 3), highest = lowest + (width << 3);
  for (let d: usize = 0; d < width; d++) {
    setF64(lowest, d, Infinity);
    setF64(highest, d, -Infinity);
  }
  for (let at = low; at < high; at++) {
    const point = points + ((u32At(order, at) * width) << 3);
    for (let d: usize = 0; d < width; d++) {
      const value = f64At(point, d);
      if (value < f64At(lowest, d)) setF64(lowest, d, value);
      if (value > f64At(highest, d)) setF64(highest, d, value);
    }
  }
  if (levels == 0) {
    if (isBottom) sortNumbers(order, low, high);
    return 0;
  }
  let widest: usize = 0;
  for (let d: usize = 1; d < k; d++) {
    if (f64At(highest, d) - f64At(lowest, d) > f64At(highest, widest) - f64At(lowest, widest)) widest = d;
  }
  const middle = low + ((high - low) >> 1);
  split(width, widest, low, high, middle, points, order);
  boxTree(k, width, levels - 1, isBottom, low, middle, 2 * node + 1, points, order, bounds);
  return boxTree(k, width, levels - 1, isBottom, middle, high, 2 * node + 2, points, order, bounds);
}

/** Whether the point of number i comes before one of number j whose coordinate is `value`. */
// @ts-ignore: decorator
@inline function precedes(points: usize, width: usize, d: usize, i: usize, value: f64, j: usize): bool {
  const own = f64At(points, i * width + d);
  return own < value || (own == value && i < j);
}

/** Moves the middle - low points that come first in coordinate d to the places before `middle`. */
function split(width: usize, d: usize, low: usize, high: usize, middle: usize, points: usize, order: usize): void {
  while (high - low > 1) {
    const number = pivot(width, d, low, high, points, order);
    const value = f64At(points, number * width + d);
    let i = low, j = high - 1;
    // no two points are alike, so both walks end at the pivot at the latest
    while (true) {
      while (precedes(points, width, d, u32At(order, i), value, number)) i++;
      while (u32At(order, j) != number && !precedes(points, width, d, u32At(order, j), value, number)) j--;
      if (i >= j) break;
      const other = u32At(order, i);
      setU32(order, i, u32At(order, j));
      setU32(order, j, other);
    }
    if (i == middle) return;
    if (i < middle) low = i + 1;
    else high = i;
  }
}

/** The middle one of three points at places without a pattern, so that no order of the points is a bad one. */
function pivot(width: usize, d: usize, low: usize, high: usize, points: usize, order: usize): usize {
  const size = high - low;
  let mixed = <u32>(low * 0x9e3779b1 + high * 0x85ebca77);
  const a = u32At(order, low + <usize>mixed % size);
  mixed = mixed * 0x9e3779b1 + 0x7f4a7c15;
  const b = u32At(order, low + <usize>(mixed >> 3) % size);
  mixed = mixed * 0x9e3779b1 + 0x7f4a7c15;
  const c = u32At(order, low + <usize>(mixed >> 3) % size);
  const atA = f64At(points, a * width + d), atB = f64At(points, b * width + d), atC = f64At(points, c * width + d);
  if (precedes(points, width, d, a, atB, b)) {
    if (precedes(points, width, d, b, atC, c)) return b;
    return precedes(points, width, d, a, atC, c) ? c : a;
  }
  if (precedes(points, width, d, a, atC, c)) return a;
  return precedes(points, width, d, b, atC, c) ? c : b;
}

/** Sorts the few numbers of a leaf. */
function sortNumbers(order: usize, low: usize, high: usize): void {
  for (let i = low + 1; i < high; i++) {
    const number = u32At(order, i);
    let j = i;
    for (; j > low && u32At(order, j - 1) > number; j--) setU32(order, j, u32At(order, j - 1));
    setU32(order, j, number);
  }
}
