/**
 * Layer kernels. Plain TypeScript twins of the moments kernels: left-looking, entry by entry.
 */

const at = (i: number, j: number) => (i * (i + 1)) / 2 + j;

export function packedFactor(
  n: number,
  tolerance: number,
  scale: Float64Array,
  A: Float64Array,
  kept: Uint32Array,
): number {
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

export function packedSolve(n: number, nRight: number, L: Float64Array, X: Float64Array): number {
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

export function sumMembers(
  nMembers: number,
  size: number,
  stride: number,
  members: Uint32Array,
  blocks: Float64Array,
  sum: Float64Array,
): number {
  sum.fill(0);
  for (let c = 0; c < nMembers; c++) for (let i = 0; i < size; i++) sum[i]! += blocks[members[c]! * stride + i]!;
  return 0;
}
