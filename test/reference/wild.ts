/**
 * Plain TypeScript twins of the wild bootstrap's kernels: a draw at a time, by its definition.
 */
import { philoxU32 } from "./resample.js";

const ROOT = Math.sqrt(5);
/** Webb's points in the order of the six intervals of a random number. */
const WEBB = [-Math.sqrt(1.5), -1, -Math.sqrt(0.5), Math.sqrt(1.5), 1, Math.sqrt(0.5)];
const MAMMEN_BELOW = Math.round((2 ** 32 * (ROOT + 1)) / (2 * ROOT));

function weightOf(kind: number, random: number): number {
  if (kind === 1) return random >= 2 ** 31 ? -1 : 1;
  if (kind === 2) return WEBB[Math.floor((random * 6) / 2 ** 32)]!;
  return random < MAMMEN_BELOW ? (1 - ROOT) / 2 : (1 + ROOT) / 2;
}

function weightsOfDraw(kind: number, n: number, draw: number, purpose: number, k0: number, k1: number): number[] {
  if (kind === 0) return Array.from({ length: n }, (_, i) => (Math.floor(draw / 2 ** i) % 2 === 1 ? -1 : 1));
  const numbers = new Uint32Array(n);
  philoxU32(n, 0, draw, purpose, 0, k0, k1, numbers);
  return Array.from(numbers, (random) => weightOf(kind, random));
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
): number {
  if (kind > 3) return -1;
  for (let d = 0; d < nDraws; d++) weights.set(weightsOfDraw(kind, n, first + d, purpose, k0, k1), d * n);
  return 0;
}

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
): number {
  if (kind > 3) return -1;
  for (let d = 0; d < count; d++) {
    const v = weightsOfDraw(kind, nBoot, first + d, purpose, k0, k1);
    const times = (row: Float64Array) => row.reduce((sum, value, h) => sum + value * v[h]!, 0);
    const projections = Array.from({ length: nParts * rank }, (_, i) => times(U.subarray(i * nBoot, (i + 1) * nBoot)));
    const sums = new Float64Array((nParts * (nParts + 1)) / 2);
    for (let c = 0; c < nRows; c++) {
      const scores = Array.from({ length: nParts }, (_, p) => {
        let score = 0;
        for (let e = offsets[c]!; e < offsets[c + 1]!; e++) score += values[p * entries + e]! * v[clusters[e]!]!;
        for (let t = 0; t < rank; t++) score += W[(p * nRows + c) * rank + t]! * projections[p * rank + t]!;
        return score;
      });
      let at = 0;
      scores.forEach((score, p) => {
        for (const other of scores.slice(0, p + 1)) sums[at++]! += factors[c]! * (score * other);
      });
    }
    for (let p = 0; p < nParts; p++) out[p * ld + d] = times(numerators.subarray(p * nBoot, (p + 1) * nBoot));
    sums.forEach((sum, s) => {
      out[(nParts + s) * ld + d] = sum;
    });
  }
  return 0;
}

export function wreDraws(
  kind: number,
  first: number,
  count: number,
  ld: number,
  nBoot: number,
  nRows: number,
  rank: number,
  kz: number,
  purpose: number,
  k0: number,
  k1: number,
  p0: Float64Array,
  A: Float64Array,
  H: Float64Array,
  K: Float64Array,
  offsets: Uint32Array,
  clusters: Uint32Array,
  values: Float64Array,
  factors: Float64Array,
  out: Float64Array,
): number {
  if (kind > 3) return -1;
  for (let draw = 0; draw < count; draw++) {
    const v = weightsOfDraw(kind, nBoot, first + draw, purpose, k0, k1);
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
