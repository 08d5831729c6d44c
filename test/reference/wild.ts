/**
 * References of the wild bootstrap's kernels, in plain TypeScript: a draw at a time, where the kernels take eight side by side.
 */
import type { Arrays } from "../cases/row.js";
import { block, high } from "./resample.js";

const MAMMEN_BELOW = 3_107_867_531;
const MAMMEN = [(1 - Math.sqrt(5)) / 2, (1 + Math.sqrt(5)) / 2] as const;
const WEBB = Float64Array.of(-Math.sqrt(1.5), -1, -Math.sqrt(0.5), Math.sqrt(1.5), 1, Math.sqrt(0.5));

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

export function wildWeights(given: Arrays<"wildWeights">): number {
  const { kind, n, first, nDraws, purpose, k0, k1, weights, block: work } = given;
  for (let d = 0; d < nDraws; d++) weightsOfDraw(kind, n, first + d, purpose, k0, k1, weights, d * n, work);
  return 0;
}

export function multiplierDraws(given: Arrays<"multiplierDraws">): number {
  const { kind, n, p, first, nDraws, purpose, k0, k1, psi, draws, block: random } = given;
  const v = new Float64Array(n);
  for (let d = 0; d < nDraws; d++) {
    weightsOfDraw(kind, n, first + d, purpose, k0, k1, v, 0, random);
    for (let j = 0; j < p; j++) draws[d * p + j] = v.reduce((sum, weight, i) => sum + weight * psi[j * n + i]!, 0);
  }
  return 0;
}

/** A draw at a time, where the kernel takes eight side by side. */
export function wildDraws(given: Arrays<"wildDraws">): number {
  const { kind, first, count, ld, nBoot, nRows, rank, nParts, entries, purpose, k0, k1, U, W, offsets } = given;
  const { clusters, values, numerators, factors, out, block: random } = given;
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

export function wreDraws(given: Arrays<"wreDraws">): number {
  const { kind, first, count, ld, nBoot, nRows, rank, kz, purpose, k0, k1, p0, A, H, K, offsets, clusters } = given;
  const { values, factors, out, block: random } = given;
  const v = new Float64Array(nBoot);
  if (kind > 3) return -1;
  for (let draw = 0; draw < count; draw++) {
    weightsOfDraw(kind, nBoot, first + draw, purpose, k0, k1, v, 0, random);
    const coordinates = Array.from({ length: 2 * (rank + kz) }, (_, i) =>
      A.subarray(i * nBoot, (i + 1) * nBoot).reduce((sum, value, h) => sum + value * v[h]!, 0),
    );
    const [o1, r1] = [coordinates.slice(0, rank), coordinates.slice(rank, rank + kz)];
    const [o2, r2] = [coordinates.slice(rank + kz, 2 * rank + kz), coordinates.slice(2 * rank + kz)];
    const p = r2.map((r, j) => r + p0[j]!);
    const size = p.reduce((sum, pj) => sum + pj * pj, 0);
    const d = p.reduce((sum, pj, j) => sum + pj * r1[j]!, 0) / size;
    const f = o1.map((value, i) => value - d * o2[i]!);
    let squares = 0;
    for (let c = 0; c < nRows; c++) {
      const score = p.reduce((sum, pj, j) => {
        let [fitted, a, b] = [0, 0, 0];
        for (let i = 0; i < rank; i++) fitted += H[(c * kz + j) * rank + i]! * f[i]!;
        for (let e = offsets[c]!; e < offsets[c + 1]!; e++) {
          a += values[e * 2 * kz + j]! * v[clusters[e]!]!;
          b += values[e * 2 * kz + kz + j]! * v[clusters[e]!]!;
        }
        b += K[c * kz + j]!;
        return sum + (fitted + (a - d * b)) * pj;
      }, 0);
      squares += factors[c]! * (score * score);
    }
    out[draw] = d;
    out[ld + draw] = squares / (size * size);
  }
  return 0;
}
