/**
 * Covariances of GMM on panels, from the sums of its steps. k by k, column-major.
 */
import { NotSupported, NumericalError } from "../../../base/errors.js";
import type { GmmStep, PanelGmmFit } from "../estimator/panel-gmm-fit.js";

/**
 * `classical`: one step, errors of one variance and not correlated. `robust`: one step, the sandwich over units. `uncorrected`:
 * two steps or more, that of an efficient weight taken for known, too small in small samples. `windmeijer`: the same with
 * the weight's own uncertainty.
 */
export type PanelCovariance = "classical" | "robust" | "uncorrected" | "windmeijer";

/** Throws NotSupported for a covariance of the other kind of step; NumericalError `one_cluster` for one unit, unless classical. */
export function panelCovariance(fit: PanelGmmFit, type: PanelCovariance, small = false): Float64Array {
  const { steps } = fit;
  const one = steps.length === 1;
  if (one !== (type === "classical" || type === "robust")) {
    throw new NotSupported(
      "panel_covariance",
      `The ${type} covariance is for ${one ? "two steps or more" : "one step"}, the fit has ${steps.length}. Use ` +
        `${one ? "robust or classical" : "windmeijer or uncorrected"}.`,
      { got: type, expected: one ? ["robust", "classical"] : ["windmeijer", "uncorrected"] },
    );
  }
  if (fit.nGroups < 2 && type !== "classical") {
    throw new NumericalError(
      "one_cluster",
      `Only one unit has rows in the equations: ${type} errors, from sums over units, need at least 2. Use classical one-step ` +
        "errors (--no-robust), or more units.",
      { got: fit.nGroups, expected: 2 },
    );
  }
  const factor = small ? smallSampleFactor(fit, type) : 1;
  return unscaled(fit, type).map((value) => factor * value);
}

/**
 * Small-sample factor, N rows of the reported equation, k coefficients, G units: N / (N - k + 1) G / (G - 1), which is what errors that
 * xtabond2 printed with `small` were multiplied by (Roodman 2009; to seven digits, where (N - 1) / (N - k) is off in the fifth).
 * Classical: N / (N - k), as Stata's xtabond.
 */
export function smallSampleFactor(fit: PanelGmmFit, type: PanelCovariance): number {
  const { nGroups: G, kept } = fit;
  const N = reportedRows(fit);
  const k = kept.length;
  return type === "classical" ? N / (N - k) : (N / (N - k + 1)) * (G / (G - 1));
}

/** Rows of the equation whose number is reported: levels in a system, transformed otherwise. */
export const reportedRows = ({ nLevel, nTransformed }: PanelGmmFit): number => (nLevel > 0 ? nLevel : nTransformed);

/** Variance of the errors in levels that the one-step residuals give (xtabond2). */
export const errorVariance = ({ steps, varianceDivisor }: PanelGmmFit): number =>
  steps[0]!.transformedSquares / varianceDivisor;

function unscaled(fit: PanelGmmFit, type: PanelCovariance): Float64Array {
  const last = fit.steps.at(-1)!;
  const { bread } = last;
  switch (type) {
    case "classical": {
      const variance = errorVariance(fit);
      return bread.map((value) => variance * value);
    }
    case "robust":
      return sandwichOf(last);
    case "uncorrected":
      return bread;
    case "windmeijer":
      return fit.steps.length === 2 ? twoStepWindmeijer(fit.steps[0]!, last) : iteratedWindmeijer(last);
  }
}

/** P + D P + P D' + D V1 D', V1 the sandwich of the first step. Source: Windmeijer (2005), doi:10.1016/j.jeconom.2004.02.005. */
function twoStepWindmeijer(first: GmmStep, { bread, beta, weightDerivative }: GmmStep): Float64Array {
  const k = beta.length;
  const D = weightDerivative!;
  const DP = product(k, D, bread);
  const DVD = product(k, product(k, D, sandwichOf(first)), transpose(k, D));
  return bread.map((value, at) => value + DP[at]! + DP[transposedAt(k, at)]! + DVD[at]!);
}

/**
 * (I - D)^-1 P (I - D')^-1: at the fixed point the weight moves with the coefficients themselves.
 * Source: Windmeijer (2000), IFS Working Paper 00/19, doi:10.1920/wp.ifs.2000.0019; Hansen and Lee (2021), Econometrica 89(3),
 * doi:10.3982/ECTA16274.
 */
function iteratedWindmeijer({ bread, beta, weightDerivative }: GmmStep): Float64Array {
  const k = beta.length;
  const A = weightDerivative!.map((value, at) => Number(at % (k + 1) === 0) - value);
  return solve(k, A, transpose(k, solve(k, A, bread)));
}

/** The sandwich of a step by its own residuals. */
function sandwichOf({ estimator, scores, beta }: GmmStep): Float64Array {
  const k = beta.length;
  const L = estimator.length / k;
  const half = new Float64Array(k * L);
  for (let m = 0; m < L; m++) {
    for (let l = 0; l < L; l++) {
      const s = scores[m * L + l]!;
      for (let i = 0; i < k; i++) half[m * k + i]! += estimator[l * k + i]! * s;
    }
  }
  return Float64Array.from({ length: k * k }, (_, at) => {
    const [i, j] = [at % k, Math.floor(at / k)];
    let sum = 0;
    for (let m = 0; m < L; m++) sum += half[m * k + i]! * estimator[m * k + j]!;
    return sum;
  });
}

const transposedAt = (k: number, at: number): number => (at % k) * k + Math.floor(at / k);
const transpose = (k: number, A: Float64Array): Float64Array => A.map((_, at) => A[transposedAt(k, at)]!);

function product(k: number, A: Float64Array, B: Float64Array): Float64Array {
  return Float64Array.from({ length: k * k }, (_, at) => {
    const [i, j] = [at % k, Math.floor(at / k)];
    let sum = 0;
    for (let l = 0; l < k; l++) sum += A[l * k + i]! * B[j * k + l]!;
    return sum;
  });
}

/** A^-1 B, all k by k, by elimination with row exchanges. */
function solve(k: number, A: Float64Array, B: Float64Array): Float64Array {
  const [left, right] = [A.slice(), B.slice()];
  for (let c = 0; c < k; c++) {
    let pivot = c;
    for (let i = c + 1; i < k; i++) if (Math.abs(left[c * k + i]!) > Math.abs(left[c * k + pivot]!)) pivot = i;
    for (const M of [left, right]) {
      for (let j = 0; j < k; j++) [M[j * k + c], M[j * k + pivot]] = [M[j * k + pivot]!, M[j * k + c]!];
    }
    for (let i = 0; i < k; i++) {
      if (i === c) continue;
      const factor = left[c * k + i]! / left[c * k + c]!;
      for (const M of [left, right]) for (let j = 0; j < k; j++) M[j * k + i]! -= factor * M[j * k + c]!;
    }
  }
  return right.map((value, at) => value / left[(at % k) * (k + 1)]!);
}
