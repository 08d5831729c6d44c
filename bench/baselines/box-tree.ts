/**
 * Trees of boxes by the kernels' own method, in TypeScript: halves found by partition, not by sorting. Knows nothing
 * of what it races against.
 */

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
  boxTree(k, width, levels - 1, isBottom, low, middle, 2 * node + 1, points, order, bounds);
  return boxTree(k, width, levels - 1, isBottom, middle, high, 2 * node + 2, points, order, bounds);
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
