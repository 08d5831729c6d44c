/**
 * Two-step efficient GMM of an equation with instruments: the first step is two-stage least squares, the
 * weight is the inverse of the covariance S of the scores at its residual, uncentred and without a small-sample factor; under classical
 * errors S may be asked for with the variance of the residuals about their mean, in proportion to which all else then changes.
 *
 * W is out before: an exactly identified block of moments leaves the coefficients of X and the distance J as they are,
 * since minimising over the moments of W leaves those of the instruments net of W under their own block of S. Where
 * clusters are fewer than instruments S has no inverse, and that is refused: a pseudo-inverse would drop moments in silence.
 * Source: Hansen (1982), Econometrica 50(4), doi:10.2307/1912775; Hayashi (2000), Econometrics, section 3.5.
 */
import { NumericalError } from "../../../base/errors.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { dpotrf, dtrsv, dtrtri } from "../../../engine/kernels/lapack.js";
import type { Shape } from "./equation.js";
import type { ErrorStructure, InstrumentSystem } from "./instrument-system.js";
import {
  type Combination,
  estimationRows,
  type LeastDistance,
  leastDistance,
  sandwich,
  structuralResidual,
  twoStage,
} from "./instrument-system.js";

/** Share of a score's variance that the scores before it must leave: rounding of the elimination is some 1e-14. */
const SINGULAR = 1e-12;

export interface TwoStepGmm extends LeastDistance {
  /** Two-stage least squares. */
  readonly firstStep: LeastDistance;
  /** S at the first step's residual, kz by kz, and its Cholesky factor L, lower. */
  readonly scores: Float64Array;
  readonly L: Float64Array;
  /** L^-1 [P_X P_y], kz by (kx + 1). */
  readonly whitened: Float64Array;
  /** The residual at the coefficients. */
  readonly residual: Combination;
}

/**
 * `distance` is the J statistic, g'S^-1 g. Classical errors give two-stage least squares and Sargan's statistic.
 * Throws NumericalError `singular_weight`.
 */
export function twoStepGmm(engine: Engine, system: InstrumentSystem, errors: ErrorStructure): TwoStepGmm {
  const { nInstruments: kz, nEndogenous: kx, projected } = system;
  const firstStep = twoStage(engine, system);
  const { a, c } = structuralResidual(system, firstStep.coefficients);
  const scores = errors.covariance(a, c);
  const L = weightFactor(engine, kz, scores, errors);
  const whitened = new Float64Array(projected.length);
  for (let j = 0; j <= kx; j++) {
    whitened.set(dtrsv(engine, kz, L, projected.subarray(j * kz, (j + 1) * kz), { upper: false }), j * kz);
  }
  const second = leastDistance(engine, kz, kx, whitened);
  return { ...second, firstStep, scores, L, whitened, residual: structuralResidual(system, second.coefficients) };
}

/**
 * (P_X'S^-1 P_X)^-1, kx by kx, with S of the first step: the covariance of the coefficients that ivreg2 reports, without
 * its small-sample factor. The default.
 */
export function gmmCovariance(engine: Engine, { R, coefficients }: TwoStepGmm): Float64Array {
  const kx = coefficients.length;
  const inverse = dtrtri(engine, kx, R);
  return sandwich(
    kx,
    kx,
    inverse,
    Float64Array.from({ length: kx * kx }, (_, at) => Number(at % (kx + 1) === 0)),
  );
}

/** A = (P_X'S^-1 P_X)^-1 P_X'S^-1, kx by kz: what the coefficients make of the scores of the instruments. */
export function gmmRows(engine: Engine, { coefficients, R, L, whitened, residual }: TwoStepGmm): Float64Array {
  const kx = coefficients.length;
  const kz = residual.c.length;
  const onWhitened = estimationRows(engine, kz, R, whitened);
  const A = new Float64Array(kx * kz);
  for (let i = 0; i < kx; i++) {
    const row = Float64Array.from({ length: kz }, (_, l) => onWhitened[l * kx + i]!);
    dtrsv(engine, kz, L, row, { upper: false, transposed: true }).forEach((value, l) => {
      A[l * kx + i] = value;
    });
  }
  return A;
}

/** Cholesky factor of the scores' covariance, judged free of units. Throws NumericalError `singular_weight`. */
function weightFactor(engine: Engine, kz: number, S: Float64Array, errors: ErrorStructure): Float64Array {
  const { type, nClusters } = errors;
  if (type === "cluster" && nClusters !== null && nClusters < kz) throw singularWeight(kz, nClusters, nClusters);
  const scale = Float64Array.from({ length: kz }, (_, i) => Math.sqrt(S[i * kz + i]!));
  if (!scale.every((value) => value > 0)) throw singularWeight(kz, 0, nClusters);
  const unitFree = S.map((value, at) => value / (scale[at % kz]! * scale[Math.floor(at / kz)]!));
  let L: Float64Array;
  try {
    L = dpotrf(engine, kz, unitFree);
  } catch (error) {
    if (!(error instanceof NumericalError)) throw error;
    throw singularWeight(kz, Number(error.detail.got) - 1, nClusters);
  }
  for (let j = 0; j < kz; j++) if (L[j * kz + j]! ** 2 <= SINGULAR) throw singularWeight(kz, j, nClusters);
  return L.map((value, at) => value * scale[at % kz]!);
}

function singularWeight(kz: number, rank: number, nClusters: number | null): NumericalError {
  const few = nClusters !== null && nClusters < kz;
  const why = few
    ? `sums over ${nClusters} clusters give it rank ${nClusters} at most`
    : `only ${rank} of them are apart from those before${nClusters === null ? "" : `, over ${nClusters} clusters`}`;
  return new NumericalError(
    "singular_weight",
    `The weight of two-step GMM, the inverse of the covariance of the scores of ${kz} instruments, does not exist: ` +
      `${why}. Use fewer instruments, two-stage least squares under the same errors (its standard errors need no ` +
      "inverse), or a clustering with more groups.",
    { got: rank, expected: kz, ...(nClusters === null ? {} : { clusters: nClusters }) },
  );
}

// Coefficients of the exogenous regressors W in two-step GMM. They are exactly identified, so the
// coefficients of X do not depend on them; but S ties their moments to those of the instruments, and the estimate sets
//
//     W'u = S_WZ S_ZZ^-1 Q'u,   not 0.
//
// ivreg2 reports these coefficients for regressors it is given; what it partials out (and what ivreghdfe absorbs) has
// W'u = 0, as least squares of y - X b on W. Both are consistent; the first uses the information of the surplus instruments, so
// regressors in the table take it, absorbed effects can't. With classical errors or no surplus the two are the same.
// The sandwich with the second step's scores is that of all moments, those of W among them, by what the coefficients make of
// scores in the large: S_ZZ is all that is inverted, so that fewer clusters than moments do not stop it.
// Source: Hansen (1982), doi:10.2307/1912775; Qian & Schmidt (1999), Journal of Econometrics 91(1),
// doi:10.1016/S0304-4076(98)00074-2.

/** The residual of the second step: E a + Q c + Q_W w. */
export interface SecondResidual extends Combination {
  readonly onExogenous: Float64Array;
}

/** Sums of s s' of the scores of [Q_W Q], of order kw + kz, at the residuals of both steps: of the weight, then of the variance. */
export interface MomentScores {
  readonly first: Float64Array;
  readonly second: (residual: SecondResidual) => Float64Array;
}

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

/** Q_W'[X y] of an equation, from the triangle of [W Z X y]. */
export function exogenousCoordinates({ kw, kz, kx, R }: Shape & { readonly R: Float64Array }): Float64Array {
  const order = kw + kz + kx + 1;
  const coordinates = new Float64Array(kw * (kx + 1));
  for (let j = 0; j <= kx; j++) {
    const from = (kw + kz + j) * order;
    coordinates.set(R.subarray(from, from + kw), j * kw);
  }
  return coordinates;
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
