/**
 * Plain TypeScript references of the pivoted Cholesky factor and its solve.
 */
import type { Arrays } from "../cases/row.js";

const LANES = 4;

export function pivotedCholesky({ m, tolerance, S, order }: Arrays<"pivotedCholesky">): number {
  const full = Array.from({ length: m }, (_, i) =>
    Float64Array.from({ length: m }, (_, j) => (j <= i ? S[i * m + j]! : S[j * m + i]!)),
  );
  const place = Array.from({ length: m }, (_, i) => i);
  const L: Float64Array[] = [];
  const left = Float64Array.from({ length: m }, (_, i) => full[i]![i]!);
  for (let j = 0; j < m; j++) {
    let q = j;
    for (let i = j + 1; i < m; i++) if (left[place[i]!]! > left[place[q]!]!) q = i;
    [place[j], place[q]] = [place[q]!, place[j]!];
    const at = place[j]!;
    if (!(left[at]! > tolerance)) {
      finish(m, S, order, place, L);
      return j;
    }
    const column = new Float64Array(m);
    column[at] = Math.sqrt(left[at]!);
    for (let i = j + 1; i < m; i++) {
      const row = place[i]!;
      const known = L.reduce((sum, earlier) => sum + earlier[row]! * earlier[at]!, 0);
      column[row] = (full[row]![at]! - known) / column[at]!;
      left[row]! -= column[row]! ** 2;
    }
    L.push(column);
  }
  finish(m, S, order, place, L);
  return m;
}

function finish(m: number, S: Float64Array, order: Uint32Array, place: readonly number[], L: readonly Float64Array[]) {
  place.forEach((at, i) => {
    order[i] = at;
    for (let j = 0; j <= Math.min(i, L.length - 1); j++) S[i * m + j] = L[j]![at]!;
  });
}

export function pivotedSolve({ m, rank, L, order, scale, b }: Arrays<"pivotedSolve">): number {
  if (rank > m) return -2;
  for (let j = 0; j < LANES; j++) {
    const y = Float64Array.from({ length: rank }, (_, i) => scale[order[i]!]! * b[order[i]! * LANES + j]!);
    for (let i = 0; i < rank; i++) {
      for (let k = 0; k < i; k++) y[i]! -= L[i * m + k]! * y[k]!;
      y[i]! /= L[i * m + i]!;
    }
    for (let i = rank - 1; i >= 0; i--) {
      y[i]! /= L[i * m + i]!;
      for (let k = 0; k < i; k++) y[k]! -= L[i * m + k]! * y[i]!;
    }
    for (let l = 0; l < m; l++) b[l * LANES + j] = 0;
    for (let i = 0; i < rank; i++) b[order[i]! * LANES + j] = scale[order[i]!]! * y[i]!;
  }
  return 0;
}
