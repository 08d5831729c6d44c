/**
 * References of the kernels of matching by Mahalanobis' distance, in plain TypeScript by the kernels' own method: halves found
 * by partition; nearer boxes first, a list of the nearest kept in order. What they find is compared with every control looked
 * at in test/law/mahalanobis.test.ts.
 */
import type { Arrays } from "../cases/row.js";

const NONE = 0xffff_ffff;

/** The treated units, and the trees. */
type Searched = Pick<
  Arrays<"treeNearest">,
  | "k"
  | "width"
  | "limit"
  | "window"
  | "slack"
  | "cells"
  | "rows"
  | "ends"
  | "offsets"
  | "roots"
  | "levels"
  | "bounds"
  | "raw"
  | "points"
  | "units"
  | "inverse"
>;

/** What is left, where controls serve once: by node of all trees, and by place. */
interface Left {
  readonly free: Uint32Array;
  readonly taken: Uint32Array;
}

interface Found {
  readonly place: number;
  readonly squared: number;
}

/** At most `ratio` controls near treated unit i, from the nearest on, up to `reach`, a squared distance. */
function search(i: number, searched: Searched, ratio: number, reach = Number.POSITIVE_INFINITY, left?: Left): Found[] {
  const { k, width, limit, window, slack, cells, rows, ends, offsets, roots, levels, bounds } = searched;
  const { raw, points, units, inverse } = searched;
  const cell = cells[i]!;
  const [low, high, root] = [offsets[cell]!, offsets[cell + 1]!, roots[cell]!];
  if (low === high || reach < 0) return [];
  const boxDistance = (node: number) => {
    const box = 2 * width * (root + node);
    let sum = 0;
    for (let d = 0; d < k; d++) {
      const value = ends[i * width + d]!;
      const gap = Math.max(bounds[box + d]! - value, value - bounds[box + width + d]!, 0);
      sum += gap * gap;
    }
    if (width === k) return sum;
    const value = ends[i * width + k]!;
    const isOff = bounds[box + k]! - value > window || value - bounds[box + width + k]! > window;
    return isOff ? Number.POSITIVE_INFINITY : sum;
  };
  const mayBeNear = (place: number, bound: number) => {
    if (width > k && !(Math.abs(ends[i * width + k]! - points[place * width + k]!) <= window)) return false;
    let sum = 0;
    for (let d = 0; d < k; d++) sum += (ends[i * width + d]! - points[place * width + d]!) ** 2;
    return sum <= bound;
  };
  const squaredDistance = (place: number) => {
    let sum = 0;
    for (let a = 0; a < k; a++) {
      let part = 0;
      for (let j = 0; j <= a; j++) part += inverse[j * k + a]! * (rows[i * k + j]! - raw[place * k + j]!);
      sum += part * part;
    }
    return sum;
  };
  const comesBefore = (a: Found, b: Found) =>
    a.squared < b.squared || (a.squared === b.squared && units[a.place]! < units[b.place]!);
  const kept: Found[] = [];
  let bound = (Math.min(limit, Math.sqrt(reach)) + slack) ** 2;
  const stack = [{ node: 0, first: low, end: high, level: levels[cell]!, gap: boxDistance(0) }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { node, first, end, level, gap } = top;
    if (gap > bound || (left !== undefined && left.free[root + node] === 0)) continue;
    if (level > 0) {
      const middle = first + ((end - first) >> 1);
      const child = 2 * node + 1;
      const one = { node: child, first, end: middle, level: level - 1, gap: boxDistance(child) };
      const two = { node: child + 1, first: middle, end, level: level - 1, gap: boxDistance(child + 1) };
      if (one.gap <= two.gap) stack.push(two, one);
      else stack.push(one, two);
      continue;
    }
    for (let place = first; place < end; place++) {
      if ((left !== undefined && left.taken[place] !== 0) || !mayBeNear(place, bound)) continue;
      const found = { place, squared: squaredDistance(place) };
      if (found.squared > reach || Math.sqrt(found.squared) > limit) continue;
      if (kept.length === ratio && !comesBefore(found, kept.at(-1)!)) continue;
      if (kept.length === ratio) kept.pop();
      let at = kept.length;
      while (at > 0 && comesBefore(found, kept[at - 1]!)) at--;
      kept.splice(at, 0, found);
      if (kept.length === ratio) bound = (Math.sqrt(kept.at(-1)!.squared) + slack) ** 2;
    }
  }
  return kept;
}

export function treeNearest(given: Arrays<"treeNearest">): number {
  const { nTreated, ratio, units, chosen, counts, last } = given;
  chosen.fill(NONE, 0, nTreated * ratio);
  for (let i = 0; i < nTreated; i++) {
    const found = search(i, given, ratio);
    found.forEach(({ place }, r) => {
      chosen[i * ratio + r] = units[place]!;
    });
    counts[i] = found.length;
    last[i] = found.at(-1)?.squared ?? 0;
  }
  return 0;
}

export function treeWithin(given: Arrays<"treeWithin">): number {
  const { nTreated, units, reach, starts, who, counts, treated, control, share } = given;
  for (let i = 0; i < nTreated; i++) {
    const found = search(i, given, Number.POSITIVE_INFINITY, reach[i]!);
    counts[i] = found.length;
    const [start, end] = [starts[i]!, starts[i + 1]!];
    for (let pair = start; pair < end; pair++) {
      treated[pair] = who[i]!;
      control[pair] = units[found[pair - start]!.place]!;
      share[pair] = 1 / (end - start);
    }
  }
  return 0;
}

export function treeOnce(given: Arrays<"treeOnce">): number {
  const { nTreated, m, nCells, nNodes, ratio, turns, cells, offsets, roots, levels, units } = given;
  const { chosen, counts, free, taken } = given;
  taken.fill(0, 0, m);
  free.fill(0, 0, nNodes);
  counts.fill(0, 0, nTreated);
  chosen.fill(NONE, 0, nTreated * ratio);
  for (let c = 0; c < nCells; c++) for (let at = offsets[c]!; at < offsets[c + 1]!; at++) count(c, at, 1);
  for (let round = 0; round < ratio; round++) {
    for (let turn = 0; turn < nTreated; turn++) {
      const i = turns[turn]!;
      if (counts[i]! < round) continue;
      const [found] = search(i, given, 1, Number.POSITIVE_INFINITY, { free, taken });
      if (found === undefined) continue;
      chosen[i * ratio + counts[i]!++] = units[found.place]!;
      taken[found.place] = 1;
      count(cells[i]!, found.place, -1);
    }
  }
  return 0;

  /** Adds to all nodes of a cell's tree that a place is in. */
  function count(cell: number, place: number, more: number): void {
    let [low, high, node] = [offsets[cell]!, offsets[cell + 1]!, 0];
    for (let level = levels[cell]!; ; level--) {
      free[roots[cell]! + node]! += more;
      if (level === 0) return;
      const middle = low + ((high - low) >> 1);
      node = 2 * node + (place < middle ? 1 : 2);
      if (place < middle) high = middle;
      else low = middle;
    }
  }
}

export function mahalanobisPoints(given: Arrays<"mahalanobisPoints">): number {
  const { m, n, k, width, rows, X, score, centre, inverse, raw, points } = given;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < k; j++) raw[i * k + j] = X[j * n + rows[i]!]!;
    for (let a = 0; a < k; a++) {
      let sum = 0;
      for (let j = 0; j <= a; j++) sum += inverse[j * k + a]! * (raw[i * k + j]! - centre[j]!);
      points[i * width + a] = sum;
    }
    if (width > k) points[i * width + k] = score[rows[i]!]!;
  }
  return 0;
}

export function boxTree(given: Arrays<"boxTree">): number {
  const { k, width, levels, isBottom, low, high, node, points, order, bounds } = given;
  const [lowest, highest] = [2 * width * node, 2 * width * node + width];
  bounds.fill(Number.POSITIVE_INFINITY, lowest, highest);
  bounds.fill(Number.NEGATIVE_INFINITY, highest, highest + width);
  for (let at = low; at < high; at++) {
    const point = order[at]! * width;
    for (let d = 0; d < width; d++) {
      const value = points[point + d]!;
      if (value < bounds[lowest + d]!) bounds[lowest + d] = value;
      if (value > bounds[highest + d]!) bounds[highest + d] = value;
    }
  }
  if (levels === 0) {
    if (isBottom) order.subarray(low, high).sort();
    return 0;
  }
  let widest = 0;
  const extent = (d: number) => bounds[highest + d]! - bounds[lowest + d]!;
  for (let d = 1; d < k; d++) if (extent(d) > extent(widest)) widest = d;
  const middle = low + ((high - low) >> 1);
  split(width, widest, low, high, middle, points, order);
  boxTree({ k, width, levels: levels - 1, isBottom, low, high: middle, node: 2 * node + 1, points, order, bounds });
  return boxTree({
    k,
    width,
    levels: levels - 1,
    isBottom,
    low: middle,
    high,
    node: 2 * node + 2,
    points,
    order,
    bounds,
  });
}

/** Moves the middle - start points that come first in coordinate d to the places before `middle`. */
function split(
  width: number,
  d: number,
  start: number,
  end: number,
  middle: number,
  points: Float64Array,
  order: Uint32Array,
): void {
  let [low, high] = [start, end];
  while (high - low > 1) {
    const number = order[low + ((high - low) >> 1)]!;
    const value = points[number * width + d]!;
    const precedes = (i: number) => {
      const own = points[i * width + d]!;
      return own < value || (own === value && i < number);
    };
    let [i, j] = [low, high - 1];
    while (true) {
      while (precedes(order[i]!)) i++;
      while (order[j] !== number && !precedes(order[j]!)) j--;
      if (i >= j) break;
      const other = order[i]!;
      order[i] = order[j]!;
      order[j] = other;
    }
    if (i === middle) return;
    if (i < middle) low = i + 1;
    else high = i;
  }
}
