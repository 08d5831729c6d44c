/**
 * Plain TypeScript twins of the kernels over packed blocks: by full matrices.
 */
import { packedFactor, packedSolve } from "./moments.js";

/** Entry (i, j) of the packed matrix that starts at `from`. */
const entry = (packed: Float64Array, from: number, i: number, j: number): number => {
  const [high, low] = i < j ? [j, i] : [i, j];
  return packed[from + (high * (high + 1)) / 2 + low]!;
};

export function packedProducts(
  n: number,
  nBlocks: number,
  blocks: Float64Array,
  codes: Uint32Array,
  vectors: Float64Array,
  products: Float64Array,
): number {
  for (let b = 0; b < nBlocks; b++) {
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += entry(blocks, (b * n * (n + 1)) / 2, i, j) * vectors[codes[b]! * n + j]!;
      products[b * n + i] = sum;
    }
  }
  return 0;
}

export function groupBlocks(
  size: number,
  low: number,
  high: number,
  nBlocks: number,
  nGroups: number,
  codes: Uint32Array,
  blocks: Float64Array,
  sums: Float64Array,
): number {
  if (low > high || high > size) return -2;
  for (let g = 0; g < nGroups; g++) sums.fill(0, g * size + low, g * size + high);
  for (let b = 0; b < nBlocks; b++) {
    for (let e = low; e < high; e++) sums[codes[b]! * size + e]! += blocks[b * size + e]!;
  }
  return 0;
}

export function leaveOutSolve(
  order: number,
  n: number,
  nUnits: number,
  nRight: number,
  tolerance: number,
  columns: Uint32Array,
  right: Uint32Array,
  scale: Float64Array,
  total: Float64Array,
  part: Float64Array,
  X: Float64Array,
  kept: Uint32Array,
): number {
  const difference = (i: number, j: number) => entry(total, 0, i, j) - entry(part, 0, i, j);
  const M: number[] = [];
  columns.forEach((i, row) => {
    for (const j of columns.subarray(0, row + 1)) M.push(difference(i, j));
  });
  const L = Float64Array.from(M);
  const dropped = packedFactor(n, tolerance, scale, L, kept);
  X.fill(0);
  for (let c = 0; c < nUnits + nRight; c++) {
    const unit = n - nUnits + c;
    const x = Float64Array.from(columns, (i, row) =>
      c < nUnits ? Number(row === unit) : difference(i, right[c - nUnits]!),
    );
    packedSolve(n, 1, L, x);
    columns.forEach((i, row) => {
      X[c * order + i] = x[row]!;
    });
  }
  return dropped;
}
