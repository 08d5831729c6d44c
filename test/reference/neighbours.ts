/**
 * Plain TypeScript twins of the kernels of nearest neighbours by a score: every control of the cell looked at,
 * sorted by distance and then by row.
 */

const NONE = 0xffff_ffff;

export function scoreOrder(
  m: number,
  descending: number,
  rows: Uint32Array,
  labels: Uint32Array,
  score: Float64Array,
  order: Uint32Array,
  sorted: Float64Array,
  _keys: Float64Array,
  _places: Uint32Array,
  _counts: Uint32Array,
): number {
  const scoreAt = (i: number) => score[rows[i]!]!;
  const units = Array.from({ length: m }, (_, i) => i);
  if (units.some((i) => Number.isNaN(scoreAt(i)))) return -5;
  // sorting is stable
  units.sort((a, b) => (descending ? scoreAt(b) - scoreAt(a) : scoreAt(a) - scoreAt(b)));
  units.forEach((i, at) => {
    order[at] = labels[i]!;
    sorted[at] = scoreAt(i) + 0;
  });
  return 0;
}

export function scoreCells(
  m: number,
  nCells: number,
  order: Uint32Array,
  sorted: Float64Array,
  cells: Uint32Array,
  offsets: Uint32Array,
  units: Uint32Array,
  values: Float64Array,
  runs: Uint32Array,
): number {
  const inOrder = Array.from({ length: m }, (_, at) => ({ row: order[at]!, value: sorted[at]! }));
  const cellOf = ({ row }: { row: number }) => cells[row]!;
  if (inOrder.some((unit) => cellOf(unit) >= nCells)) return -5;
  inOrder.sort((a, b) => cellOf(a) - cellOf(b));
  inOrder.forEach(({ row, value }, at) => {
    units[at] = row;
    values[at] = value;
    const isSame = at > 0 && cells[row] === cells[units[at - 1]!] && value === values[at - 1];
    runs[at] = isSame ? runs[at - 1]! : at;
  });
  for (let c = 0; c <= nCells; c++) offsets[c] = inOrder.filter((unit) => cellOf(unit) < c).length;
  return 0;
}

/** Controls of a cell as places, from the nearest on: by distance, on one side by score, then by row. */
function byDistance(
  value: number,
  offsets: Uint32Array,
  cell: number,
  units: Uint32Array,
  values: Float64Array,
): number[] {
  const places = Array.from({ length: offsets[cell + 1]! - offsets[cell]! }, (_, i) => offsets[cell]! + i);
  const distance = (at: number) => Math.abs(values[at]! - value);
  return places.sort((a, b) => {
    const isSameSide = values[a]! < value === values[b]! < value;
    const sign = values[a]! < value ? -1 : 1;
    return distance(a) - distance(b) || (isSameSide ? sign * (values[a]! - values[b]!) : 0) || units[a]! - units[b]!;
  });
}

export function nearestCounts(
  nTreated: number,
  ratio: number,
  limit: number,
  tolerance: number,
  rows: Uint32Array,
  score: Float64Array,
  cells: Uint32Array,
  offsets: Uint32Array,
  values: Float64Array,
  middles: Uint32Array,
  counts: Uint32Array,
): number {
  for (let i = 0; i < nTreated; i++) {
    const row = rows[i]!;
    const cell = values.subarray(offsets[cells[row]!], offsets[cells[row]! + 1]);
    middles[i] = offsets[cells[row]!]! + cell.filter((value) => value < score[row]!).length;
    const within = cell
      .map((value) => Math.abs(value - score[row]!))
      .filter((distance) => distance <= limit)
      .sort();
    const last = within[Math.min(ratio, within.length) - 1]!;
    counts[i] = within.filter((distance, at) => at < ratio || distance ** 2 <= last ** 2 + tolerance).length;
    if (tolerance < 0) counts[i] = Math.min(ratio, within.length);
  }
  return 0;
}

export function nearestControls(
  nTreated: number,
  rows: Uint32Array,
  score: Float64Array,
  cells: Uint32Array,
  offsets: Uint32Array,
  units: Uint32Array,
  values: Float64Array,
  _runs: Uint32Array,
  _middles: Uint32Array,
  places: Uint32Array,
  treated: Uint32Array,
  control: Uint32Array,
  share: Float64Array,
): number {
  for (let i = 0; i < nTreated; i++) {
    const row = rows[i]!;
    const nearest = byDistance(score[row]!, offsets, cells[row]!, units, values);
    const [start, end] = [places[i]!, places[i + 1]!];
    for (let pair = start; pair < end; pair++) {
      treated[pair] = row;
      control[pair] = units[nearest[pair - start]!]!;
      share[pair] = 1 / (end - start);
    }
  }
  return 0;
}

export function nearestOnce(
  nTreated: number,
  m: number,
  _nCells: number,
  ratio: number,
  limit: number,
  turns: Uint32Array,
  rows: Uint32Array,
  score: Float64Array,
  cells: Uint32Array,
  offsets: Uint32Array,
  units: Uint32Array,
  values: Float64Array,
  _runs: Uint32Array,
  chosen: Uint32Array,
  counts: Uint32Array,
  _down: Uint32Array,
  _up: Uint32Array,
): number {
  const isTaken = new Uint8Array(m);
  counts.fill(0);
  chosen.fill(NONE);
  for (let round = 0; round < ratio; round++) {
    for (const i of turns.subarray(0, nTreated)) {
      const value = score[rows[i]!]!;
      const nearest = nearestFree(value, offsets, cells[rows[i]!]!, units, values, isTaken);
      if (nearest < 0 || Math.abs(values[nearest]! - value) > limit) continue;
      chosen[i * ratio + counts[i]!++] = units[nearest]!;
      isTaken[nearest] = 1;
    }
  }
  return 0;
}

/** The first of the free places by distance, side and row; -1 where none is free. */
function nearestFree(
  value: number,
  offsets: Uint32Array,
  cell: number,
  units: Uint32Array,
  values: Float64Array,
  isTaken: Uint8Array,
): number {
  let best = -1;
  for (let at = offsets[cell]!; at < offsets[cell + 1]!; at++) {
    if (isTaken[at] === 1) continue;
    const [here, there] = [Math.abs(values[at]! - value), best < 0 ? Infinity : Math.abs(values[best]! - value)];
    if (best < 0 || here < there || (here === there && units[at]! < units[best]!)) best = at;
  }
  return best;
}

export function chosenPairs(
  nTreated: number,
  ratio: number,
  rows: Uint32Array,
  chosen: Uint32Array,
  places: Uint32Array,
  treated: Uint32Array,
  control: Uint32Array,
  share: Float64Array,
): number {
  for (let i = 0; i < nTreated; i++) {
    const [start, end] = [places[i]!, places[i + 1]!];
    treated.fill(rows[i]!, start, end);
    control.set(chosen.subarray(i * ratio, i * ratio + end - start), start);
    share.fill(1 / (end - start), start, end);
  }
  return 0;
}
