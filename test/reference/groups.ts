/**
 * Plain TypeScript references of the groups kernels: the obvious loops, arrays in place of addresses.
 */
import type { Arrays } from "../cases/row.js";

export function groupCounts({ n, nLevels, codes, counts }: Arrays<"groupCounts">): number {
  counts.fill(0);
  for (let i = 0; i < n; i++) {
    const level = codes[i]!;
    if (level >= nLevels) return -3;
    counts[level]!++;
  }
  return 0;
}

export function groupSums({ n, nLevels, weighted, x, codes, w, sums }: Arrays<"groupSums">): number {
  sums.fill(0);
  for (let i = 0; i < n; i++) {
    const level = codes[i]!;
    if (level >= nLevels) return -5;
    sums[level]! += weighted ? w[i]! * x[i]! : x[i]!;
  }
  return 0;
}

export function groupMeans({ n, nLevels, weighted, x, codes, w, means, totals }: Arrays<"groupMeans">): number {
  means.fill(0);
  totals.fill(0);
  const origin = n > 0 ? x[0]! : 0;
  for (let i = 0; i < n; i++) {
    const level = codes[i]!;
    if (level >= nLevels) return -5;
    const weight = weighted ? w[i]! : 1;
    means[level]! += weight * (x[i]! - origin);
    totals[level]! += weight;
  }
  for (let level = 0; level < nLevels; level++) means[level] = origin + means[level]! / totals[level]!;
  return 0;
}

export function csrOffsets({ n, nLevels, codes, offsets }: Arrays<"csrOffsets">): number {
  let ordered = 1;
  offsets.fill(0);
  for (let i = 0; i < n; i++) {
    const level = codes[i]!;
    if (level >= nLevels) return -3;
    if (i > 0 && level < codes[i - 1]!) ordered = 0;
    offsets[level + 1]!++;
  }
  for (let level = 0; level < nLevels; level++) offsets[level + 1]! += offsets[level]!;
  return ordered;
}

export function csrOrder({ n, nLevels, codes, offsets, order, cursor }: Arrays<"csrOrder">): number {
  cursor.set(offsets.subarray(0, nLevels));
  for (let i = 0; i < n; i++) order[cursor[codes[i]!]!++] = i;
  return 0;
}

export function gatherF64({ n, nSource, x, order, out }: Arrays<"gatherF64">): number {
  for (let i = 0; i < n; i++) {
    if (order[i]! >= nSource) return -4;
    out[i] = x[order[i]!]!;
  }
  return 0;
}

export function gatherU32({ n, nSource, x, order, out }: Arrays<"gatherU32">): number {
  for (let i = 0; i < n; i++) {
    if (order[i]! >= nSource) return -4;
    out[i] = x[order[i]!]!;
  }
  return 0;
}

export function bucketPlaces({ n, shift, order, slots, places }: Arrays<"bucketPlaces">): number {
  if (order.some((row) => row >= n)) return -3;
  const buckets = Array.from({ length: (n >> shift) + 1 }, (): number[] => []);
  for (let i = 0; i < n; i++) buckets[i >> shift]!.push(order[i]!);
  buckets
    .flatMap((rows) => rows.sort((a, b) => a - b))
    .forEach((row, place) => {
      slots[row] = place;
    });
  for (let i = 0; i < n; i++) places[i] = slots[order[i]!]!;
  return 0;
}

export function scatterF64({ n, nOut, x, order, out }: Arrays<"scatterF64">): number {
  for (let i = 0; i < n; i++) {
    if (order[i]! >= nOut) return -4;
    out[order[i]!] = x[i]!;
  }
  return 0;
}

/** Union-find with path halving over the levels of b, the smaller root wins. */
export function pairComponents({ n, nA, nB, a, b, components, work }: Arrays<"pairComponents">): number {
  const first = work.subarray(0, nA).fill(nB);
  const parent = work.subarray(nA, nA + nB);
  for (let level = 0; level < nB; level++) parent[level] = level;
  for (let i = 0; i < n; i++) {
    const group = a[i]!;
    const level = b[i]!;
    if (group >= nA) return -4;
    if (level >= nB) return -5;
    const met = first[group]!;
    if (met === nB) first[group] = level;
    if (met === nB || met === level || parent[met] === parent[level]) continue;
    const p = root(parent, met);
    const q = root(parent, level);
    parent[Math.max(p, q)] = Math.min(p, q);
  }
  let nComponents = 0;
  for (let level = 0; level < nB; level++) {
    const up = parent[level]!;
    components[level] = up === level ? nComponents++ : components[up]!;
  }
  return nComponents;
}

function root(parent: Uint32Array, start: number): number {
  let level = start;
  for (let up = parent[level]!; up !== level; up = parent[level]!) {
    parent[level] = parent[up]!;
    level = parent[level]!;
  }
  return level;
}

/** Each level keeps its count and the exclusive or of its rows, which for one row is that row. */
export function levelRows({ n, nLevels, codes, counts, rows }: Arrays<"levelRows">): number {
  counts.fill(0, 0, nLevels);
  rows.fill(0, 0, nLevels);
  for (let i = 0; i < n; i++) {
    const level = codes[i]!;
    if (level >= nLevels) return -3;
    counts[level] = counts[level]! + 1;
    rows[level] = rows[level]! ^ i;
  }
  return 0;
}

export function recursiveSingletons(given: Arrays<"recursiveSingletons">): number {
  const { n, q, levels, codes, counts, rows, drop, stack } = given;
  const bases = new Uint32Array(q + 1);
  for (let e = 0; e < q; e++) bases[e + 1] = bases[e]! + levels[e]!;
  const total = bases[q]!;
  drop.fill(0, 0, n);
  let height = 0;
  for (let level = 0; level < total; level++) if (counts[level] === 1) stack[height++] = level;
  let dropped = 0;
  while (height > 0) {
    const single = stack[--height]!;
    if (counts[single] !== 1) continue;
    const row = rows[single]!;
    drop[row] = 1;
    dropped++;
    for (let e = 0; e < q; e++) {
      const level = bases[e]! + codes[e * n + row]!;
      counts[level] = counts[level]! - 1;
      rows[level] = rows[level]! ^ row;
      if (counts[level] === 1) stack[height++] = level;
    }
  }
  return dropped;
}

export function nestedIn({ n, nA, a, b }: Arrays<"nestedIn">): number {
  const owner = new Int32Array(nA).fill(-1);
  for (let i = 0; i < n; i++) {
    const level = a[i]!;
    if (level >= nA) return -3;
    if (owner[level] === -1) owner[level] = b[i]!;
    else if (owner[level] !== b[i]) return 0;
  }
  return 1;
}

export function ascending({ n, codes }: Arrays<"ascending">): number {
  for (let i = 1; i < n; i++) if (codes[i]! < codes[i - 1]!) return 0;
  return 1;
}

export function integerRange({ n, x, range }: Arrays<"integerRange">): number {
  let integers = 1;
  for (let i = 0; i < n; i++) {
    const value = x[i]! + 0;
    if (Number.isNaN(value)) continue;
    if (!Number.isSafeInteger(value)) integers = 0;
    if (value < range[0]!) range[0] = value;
    if (value > range[1]!) range[1] = value;
  }
  return integers;
}

export function slotIntegers({ n, low, nSlots, x, counts, slots }: Arrays<"slotIntegers">): number {
  let missing = 0;
  for (let i = 0; i < n; i++) {
    const slot = x[i]! - low;
    if (Number.isNaN(slot)) {
      slots[i] = 0xffff_ffff;
      missing++;
      continue;
    }
    if (slot < 0 || slot >= nSlots || !Number.isInteger(x[i]!)) return -4;
    slots[i] = slot;
    counts[slot]!++;
  }
  return missing;
}

export function numberSlots({ nSlots, low, counts, levels, rows }: Arrays<"numberSlots">): number {
  let used = 0;
  for (let slot = 0; slot < nSlots; slot++) {
    const count = counts[slot]!;
    counts[slot] = used;
    levels[used] = low + slot;
    rows[used] = count;
    if (count > 0) used++;
  }
  return used;
}

export function renumberCodes({ n, nSlots, numbers, codes }: Arrays<"renumberCodes">): number {
  for (let i = 0; i < n; i++) {
    if (codes[i] === 0xffff_ffff) continue;
    if (codes[i]! >= nSlots) return -4;
    codes[i] = numbers[codes[i]!]!;
  }
  return 0;
}

export function codeAscending({ n, x, state, levels, ends, codes }: Arrays<"codeAscending">): number {
  const [last, before, rows] = [state[0]!, state[1]!, state[2]!];
  let found = 0;
  levels[0] = last;
  ends[0] = rows;
  for (let i = 0; i < n; i++) {
    const value = x[i]! + 0;
    if (!(value >= state[0]!)) return -1;
    if (value > state[0]! || before + found === 0) found++;
    levels[found] = value;
    ends[found] = rows + i + 1;
    codes[i] = before + found - 1;
    state[0] = value;
  }
  state[1] = before + found;
  state[2] = rows + n;
  return found;
}

/** The slot of `value`: the finalizer of MurmurHash3 over its words, then the next free one. */
function hashSlot(value: number, mask: number, slots: Uint32Array, levels: Float64Array): number {
  const [low, high] = new Uint32Array(Float64Array.of(value).buffer);
  let h = low! ^ Math.imul(high!, 0x9e37_79b1);
  h = Math.imul(h ^ (h >>> 16), 0x85eb_ca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35);
  let slot = ((h ^ (h >>> 16)) >>> 0) & mask;
  while (slots[slot] !== 0xffff_ffff && levels[slots[slot]!] !== value) slot = (slot + 1) & mask;
  return slot;
}

export function placeLevels({ n, nSlots, levels, slots }: Arrays<"placeLevels">): number {
  if (nSlots < 2 * n) return -2;
  slots.fill(0xffff_ffff);
  for (let level = 0; level < n; level++) slots[hashSlot(levels[level]!, nSlots - 1, slots, levels)] = level;
  return 0;
}

export function hashCodes(given: Arrays<"hashCodes">): number {
  const { n, nFound, nSlots, x, slots, levels, counts, codes } = given;
  let found = nFound;
  for (let i = 0; i < n; i++) {
    const value = x[i]! + 0;
    codes[i] = 0xffff_ffff;
    if (Number.isNaN(value)) continue;
    const slot = hashSlot(value, nSlots - 1, slots, levels);
    if (slots[slot] === 0xffff_ffff) {
      slots[slot] = found;
      levels[found] = value;
      counts[found++] = 0;
    }
    codes[i] = slots[slot]!;
    counts[codes[i]!]!++;
  }
  return found;
}

export function sortLevels({ n, levels, counts, numbers }: Arrays<"sortLevels">): number {
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => levels[a]! - levels[b]!);
  const [values, rows] = [levels.slice(), counts.slice()];
  order.forEach((level, i) => {
    levels[i] = values[level]!;
    counts[i] = rows[level]!;
    numbers[level] = i;
  });
  return 0;
}

export function placeByGroup(given: Arrays<"placeByGroup">): number {
  const { n, nGroups, weighted, x, codes, w, offsets, ends, outX, outW } = given;
  ends.set(offsets.subarray(0, nGroups));
  for (let i = 0; i < n; i++) {
    if (codes[i]! >= nGroups) return -5;
    if (Number.isNaN(x[i]!)) continue;
    const place = ends[codes[i]!]!++;
    outX[place] = x[i]!;
    if (weighted) outW[place] = w[i]!;
  }
  return 0;
}

export function groupQuantiles(given: Arrays<"groupQuantiles">): number {
  const { first, last, nGroups, nP, weighted, offsets, ends, x, w, p, out } = given;
  for (let g = first; g < last; g++) {
    const pairs = Array.from(x.subarray(offsets[g]!, ends[g]!), (value, i) => ({
      value,
      weight: weighted ? w[offsets[g]! + i]! : 1,
    })).sort((a, b) => a.value - b.value || a.weight - b.weight);
    pairs.forEach(({ value, weight }, i) => {
      x[offsets[g]! + i] = value;
      if (weighted) w[offsets[g]! + i] = weight;
    });
    for (let j = 0; j < nP; j++) {
      out[g + j * nGroups] = weighted
        ? inverseDistribution(pairs, p[j]!)
        : linearQuantile(
            pairs.map(({ value }) => value),
            p[j]!,
          );
    }
  }
  return 0;
}

/** Definition 7 of Hyndman & Fan. */
function linearQuantile(sorted: readonly number[], p: number): number {
  const at = (sorted.length - 1) * p;
  const [least, next] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return least === undefined ? Number.NaN : least + (at % 1) * (next! - least);
}

/** Definition 2: the least value whose weights up to it exceed p of the total, and the one that reaches it, averaged. */
function inverseDistribution(pairs: readonly { readonly value: number; readonly weight: number }[], p: number): number {
  const total = pairs.reduce((sum, { weight }) => sum + weight, 0);
  let sum = 0;
  const upTo = pairs.map(({ weight }) => {
    sum += weight;
    return sum;
  });
  const reaches = pairs.find((_, i) => upTo[i]! >= p * total) ?? pairs.at(-1);
  const exceeds = pairs.find((_, i) => upTo[i]! > p * total) ?? pairs.at(-1);
  return reaches === undefined ? Number.NaN : (reaches.value + exceeds!.value) / 2;
}
