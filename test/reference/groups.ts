/**
 * Plain TypeScript twins of the groups kernels: the obvious loops, arrays in place of addresses.
 */

export function groupCounts(n: number, nLevels: number, codes: Uint32Array, counts: Uint32Array): number {
  counts.fill(0);
  for (let i = 0; i < n; i++) {
    const level = codes[i]!;
    if (level >= nLevels) return -3;
    counts[level]!++;
  }
  return 0;
}

export function groupSums(
  n: number,
  nLevels: number,
  weighted: number,
  x: Float64Array,
  codes: Uint32Array,
  w: Float64Array,
  sums: Float64Array,
): number {
  sums.fill(0);
  for (let i = 0; i < n; i++) {
    const level = codes[i]!;
    if (level >= nLevels) return -5;
    sums[level]! += weighted ? w[i]! * x[i]! : x[i]!;
  }
  return 0;
}

export function groupMeans(
  n: number,
  nLevels: number,
  weighted: number,
  x: Float64Array,
  codes: Uint32Array,
  w: Float64Array,
  means: Float64Array,
  totals: Float64Array,
): number {
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

export function csrOffsets(n: number, nLevels: number, codes: Uint32Array, offsets: Uint32Array): number {
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

export function csrOrder(
  n: number,
  nLevels: number,
  codes: Uint32Array,
  offsets: Uint32Array,
  order: Uint32Array,
  cursor: Uint32Array,
): number {
  cursor.set(offsets.subarray(0, nLevels));
  for (let i = 0; i < n; i++) order[cursor[codes[i]!]!++] = i;
  return 0;
}

export function gatherF64(n: number, nSource: number, x: Float64Array, order: Uint32Array, out: Float64Array): number {
  for (let i = 0; i < n; i++) {
    if (order[i]! >= nSource) return -4;
    out[i] = x[order[i]!]!;
  }
  return 0;
}

export function gatherU32(n: number, nSource: number, x: Uint32Array, order: Uint32Array, out: Uint32Array): number {
  for (let i = 0; i < n; i++) {
    if (order[i]! >= nSource) return -4;
    out[i] = x[order[i]!]!;
  }
  return 0;
}

export function interleaveFour(n: number, k: number, stride: number, X: Float64Array, rows: Float64Array): number {
  if (k < 1 || k > 4) return -2;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < 4; j++) rows[4 * i + j] = X[Math.min(j, k - 1) * stride + i]!;
  }
  return 0;
}

export function gatherFour(
  n: number,
  k: number,
  stride: number,
  nSource: number,
  rows: Float64Array,
  order: Uint32Array,
  X: Float64Array,
): number {
  if (k < 1 || k > 4) return -2;
  for (let i = 0; i < n; i++) {
    if (order[i]! >= nSource) return -6;
    for (let j = 0; j < k; j++) X[j * stride + i] = rows[4 * order[i]! + j]!;
  }
  return 0;
}

export function scatterF64(n: number, x: Float64Array, order: Uint32Array, out: Float64Array): number {
  for (let i = 0; i < n; i++) {
    if (order[i]! >= n) return -3;
    out[order[i]!] = x[i]!;
  }
  return 0;
}

/** Breadth-first search over the levels of both effects. */
export function pairComponents(
  n: number,
  nA: number,
  nB: number,
  a: Uint32Array,
  b: Uint32Array,
  components: Uint32Array,
  _work: Uint32Array,
): number {
  const neighbours: number[][] = Array.from({ length: nA + nB }, () => []);
  for (let i = 0; i < n; i++) {
    if (a[i]! >= nA) return -4;
    if (b[i]! >= nB) return -5;
    neighbours[a[i]!]!.push(nA + b[i]!);
    neighbours[nA + b[i]!]!.push(a[i]!);
  }
  const seen = new Uint8Array(nA + nB);
  let nComponents = 0;
  for (let start = 0; start < nB; start++) {
    if (seen[nA + start]) continue;
    const queue = [nA + start];
    seen[nA + start] = 1;
    for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
      if (node >= nA) components[node - nA] = nComponents;
      for (const next of neighbours[node]!) {
        if (seen[next]) continue;
        seen[next] = 1;
        queue.push(next);
      }
    }
    nComponents++;
  }
  return nComponents;
}

/** Passes over all rows until one marks nothing. */
export function recursiveSingletons(
  n: number,
  q: number,
  levels: Uint32Array,
  codes: Uint32Array,
  drop: Uint32Array,
  _work: Uint32Array,
): number {
  drop.fill(0);
  let dropped = 0;
  for (let before = -1; before < dropped; ) {
    before = dropped;
    for (let e = 0; e < q; e++) {
      const counts = new Uint32Array(levels[e]!);
      for (let i = 0; i < n; i++) {
        if (codes[e * n + i]! >= levels[e]!) return -4;
        if (!drop[i]) counts[codes[e * n + i]!]!++;
      }
      for (let i = 0; i < n; i++) {
        if (drop[i] || counts[codes[e * n + i]!] !== 1) continue;
        drop[i] = 1;
        dropped++;
      }
    }
  }
  return dropped;
}

export function nestedIn(n: number, nA: number, a: Uint32Array, b: Uint32Array, _owner: Uint32Array): number {
  const owner = new Int32Array(nA).fill(-1);
  for (let i = 0; i < n; i++) {
    const level = a[i]!;
    if (level >= nA) return -3;
    if (owner[level] === -1) owner[level] = b[i]!;
    else if (owner[level] !== b[i]) return 0;
  }
  return 1;
}

export function ascending(n: number, codes: Uint32Array): number {
  for (let i = 1; i < n; i++) if (codes[i]! < codes[i - 1]!) return 0;
  return 1;
}

export function integerRange(n: number, x: Float64Array, range: Float64Array): number {
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

export function slotIntegers(
  n: number,
  low: number,
  nSlots: number,
  x: Float64Array,
  marks: Uint32Array,
  slots: Uint32Array,
): number {
  for (let i = 0; i < n; i++) {
    const slot = x[i]! - low;
    slots[i] = Number.isNaN(slot) ? 0xffff_ffff : slot;
    if (Number.isNaN(slot)) continue;
    if (slot < 0 || slot >= nSlots || !Number.isInteger(x[i]!)) return -4;
    marks[slot] = 1;
  }
  return 0;
}

export function numberMarks(nSlots: number, marks: Uint32Array): number {
  let count = 0;
  for (let slot = 0; slot < nSlots; slot++) {
    const marked = marks[slot]!;
    marks[slot] = count;
    count += marked;
  }
  return count;
}

export function renumberCodes(n: number, nSlots: number, numbers: Uint32Array, codes: Uint32Array): number {
  for (let i = 0; i < n; i++) {
    if (codes[i] === 0xffff_ffff) continue;
    if (codes[i]! >= nSlots) return -4;
    codes[i] = numbers[codes[i]!]!;
  }
  return 0;
}

export function codeAscending(
  n: number,
  x: Float64Array,
  state: Float64Array,
  levels: Float64Array,
  codes: Uint32Array,
): number {
  const before = state[1]!;
  let found = 0;
  for (let i = 0; i < n; i++) {
    const value = x[i]! + 0;
    if (!(value >= state[0]!)) return -1;
    if (value > state[0]! || before + found === 0) levels[found++] = value;
    codes[i] = before + found - 1;
    state[0] = value;
  }
  state[1] = before + found;
  return found;
}

export function placeByGroup(
  n: number,
  nGroups: number,
  weighted: number,
  x: Float64Array,
  codes: Uint32Array,
  w: Float64Array,
  offsets: Uint32Array,
  ends: Uint32Array,
  outX: Float64Array,
  outW: Float64Array,
): number {
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

export function groupQuantiles(
  first: number,
  last: number,
  nGroups: number,
  nP: number,
  weighted: number,
  offsets: Uint32Array,
  ends: Uint32Array,
  x: Float64Array,
  w: Float64Array,
  p: Float64Array,
  out: Float64Array,
): number {
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
