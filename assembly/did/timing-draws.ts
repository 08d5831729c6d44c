import { f64At, InF64, InU32, OutF64, setF64, u32At, WorkF64, WorkU32 } from "../abi";
import { addScaled } from "../blas/axpy";
import { dotChunk } from "../blas/ddot";
import { symmetricEigen } from "../lapack/symmetric-eigen";
import { randomPermutation } from "../resample/random-permutation";
import { cohortMoments } from "./cohort-moments";

/** An eigenvalue below this share of the largest is rounding of none. */
// @ts-ignore: decorator
@inline const RANK: f64 = 1e-10;

/**
 * Studentised effects under dates of treatment that are assigned anew: in each draw a permutation of the units, cut by the sizes
 * of cohorts, and of every effect its estimate a'y - beta x'y over its error, y the means of cohorts.
 *
 * In    nPre: the first periods, before any treatment; beta of all effects, or NaN for the one that is efficient in each draw;
 *       isRefined: 1 for errors less what outcomes before treatment explain of the variance of effects; sizes u32[nCohorts], which
 *       sum to n; Y f64[n*t] row-major: the t outcomes of a unit; loads f64[nEffects*nCohorts*2*t]: of each effect and cohort what
 *       the t means weigh in its difference after treatment (a), then in that before (x); first, c2, c3, k0, k1 the streams:
 *       draw d has counters (.., first + d, c2, c3)
 * Out   statistics f64[nDraws*nEffects], by draw; NaN for an effect without an error
 * Work  words u32[n + 4]; work f64[nCohorts*(t + t*t) + nEffects*nPre + 3*nPre*nPre + 6*nPre + t]
 * Info  0; 1 where eigenvalues did not converge
 * Cost  O(nDraws (n t^2 + nEffects nCohorts t^2 + nCohorts nPre^3))
 * Source  Roth & Sant'Anna (2023), Journal of Political Economy Microeconomics 1(4), doi:10.1086/726581, sections 3 and 4
 */
export function timingDraws(
  nDraws: usize, n: usize, t: usize, nCohorts: usize, nEffects: usize, nPre: usize, beta: f64, isRefined: usize,
  sizes: InU32, Y: InF64, loads: InF64, first: usize, c2: u32, c3: u32, k0: u32, k1: u32, statistics: OutF64,
  words: WorkU32, work: WorkF64,
): i32 {
  const means = work, S = means + ((nCohorts * t) << 3), slopes = S + ((nCohorts * t * t) << 3);
  const before = slopes + ((nEffects * nPre) << 3), rest = before + ((nPre * nPre) << 3);
  const order = words + 16;
  for (let d: usize = 0; d < nDraws; d++) {
    randomPermutation(n, <u32>(first + d), c2, c3, k0, k1, order, words);
    cohortMoments(nCohorts, t, sizes, order, Y, means, S, rest);
    if (isRefined != 0 && !slopesBefore(t, nCohorts, nEffects, nPre, S, loads, slopes, before, rest)) return 1;
    for (let j: usize = 0; j < nEffects; j++) {
      let after: f64 = 0, difference: f64 = 0, vAfter: f64 = 0, cross: f64 = 0, v: f64 = 0;
      for (let g: usize = 0; g < nCohorts; g++) {
        const a = loads + (((j * nCohorts + g) * 2 * t) << 3), x = a + (t << 3);
        const mean = means + ((g * t) << 3), size = <f64>u32At(sizes, g);
        after += dotChunk(t, a, mean);
        difference += dotChunk(t, x, mean);
        for (let s: usize = 0; s < t; s++) {
          const row = S + ((g * t * t + s * t) << 3);
          const ofA = dotChunk(t, a, row) / size, ofX = dotChunk(t, x, row) / size;
          vAfter += f64At(a, s) * ofA;
          cross += f64At(x, s) * ofA;
          v += f64At(x, s) * ofX;
        }
      }
      const slope = beta == beta ? beta : v > 0 ? cross / v : 1;
      let variance = vAfter - 2 * slope * cross + slope * slope * v;
      if (isRefined != 0) {
        const own = slopes + ((j * nPre) << 3);
        let explained: f64 = 0;
        for (let s: usize = 0; s < nPre; s++) explained += f64At(own, s) * dotChunk(nPre, own, before + ((s * nPre) << 3));
        const refined = variance - explained / <f64>n;
        if (refined > 0) variance = refined;
      }
      setF64(statistics, d * nEffects + j, variance > 0 ? (after - slope * difference) / sqrt(variance) : NaN);
    }
  }
  return 0;
}

/**
 * Of each effect the sum over cohorts of the least-squares slopes of what it takes of a unit, a'Y, on the outcomes before any
 * treatment, by the generalised inverse; and the mean over cohorts of the covariance of those outcomes.
 */
function slopesBefore(
  t: usize, nCohorts: usize, nEffects: usize, nPre: usize, S: usize, loads: usize, slopes: usize, before: usize, work: usize,
): bool {
  const A = work, Q = A + ((nPre * nPre) << 3), d = Q + ((nPre * nPre) << 3), half = d + (nPre << 3), scratch = half + (nPre << 3);
  memory.fill(slopes, 0, (nEffects * nPre) << 3);
  memory.fill(before, 0, (nPre * nPre) << 3);
  for (let g: usize = 0; g < nCohorts; g++) {
    const own = S + ((g * t * t) << 3);
    for (let s: usize = 0; s < nPre; s++) {
      memory.copy(A + ((s * nPre) << 3), own + ((s * t) << 3), nPre << 3);
      addScaled(nPre, 1 / <f64>nCohorts, own + ((s * t) << 3), before + ((s * nPre) << 3));
    }
    if (!symmetricEigen(nPre, A, Q, d, scratch)) return false;
    let largest: f64 = 0;
    for (let s: usize = 0; s < nPre; s++) largest = max(largest, f64At(d, s));
    for (let j: usize = 0; j < nEffects; j++) {
      const a = loads + (((j * nCohorts + g) * 2 * t) << 3);
      for (let s: usize = 0; s < nPre; s++) setF64(half, s, dotChunk(t, a, own + ((s * t) << 3)));
      for (let s: usize = 0; s < nPre; s++) {
        if (!(f64At(d, s) > RANK * largest)) continue;
        const vector = Q + ((s * nPre) << 3);
        addScaled(nPre, dotChunk(nPre, vector, half) / f64At(d, s), vector, slopes + ((j * nPre) << 3));
      }
    }
  }
  return true;
}
