/**
 * Plain TypeScript references of the kernels that fit a regression again for other sets of clusters: sums, scores
 * and traces element by element.
 */
import type { Arrays } from "../cases/row.js";
import { packedFactor, packedSolve } from "./moments.js";
import { block, high } from "./resample.js";

const at = (i: number, j: number) => (i < j ? (j * (j + 1)) / 2 + i : (i * (i + 1)) / 2 + j);

export function clusterCounts(given: Arrays<"clusterCounts">): number {
  const { nClusters, nDraws, first, c2, c3, k0, k1, counts, work } = given;
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

export function reweightedFits(given: Arrays<"reweightedFits">): number {
  const { stride, nClusters, m, k, q, nWanted, nDraws, tolerance, blocks, tallies, floor, wanted, weights } = given;
  const { coefficients, variances, totals, states } = given;
  const r = m + k;
  for (let d = 0; d < nDraws; d++) {
    const w = weights.subarray(d * nClusters, (d + 1) * nClusters);
    const sum = (of: (c: number) => number) => w.reduce((total, weight, c) => total + weight * of(c), 0);
    const A = Float64Array.from({ length: at(r + 1, 0) }, (_, i) => sum((c) => blocks[c * stride + i]!));
    const A0 = A.slice();
    const tally = Float64Array.from({ length: m + q }, (_, i) => sum((c) => tallies[c * (m + q) + i]!));
    const scale = Float64Array.from({ length: r }, (_, j) => (j < m ? tally[j]! : A[at(j, j)]!) + floor[j]!);
    const kept = new Uint32Array(r);
    packedFactor({ n: r, tolerance, scale, A, kept, column: new Float64Array(0) });
    const beta = A.slice(at(r, 0), at(r, r));
    packedSolve({ n: r, nRight: 1, L: A, X: beta });
    for (let j = 0; j < m; j++) states[d * m + j] = kept[j] === 1 ? 2 : tally[j]! > 0 ? 1 : 0;
    for (let j = 0; j < k; j++) coefficients[d * k + j] = kept[m + j] === 1 ? beta[m + j]! : Number.NaN;
    totals.set(tally.subarray(m), d * q);
    for (let i = 0; i < nWanted; i++) {
      const j = m + wanted[i]!;
      const a = new Float64Array(r);
      a[j] = 1;
      packedSolve({ n: r, nRight: 1, L: A, X: a });
      const isHeard = (c: number) => w[c] !== 0 && exceedsRounding(blocks.subarray(c * stride), a, beta);
      const variance = sum((c) => score(blocks.subarray(c * stride), a, beta) ** 2);
      const isSmall = variance <= 1e-12 * a[j]! * A0[at(r, r)]!;
      const isZero = isSmall && !Array.from(w.keys()).some(isHeard);
      variances[d * nWanted + i] = kept[j] === 0 ? Number.NaN : isZero ? 0 : variance;
    }
  }
  return 0;
}

/** a'(b - A beta) of one block. */
function score(block: Float64Array, a: Float64Array, beta: Float64Array): number {
  const r = a.length;
  return a.reduce((total, value, i) => {
    const fitted = beta.reduce((sum, b, j) => sum + block[at(i, j)]! * b, 0);
    return total + value * (block[at(r, i)]! - fitted);
  }, 0);
}

/** Whether the score of one block is more than the rounding of its terms. */
function exceedsRounding(block: Float64Array, a: Float64Array, beta: Float64Array): boolean {
  const r = a.length;
  let size = 0;
  for (let i = 0; i < r; i++) {
    size += Math.abs(a[i]! * block[at(r, i)]!);
    for (let j = 0; j < i; j++) size += Math.abs((a[i]! * beta[j]! + a[j]! * beta[i]!) * block[at(i, j)]!);
    size += Math.abs(a[i]! * beta[i]! * block[at(i, i)]!);
  }
  return Math.abs(score(block, a, beta)) > 1e-13 * size;
}

export function jackknifeFits(given: Arrays<"jackknifeFits">): number {
  const { stride, nClusters, m, k, tolerance, blocks, total, scale, inverse, coefficients, leverage } = given;
  const r = m + k;
  for (let c = 0; c < nClusters; c++) {
    const block = blocks.subarray(c * stride, c * stride + at(r + 1, 0));
    const A = Float64Array.from(block, (value, i) => total[i]! - value);
    const kept = new Uint32Array(r);
    packedFactor({ n: r, tolerance, scale, A, kept, column: new Float64Array(0) });
    const beta = A.slice(at(r, 0), at(r, r));
    packedSolve({ n: r, nRight: 1, L: A, X: beta });
    for (let j = 0; j < k; j++) coefficients[c * k + j] = kept[m + j] === 1 ? beta[m + j]! : Number.NaN;
    leverage[c] = inverse.reduce((sum, value, i) => sum + value * block[i]!, 0);
  }
  return 0;
}
