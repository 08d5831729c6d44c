/**
 * Covariances of GMM on panels, from the sums of its steps. k by k, column-major.
 */
import { NotSupported, NumericalError } from "../../../base/errors.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { pchisq, pf, pnorm } from "../../../engine/kernels/math.js";
import { wald } from "../../../regression/tests/coefficients.js";
import type { GmmStep, HansenWithout, PanelGmmFit } from "../estimator/panel-gmm-fit.js";

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

// Tests of GMM on panels, from the sums of its steps: overidentification by Sargan and Hansen, of groups of
// instruments by the difference, serial correlation, and coefficients. Statistics as xtabond2 defines them.
// Source: Roodman (2009), Stata Journal 9(1), doi:10.1177/1536867X0900900106.

/** `p` is null where there is nothing to test. */
export interface ChiSquared {
  readonly statistic: number;
  readonly df: number;
  readonly p: number | null;
}

/**
 * Sargan's statistic of the one-step residuals and weight, over the variance of the errors: not robust to errors of several
 * variances, not weakened by many instruments.
 */
export function sarganTest(engine: Engine, fit: PanelGmmFit): ChiSquared {
  const [first] = fit.steps;
  return chiSquared(engine, first!.distance / errorVariance(fit), first!.weightRank - fit.kept.length);
}

/**
 * Hansen's J: robust, weakened by many instruments. Null where its weight has no inverse (one step only). Without a p where moments are as
 * many as groups: scores of G moments in G groups can be solved for a vector of ones, and J is G at the weight's own residuals.
 */
export function hansenTest(engine: Engine, fit: PanelGmmFit): ChiSquared | null {
  return fit.hansen === null ? null : judgedByGroups(engine, fit, fit.hansen);
}

function judgedByGroups(
  engine: Engine,
  { kept, nGroups }: PanelGmmFit,
  { distance, degrees }: { readonly distance: number; readonly degrees: number },
): ChiSquared {
  const test = chiSquared(engine, distance, degrees);
  return degrees + kept.length < nGroups ? test : { ...test, p: null };
}

export interface DifferenceInHansen {
  /** The group tested; null: GMM-style instruments of the equation in levels. */
  readonly group: string | null;
  readonly instruments: number;
  /** J of the others, and what the group adds; null where the others do not identify the coefficients. */
  readonly excluding: ChiSquared | null;
  readonly difference: ChiSquared | null;
}

/** Whether each group of instruments is exogenous, given that the others are. */
export function differenceInHansen(engine: Engine, fit: PanelGmmFit): readonly DifferenceInHansen[] {
  const { hansen } = fit;
  if (hansen === null) return [];
  const all = judgedByGroups(engine, fit, hansen);
  return hansen.without.map(({ group, instruments, distance, degrees }: HansenWithout) => {
    if (distance === null) return { group, instruments, excluding: null, difference: null };
    const difference = chiSquared(engine, hansen.distance - distance, hansen.degrees - degrees);
    return {
      group,
      instruments,
      excluding: judgedByGroups(engine, fit, { distance, degrees }),
      difference: all.p === null ? { ...difference, p: null } : difference,
    };
  });
}

function chiSquared(engine: Engine, statistic: number, df: number): ChiSquared {
  return { statistic, df, p: df > 0 ? pchisq(engine, Math.max(0, statistic), df, true) : null };
}

export interface SerialCorrelation {
  readonly order: number;
  /** Standard normal; null where no unit has residuals so far apart, or their variance is not positive. */
  readonly z: number | null;
  readonly p: number | null;
  /** Units and pairs of residuals it is made of. */
  readonly units: number;
  readonly pairs: number;
}

/**
 * Correlation of residuals in first differences with those m periods before, and what estimating the coefficients adds. `type` is the
 * covariance of the coefficients, here without a small-sample factor, as xtabond2; with the classical one the variance of the
 * correlation is that of errors of covariance H too. Throws NotSupported as `panelCovariance`.
 * Source: Arellano and Bond (1991), Review of Economic Studies 58(2), doi:10.2307/2297968, section 3.
 */
export function serialCorrelation(
  engine: Engine,
  fit: PanelGmmFit,
  type: PanelCovariance,
): readonly SerialCorrelation[] {
  const covariance = panelCovariance(fit, type);
  const step = fit.steps.at(-1)!;
  const k = step.beta.length;
  const L = step.estimator.length / k;
  const scale = errorVariance(fit);
  return step.serial.map(({ order, product, squares, units, pairs, Xw, Zew, wHw, ZHw }) => {
    const classical = type === "classical";
    let variance = classical ? scale * wHw! : squares;
    const moments = classical ? ZHw!.map((value) => scale * value) : Zew;
    for (let i = 0; i < k; i++) {
      let own = 0;
      for (let l = 0; l < L; l++) own -= 2 * step.estimator[l * k + i]! * moments[l]!;
      for (let j = 0; j < k; j++) own += covariance[j * k + i]! * Xw[j]!;
      variance += Xw[i]! * own;
    }
    if (pairs === 0 || !(variance > 0)) return { order, z: null, p: null, units, pairs };
    const z = product / Math.sqrt(variance);
    return { order, z, p: 2 * pnorm(engine, Math.abs(z), true), units, pairs };
  });
}

export interface PanelWald {
  /** NaN where a variance is zero, as in an exact fit. */
  readonly statistic: number;
  readonly distribution: "chi2" | "F";
  /** Rank of the covariance, which is less than the coefficients where groups are few. */
  readonly df1: number;
  readonly df2: number | null;
  readonly p: number | null;
}

/**
 * Wald's test that the coefficients at `positions` are 0. With `df2` the F of a small-sample covariance: units, less one when there
 * is a constant (xtabond2). A covariance short of rank, as fewer groups than coefficients give, is inverted as far as it goes.
 */
export function waldTest(
  engine: Engine,
  beta: Float64Array,
  covariance: Float64Array,
  positions: readonly number[],
  df2: number | null = null,
): PanelWald {
  const { statistic, df1 } = wald(beta, covariance, positions);
  const usable = Number.isFinite(statistic) && statistic >= 0;
  if (df2 !== null) {
    return { statistic, distribution: "F", df1, df2, p: usable ? pf(engine, statistic, df1, df2, true) : null };
  }
  const chi2 = df1 * statistic;
  return { statistic: chi2, distribution: "chi2", df1, df2, p: usable ? pchisq(engine, chi2, df1, true) : null };
}
