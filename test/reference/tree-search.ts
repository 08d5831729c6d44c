/**
 * Plain TypeScript twins of the kernels of matching by Mahalanobis' distance: trees by sorting, searches by looking
 * at every control of the cell.
 */

const NONE = 0xffff_ffff;

export function mahalanobisPoints(
  m: number,
  n: number,
  k: number,
  width: number,
  rows: Uint32Array,
  X: Float64Array,
  score: Float64Array,
  centre: Float64Array,
  inverse: Float64Array,
  raw: Float64Array,
  points: Float64Array,
): number {
  for (let i = 0; i < m; i++) {
    const x = Array.from({ length: k }, (_, j) => X[j * n + rows[i]!]!);
    raw.set(x, i * k);
    for (let a = 0; a < k; a++) {
      const parts = x.slice(0, a + 1).map((value, j) => inverse[j * k + a]! * (value - centre[j]!));
      points[i * width + a] = parts.reduce((sum, part) => sum + part, 0);
    }
    if (width > k) points[i * width + k] = score[rows[i]!]!;
  }
  return 0;
}

export function boxTree(
  k: number,
  width: number,
  levels: number,
  isBottom: number,
  low: number,
  high: number,
  node: number,
  points: Float64Array,
  order: Uint32Array,
  bounds: Float64Array,
): number {
  const numbers = [...order.subarray(low, high)];
  const extent = (d: number) => {
    const values = numbers.map((i) => points[i * width + d]!);
    return [Math.min(...values), Math.max(...values)] as const;
  };
  const box = Array.from({ length: width }, (_, d) => extent(d));
  box.forEach(([least, most], d) => {
    bounds[2 * width * node + d] = least;
    bounds[2 * width * node + width + d] = most;
  });
  if (levels === 0) {
    if (isBottom)
      order.set(
        numbers.sort((a, b) => a - b),
        low,
      );
    return 0;
  }
  const sizes = box.slice(0, k).map(([least, most]) => most - least);
  const widest = sizes.indexOf(Math.max(...sizes));
  numbers.sort((a, b) => points[a * width + widest]! - points[b * width + widest]! || a - b);
  order.set(numbers, low);
  const middle = low + Math.floor((high - low) / 2);
  boxTree(k, width, levels - 1, isBottom, low, middle, 2 * node + 1, points, order, bounds);
  return boxTree(k, width, levels - 1, isBottom, middle, high, 2 * node + 2, points, order, bounds);
}

/** Controls of a cell as places with squared distances, from the nearest on, that are no farther than asked. */
function near(
  [k, width, limit, window]: readonly [number, number, number, number],
  i: number,
  [cells, rows, ends, offsets]: readonly [Uint32Array, Float64Array, Float64Array, Uint32Array],
  [raw, points, units, inverse]: readonly [Float64Array, Float64Array, Uint32Array, Float64Array],
): { place: number; squared: number }[] {
  const squaredDistance = (place: number) => {
    let sum = 0;
    for (let a = 0; a < k; a++) {
      let part = 0;
      for (let j = 0; j <= a; j++) part += inverse[j * k + a]! * (rows[i * k + j]! - raw[place * k + j]!);
      sum += part * part;
    }
    return sum;
  };
  const scoreGap = (place: number) => (width > k ? Math.abs(ends[i * width + k]! - points[place * width + k]!) : 0);
  const [low, high] = [offsets[cells[i]!]!, offsets[cells[i]! + 1]!];
  return Array.from({ length: high - low }, (_, at) => ({ place: low + at, squared: squaredDistance(low + at) }))
    .filter(({ place, squared }) => Math.sqrt(squared) <= limit && scoreGap(place) <= window)
    .sort((a, b) => a.squared - b.squared || units[a.place]! - units[b.place]!);
}

export function treeNearest(
  nTreated: number,
  k: number,
  width: number,
  ratio: number,
  limit: number,
  window: number,
  _slack: number,
  cells: Uint32Array,
  rows: Float64Array,
  ends: Float64Array,
  offsets: Uint32Array,
  _roots: Uint32Array,
  _levels: Uint32Array,
  _bounds: Float64Array,
  raw: Float64Array,
  points: Float64Array,
  units: Uint32Array,
  inverse: Float64Array,
  chosen: Uint32Array,
  counts: Uint32Array,
  last: Float64Array,
  _keys: Float64Array,
  _places: Uint32Array,
): number {
  chosen.fill(NONE);
  for (let i = 0; i < nTreated; i++) {
    const found = near([k, width, limit, window], i, [cells, rows, ends, offsets], [raw, points, units, inverse]);
    const nearest = found.slice(0, ratio);
    chosen.set(
      nearest.map(({ place }) => units[place]!),
      i * ratio,
    );
    counts[i] = nearest.length;
    last[i] = nearest.at(-1)?.squared ?? 0;
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
  _slack: number,
  cells: Uint32Array,
  rows: Float64Array,
  ends: Float64Array,
  offsets: Uint32Array,
  _roots: Uint32Array,
  _levels: Uint32Array,
  _bounds: Float64Array,
  raw: Float64Array,
  points: Float64Array,
  units: Uint32Array,
  inverse: Float64Array,
  reach: Float64Array,
  starts: Uint32Array,
  who: Uint32Array,
  counts: Uint32Array,
  treated: Uint32Array,
  control: Uint32Array,
  share: Float64Array,
  _keys: Float64Array,
  _places: Uint32Array,
): number {
  for (let i = 0; i < nTreated; i++) {
    const found = near([k, width, limit, window], i, [cells, rows, ends, offsets], [raw, points, units, inverse]);
    const within = found.filter(({ squared }) => squared <= reach[i]!);
    counts[i] = within.length;
    const [start, end] = [starts[i]!, starts[i + 1]!];
    for (let pair = start; pair < end; pair++) {
      treated[pair] = who[i]!;
      control[pair] = units[within[pair - start]!.place]!;
      share[pair] = 1 / (end - start);
    }
  }
  return 0;
}

export function treeOnce(
  nTreated: number,
  m: number,
  _nCells: number,
  _nNodes: number,
  k: number,
  width: number,
  ratio: number,
  limit: number,
  window: number,
  _slack: number,
  turns: Uint32Array,
  cells: Uint32Array,
  rows: Float64Array,
  ends: Float64Array,
  offsets: Uint32Array,
  _roots: Uint32Array,
  _levels: Uint32Array,
  _bounds: Float64Array,
  raw: Float64Array,
  points: Float64Array,
  units: Uint32Array,
  inverse: Float64Array,
  chosen: Uint32Array,
  counts: Uint32Array,
  _free: Uint32Array,
  _taken: Uint32Array,
  _keys: Float64Array,
  _places: Uint32Array,
): number {
  const isTaken = new Uint8Array(m);
  counts.fill(0);
  chosen.fill(NONE);
  const all = Array.from({ length: nTreated }, (_, i) =>
    near([k, width, limit, window], i, [cells, rows, ends, offsets], [raw, points, units, inverse]),
  );
  for (let round = 0; round < ratio; round++) {
    for (const i of turns.subarray(0, nTreated)) {
      const first = all[i]!.find(({ place }) => isTaken[place] === 0);
      if (first === undefined) continue;
      chosen[i * ratio + counts[i]!++] = units[first.place]!;
      isTaken[first.place] = 1;
    }
  }
  return 0;
}
