/**
 * The same equation with fewer instruments: what those left out add to the distance of GMM. Instruments are positions in the
 * order of Z. No names, no distributions.
 *
 * The distance without some instruments is taken under the submatrix of the full model's S, so that what they add is the
 * squares of a regression and never negative. With L the Cholesky factor of S and A = Q_A B the QR of L'R, the kept
 * instruments' columns first, the moments Q_A'L^-1 P are those of Z one after the other, each net of the ones before it.
 * Source: Hayashi (2000), Econometrics, p. 220; Newey (1985), Journal of Econometrics 29(3),
 * doi:10.1016/0304-4076(85)90154-X.
 */
import { NumericalError } from "../../../base/errors.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { tsqr } from "../../../engine/kernels/lapack.js";
import { COLLINEARITY_TOLERANCE } from "../../../regression/least-squares/ols.js";
import type { TwoStepGmm } from "./gmm.js";
import type { InstrumentSystem } from "./instrument-system.js";
import { leastDistance, stacked } from "./instrument-system.js";

/**
 * Distance of GMM with the instruments at `left` out, under their submatrix of the full S, and what they add to it: the
 * C statistic, chi-squared with as many degrees of freedom as they are. At least kx instruments must stay. Throws
 * NumericalError `orthog_unidentified` when those do not identify the equation.
 */
export function distanceWithout(
  engine: Engine,
  { nInstruments: kz, nEndogenous: kx, instruments }: InstrumentSystem,
  { L, whitened }: TwoStepGmm,
  left: readonly number[],
): { readonly without: number; readonly added: number } {
  const order = keptFirst(kz, left);
  const factor = new Float64Array(kz * kz);
  order.forEach((from, to) => {
    for (let i = 0; i < kz; i++) {
      let sum = 0;
      for (let l = i; l <= from; l++) sum += L[i * kz + l]! * instruments[from * kz + l]!;
      factor[to * kz + i] = sum;
    }
  });
  const moments = rotated(engine, kz, kx + 1, factor, whitened);
  const stay = kz - left.length;
  const kept = rowsOf(moments, kz, kx + 1, 0, stay);
  const without = leastDistance(engine, stay, kx, kept);
  requireIdentified(without.R, kx, moments, kz, stay);
  // the kept moments' own squares are out: what the others leave beside the triangle of the kept is C
  const triangle = new Float64Array(kx * (kx + 1));
  triangle.set(without.R);
  triangle.set(without.coordinates, kx * kx);
  const rest = rowsOf(moments, kz, kx + 1, stay, left.length);
  const both = leastDistance(engine, kx + left.length, kx, stacked(kx + 1, [kx, triangle], [left.length, rest]));
  return { without: without.distance, added: both.distance };
}

/** The kept instruments' moments must distinguish the regressors, as shares of what all instruments say of each. */
function requireIdentified(R: Float64Array, kx: number, moments: Float64Array, kz: number, stay: number): void {
  for (let j = 0; j < kx; j++) {
    const all = Math.sqrt(moments.subarray(j * kz, (j + 1) * kz).reduce((sum, value) => sum + value * value, 0));
    if (R[j * kx + j]! > COLLINEARITY_TOLERANCE * all) continue;
    throw new NumericalError(
      "orthog_unidentified",
      `Without the tested instruments the other ${stay} say nothing of endogenous regressor ${j + 1}, net of those before ` +
        "it, and the test has nothing to compare with. Test other instruments, or fewer.",
      { got: j, expected: kx, instruments: stay },
    );
  }
}

/** Positions 0 .. kz - 1, those at `left` last. */
function keptFirst(kz: number, left: readonly number[]): number[] {
  const stays = Array.from({ length: kz }, (_, j) => j).filter((j) => !left.includes(j));
  return [...stays, ...left];
}

/** Q_A'M for the QR of A = Q_A B, both of k rows, M of m columns: the last columns of the triangle of [A M]. */
function rotated(engine: Engine, k: number, m: number, A: Float64Array, M: Float64Array): Float64Array {
  const both = new Float64Array(k * (k + m));
  both.set(A);
  both.set(M, k * k);
  const R = tsqr(engine, k, k + m, both);
  const out = new Float64Array(k * m);
  for (let j = 0; j < m; j++) out.set(R.subarray((k + j) * (k + m), (k + j) * (k + m) + k), j * k);
  return out;
}

/** Rows of a column-major matrix. */
function rowsOf(A: Float64Array, ld: number, columns: number, first: number, rows: number): Float64Array {
  const out = new Float64Array(rows * columns);
  for (let j = 0; j < columns; j++) out.set(A.subarray(j * ld + first, j * ld + first + rows), j * rows);
  return out;
}
