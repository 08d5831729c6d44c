/**
 * Plain TypeScript references of the kernels that make weights without pairs.
 */
import type { Arrays } from "../cases/row.js";

export function entropyTilt({ n, stride, k, shift, C, eta, base, weights, sums }: Arrays<"entropyTilt">): number {
  sums.fill(0);
  for (let i = 0; i < n; i++) {
    const w = base[i]! > 0 ? base[i]! * Math.exp(eta[i]! - shift) : 0;
    weights[i] = w;
    const row = [1, ...Array.from({ length: k }, (_, j) => C[i + j * stride]!)];
    for (let a = 0; a <= k; a++) {
      for (let b = 0; b <= k; b++) sums[a + b * (k + 1)]! += w * row[a]! * row[b]!;
    }
  }
  return 0;
}

export function powerColumns({ n, p, centre, scale, x, targets, out }: Arrays<"powerColumns">): number {
  for (let j = 0; j < p; j++) {
    for (let i = 0; i < n; i++) out[i + j * n] = ((x[i]! - centre) / scale) ** (j + 1) - targets[j]!;
  }
  return 0;
}

export function extremes({ x, range }: Arrays<"extremes">): number {
  if (x.some(Number.isNaN)) return -2;
  range[0] = x.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
  range[1] = x.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY);
  return 0;
}

export function cutCodes({ n, x, cuts, codes }: Arrays<"cutCodes">): number {
  if (x.some(Number.isNaN)) return -3;
  for (let i = 0; i < n; i++) codes[i] = cuts.filter((cut) => cut <= x[i]!).length;
  return 0;
}

export function runCodes({ n, order, a, b, codes }: Arrays<"runCodes">): number {
  const seen = new Map<string, number>();
  for (let i = 0; i < n; i++) {
    const row = order[i]!;
    const key = `${a[row]} ${b[row]}`;
    if (!seen.has(key)) seen.set(key, seen.size);
    codes[row] = seen.get(key)!;
  }
  return seen.size;
}

export function stratumWeights(given: Arrays<"stratumWeights">): number {
  const { n, nStrata, codes, treated, treatedIn, controlIn, weights } = given;
  for (let i = 0; i < n; i++) {
    const code = codes[i]!;
    if (code >= nStrata) return -3;
    const both = treatedIn[code]! > 0 && controlIn[code]! > 0;
    weights[i] = both ? (treated[i]! > 0 ? 1 : treatedIn[code]! / controlIn[code]!) : 0;
  }
  return 0;
}
