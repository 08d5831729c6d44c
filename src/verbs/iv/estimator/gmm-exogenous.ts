/**
 * Coefficients of the exogenous regressors W in two-step GMM. They are exactly identified, so the
 * coefficients of X do not depend on them; but S ties their moments to those of the instruments, and the estimate sets
 *
 *     W'u = S_WZ S_ZZ^-1 Q'u,   not 0.
 *
 * ivreg2 reports these coefficients for regressors it is given; what it partials out (and what ivreghdfe absorbs) has
 * W'u = 0, as least squares of y - X b on W. Both are consistent; the first uses the information of the surplus instruments, so
 * regressors in the table take it, absorbed effects can't. With classical errors or no surplus the two are the same.
 * The sandwich with the second step's scores is that of all moments, those of W among them, by what the coefficients make of
 * scores in the large: S_ZZ is all that is inverted, so that fewer clusters than moments do not stop it.
 * Source: Hansen (1982), doi:10.2307/1912775; Qian & Schmidt (1999), Journal of Econometrics 91(1),
 * doi:10.1016/S0304-4076(98)00074-2.
 */
import type { Engine } from "../../../engine/kernels/engine.js";
import { dtrsv } from "../../../engine/kernels/lapack.js";
import { gmmCovariance, gmmRows, type TwoStepGmm } from "./gmm.js";
import { sandwich } from "./least-distance.js";

/** What is known of W's orthonormal columns Q_W. */
export interface ExogenousMoments {
  /** Q_W'[X y], kw by (kx + 1). */
  readonly coordinates: Float64Array;
  /** Sum of s s' of the scores [Q_W Q] e at the first step's residual, of order kw + kz. */
  readonly scores: Float64Array;
}

export interface ExogenousGmm {
  /** Coordinates R_WW w of the coefficients w, kw. */
  readonly coordinates: Float64Array;
  /** Coordinates of the second step's residual on Q_W, kw; on Q and E it is that of the instruments' GMM. */
  readonly residual: Float64Array;
  /** Covariance of [coordinates, coefficients of X], of order kw + kx, with S of the first step. */
  readonly covariance: Float64Array;
  /**
   * The same as a sandwich H S H' with S of order kw + kz, as `scores` but of the second step's residual: it holds for any
   * weight, and is what Stata's ivregress reports.
   */
  readonly sandwich: (S: Float64Array) => Float64Array;
}

export function exogenousGmm(engine: Engine, { coordinates, scores }: ExogenousMoments, gmm: TwoStepGmm): ExogenousGmm {
  const { L, whitened, coefficients, residual } = gmm;
  const kx = coefficients.length;
  const kz = residual.c.length;
  const kw = coordinates.length / (kx + 1);
  const order = kw + kz;

  // L^-1 S_ZW and the whitened moments left at the estimate
  const tied = new Float64Array(kz * kw);
  for (let j = 0; j < kw; j++) {
    tied.set(dtrsv(engine, kz, L, scores.subarray(j * order + kw, (j + 1) * order), { upper: false }), j * kz);
  }
  const left = dtrsv(engine, kz, L, residual.c, { upper: false });
  const column = (j: number) => whitened.subarray(j * kz, (j + 1) * kz);
  const along = (i: number, v: Float64Array) => v.reduce((sum, value, l) => sum + tied[i * kz + l]! * value, 0);

  const estimate = Float64Array.from({ length: kw }, (_, i) => {
    let sum = coordinates[kx * kw + i]! - along(i, left);
    for (let j = 0; j < kx; j++) sum -= coordinates[j * kw + i]! * coefficients[j]!;
    return sum;
  });

  // [coordinates, b] = what X moves, times b, plus moments of W that those of the instruments don't determine
  const mover = new Float64Array((kw + kx) * kx);
  for (let j = 0; j < kx; j++) {
    for (let i = 0; i < kw; i++) mover[j * (kw + kx) + i] = along(i, column(j)) - coordinates[j * kw + i]!;
    mover[j * (kw + kx) + kw + j] = 1;
  }
  const covariance = sandwich(kw + kx, kx, mover, gmmCovariance(engine, gmm));
  for (let j = 0; j < kw; j++) {
    for (let i = 0; i < kw; i++) {
      covariance[j * (kw + kx) + i]! += scores[j * order + i]! - along(i, tied.subarray(j * kz, (j + 1) * kz));
    }
  }
  const residualOnW = Float64Array.from(estimate, (value, i) => {
    let sum = coordinates[kx * kw + i]! - value;
    for (let j = 0; j < kx; j++) sum -= coordinates[j * kw + i]! * coefficients[j]!;
    return sum;
  });
  const ofScores = (S: Float64Array) => sandwich(kw + kx, order, scoreRows(engine, kw, tied, mover, gmm), S);
  return { coordinates: estimate, residual: residualOnW, covariance, sandwich: ofScores };
}

/** What [coordinates, b] make of the scores of [Q_W Q], (kw + kx) by (kw + kz): [I, -S_WZ S_ZZ^-1] and b's through `mover`. */
function scoreRows(engine: Engine, kw: number, tied: Float64Array, mover: Float64Array, gmm: TwoStepGmm): Float64Array {
  const kx = gmm.coefficients.length;
  const kz = gmm.residual.c.length;
  const k = kw + kx;
  const A = gmmRows(engine, gmm);
  const H = new Float64Array(k * (kw + kz));
  for (let i = 0; i < kw; i++) {
    H[i * k + i] = 1;
    const row = dtrsv(engine, kz, gmm.L, tied.slice(i * kz, (i + 1) * kz), { upper: false, transposed: true });
    row.forEach((value, l) => {
      H[(kw + l) * k + i] = -value;
    });
  }
  for (let l = 0; l < kz; l++) {
    for (let i = 0; i < k; i++) for (let j = 0; j < kx; j++) H[(kw + l) * k + i]! += mover[j * k + i]! * A[l * kx + j]!;
  }
  return H;
}
