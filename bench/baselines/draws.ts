/**
 * Draws of clusters and of wild weights in TypeScript by the kernels' own method: words of 32 bits, one scratch
 * block of random numbers. Their twins count with integers of any size.
 */
import { block, high } from "./philox.js";

const MAMMEN_BELOW = 3_107_867_531;
const MAMMEN = [(1 - Math.sqrt(5)) / 2, (1 + Math.sqrt(5)) / 2] as const;
const WEBB = Float64Array.of(-Math.sqrt(1.5), -1, -Math.sqrt(0.5), Math.sqrt(1.5), 1, Math.sqrt(0.5));

export function clusterCounts(
  nClusters: number,
  nDraws: number,
  first: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
  counts: Float64Array,
  work: Uint32Array,
): number {
  counts.fill(0);
  for (let d = 0; d < nDraws; d++) {
    let used = 0;
    for (let i = 0; i < nClusters; i++) {
      let number = 0;
      let low = 0;
      do {
        if ((used & 3) === 0) block(used >>> 2, (first + d) >>> 0, c2, c3, k0, k1, work, 0);
        number = work[used & 3]!;
        low = Math.imul(number, nClusters) >>> 0;
        used++;
      } while (low < nClusters && low < 2 ** 32 % nClusters);
      counts[d * nClusters + high(number, nClusters)]! += 1;
    }
  }
  return 0;
}

/** Weights of one draw, into `weights` from `at`. */
function weightsOfDraw(
  kind: number,
  n: number,
  draw: number,
  purpose: number,
  k0: number,
  k1: number,
  weights: Float64Array,
  at: number,
  work: Uint32Array,
): void {
  for (let i = 0; i < n; i++) {
    if (kind === 0) {
      weights[at + i] = i < 32 && ((draw >>> i) & 1) === 1 ? -1 : 1;
      continue;
    }
    if ((i & 3) === 0) block(i >>> 2, draw >>> 0, purpose, 0, k0, k1, work, 0);
    const random = work[i & 3]!;
    if (kind === 1) weights[at + i] = random >>> 31 === 1 ? -1 : 1;
    else if (kind === 2) weights[at + i] = WEBB[high(random, 6)]!;
    else weights[at + i] = MAMMEN[random < MAMMEN_BELOW ? 0 : 1];
  }
}

export function wildWeights(
  kind: number,
  n: number,
  first: number,
  nDraws: number,
  purpose: number,
  k0: number,
  k1: number,
  weights: Float64Array,
  work: Uint32Array,
): number {
  for (let d = 0; d < nDraws; d++) weightsOfDraw(kind, n, first + d, purpose, k0, k1, weights, d * n, work);
  return 0;
}

/** A draw at a time, where the kernel takes eight side by side. */
export function wildDraws(
  kind: number,
  first: number,
  count: number,
  ld: number,
  nBoot: number,
  nRows: number,
  rank: number,
  nParts: number,
  entries: number,
  purpose: number,
  k0: number,
  k1: number,
  U: Float64Array,
  W: Float64Array,
  offsets: Uint32Array,
  clusters: Uint32Array,
  values: Float64Array,
  numerators: Float64Array,
  factors: Float64Array,
  out: Float64Array,
  _work: Float64Array,
  random: Uint32Array,
): number {
  const v = new Float64Array(nBoot);
  const projections = new Float64Array(nParts * rank);
  const scores = new Float64Array(nParts);
  const times = (rows: Float64Array, row: number) => {
    let sum = 0;
    for (let h = 0; h < nBoot; h++) sum += rows[row * nBoot + h]! * v[h]!;
    return sum;
  };
  for (let d = 0; d < count; d++) {
    weightsOfDraw(kind, nBoot, first + d, purpose, k0, k1, v, 0, random);
    for (let t = 0; t < nParts * rank; t++) projections[t] = times(U, t);
    for (let p = 0; p < nParts; p++) out[p * ld + d] = times(numerators, p);
    for (let s = nParts; s < (nParts * (nParts + 3)) / 2; s++) out[s * ld + d] = 0;
    for (let c = 0; c < nRows; c++) {
      for (let p = 0; p < nParts; p++) {
        let score = 0;
        for (let e = offsets[c]!; e < offsets[c + 1]!; e++) score += values[p * entries + e]! * v[clusters[e]!]!;
        for (let t = 0; t < rank; t++) score += W[(p * nRows + c) * rank + t]! * projections[p * rank + t]!;
        scores[p] = score;
      }
      let s = nParts;
      for (let p = 0; p < nParts; p++) {
        for (let q = 0; q <= p; q++) out[s++ * ld + d]! += factors[c]! * (scores[p]! * scores[q]!);
      }
    }
  }
  return 0;
}
