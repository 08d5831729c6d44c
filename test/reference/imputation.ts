/**
 * Plain TypeScript references of the imputation kernels: the definitions as written, summed in the order of rows.
 */
import type { Arrays } from "../cases/row.js";

export function imputeOutcomes(given: Arrays<"imputeOutcomes">): number {
  const { low, high, nLevels, weighted, starts, level, compared, w, y, b, out } = given;
  for (let u = low; u < high; u++) {
    const rows = rowsOf(starts, u);
    if (rows.some((i) => level[i]! >= nLevels)) return -6;
    const own = rows.filter((i) => compared[i] === 1);
    const weightOf = (i: number) => (weighted === 1 ? w[i]! : 1);
    const weight = own.reduce((sum, i) => sum + weightOf(i), 0);
    if (rows.length > 0 && !(weight > 0)) return -7;
    const mean = own.reduce((sum, i) => sum + weightOf(i) * (y[i]! - b[level[i]!]!), 0) / weight;
    for (const i of rows) out[i] = y[i]! - b[level[i]!]! - mean;
  }
  return 0;
}

export function cellProjections(given: Arrays<"cellProjections">): number {
  const { low, high, n, nLevels, nCells, k, weighted, starts, level, cell, compared, w, X, out } = given;
  out.fill(0);
  const add = (row: number, c: number, value: number) => {
    out[row * nCells + c]! += value;
  };
  for (let u = low; u < high; u++) {
    const rows = rowsOf(starts, u);
    if (rows.some((i) => level[i]! >= nLevels)) return -9;
    const own = rows.filter((i) => compared[i] === 1);
    const weightOf = (i: number) => (weighted === 1 ? w[i]! : 1);
    const weight = own.reduce((sum, i) => sum + weightOf(i), 0);
    const inverse = weight > 0 ? 1 / weight : 0;
    const meanOf = (j: number) => own.reduce((sum, i) => sum + weightOf(i) * X[j * n + i]!, 0) * inverse;
    for (const i of rows) {
      const c = cell[i]!;
      if (c >= nCells) continue;
      add(level[i]!, c, weightOf(i));
      for (const s of own) add(level[s]!, c, -(weightOf(i) * inverse) * weightOf(s));
      for (let j = 0; j < k; j++) add(nLevels + j, c, weightOf(i) * (X[j * n + i]! - meanOf(j)));
    }
  }
  return 0;
}

export function imputedInfluence(given: Arrays<"imputedInfluence">): number {
  const { low, high, n, nUnits, nLevels, nCells, k, starts, level, cell, share, e, X, B, out } = given;
  for (let u = low; u < high; u++) {
    const rows = rowsOf(starts, u);
    if (rows.some((i) => level[i]! >= nLevels)) return -9;
    for (let c = 0; c < nCells; c++) {
      let sum = 0;
      for (const i of rows) {
        if (e[i] !== 0) sum -= e[i]! * B[level[i]! * nCells + c]!;
        if (cell[i] === c) sum += share[i]!;
      }
      for (let j = 0; j < k; j++) {
        const product = rows.reduce((total, i) => total + e[i]! * X[j * n + i]!, 0);
        sum -= product * B[(nLevels + j) * nCells + c]!;
      }
      out[c * nUnits + u] = sum;
    }
  }
  return 0;
}

const rowsOf = (starts: Uint32Array, u: number): number[] =>
  Array.from({ length: starts[u + 1]! - starts[u]! }, (_, i) => starts[u]! + i);
