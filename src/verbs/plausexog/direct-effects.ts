/**
 * 2SLS of y - Z gamma as a function of gamma, the direct effects of the instruments on the outcome: estimates
 * b - A gamma with A = (P_X'P_X)^-1 P_X'R, and the variance of one of them, w' C w with w its column of P_X (P_X'P_X)^-1 and C
 * the covariance of scores under the residual E (-b, 1) + Q (P_y - R gamma - P_X b). That is quadratic in gamma,
 * and kept as such: rows are seen for its coefficients alone.
 */

import { inverse, Matrix } from "ml-matrix";
import type { ErrorStructure, InstrumentSystem } from "../iv/estimator/instrument-system.js";
import { symmetricForm } from "../iv/inference/definite-form.js";
import { quadraticForms } from "../iv/inference/quadratic-forms.js";
import type { EffectBounds, PathPoint } from "./record.js";

// How far exogeneity may fail: bounds when direct effects are a share of what was allowed, from none to all, and the
// smallest share at which an interval covers zero. Along the path a lower end is concave in the share and an upper end
// convex, as `plausibly-exogenous` shows. So an end on the near side of zero at none of it, and on the far side at
// all, crosses once; bisection finds where, and an end that has not crossed at all of it has not crossed before. Knows
// not how bounds are made.

/** Bounds of each endogenous regressor's coefficient when direct effects are `fraction` of what was allowed. */
export type BoundsAt = (fraction: number) => readonly EffectBounds[];

/** Tenths from none to all. */
const FRACTIONS = Array.from({ length: 11 }, (_, tenth) => tenth / 10);
/** Of the share sought, relative: two digits above rounding of the ends. */
const PRECISION = 1e-13;

/** The path of each endogenous regressor's bounds. */
export function boundsPath(boundsAt: BoundsAt): PathPoint[][] {
  const steps = FRACTIONS.map((fraction) => boundsAt(fraction).map((bounds) => ({ fraction, ...bounds })));
  return steps[0]!.map((_, j) => steps.map((step) => step[j]!));
}

/** The smallest share, at most all, at which the interval of endogenous regressor `j` covers zero; null where none does. */
export function breakingFraction(boundsAt: BoundsAt, j: number): number | null {
  const { conf_low, conf_high } = boundsAt(0)[j]!;
  if (conf_low <= 0 && conf_high >= 0) return 0;
  const crossed = (fraction: number): boolean => {
    const bounds = boundsAt(fraction)[j]!;
    return conf_low > 0 ? bounds.conf_low <= 0 : bounds.conf_high >= 0;
  };
  if (!crossed(1)) return null;
  let [outside, inside] = [0, 1];
  while (inside - outside > PRECISION * inside) {
    const middle = (outside + inside) / 2;
    if (crossed(middle)) inside = middle;
    else outside = middle;
  }
  return inside;
}

/** 2SLS given direct effects. */
export interface DirectEffects {
  /** A, kx by kz: what a unit of each direct effect takes off the estimates. */
  readonly shift: Matrix;
  /** Estimates of the kx endogenous regressors, less the effects `gamma`, kz numbers. */
  readonly estimates: (gamma: Float64Array) => Float64Array;
  /** Variance of estimate `j`, without a small-sample factor; below zero when two clusterings give no variance. */
  readonly variances: (gamma: Float64Array) => Float64Array;
}

/** 2SLS of `system` as a function of the direct effects. */
export function directEffects(system: InstrumentSystem, errors: ErrorStructure): DirectEffects {
  const { nInstruments: kz, nEndogenous: kx, projected, instruments } = system;
  const P = new Matrix(
    Array.from({ length: kz }, (_, i) => Array.from({ length: kx + 1 }, (_, j) => projected[j * kz + i]!)),
  );
  const R = new Matrix(
    Array.from({ length: kz }, (_, i) => Array.from({ length: kz }, (_, j) => instruments[j * kz + i]!)),
  );
  const PX = P.subMatrix(0, kz - 1, 0, kx - 1);
  const Py = P.subMatrix(0, kz - 1, kx, kx);
  // kz by kx: scores to estimates
  const influence = PX.mmul(inverse(PX.transpose().mmul(PX)));
  const shift = influence.transpose().mmul(R);
  const outcome = (gamma: Float64Array) => Matrix.sub(Py, R.mmul(Matrix.columnVector(gamma)));
  const estimates = (gamma: Float64Array) => Float64Array.from(influence.transpose().mmul(outcome(gamma)).to1DArray());
  // a and c of the residual side by side: without direct effects, and what a unit of each adds
  const residual = (b: Matrix, ofOutcome: number, net: Matrix) =>
    Float64Array.from([...b.to1DArray().map((value) => -value), ofOutcome, ...net.sub(PX.mmul(b)).to1DArray()]);
  const base = residual(Matrix.columnVector(estimates(new Float64Array(kz))), 1, Py.clone());
  const directions = Array.from({ length: kz }, (_, z) =>
    residual(shift.getColumnVector(z).neg(), 0, R.getColumnVector(z).neg()),
  );
  const weights = Array.from({ length: kx }, (_, j) => Float64Array.from(influence.getColumn(j)));
  const variances = quadraticForms(
    (at) => {
      const C = errors.covariance(at.slice(0, kx + 1), at.slice(kx + 1));
      return Float64Array.from(weights, (w) => symmetricForm(C, w));
    },
    base,
    directions,
  );
  return { shift, estimates, variances };
}
