/**
 * Plain TypeScript references of the kernels of outcomes by cohort: definitions as written, eigenvalues by another algorithm.
 */
import { symmetricEigen } from "../../src/base/small-matrices.js";
import type { Arrays } from "../cases/row.js";
import { randomPermutation } from "./resample.js";

export function cohortMoments({ nCohorts, t, sizes, order, Y, means, S }: Arrays<"cohortMoments">): number {
  let from = 0;
  for (let g = 0; g < nCohorts; g++) {
    const rows = Array.from(order.subarray(from, from + sizes[g]!), (row) => Y.subarray(row * t, (row + 1) * t));
    from += rows.length;
    for (let s = 0; s < t; s++) means[g * t + s] = rows.reduce((sum, y) => sum + y[s]!, 0) / rows.length;
    const less = (y: Float64Array, s: number): number => y[s]! - means[g * t + s]!;
    for (let s = 0; s < t; s++) {
      for (let r = 0; r < t; r++) {
        const sum = rows.reduce((all, y) => all + less(y, Math.max(r, s)) * less(y, Math.min(r, s)), 0);
        S[(g * t + s) * t + r] = sum / Math.max(1, rows.length - 1);
      }
    }
  }
  return 0;
}

export function timingDraws(given: Arrays<"timingDraws">): number {
  const { nDraws, n, t, nCohorts, nEffects, nPre, beta, isRefined, sizes, Y, loads, first, c2, c3, k0, k1 } = given;
  const order = new Uint32Array(n);
  const [means, S] = [new Float64Array(nCohorts * t), new Float64Array(nCohorts * t * t)];
  for (let d = 0; d < nDraws; d++) {
    randomPermutation({ n, c1: (first + d) >>> 0, c2, c3, k0, k1, order, work: new Uint32Array(4) });
    cohortMoments({ nCohorts, t, sizes, order, Y, means, S, work: new Float64Array(t) });
    const cohorts = Array.from({ length: nCohorts }, (_, g) => g);
    const covariance = (g: number, s: number, r: number): number => S[(g * t + s) * t + r]!;
    const form = (g: number, a: Float64Array, b: Float64Array): number => {
      let sum = 0;
      for (let s = 0; s < t; s++) for (let r = 0; r < t; r++) sum += a[s]! * covariance(g, s, r) * b[r]!;
      return sum / sizes[g]!;
    };
    for (let j = 0; j < nEffects; j++) {
      const load = (g: number, isBefore: number): Float64Array => {
        const at = ((j * nCohorts + g) * 2 + isBefore) * t;
        return loads.subarray(at, at + t);
      };
      const total = (of: (g: number) => number): number => cohorts.reduce((sum, g) => sum + of(g), 0);
      const mean = (g: number, a: Float64Array): number => a.reduce((sum, x, s) => sum + x * means[g * t + s]!, 0);
      const before = total((g) => form(g, load(g, 1), load(g, 1)));
      const cross = total((g) => form(g, load(g, 0), load(g, 1)));
      const slope = Number.isNaN(beta) ? (before > 0 ? cross / before : 1) : beta;
      let variance = total((g) => form(g, load(g, 0), load(g, 0))) - 2 * slope * cross + slope * slope * before;
      if (isRefined === 1) {
        const slopes = new Float64Array(nPre);
        for (const g of cohorts) {
          const own = Float64Array.from({ length: nPre * nPre }, (_, at) =>
            covariance(g, Math.floor(at / nPre), at % nPre),
          );
          const { values, vectors } = symmetricEigen(own, nPre);
          const a = load(g, 0);
          const half = Float64Array.from({ length: nPre }, (_, s) =>
            a.reduce((sum, x, r) => sum + x * covariance(g, s, r), 0),
          );
          values.forEach((value, e) => {
            if (!(value > 1e-10 * Math.max(0, ...values))) return;
            const share = half.reduce((sum, x, s) => sum + x * vectors[s * nPre + e]!, 0) / value;
            for (let s = 0; s < nPre; s++) slopes[s]! += share * vectors[s * nPre + e]!;
          });
        }
        const explained = total((g) =>
          slopes.reduce((sum, x, s) => sum + x * slopes.reduce((all, y, r) => all + y * covariance(g, s, r), 0), 0),
        );
        const refined = variance - explained / nCohorts / n;
        if (refined > 0) variance = refined;
      }
      const estimate = total((g) => mean(g, load(g, 0))) - slope * total((g) => mean(g, load(g, 1)));
      given.statistics[d * nEffects + j] = variance > 0 ? estimate / Math.sqrt(variance) : Number.NaN;
    }
  }
  return 0;
}
