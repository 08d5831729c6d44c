/**
 * Plain TypeScript references of the moments kernels: left-looking, entry by entry.
 */
import type { Arrays } from "../cases/row.js";

const at = (i: number, j: number) => (i * (i + 1)) / 2 + j;

export function packedFactor({ n, tolerance, scale, A, kept }: Arrays<"packedFactor">): number {
  for (let j = 0; j < n; j++) {
    let pivot = A[at(j, j)]!;
    for (let t = 0; t < j; t++) pivot -= A[at(j, t)]! ** 2;
    kept[j] = pivot > tolerance * scale[j]! ? 1 : 0;
    A[at(j, j)] = kept[j] === 1 ? Math.sqrt(pivot) : 0;
    if (kept[j] === 0) for (let t = 0; t < j; t++) A[at(j, t)] = 0;
    for (let i = j + 1; i < n; i++) {
      let value = A[at(i, j)]!;
      for (let t = 0; t < j; t++) value -= A[at(i, t)]! * A[at(j, t)]!;
      A[at(i, j)] = kept[j] === 1 ? value / A[at(j, j)]! : 0;
    }
  }
  return kept.filter((flag) => flag === 0).length;
}

export function packedSolve({ n, nRight, L, X }: Arrays<"packedSolve">): number {
  for (let c = 0; c < nRight; c++) {
    const x = X.subarray(c * n, (c + 1) * n);
    for (let i = 0; i < n; i++) {
      for (let t = 0; t < i; t++) x[i]! -= L[at(i, t)]! * x[t]!;
      x[i] = L[at(i, i)] === 0 ? 0 : x[i]! / L[at(i, i)]!;
    }
    for (let i = n - 1; i >= 0; i--) {
      for (let t = i + 1; t < n; t++) x[i]! -= L[at(t, i)]! * x[t]!;
      x[i] = L[at(i, i)] === 0 ? 0 : x[i]! / L[at(i, i)]!;
    }
  }
  return 0;
}

/** Sums as `momentWrite` reads them: a block per cluster by the twin of `momentBlocks`, taken apart. */
export function momentSums(given: Arrays<"momentSums">): number {
  const { low, high, p, m, nClusters, clusterOf, sums } = given;
  const width = 4 * Math.ceil(p / 4);
  const [order, size] = [m + p, width * width + m * width + at(m, 0) + m];
  const [blocks, weights] = [new Float64Array(nClusters * at(order, 0)), new Float64Array(nClusters * m)];
  const groups = Uint32Array.from({ length: high - low }, (_, t) => low + t).sort(
    (a, b) => clusterOf[a]! - clusterOf[b]! || a - b,
  );
  const starts = Uint32Array.from({ length: nClusters + 1 }, (_, c) => groups.filter((g) => clusterOf[g]! < c).length);
  momentBlocks({ ...given, low: 0, high: nClusters, behind: 0, starts, groups, blocks, levelWeights: weights });
  sums.fill(0);
  for (let c = 0; c < nClusters; c++) {
    const block = blocks.subarray(c * at(order, 0));
    const own = sums.subarray(c * size, (c + 1) * size);
    for (let i = 0; i < width; i++) {
      // tiles on the diagonal are whole, those right of it are not made
      for (let j = 0; j < Math.min(width, 4 * Math.floor(i / 4) + 4); j++) {
        const [a, b] = [m + Math.max(i, j), m + Math.min(i, j)];
        if (a < order) own[i * width + j] = block[at(a, b)]!;
      }
    }
    for (let d = 0; d < m; d++)
      for (let j = 0; j < p; j++) own[width * width + levelAt(m, d, j)] = block[at(m + j, d)]!;
    own.set(block.subarray(0, at(m, 0)), width * width + m * width);
    own.set(weights.subarray(c * m, (c + 1) * m), size - m);
  }
  return 0;
}

export function momentWrite({ low, high, p, m, behind, sums, blocks, levelWeights }: Arrays<"momentWrite">): number {
  const width = 4 * Math.ceil(p / 4);
  const [order, size] = [m + p, width * width + m * width + at(m, 0) + m];
  const [DtX, DtD] = [width * width, width * width + m * width];
  for (let c = low; c < high; c++) {
    const own = sums.subarray(c * size, (c + 1) * size);
    const entry = (i: number, j: number): number => {
      const [a, b] = [placeOf(i, p, m, behind), placeOf(j, p, m, behind)];
      if (a >= m) return b >= m ? own[(a - m) * width + b - m]! : own[DtX + levelAt(m, b, a - m)]!;
      return b >= m ? own[DtX + levelAt(m, a, b - m)]! : own[DtD + at(Math.max(a, b), Math.min(a, b))]!;
    };
    for (let i = 0; i < order; i++) for (let j = 0; j <= i; j++) blocks[c * at(order, 0) + at(i, j)] = entry(i, j);
    levelWeights.set(own.subarray(size - m), c * m);
  }
  return 0;
}

/** Level d and column j in D'X, blocks of four columns. */
const levelAt = (m: number, d: number, j: number): number => 4 * (Math.floor(j / 4) * m + d) + (j % 4);

/** Column of [dummies, columns] that stands at place i of a block. */
function placeOf(i: number, p: number, m: number, behind: number): number {
  if (i < m - behind) return i;
  return i < m - behind + p ? i + behind : i - p;
}

/** Group by group on dense columns: dummies and columns centred, then multiplied. */
export function momentBlocks(given: Arrays<"momentBlocks">): number {
  const { low, high, n, p, m, behind, nEffects, weighted, centred: isCentred, starts, groups, offsets, codes } = given;
  const { w, X, blocks, levelWeights } = given;
  const order = m + p;
  const size = at(order, 0);
  // place of a column of [dummies, X] in a block
  const place = (j: number) => (j < m - behind ? j : j < m ? j + p : j - behind);
  for (let c = low; c < high; c++) {
    blocks.fill(0, c * size, (c + 1) * size);
    levelWeights.fill(0, c * m, (c + 1) * m);
    for (let t = starts[c]!; t < starts[c + 1]!; t++) {
      const g = groups[t]!;
      const rows = Array.from({ length: offsets[g + 1]! - offsets[g]! }, (_, i) => offsets[g]! + i);
      const weight = (i: number) => (weighted === 0 ? 1 : w[i]!);
      const W = rows.reduce((sum, i) => sum + weight(i), 0);
      if (isCentred !== 0 && W === 0) continue;
      const Z = Array.from({ length: order }, (_, j) => {
        const column = rows.map((i) => {
          if (j >= m) return X[(j - m) * n + i]!;
          return Array.from({ length: nEffects }, (_, e) => codes[e * n + i]!).includes(j) ? 1 : 0;
        });
        const sum = column.reduce((total, value, r) => total + weight(rows[r]!) * value, 0);
        if (j < m) levelWeights[c * m + j]! += sum;
        return isCentred === 0 ? column : column.map((value) => value - sum / W);
      });
      for (let i = 0; i < order; i++) {
        for (let j = 0; j <= i; j++) {
          const sum = rows.reduce((total, row, r) => total + weight(row) * Z[i]![r]! * Z[j]![r]!, 0);
          const [a, b] = [place(i), place(j)];
          blocks[c * size + at(Math.max(a, b), Math.min(a, b))]! += sum;
        }
      }
    }
  }
  return 0;
}
