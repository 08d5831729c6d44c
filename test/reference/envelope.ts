/**
 * Plain TypeScript references of the kernels of the exact factor of the reduced system: the search by sets, the
 * system cell against cell, the factor and its solutions entry by entry.
 */
import type { Arrays } from "../cases/row.js";

export function levelGroups({ nGroups, nA, offsets, codes, levelOffsets, groups }: Arrays<"levelGroups">): number {
  const lists = Array.from({ length: nA }, (): number[] => []);
  for (let g = 0; g < nGroups; g++) for (let i = offsets[g]!; i < offsets[g + 1]!; i++) lists[codes[i]!]!.push(g);
  groups.set(lists.flat());
  let sum = 0;
  levelOffsets[0] = 0;
  lists.forEach((list, level) => {
    sum += list.length;
    levelOffsets[level + 1] = sum;
  });
  return 0;
}

export function reverseCuthillMcKee(given: Arrays<"reverseCuthillMcKee">): number {
  const { nA, most, cellOffsets, cellCodes, levelOffsets, levelGroups, order, position, first, last } = given;
  const cellsOf = (level: number) => levelOffsets[level + 1]! - levelOffsets[level]!;
  /** Generations of the breadth-first search from `root`. */
  const search = (root: number): number[][] => {
    const [seen, opened] = [new Set([root]), new Set<number>()];
    const generations = [[root]];
    for (;;) {
      const next: number[] = [];
      for (const level of generations.at(-1)!) {
        const found: number[] = [];
        for (const g of levelGroups.subarray(levelOffsets[level]!, levelOffsets[level + 1]!)) {
          if (opened.has(g)) continue;
          opened.add(g);
          for (const other of cellCodes.subarray(cellOffsets[g]!, cellOffsets[g + 1]!)) {
            if (!seen.has(other)) found.push(other);
            seen.add(other);
          }
        }
        next.push(...found.sort((a, b) => a - b));
      }
      if (next.length === 0) return generations;
      generations.push(next);
    }
  };
  /** Place in `queue` that each level there reaches to. */
  const reachOf = (queue: readonly number[]): number[] =>
    queue.map((level, i) => {
      const groups = [...levelGroups.subarray(levelOffsets[level]!, levelOffsets[level + 1]!)];
      const near = groups.flatMap((g) => [...cellCodes.subarray(cellOffsets[g]!, cellOffsets[g + 1]!)]);
      return Math.max(i, ...near.map((other) => queue.indexOf(other)));
    });
  const workOf = (reach: readonly number[]) => reach.reduce((sum, to, i) => sum + (to - i) ** 2, 0);
  const placed = new Set<number>();
  last.fill(0);
  let [components, work] = [0, 0];
  for (let level = 0; level < nA; level++) {
    if (placed.has(level)) continue;
    let generations = search(level);
    const costs = [workOf(reachOf(generations.flat()))];
    for (let searches = 1; generations.length > 1 && searches < 8; searches++) {
      const ends = generations.at(-1)!;
      const root = ends.reduce((best, end) => (cellsOf(end) < cellsOf(best) ? end : best));
      const [before, after] = [generations.length, search(root)];
      generations = after;
      costs.push(workOf(reachOf(generations.flat())));
      if (after.length <= before) break;
    }
    const queue = generations.flat();
    const reach = reachOf(queue);
    const isTooMuch = costs.some((cost) => cost / 4 > most - work);
    work += costs.at(-1)!;
    if (isTooMuch || work > most) {
      for (const out of [order, position, first, last]) out.fill(0);
      return 0;
    }
    const end = placed.size + queue.length - 1;
    for (let i = queue.length - 1; i >= 0; i--) {
      order[placed.size] = queue[i]!;
      position[queue[i]!] = placed.size;
      first[placed.size] = end - reach[i]!;
      placed.add(queue[i]!);
    }
    last[placed.size - 1] = 1;
    components++;
  }
  return components;
}

export function envelopeBuild(given: Arrays<"envelopeBuild">): number {
  const { nGroups, nA, nLevels, p, stride, offsets, codes, weights, position, rows, diagonal, S } = given;
  S.fill(0);
  for (let g = 0; g < nGroups; g++) {
    const [start, end] = [offsets[g]!, offsets[g + 1]!];
    const W = weights.subarray(start, end).reduce((sum, w) => sum + w, 0);
    for (let x = start; x < end; x++) {
      for (let y = start; y < x; y++) addPair(x, y, (weights[x]! * weights[y]!) / W);
    }
  }
  for (let i = 0; i < nLevels; i++) S[at(rows, i, i)] = i < nA ? 0 : diagonal[i]!;
  return 0;

  /** v d d', d the dummies of cell x less those of cell y. */
  function addPair(x: number, y: number, v: number): void {
    const difference = new Map<number, number>();
    for (let f = 0; f < p; f++) {
      const [a, b] = [position[codes[f * stride + x]!]!, position[codes[f * stride + y]!]!];
      difference.set(a, (difference.get(a) ?? 0) + 1);
      difference.set(b, (difference.get(b) ?? 0) - 1);
    }
    for (const [i, di] of difference) {
      for (const [j, dj] of difference) if (j < i && di * dj !== 0) S[at(rows, i, j)]! += v * di * dj;
    }
  }
}

export function envelopeFactor({ nA, order, tolerance, firsts, rows, S, pin }: Arrays<"envelopeFactor">): number {
  const start = (i: number) => firsts[i >> 2]!;
  let pinned = 0;
  for (let j = 0; j < order; j++) {
    const dot = (i: number) => {
      let sum = 0;
      for (let k = Math.max(start(i), start(j)); k < j; k++) sum += S[at(rows, i, k)]! * S[at(rows, j, k)]!;
      return sum;
    };
    const below = Array.from({ length: order - j - 1 }, (_, t) => j + 1 + t).filter((i) => start(i) <= j);
    for (const i of below) S[at(rows, i, j)]! -= dot(i);
    const whole = S[at(rows, j, j)]!;
    const pivot = j < nA ? -below.reduce((sum, i) => sum + (i < nA ? S[at(rows, i, j)]! : 0), 0) : whole - dot(j);
    const keep = pin[j] === 0 && pivot > (j < nA ? 0 : tolerance * whole);
    const inverse = keep ? 1 / Math.sqrt(pivot) : 0;
    if (!keep) {
      pin[j] = 1;
      pinned++;
    }
    S[at(rows, j, j)] = inverse;
    for (const i of below) S[at(rows, i, j)]! *= inverse;
  }
  return pinned;
}

export function envelopeSolve({ lanes, nLevels, firsts, rows, L, position, b }: Arrays<"envelopeSolve">): number {
  if (lanes === 0 || lanes % 4 !== 0) return -1;
  for (let lane = 0; lane < lanes; lane++) {
    const x = new Float64Array(nLevels);
    for (let level = 0; level < nLevels; level++) x[position[level]!] = b[level * lanes + lane]!;
    for (let i = 0; i < nLevels; i++) {
      for (let j = firsts[i >> 2]!; j < i; j++) x[i]! -= L[at(rows, i, j)]! * x[j]!;
      x[i]! *= L[at(rows, i, i)]!;
    }
    for (let i = nLevels - 1; i >= 0; i--) {
      x[i]! *= L[at(rows, i, i)]!;
      for (let j = firsts[i >> 2]!; j < i; j++) x[j]! -= L[at(rows, i, j)]! * x[i]!;
    }
    for (let level = 0; level < nLevels; level++) b[level * lanes + lane] = x[position[level]!]!;
  }
  return 0;
}

const at = (rows: Uint32Array, i: number, j: number): number => (rows[i]! + j) >>> 0;
