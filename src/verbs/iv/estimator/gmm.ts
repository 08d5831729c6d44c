/**
 * Two-step efficient GMM of an equation with instruments: the first step is two-stage least squares, the
 * weight is the inverse of the covariance S of the scores at its residual, uncentred and without a small-sample factor.
 *
 * W is out before: an exactly identified block of moments leaves the coefficients of X and the distance J as they are,
 * since minimising over the moments of W leaves those of the instruments net of W under their own block of S. Where
 * clusters are fewer than instruments S has no inverse, and that is refused: a pseudo-inverse would drop moments in silence.
 * Source: Hansen (1982), Econometrica 50(4), doi:10.2307/1912775; Hayashi (2000), Econometrics, section 3.5.
 */
import { NumericalError } from "../../../base/errors.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { dpotrf, dtrsv, dtrtri } from "../../../engine/kernels/lapack.js";
import type { ErrorStructure, InstrumentSystem } from "./instrument-system.js";
import { estimationRows, type LeastDistance, leastDistance, sandwich, twoStage } from "./least-distance.js";
import { type Combination, structuralResidual } from "./residual.js";

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
