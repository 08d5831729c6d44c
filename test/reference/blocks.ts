/**
 * Plain TypeScript references of the kernels over packed blocks: by full matrices.
 */
import type { Arrays } from "../cases/row.js";
import { packedFactor, packedSolve } from "./moments.js";

/** Entry (i, j) of the packed matrix that starts at `from`. */
const entry = (packed: Float64Array, from: number, i: number, j: number): number => {
  const [high, low] = i < j ? [j, i] : [i, j];
  return packed[from + (high * (high + 1)) / 2 + low]!;
};

export function packedProducts({ n, nBlocks, blocks, codes, vectors, products }: Arrays<"packedProducts">): number {
  for (let b = 0; b < nBlocks; b++) {
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += entry(blocks, (b * n * (n + 1)) / 2, i, j) * vectors[codes[b]! * n + j]!;
      products[b * n + i] = sum;
    }
  }
  return 0;
}

export function groupBlocks({ size, low, high, nBlocks, nGroups, codes, blocks, sums }: Arrays<"groupBlocks">): number {
  if (low > high || high > size) return -2;
  for (let g = 0; g < nGroups; g++) sums.fill(0, g * size + low, g * size + high);
  for (let b = 0; b < nBlocks; b++) {
    for (let e = low; e < high; e++) sums[codes[b]! * size + e]! += blocks[b * size + e]!;
  }
  return 0;
}

export function leaveOutSolve(given: Arrays<"leaveOutSolve">): number {
  const { order, n, nUnits, nRight, tolerance, columns, right, scale, total, part, X, kept } = given;
  const difference = (i: number, j: number) => entry(total, 0, i, j) - entry(part, 0, i, j);
  const M: number[] = [];
  columns.forEach((i, row) => {
    for (const j of columns.subarray(0, row + 1)) M.push(difference(i, j));
  });
  const L = Float64Array.from(M);
  const dropped = packedFactor({ n, tolerance, scale, A: L, kept, column: new Float64Array(0) });
  X.fill(0);
  for (let c = 0; c < nUnits + nRight; c++) {
    const unit = n - nUnits + c;
    const x = Float64Array.from(columns, (i, row) =>
      c < nUnits ? Number(row === unit) : difference(i, right[c - nUnits]!),
    );
    packedSolve({ n, nRight: 1, L, X: x });
    columns.forEach((i, row) => {
      X[c * order + i] = x[row]!;
    });
  }
  return dropped;
}
