/**
 * References of the kernels of nearest neighbours by a score, in plain TypeScript by the kernels' own method: digits, a walk
 * outwards, paths halved. What they find is compared with every control looked at in test/law/nearest.test.ts.
 */
import type { Arrays } from "../cases/row.js";

const BITS = 11;
const DIGITS = 6;
const BASE = 1 << BITS;
const NONE = 0xffff_ffff;

export function scoreOrder(given: Arrays<"scoreOrder">): number {
  const { m, descending, rows, labels, score, order, sorted, keys, places, counts } = given;
  const words = new Uint32Array(keys.buffer, keys.byteOffset, 4 * m);
  counts.fill(0, 0, DIGITS * BASE);
  for (let i = 0; i < m; i++) {
    const value = score[rows[i]!]! + 0;
    if (Number.isNaN(value)) return -5;
    keys[i] = value;
    const isNegative = words[2 * i + 1]! >>> 31 === 1;
    // a negative number is turned round, any other gets the top bit; descending turns all of it round again
    const all = isNegative === (descending === 0) ? NONE : 0;
    words[2 * i] = words[2 * i]! ^ all;
    words[2 * i + 1] = words[2 * i + 1]! ^ all ^ (isNegative ? 0 : 0x8000_0000);
    order[i] = labels[i]!;
    for (let d = 0; d < DIGITS; d++) counts[d * BASE + digitOf(words, i, d)]!++;
  }
  let [fromAt, toAt] = [0, m];
  let [from, to] = [order, places];
  for (let d = 0; d < DIGITS && m > 0; d++) {
    const first = d * BASE;
    if (counts[first + digitOf(words, fromAt, d)] === m) continue;
    for (let digit = 0, at = 0; digit < BASE; digit++) {
      const size = counts[first + digit]!;
      counts[first + digit] = at;
      at += size;
    }
    for (let i = 0; i < m; i++) {
      const at = counts[first + digitOf(words, fromAt + i, d)]!++;
      words[2 * (toAt + at)] = words[2 * (fromAt + i)]!;
      words[2 * (toAt + at) + 1] = words[2 * (fromAt + i) + 1]!;
      to[at] = from[i]!;
    }
    [fromAt, toAt] = [toAt, fromAt];
    [from, to] = [to, from];
  }
  if (from !== order) order.set(from.subarray(0, m));
  for (let i = fromAt; i < fromAt + m; i++) {
    const again = descending === 0 ? 0 : NONE;
    const [low, high] = [words[2 * i]! ^ again, words[2 * i + 1]! ^ again];
    const turned = high < 0 ? 0 : NONE; // its top bit is set where the number was not negative
    words[2 * i] = low ^ turned;
    words[2 * i + 1] = high ^ (high < 0 ? 0x8000_0000 : NONE);
    sorted[i - fromAt] = keys[i]!;
  }
  return 0;
}

/** Digit d, of eleven bits from the lowest, of the key of two words at i. */
function digitOf(words: Uint32Array, i: number, d: number): number {
  const shift = d * BITS;
  const [low, high] = [words[2 * i]!, words[2 * i + 1]!];
  if (shift >= 32) return (high >>> (shift - 32)) & (BASE - 1);
  const across = shift + BITS > 32 ? high << (32 - shift) : 0;
  return ((low >>> shift) | across) & (BASE - 1);
}

export function scoreCells(given: Arrays<"scoreCells">): number {
  const { m, nCells, order, sorted, cells, offsets, units, values, runs } = given;
  offsets.fill(0, 0, nCells + 1);
  for (let i = 0; i < m; i++) {
    const cell = cells[order[i]!]!;
    if (cell >= nCells) return -5;
    offsets[cell + 1]!++;
  }
  for (let c = 0; c < nCells; c++) offsets[c + 1]! += offsets[c]!;
  for (let i = 0; i < m; i++) {
    const row = order[i]!;
    const at = offsets[cells[row]!]!++;
    units[at] = row;
    values[at] = sorted[i]!;
  }
  for (let c = nCells; c > 0; c--) offsets[c] = offsets[c - 1]!;
  offsets[0] = 0;
  for (let c = 0; c < nCells; c++) {
    for (let at = offsets[c]!; at < offsets[c + 1]!; at++) {
      runs[at] = at > offsets[c]! && values[at] === values[at - 1] ? runs[at - 1]! : at;
    }
  }
  return 0;
}

export function nearestCounts(given: Arrays<"nearestCounts">): number {
  const { nTreated, ratio, limit, tolerance, rows, score, cells, offsets, values, middles, counts } = given;
  for (let i = 0; i < nTreated; i++) {
    const row = rows[i]!;
    const value = score[row]!;
    const [low, high] = [offsets[cells[row]!]!, offsets[cells[row]! + 1]!];
    const middle = firstWhere(low, high, (at) => values[at]! >= value);
    let [left, right, distance] = [middle, middle, 0];
    while (right - left < ratio) {
      const below = left > low ? value - values[left - 1]! : Number.POSITIVE_INFINITY;
      const above = right < high ? values[right]! - value : Number.POSITIVE_INFINITY;
      const nearer = Math.min(below, above);
      if (nearer > limit || nearer === Number.POSITIVE_INFINITY) break;
      distance = nearer;
      if (below < above) left--;
      else right++;
    }
    if (tolerance >= 0 && right - left === ratio) {
      const reach = distance * distance + tolerance;
      const isWithin = (gap: number) => gap <= limit && gap * gap <= reach;
      left = firstWhere(low, left, (at) => isWithin(value - values[at]!));
      right = firstWhere(right, high, (at) => !isWithin(values[at]! - value));
    }
    middles[i] = middle;
    counts[i] = right - left;
  }
  return 0;
}

/** The first place from which on `holds`; `high` where it never does. */
function firstWhere(low: number, high: number, holds: (at: number) => boolean): number {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}

export function nearestControls(given: Arrays<"nearestControls">): number {
  const { nTreated, rows, score, cells, offsets, units, values, runs, middles, places, treated, control } = given;
  const { share } = given;
  for (let i = 0; i < nTreated; i++) {
    const row = rows[i]!;
    const value = score[row]!;
    const [low, high] = [offsets[cells[row]!]!, offsets[cells[row]! + 1]!];
    const [start, end] = [places[i]!, places[i + 1]!];
    let [up, downEnd] = [middles[i]!, middles[i]!];
    let down = downEnd > low ? runs[downEnd - 1]! : low;
    for (let pair = start; pair < end; pair++) {
      const below = down < downEnd ? value - values[down]! : Number.POSITIVE_INFINITY;
      const above = up < high ? values[up]! - value : Number.POSITIVE_INFINITY;
      const isBelow =
        down < downEnd && (up === high || below < above || (below === above && units[down]! < units[up]!));
      treated[pair] = row;
      control[pair] = units[isBelow ? down : up]!;
      share[pair] = 1 / (end - start);
      if (!isBelow) {
        up++;
        continue;
      }
      const run = runs[down++]!;
      if (down === downEnd && run > low) {
        downEnd = run;
        down = runs[run - 1]!;
      }
    }
  }
  return 0;
}

export function nearestOnce(given: Arrays<"nearestOnce">): number {
  const { nTreated, m, ratio, limit, turns, rows, score, cells, offsets, units, values, runs, chosen, counts } = given;
  const { down, up } = given;
  for (let at = 0; at <= m; at++) {
    down[at] = at;
    up[at] = at;
  }
  counts.fill(0, 0, nTreated);
  chosen.fill(NONE, 0, nTreated * ratio);
  for (let round = 0; round < ratio; round++) {
    for (let turn = 0; turn < nTreated; turn++) {
      const i = turns[turn]!;
      const count = counts[i]!;
      if (count < round) continue;
      const row = rows[i]!;
      const value = score[row]!;
      const [low, high] = [offsets[cells[row]!]!, offsets[cells[row]! + 1]!];
      const middle = firstWhere(low, high, (at) => values[at]! >= value);
      const right = freeFrom(up, middle);
      const last = freeFrom(down, middle);
      const left = last > low ? freeFrom(up, runs[last - 1]!) : NONE;
      const above = right < high ? values[right]! - value : Number.POSITIVE_INFINITY;
      const below = left !== NONE ? value - values[left]! : Number.POSITIVE_INFINITY;
      const isBelow = below < above || (below === above && left !== NONE && units[left]! < units[right]!);
      const nearer = isBelow ? below : above;
      if (nearer > limit || nearer === Number.POSITIVE_INFINITY) continue;
      const place = isBelow ? left : right;
      chosen[i * ratio + count] = units[place]!;
      counts[i]!++;
      down[place + 1] = place;
      up[place] = place + 1;
    }
  }
  return 0;
}

/** The end of the path from `start`, which is halved. */
function freeFrom(path: Uint32Array, start: number): number {
  let at = start;
  for (let next = path[at]!; next !== at; next = path[at]!) {
    path[at] = path[next]!;
    at = path[at]!;
  }
  return at;
}

export function chosenPairs(given: Arrays<"chosenPairs">): number {
  const { nTreated, ratio, rows, chosen, places, treated, control, share } = given;
  for (let i = 0; i < nTreated; i++) {
    const [start, end] = [places[i]!, places[i + 1]!];
    treated.fill(rows[i]!, start, end);
    control.set(chosen.subarray(i * ratio, i * ratio + end - start), start);
    share.fill(1 / (end - start), start, end);
  }
  return 0;
}
