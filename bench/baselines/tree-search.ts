/**
 * Searches through trees of boxes by the kernels' own method, in TypeScript: nearer boxes first, a list of the nearest
 * kept in order. The registry twins look at every control. Knows nothing of what it races against.
 */
const NONE = 0xffff_ffff;

interface Asked {
  readonly k: number;
  readonly width: number;
  /** Controls kept at most. */
  readonly ratio: number;
  readonly limit: number;
  readonly window: number;
  readonly slack: number;
  /** Squared distances up to which all are wanted; infinite for the nearest. */
  readonly reach: number;
}

/** Cells, rows and points of the treated; offsets, roots, levels, bounds of the trees; raw, points, units; inverse. */
type Searched = readonly [
  Uint32Array,
  Float64Array,
  Float64Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Float64Array,
  Float64Array,
  Float64Array,
  Uint32Array,
  Float64Array,
];

/** What is left, where controls serve once: by node of all trees, and by place. */
interface Left {
  readonly free: Uint32Array;
  readonly taken: Uint32Array;
}

interface Found {
  readonly place: number;
  readonly squared: number;
}

/** Controls near treated unit i, from the nearest on. */
function search(i: number, asked: Asked, searched: Searched, left?: Left): Found[] {
  const { k, width, ratio, limit, window, slack, reach } = asked;
  const [cells, rows, ends, offsets, roots, levels, bounds, raw, points, units, inverse] = searched;
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

export function treeNearest(
  nTreated: number,
  k: number,
  width: number,
  ratio: number,
  limit: number,
  window: number,
  slack: number,
  ...rest: [...Searched, Uint32Array, Uint32Array, Float64Array, Float64Array, Uint32Array]
): number {
  const searched = rest.slice(0, 11) as unknown as Searched;
  const [chosen, counts, last] = rest.slice(11) as [Uint32Array, Uint32Array, Float64Array];
  const asked = { k, width, ratio, limit, window, slack, reach: Number.POSITIVE_INFINITY };
  chosen.fill(NONE, 0, nTreated * ratio);
  for (let i = 0; i < nTreated; i++) {
    const found = search(i, asked, searched);
    found.forEach(({ place }, r) => {
      chosen[i * ratio + r] = searched[9][place]!;
    });
    counts[i] = found.length;
    last[i] = found.at(-1)?.squared ?? 0;
  }
  return 0;
}

export function treeWithin(
  nTreated: number,
  k: number,
  width: number,
  _most: number,
  limit: number,
  window: number,
  slack: number,
  ...rest: [
    ...[...Searched, Float64Array, Uint32Array, Uint32Array],
    ...[Uint32Array, Uint32Array, Uint32Array, Float64Array, Float64Array, Uint32Array],
  ]
): number {
  const searched = rest.slice(0, 11) as unknown as Searched;
  const [reaches, starts, who] = rest.slice(11, 14) as [Float64Array, Uint32Array, Uint32Array];
  const [counts, treated, control, share] = rest.slice(14) as [Uint32Array, Uint32Array, Uint32Array, Float64Array];
  for (let i = 0; i < nTreated; i++) {
    const asked = { k, width, ratio: Number.POSITIVE_INFINITY, limit, window, slack, reach: reaches[i]! };
    const found = search(i, asked, searched);
    counts[i] = found.length;
    const [start, end] = [starts[i]!, starts[i + 1]!];
    for (let pair = start; pair < end; pair++) {
      treated[pair] = who[i]!;
      control[pair] = searched[9][found[pair - start]!.place]!;
      share[pair] = 1 / (end - start);
    }
  }
  return 0;
}

export function treeOnce(
  nTreated: number,
  m: number,
  nCells: number,
  nNodes: number,
  k: number,
  width: number,
  ratio: number,
  limit: number,
  window: number,
  slack: number,
  turns: Uint32Array,
  ...rest: [...Searched, Uint32Array, Uint32Array, Uint32Array, Uint32Array, Float64Array, Uint32Array]
): number {
  const searched = rest.slice(0, 11) as unknown as Searched;
  const [cells, , , offsets, roots, levels, , , , units] = searched;
  const [chosen, counts, free, taken] = rest.slice(11) as [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
  const asked = { k, width, ratio: 1, limit, window, slack, reach: Number.POSITIVE_INFINITY };
  taken.fill(0, 0, m);
  free.fill(0, 0, nNodes);
  counts.fill(0, 0, nTreated);
  chosen.fill(NONE, 0, nTreated * ratio);
  for (let c = 0; c < nCells; c++) for (let at = offsets[c]!; at < offsets[c + 1]!; at++) count(c, at, 1);
  for (let round = 0; round < ratio; round++) {
    for (let turn = 0; turn < nTreated; turn++) {
      const i = turns[turn]!;
      if (counts[i]! < round) continue;
      const [found] = search(i, asked, searched, { free, taken });
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
